// What stands before the recursive node's answers: clients that ask too fast are told that it is busy, and questions
// that went through too many recursive nodes go no further (reference §1.2 "recursionCount", §1.4).
import type { Clock } from '../../../kernel/world/clock.ts';
import { decodeMessage, envelopeBytes, responseCode } from '../../../wire/handle/handle.ts';
import type { AnswerBuffer } from '../listeners/answer-buffer.ts';
import type { MessageHandler } from '../listeners/message-handler.ts';
import type { Peer } from '../listeners/peer.ts';
import { replyTo } from '../listeners/reply.ts';
import type { ClientLimits } from './client-limits.ts';

const recursionCountAt = envelopeBytes + 14;
/** Recursive nodes behind one another; nobody needs more. */
const recursionsMax = 8;

export class GuardedHandler implements MessageHandler {
  readonly #inner: MessageHandler;
  readonly #limits: ClientLimits;
  readonly #clock: Clock;

  constructor(inner: MessageHandler, limits: ClientLimits, clock: Clock) {
    this.#inner = inner;
    this.#limits = limits;
    this.#clock = clock;
  }

  handle(
    message: Uint8Array,
    out: AnswerBuffer,
    peer: Peer,
  ): Promise<Uint8Array | undefined> | undefined {
    if (!this.#limits.allows(peer.host)) {
      this.#refuse(message, out, {
        code: responseCode.busy,
        message: 'too many questions from your address; ask more slowly',
      });
      return undefined;
    }
    if ((message[recursionCountAt] ?? 0) > recursionsMax) {
      this.#refuse(message, out, {
        code: responseCode.recursionTooHigh,
        message: `the question went through more than ${recursionsMax} recursive nodes`,
      });
      return undefined;
    }
    return this.#inner.handle(message, out, peer);
  }

  refuseFrame(): Uint8Array {
    return this.#inner.refuseFrame();
  }

  /** What cannot be read, and what is an answer itself, gets none. */
  #refuse(raw: Uint8Array, out: AnswerBuffer, why: { code: number; message: string }): void {
    const decoded = decodeMessage(raw);
    if (!decoded.ok || decoded.value.header.responseCode !== 0) return;
    const body = { kind: 'error', message: why.message } as const;
    const nowMs = this.#clock.now();
    const parts = { code: why.code, body, authoritative: false, siteInfoSerial: 1, nowMs };
    out.append(replyTo(decoded.value, raw, parts));
  }
}
