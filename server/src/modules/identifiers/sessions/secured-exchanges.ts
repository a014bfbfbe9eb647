// Sessions between the wire and the questions (RFC 3652 §3.5; reference §1.6, §8.16): opens what comes in
// one, answers in kind, and sets sessions up and ends them. What does not carry the MAC of its session
// changes nothing. Answers outside of sessions are certified here where the client asks for it.
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Answer } from '../../../stores/names/names.ts';
import {
  decodeEnvelope,
  decodeMessage,
  decryptedMessage,
  hasFlag,
  isMacRight,
  opCode,
  opFlag,
  readdressed,
  responseCode,
  sealed,
  type Header,
  type Message,
  type SessionCrypto,
} from '../../../wire/handle/handle.ts';
import type { KnownPeers } from '../administration/known-peers.ts';
import type { Identity } from '../administration/rights.ts';
import type { Certifier } from '../certification/certifier.ts';
import type { Exchanges, OpenExchange, RefusedExchange } from '../listeners/exchanges.ts';
import { messagesOf } from '../listeners/messages-of.ts';
import type { Peer } from '../listeners/peer.ts';
import { insteadOf } from '../listeners/reply.ts';
import type { OpenSessions } from './open-sessions.ts';
import { refusalIn, type RefusalName, type SessionRefusal } from './session-refusals.ts';
import type { Session } from './session.ts';
import type { SessionRequests } from './session-requests.ts';

export type SecuredExchangesOptions = {
  readonly sessions: OpenSessions;
  readonly requests: SessionRequests;
  readonly crypto: SessionCrypto;
  readonly clock: Clock;
  readonly certifier?: Certifier | undefined;
};

/** Operations that may come without the MAC of their session: the key is not there yet, or they prove themselves. */
const withoutMac: ReadonlySet<number> = new Set([
  opCode.challengeAnswer,
  opCode.sessionKeyExchange,
]);

export class SecuredExchanges implements Exchanges, KnownPeers {
  readonly #sessions: OpenSessions;
  readonly #requests: SessionRequests;
  readonly #crypto: SessionCrypto;
  readonly #clock: Clock;
  readonly #certifier: Certifier | undefined;
  readonly #ofQuestion = new WeakMap<Message, Session>();

  constructor({ sessions, requests, crypto, clock, certifier }: SecuredExchangesOptions) {
    this.#sessions = sessions;
    this.#requests = requests;
    this.#crypto = crypto;
    this.#clock = clock;
    this.#certifier = certifier;
  }

  /** The session that a question came in. */
  of(question: Message): Session | undefined {
    return this.#ofQuestion.get(question);
  }

  identityOf(_peer: Peer, question: Message): Identity | undefined {
    return this.#ofQuestion.get(question)?.identity;
  }

  open(raw: Uint8Array, peer: Peer): OpenExchange | RefusedExchange | undefined {
    const envelope = decodeEnvelope(raw);
    if (!envelope.ok) return undefined;
    const { sessionId, encrypted } = envelope.value;
    const session = sessionId === 0 ? undefined : this.#sessions.find(sessionId, peer.host);
    if (session !== undefined) return this.#openIn(session, raw, peer);
    if (encrypted) return this.#refused(raw, 'unknownSession');
    const decoded = decodeMessage(raw);
    if (!decoded.ok) return undefined;
    const { credential, header } = decoded.value;
    const isSetUp = header.op === opCode.sessionSetup;
    const meansSession = sessionId !== 0 && credential !== undefined && !isSetUp;
    if (meansSession || (header.op === opCode.sessionEnd && sessionId !== 0)) {
      return this.#refusedCertified(decoded.value, raw, peer);
    }
    return this.#openPlain(decoded.value, raw, peer);
  }

  answer(
    question: Message,
    raw: Uint8Array,
    peer: Peer,
  ): Promise<{ readonly code: number; readonly bytes: Uint8Array }> | undefined {
    switch (question.body.kind) {
      case 'session-setup-request':
        return this.#requests.setUp(question, raw, peer);
      case 'session-key-exchange':
        return this.#requests.exchangeKey(question, raw, this.of(question));
      default:
        if (question.header.op !== opCode.sessionEnd) return undefined;
        return this.#requests.end(question, raw, this.of(question));
    }
  }

