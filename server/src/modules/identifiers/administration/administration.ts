// Administration over the wire (RFC 3652 §3.4–3.5; reference §1.6, §1.8): a request that takes rights is
// answered with a challenge; the answer to the challenge, once it is verified, executes that request.
// Nobody's rights are looked at, and nothing changes, before.
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Random } from '../../../kernel/world/random.ts';
import type { Answer } from '../../../stores/names/names.ts';
import {
  answerVersion,
  decodeMessage,
  hasFlag,
  opCode,
  responseCode,
  type Message,
} from '../../../wire/handle/handle.ts';
import type { Resolver } from '../api.ts';
import type { Authority } from '../authority/authority.ts';
import { digestOf, noMessage, replyTo } from '../listeners/reply.ts';
import { HostBudget, type Budget } from '../listeners/host-budget.ts';
import type { Peer } from '../listeners/peer.ts';
import type { RestrictedAnswer, RestrictedRequests } from '../listeners/responder.ts';
import { KeyLedger, noLimits, type Outcome } from '../login/key-limits.ts';
import { loginFirst, Logins, noPasswords } from '../login/logins.ts';
import { whenThere } from '../model/answered.ts';
import type { RecordStore } from '../records/record-store.ts';
import { authenticate, type Verifiers } from './authentication.ts';
import { challengeTo } from './challenge.ts';
import type { KnownPeers } from './known-peers.ts';
import { KnownValues } from './known-values.ts';
import { PendingRequests, type PendingBounds } from './pending-requests.ts';
import { carryOut, isAdministrative, isWrite, planOf, type Planning } from './operations.ts';
import { asksForRestricted } from './read-values.ts';
import { Records } from './records.ts';
import type { Session } from '../sessions/session.ts';
import type { Identity } from './rights.ts';
import { MacVerifier } from './verify-mac.ts';

export type AdministrationOptions = {
  readonly authority: Authority;
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly random: Random;
  /** Where keys are found that this node does not hold. */
  readonly resolver?: Pick<Resolver, 'resolve'> | undefined;
  readonly bounds?: PendingBounds;
  /** Requests that wait for the answer to their challenge, where others must know their ids. */
  readonly pending?: PendingRequests;
  readonly lookupMs?: number;
  /** Asked in order; whoever one of them knows is not challenged again. */
  readonly knownPeers?: readonly KnownPeers[];
  /** In which session a request came. */
  readonly sessions?: SessionLookup;
  readonly logins?: Logins;
  readonly limits?: HostLimits;
  readonly ledger?: KeyLedger;
  /** Why nothing may be changed here, if so: a mirror has a primary for that, or the node is being copied. */
  readonly readOnly?: () => 'mirror' | 'copied' | undefined;
};

/** A session as administration sees it: challenges stay in it, and who answers one has proved himself in it. */
export type ChallengedSession = Pick<
  Session,
  'id' | 'challenges' | 'challenged' | 'answered' | 'proved'
>;

export interface SessionLookup {
  of(request: Message): ChallengedSession | undefined;
}

/** What one host may ask for that costs us memory or time before anybody has proved himself. */
export type HostLimits = { readonly challenges: Budget; readonly verifications: Budget };

export const hostLimits: HostLimits = {
  challenges: { burst: 5_000, perSecond: 500 },
  verifications: { burst: 100, perSecond: 20 },
};

export class Administration implements RestrictedRequests {
  readonly #authority: Authority;
  readonly #clock: Clock;
  readonly #planning: Planning;
  readonly #pending: PendingRequests;
  readonly #verifiers: Verifiers;
  readonly #knownPeers: readonly KnownPeers[];
  readonly #sessions: SessionLookup | undefined;
  readonly #whyReadOnly: () => 'mirror' | 'copied' | undefined;
  readonly #challenges: HostBudget;
  readonly #verifications: HostBudget;
  readonly #logins: Logins;
  readonly #ledger: KeyLedger;

  constructor({ bounds, store, knownPeers = [], sessions, ...options }: AdministrationOptions) {
    const { authority, clock, random, logins = new Logins(clock) } = options;
    this.#authority = authority;
    this.#clock = clock;
    this.#planning = { records: new Records(authority, store), clock, random };
    this.#pending = options.pending ?? new PendingRequests({ clock, random }, bounds);
    this.#verifiers = { known: new KnownValues(options), macs: new MacVerifier() };
    this.#knownPeers = [...knownPeers, logins];
    this.#logins = logins;
    this.#ledger = options.ledger ?? new KeyLedger(clock, noLimits);
    this.#sessions = sessions;
    this.#whyReadOnly = options.readOnly ?? (() => undefined);
    const { challenges, verifications } = options.limits ?? hostLimits;
    this.#challenges = new HostBudget(clock, challenges);
    this.#verifications = new HostBudget(clock, verifications);
  }

