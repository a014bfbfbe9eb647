// Ops 400, 401 and 402: a session is set up, gets its key, and ends (RFC 3652 §3.5; reference §1.5, §1.6).
// Setting one up costs us a key agreement and a place, so it is limited per host and in number.
import type { Clock } from '../../../kernel/world/clock.ts';
import {
  answerVersion,
  responseCode,
  type Body,
  type Message,
} from '../../../wire/handle/handle.ts';
import { HostBudget, type Budget } from '../listeners/host-budget.ts';
import type { Peer } from '../listeners/peer.ts';
import { noMessage, replyTo } from '../listeners/reply.ts';
import type { KeyExchange } from './key-exchange.ts';
import type { OpenSessions } from './open-sessions.ts';
import type { Session } from './session.ts';

export type SetUpBounds = {
  readonly perHost: Budget;
  /** Key agreements at a time; each takes a millisecond or two of another thread. */
  readonly underWayMax: number;
};

export const setUpBounds: SetUpBounds = {
  perHost: { burst: 64, perSecond: 8 },
  underWayMax: 32,
};

/** What the answers say of the node. */
export type NodeFacts = { readonly authoritative: boolean; readonly siteSerial: number };

export type SessionRequestsOptions = {
  readonly node: NodeFacts;
  readonly clock: Clock;
  readonly sessions: OpenSessions;
  readonly keys: KeyExchange;
  readonly bounds?: SetUpBounds;
};

export type SessionAnswer = { readonly code: number; readonly bytes: Uint8Array };

type Outcome = { readonly code: number; readonly body: Body; readonly sessionId?: number };

/** Handle.Net counts the two bytes of the mode as four, and so must we for its clients. */
const trailing = new Uint8Array(2);

export class SessionRequests {
  readonly #options: SessionRequestsOptions;
  readonly #perHost: HostBudget;
  readonly #underWayMax: number;
  #underWay = 0;

  constructor(options: SessionRequestsOptions) {
    const { clock, bounds = setUpBounds } = options;
    this.#options = options;
    this.#perHost = new HostBudget(clock, bounds.perHost);
    this.#underWayMax = bounds.underWayMax;
  }

  /** Op 400. */
  async setUp(request: Message, raw: Uint8Array, peer: Peer): Promise<SessionAnswer> {
    if (!isSince27(request)) return this.#answer(request, raw, tooOld);
    if (this.#underWay >= this.#underWayMax || !this.#perHost.takes(peer)) {
      return this.#answer(request, raw, busy);
    }
    this.#underWay += 1;
    try {
      return this.#answer(request, raw, await this.#agreed(request, peer));
    } finally {
      this.#underWay -= 1;
    }
  }

  async #agreed({ body }: Message, { host }: Peer): Promise<Outcome> {
    const { sessions, keys } = this.#options;
    const setup = body.kind === 'session-setup-request' ? body : undefined;
    const agreed = setup && (await keys.agree(setup));
    if (setup === undefined || agreed === undefined) return failed;
    const { data, key } = agreed;
    const { mode, timeoutSeconds } = setup;
    const session = sessions.open(host, { timeoutSeconds, ...(key === undefined ? {} : { key }) });
    const answer: Body = { kind: 'session-setup-response', mode, data };
    return { code: responseCode.ok, body: answer, sessionId: session.id };
  }

  /** Op 402, which mode 2 needs. */
  async exchangeKey(
    request: Message,
    raw: Uint8Array,
    session: Session | undefined,
  ): Promise<SessionAnswer> {
    const { sessionId } = request.envelope;
    if (session === undefined) return this.#answer(request, raw, { ...unknown, sessionId });
    const { body } = request;
    const sent = body.kind === 'session-key-exchange' ? body.encryptedKey : new Uint8Array(0);
    const key = session.key === undefined ? await this.#options.keys.keyIn(sent) : undefined;
    const agreed = key !== undefined && session.agree(key);
    const code = agreed ? responseCode.ok : responseCode.badSessionKey;
    const body402: Body = agreed ? { kind: 'empty' } : badKey;
    return this.#answer(request, raw, { code, body: body402, sessionId });
  }

  /** Op 401. */
  async end(
    request: Message,
    raw: Uint8Array,
    session: Session | undefined,
  ): Promise<SessionAnswer> {
    const { sessionId } = request.envelope;
    if (session === undefined) return this.#answer(request, raw, { ...unknown, sessionId });
    this.#options.sessions.end(session);
    return this.#answer(request, raw, {
      code: responseCode.ok,
      body: { kind: 'empty' },
      sessionId,
    });
  }

  #answer(request: Message, raw: Uint8Array, outcome: Outcome): SessionAnswer {
    const { node, clock } = this.#options;
    const { authoritative, siteSerial } = node;
    const isSetUp = outcome.body.kind === 'session-setup-response';
    const bytes = replyTo(request, raw, {
      ...outcome,
      authoritative,
      siteInfoSerial: siteSerial,
      nowMs: clock.now(),
      ...(isSetUp ? { bodyTrailing: trailing } : {}),
    });
    return { code: outcome.code, bytes };
  }
}

const error = (message: string): Body => ({ kind: 'error', message });

const unknown = {
  code: responseCode.sessionTimeout,
  body: error('Unknown or outdated session id: set up a new session'),
};
const failed: Outcome = {
  code: responseCode.sessionFailed,
  body: error(
    'Send a Diffie-Hellman key in a group of RFC 3526 or RFC 2409, or an RSA key, with its mode',
  ),
};
const tooOld: Outcome = {
  code: responseCode.notSupported,
  body: error('Sessions need protocol 2.7 or later: answer a challenge for each request'),
};
const busy: Outcome = { code: responseCode.busy, body: noMessage };
const badKey = error(
  'The session has a key already, or this holds none for AES under our public key',
);

function isSince27({ envelope }: Message): boolean {
  const { major, minor } = answerVersion(envelope);
  return major > 2 || (major === 2 && minor >= 7);
}