  #openIn(
    session: Session,
    raw: Uint8Array,
    peer: Peer,
  ): OpenExchange | RefusedExchange | undefined {
    const { key } = session;
    const encrypted = decodeEnvelope(raw);
    const isEncrypted = encrypted.ok && encrypted.value.encrypted;
    if (isEncrypted && key === undefined) return this.#refused(raw, 'noKeyYet');
    const clear = isEncrypted && key ? decryptedMessage(raw, key, this.#crypto) : raw;
    if (clear === undefined) return this.#refused(raw, 'notOfSession');
    const decoded = decodeMessage(clear);
    if (!decoded.ok) return isEncrypted ? this.#refused(raw, 'notOfSession') : undefined;
    const question = decoded.value;
    const { header, credential } = question;
    if (header.responseCode !== 0) return this.#openPlain(question, raw, peer);
    if (header.op === opCode.sessionSetup) return this.#openPlain(question, clear, peer);
    const carried = credential !== undefined && key !== undefined;
    if (carried && !isMacRight(clear, { credential, key }, this.#crypto)) {
      return this.#refused(raw, 'notOfSession', header);
    }
    if (!carried && !withoutMac.has(header.op)) return this.#refused(raw, 'notOfSession', header);
    if (carried) {
      this.#sessions.used(session);
      if (!session.hears(credential.sessionCounter)) {
        const refused = this.#refused(clear, 'replayed', header);
        const answer = this.#seal(
          session,
          refused.answer,
          this.#isToBeEncrypted(question, isEncrypted),
        );
        return { ...refused, answer };
      }
    }
    this.#ofQuestion.set(question, session);
    return this.#exchangeIn(session, { question, raw: clear, isEncrypted, peer });
  }

  #exchangeIn(
    session: Session,
    parts: { question: Message; raw: Uint8Array; isEncrypted: boolean; peer: Peer },
  ): OpenExchange | RefusedExchange {
    const { question, raw, isEncrypted, peer } = parts;
    const signs = question.header.op === opCode.sessionEnd || session.key === undefined;
    if (signs) {
      const plain = this.#openPlain(question, raw, peer);
      if (!plain.ok) return plain;
      const encrypt = hasFlag(question.header.flags, 'encrypt') ? opFlag.encrypt : 0;
      const finish = (answer: Uint8Array | undefined): Answer<Uint8Array | undefined> => {
        const envelope = { sessionId: session.id };
        return plain.finish(answer && readdressed(answer, { envelope, flags: encrypt }));
      };
      return { ...plain, finish };
    }
    const encrypted = this.#isToBeEncrypted(question, isEncrypted);
    const finish = (answer: Uint8Array | undefined): Uint8Array | undefined =>
      answer && this.#seal(session, answer, encrypted);
    return { ok: true, raw, question, inSession: true, finish };
  }

  #isToBeEncrypted({ header }: Message, cameEncrypted: boolean): boolean {
    return cameEncrypted || hasFlag(header.flags, 'encrypt');
  }

  /** The flag ENC of an answer outside of a session, or of a question, promises nothing. */
  #openPlain(question: Message, raw: Uint8Array, peer: Peer): OpenExchange | RefusedExchange {
    const certifier = hasFlag(question.header.flags, 'certified') ? this.#certifier : undefined;
    if (certifier?.reserve(peer) === false)
      return this.#refused(raw, 'tooManyToSign', question.header);
    const finish = (answer: Uint8Array | undefined): Answer<Uint8Array | undefined> => {
      if (certifier === undefined) return answer;
      if (answer !== undefined) return certifier.certify(answer);
      certifier.release();
      return undefined;
    };
    return { ok: true, raw, question, inSession: false, finish };
  }

  /** A session that is over is told so, under the signature that the client wants. */
  #refusedCertified(question: Message, raw: Uint8Array, peer: Peer): RefusedExchange {
    const refused = this.#refused(raw, 'unknownSession', question.header);
    const exchange = this.#openPlain(question, raw, peer);
    if (!exchange.ok) return exchange;
    const answer = exchange.finish(refused.answer);
    return { ...refused, answer: answer as Answer<Uint8Array> };
  }

  #refused(raw: Uint8Array, name: RefusalName, header?: Header): SessionRefusal {
    const nowMs = this.#clock.now();
    return refusalIn(raw, { name, nowMs, ...(header === undefined ? {} : { header }) });
  }

  #seal(session: Session, answer: Uint8Array, encrypted: boolean): Uint8Array {
    const { id: sessionId, key } = session;
    if (key === undefined)
      return insteadOf(answer, { code: responseCode.badSessionKey, message: '' });
    const parts: Uint8Array[] = [];
    for (const message of messagesOf(answer)) {
      const counter = session.nextCounter();
      parts.push(sealed(message, { key, sessionId, counter, encrypted }, this.#crypto));
    }
    return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
  }
}