  /** Requests that wait for the answer to their challenge, and their bytes. */
  get pending(): { readonly count: number; readonly bytes: number } {
    return this.#pending;
  }

  answer(request: Message, raw: Uint8Array, peer: Peer): Answer<RestrictedAnswer | undefined> {
    const { body, header } = request;
    if (body.kind === 'challenge-answer') return this.#finish(request, raw, peer);
    if (body.kind === 'login-request') return this.#beginLogin(request, raw, peer);
    if (header.op === opCode.login) return this.#encode(request, raw, noPasswords);
    if (body.kind === 'verify-request') return this.#verify(request, raw, peer);
    if (isAdministrative(header.op)) {
      const fixed = isWrite(header.op) ? this.#readOnly() : undefined;
      return fixed ? this.#encode(request, raw, fixed) : this.#begin(request, raw, peer);
    }
    if (body.kind !== 'resolve-request' || hasFlag(header.flags, 'publicOnly')) return undefined;
    return whenThere(asksForRestricted(body, this.#authority), (restricted) =>
      restricted ? this.#begin(request, raw, peer) : undefined,
    );
  }

  /** Step 1: a refusal that everybody may know, or a challenge; for whom we know, the deed itself. */
  async #begin(request: Message, raw: Uint8Array, peer: Peer): Promise<RestrictedAnswer> {
    await this.#logins.endIfRevoked(peer, this.#verifiers.known);
    const identity = this.#identityOf(peer, request);
    if (identity !== undefined) {
      return this.#encode(request, raw, await this.#carriedOut(request, identity));
    }
    if (this.#logins.mustLogIn(peer)) return this.#encode(request, raw, loginFirst);
    const session = this.#sessions?.of(request);
    if (session === undefined && request.envelope.sessionId !== 0) {
      return this.#encode(request, raw, noSession);
    }
    const { refused } = await planOf(request, this.#planning);
    if (refused?.openly === true) {
      return this.#encode(request, raw, { code: refused.code, bodies: [refused.body] });
    }
    return this.#challenge(request, raw, { peer, session }).answer;
  }

  /** The client of the national system numbers its connection itself, so any session id will do. */
  #beginLogin(request: Message, raw: Uint8Array, peer: Peer): RestrictedAnswer {
    const refused = this.#logins.refusalOf(peer);
    if (refused !== undefined) return this.#encode(request, raw, refused);
    const { sessionId, answer } = this.#challenge(request, raw, { peer });
    this.#logins.challenged(peer, sessionId);
    return answer;
  }

  #challenge(
    request: Message,
    raw: Uint8Array,
    { peer, session }: { peer: Peer; session?: ChallengedSession | undefined },
  ): { sessionId: number; answer: RestrictedAnswer } {
    if (!this.#challenges.takes(peer)) {
      return { sessionId: 0, answer: this.#encode(request, raw, busy) };
    }
    const digest = digestOf(raw, request.envelope);
    const { sessionId: id, nonce } = this.#pending.keep(raw, digest);
    for (const old of session?.challenged(id) ?? []) this.#pending.take(old);
    const sessionId = session?.id ?? id;
    const { siteSerial } = this.#authority;
    const parts = { sessionId, nonce, digest, siteSerial, nowMs: this.#clock.now() };
    const bytes = challengeTo(request, parts);
    return { sessionId, answer: { code: responseCode.authenticationNeeded, bytes } };
  }

  /** Step 3: the original request is executed and answered under the ids of the answer (reference §8.6). */
  async #finish(request: Message, raw: Uint8Array, peer: Peer): Promise<RestrictedAnswer> {
    const { body, envelope } = request;
    const session = this.#sessions?.of(request);
    if (session !== undefined) return this.#finishIn(session, request, raw);
    const pending = this.#pending.take(envelope.sessionId);
    const original = pending === undefined ? undefined : decodeMessage(pending.raw);
    if (body.kind !== 'challenge-answer' || pending === undefined || original?.ok !== true) {
      return this.#encode(request, raw, noSession);
    }
    const isLogin = original.value.body.kind === 'login-request';
    if (isLogin && !this.#logins.takeChallenge(peer, envelope.sessionId)) {
      return this.#encode(request, raw, noSession);
    }
    const covered = Buffer.concat([pending.nonce, pending.digest.bytes]);
    const bare = isBefore21(request);
    const authenticated = await authenticate(body, { covered, bare }, this.#verifiers);
    const { value } = original;
    const outcome = !authenticated.ok
      ? { code: authenticated.code, bodies: [noMessage] }
      : isLogin
        ? this.#logins.logIn(peer, value, authenticated)
        : await this.#carriedOut(value, authenticated.identity);
    return this.#encode({ ...original.value, envelope }, pending.raw, outcome);
  }

  /** The same in a session: the answer is to one of its challenges, and the session is its client's from now on. */
  async #finishIn(
    session: ChallengedSession,
    request: Message,
    raw: Uint8Array,
  ): Promise<RestrictedAnswer> {
    const { body, envelope } = request;
    const ids = session.challenges;
    let code: number = noSession.code;
    for (const id of ids) {
      const pending = this.#pending.look(id);
      const original = pending === undefined ? undefined : decodeMessage(pending.raw);
      if (body.kind !== 'challenge-answer' || !pending || original?.ok !== true) continue;
      const covered = Buffer.concat([pending.nonce, pending.digest.bytes]);
      const bare = isBefore21(request);
      const authenticated = await authenticate(body, { covered, bare }, this.#verifiers);
      if (!authenticated.ok) {
        ({ code } = authenticated);
        continue;
      }
      session.answered([id]);
      if (this.#pending.take(id) === undefined) continue; // answered twice at the same time
      session.proved(authenticated.identity);
      const outcome = await this.#carriedOut(original.value, authenticated.identity);
      return this.#encode({ ...original.value, envelope }, pending.raw, outcome);
    }
    session.answered(ids);
    for (const id of ids) this.#pending.take(id);
    return this.#encode(request, raw, { code, bodies: [noMessage] });
  }

  /** Op 201: another server asks whether a secret key that is kept here made an answer. */
  async #verify(request: Message, raw: Uint8Array, peer: Peer): Promise<RestrictedAnswer> {
    if (!this.#verifications.takes(peer)) return this.#encode(request, raw, busy);
    const { body } = request;
    if (body.kind !== 'verify-request') return this.#encode(request, raw, noSession);
    const { nonce, requestDigest, ...rest } = body;
    const answer = { ...rest, kind: 'challenge-answer', authType: 'HS_SECKEY' } as const;
    const covered = Buffer.concat([nonce, requestDigest]);
    const signed = { covered, bare: isBefore21(request) };
    const outcome = await authenticate(answer, signed, this.#verifiers);
    if (!outcome.ok && outcome.code !== responseCode.authenticationFailed) {
      return this.#encode(request, raw, { code: outcome.code, bodies: [noMessage] });
    }
    const bodies = [{ kind: 'verify-response', valid: outcome.ok } as const];
    return this.#encode(request, raw, { code: responseCode.ok, bodies });
  }

  #carriedOut(request: Message, identity: Identity): Promise<Outcome> {
    const planning = { ...this.#planning, known: this.#verifiers.known };
    return this.#ledger.within(identity, request, () => carryOut(request, identity, planning));
  }

  #readOnly(): Outcome | undefined {
    const why = this.#whyReadOnly();
    return why === undefined ? undefined : readOnlyAnswers[why];
  }

  #identityOf(peer: Peer, request: Message): Identity | undefined {
    for (const known of this.#knownPeers) {
      const identity = known.identityOf(peer, request);
      if (identity !== undefined) return identity;
    }
    return undefined;
  }

  #encode(request: Message, raw: Uint8Array, { code, bodies }: Outcome): RestrictedAnswer {
    const { authoritative, siteSerial } = this.#authority;
    const sessionId = code === responseCode.sessionTimeout ? request.envelope.sessionId : 0;
    const facts = { authoritative, siteInfoSerial: siteSerial, nowMs: this.#clock.now() };
    const parts = bodies.map((body, at) =>
      replyTo(request, raw, {
        ...facts,
        code,
        body,
        sessionId,
        continued: at < bodies.length - 1,
      }),
    );
    return { code, bytes: parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts) };
  }
}

const busy: Outcome = { code: responseCode.busy, bodies: [noMessage] };

const readOnlyAnswers: Readonly<Record<'mirror' | 'copied', Outcome>> = {
  mirror: {
    code: responseCode.notResponsible,
    bodies: [{ kind: 'error', message: 'This is a mirror: ask the primary of its site' }],
  },
  copied: {
    code: responseCode.readOnly,
    bodies: [{ kind: 'error', message: 'Nothing can be changed at the moment: ask again later' }],
  },
};

const noSession: Outcome = {
  code: responseCode.sessionTimeout,
  bodies: [{ kind: 'error', message: 'Unknown or outdated session id: send the request again' }],
};

function isBefore21({ envelope }: Message): boolean {
  const { major, minor } = answerVersion(envelope);
  return major < 2 || (major === 2 && minor < 1);
}
