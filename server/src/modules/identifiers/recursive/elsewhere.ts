// Requests that change something are never passed on by a recursive node: their proof of rights is between the
// client and the authority. Clients of the Handle System take 301 as the word to look for the right server
// themselves, which is the primary of the handle's own site (reference §1.8).
import type { Clock } from '../../../kernel/world/clock.ts';
import { opCode, responseCode, type Message } from '../../../wire/handle/handle.ts';
import type { RestrictedAnswer, RestrictedRequests } from '../listeners/responder.ts';
import { replyTo } from '../listeners/reply.ts';

const authoritiesOnly: ReadonlySet<number> = new Set([
  opCode.create,
  opCode.delete,
  opCode.addValues,
  opCode.removeValues,
  opCode.modifyValues,
  opCode.listHandles,
  opCode.listDerivedPrefixes,
  opCode.homePrefix,
  opCode.unhomePrefix,
  opCode.listHomedPrefixes,
]);

const message = 'a recursive node only resolves; send this to the primary server of the handle';

export class AskTheAuthority implements RestrictedRequests {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  answer(request: Message, raw: Uint8Array): RestrictedAnswer | undefined {
    if (!authoritiesOnly.has(request.header.op)) return undefined;
    const code = responseCode.notResponsible;
    const body = { kind: 'error', message } as const;
    const nowMs = this.#clock.now();
    const parts = { code, body, authoritative: false, siteInfoSerial: 1, nowMs };
    return { code, bytes: replyTo(request, raw, parts) };
  }
}
