// Message in, message out: the wire side of every identifier node. A plain resolve of a record that
// everybody may read is answered by patching a header and copying; the rest is decoded (RFC 3652 §2).
import type { Log } from '../../../kernel/log/log.ts';
import type { Clock } from '../../../kernel/world/clock.ts';
import {
  asHandle,
  decodeMessage,
  hasFlag,
  opCode,
  responseCode,
  type Body,
  type Message,
} from '../../../wire/handle/handle.ts';
import type { Answer } from '../../../stores/names/names.ts';
import { whenThere } from '../model/answered.ts';
import { askedFor } from '../model/question.ts';
import { countOf, publicValues } from '../model/value-block.ts';
import { AnswerBuffer } from './answer-buffer.ts';
import type { Exchanges, OpenExchange, RefusedExchange } from './exchanges.ts';
import type { MessageHandler } from './message-handler.ts';
import type { Peer } from './peer.ts';
import { isTooLong, PlainAnswers } from './plain-answers.ts';
import type { Finding, RecordSource } from './record-source.ts';
import { insteadOf, noMessage, referralBody, refusalOf, replyTo, resolvedBody } from './reply.ts';
import type { ResolveTally } from './resolve-tally.ts';

/** An answer in bytes, perhaps of several messages, and the response code that counts. */
export type RestrictedAnswer = { readonly code: number; readonly bytes: Uint8Array };

/** Answers what takes rights; undefined is left to everybody's answer. */
export interface RestrictedRequests {
  answer(request: Message, raw: Uint8Array, peer: Peer): Answer<RestrictedAnswer | undefined>;
}

export type ResponderOptions = {
  readonly source: RecordSource;
  readonly clock: Clock;
  readonly tally: ResolveTally;
  readonly log: Log;
  readonly restricted?: RestrictedRequests | undefined;
  /** Sessions and certified answers. */
  readonly exchanges?: Exchanges | undefined;
};

type Outcome = { readonly code: number; readonly body: Body };

export class Responder implements MessageHandler {
  readonly #source: RecordSource;
  readonly #clock: Clock;
  readonly #tally: ResolveTally;
  readonly #log: Log;
  readonly #restricted: RestrictedRequests | undefined;
  readonly #exchanges: Exchanges | undefined;
  readonly #plain: PlainAnswers;

  constructor({ source, clock, tally, log, restricted, exchanges }: ResponderOptions) {
    this.#source = source;
    this.#plain = new PlainAnswers(clock, source.authoritative);
    this.#clock = clock;
    this.#tally = tally;
    this.#log = log;
    this.#restricted = restricted;
    this.#exchanges = exchanges;
  }

  handle(
    message: Uint8Array,
    out: AnswerBuffer,
    peer: Peer,
  ): Promise<Uint8Array | undefined> | undefined {
    if (!this.#tally.nextIsTimed()) return this.#answer(message, out, peer);
    const startedMs = this.#clock.monotonicMs();
    const later = this.#answer(message, out, peer);
    const end = (): void => this.#tally.timed(this.#clock.monotonicMs() - startedMs);
    if (later === undefined) end();
    else void later.then(end);
    return later;
  }

  refuseFrame(): Uint8Array {
    const failure = { ok: false, reason: 'message-too-large', at: 16 } as const;
    return refusalOf(failure, this.#clock.now()) ?? new Uint8Array(0);
  }

  #answer(
    message: Uint8Array,
    out: AnswerBuffer,
    peer: Peer,
  ): Promise<Uint8Array | undefined> | undefined {
    const key = this.#plain.keyOf(message);
    if (key === undefined) return this.#decodeAndAnswer(message, out, peer);
    const block = this.#source.plain(key);
    if (block instanceof Promise) {
      return block
        .then((found) => this.#answerLate(message, found, peer))
        .catch((error: unknown) => this.#broken(error, message));
    }
    if (block !== undefined && this.#append(message, block, { out, peer })) return undefined;
    return this.#decodeAndAnswer(message, out, peer);
  }

  /** False where it is too long for the peer. */
  #append(message: Uint8Array, block: Uint8Array, to: { out: AnswerBuffer; peer: Peer }): boolean {
    const { siteSerial } = this.#source;
    if (!this.#plain.append(message, block, { ...to, siteSerial })) return false;
    this.#tally.found();
    return true;
  }

  #answerLate(
    message: Uint8Array,
    block: Uint8Array | undefined,
    peer: Peer,
  ): Answer<Uint8Array | undefined> {
    const out = new AnswerBuffer();
    if (block !== undefined && this.#append(message, block, { out, peer })) return out.take();
    return this.#decodeAndAnswer(message, out, peer) ?? taken(out);
  }

  #decodeAndAnswer(
    raw: Uint8Array,
    out: AnswerBuffer,
    peer: Peer,
  ): Promise<Uint8Array | undefined> | undefined {
    try {
      const answer = this.#encodedAnswer(raw, peer);
      if (answer instanceof Promise) {
        return answer.catch((error: unknown) => this.#broken(error, raw));
      }
      if (answer !== undefined) out.append(answer);
    } catch (error) {
      const answer = this.#broken(error, raw);
      if (answer !== undefined) out.append(answer);
    }
    return undefined;
  }

  #encodedAnswer(raw: Uint8Array, peer: Peer): Answer<Uint8Array | undefined> {
    const exchange = this.#opened(raw, peer);
    if (exchange === undefined) return this.#undecoded(raw);
    if (!exchange.ok) {
      this.#tally.count(exchange.code);
      return exchange.answer;
    }
    return whenThere(this.#answerOrTrouble(exchange, peer), (answer) => exchange.finish(answer));
  }

  /** Always comes to an end, so that the exchange is finished. */
  #answerOrTrouble(exchange: OpenExchange, peer: Peer): Answer<Uint8Array | undefined> {
    try {
      const answer = this.#answerOf(exchange, peer);
      if (!(answer instanceof Promise)) return answer;
      return answer.catch((error: unknown) => this.#broken(error, exchange.raw));
    } catch (error) {
      return this.#broken(error, exchange.raw);
    }
  }

  #opened(raw: Uint8Array, peer: Peer): OpenExchange | RefusedExchange | undefined {
    if (this.#exchanges !== undefined) return this.#exchanges.open(raw, peer);
    const decoded = decodeMessage(raw);
    const finish = (answer: Uint8Array | undefined): Uint8Array | undefined => answer;
    return decoded.ok
      ? { ok: true, raw, question: decoded.value, inSession: false, finish }
      : undefined;
  }

  #undecoded(raw: Uint8Array): Uint8Array | undefined {
    const decoded = decodeMessage(raw);
    if (decoded.ok) return undefined;
    this.#tally.count(responseCode.protocolError);
    return refusalOf(decoded, this.#clock.now());
  }

  /** The answer in the clear, within what may be sent to whom. */
  #answerOf(
    { question, raw, inSession }: OpenExchange,
    peer: Peer,
  ): Answer<Uint8Array | undefined> {
    if (question.header.responseCode !== 0) return undefined; // somebody's answer is no question
    const answer = whenThere(
      this.#exchanges?.answer(question, raw, peer) ?? this.#restricted?.answer(question, raw, peer),
      (special) => {
        if (special === undefined) return this.#openAnswer(question, raw);
        this.#tally.count(special.code);
        return special.bytes;
      },
    );
    if (inSession || question.body.kind === 'challenge-answer') return answer;
    return whenThere(answer, (bytes) =>
      isTooLong(bytes.length, raw, peer) ? tooLong(bytes) : bytes,
    );
  }

  #openAnswer(question: Message, raw: Uint8Array): Answer<Uint8Array> {
    return whenThere(this.#outcome(question), (outcome) => this.#encode(question, raw, outcome));
  }

  #encode(question: Message, raw: Uint8Array, outcome: Outcome): Uint8Array {
    this.#tally.count(outcome.code);
    const { authoritative, siteSerial } = this.#source;
    const nowMs = this.#clock.now();
    return replyTo(question, raw, { ...outcome, authoritative, siteInfoSerial: siteSerial, nowMs });
  }

  #outcome(question: Message): Answer<Outcome> {
    const { op, recursionCount } = question.header;
    if (op === opCode.getSiteInfo) {
      const body: Body = { kind: 'site-info-response', site: this.#source.site };
      return { code: responseCode.ok, body };
    }
    if (op !== opCode.resolve || question.body.kind !== 'resolve-request') {
      return { code: responseCode.notSupported, body: noMessage };
    }
    const { handle, indexes, types } = question.body;
    const asked = askedFor(handle === '' ? handle : asHandle(handle));
    if (!asked.ok) return { code: responseCode.invalidHandle, body: noMessage };
    const { flags } = question.header;
    const found = this.#source.find(asked.question, {
      doNotRefer: hasFlag(flags, 'doNotRefer'),
      authoritative: hasFlag(flags, 'authoritative'),
      recursionCount,
      indexes,
      types,
    });
    return whenThere(found, (finding) => outcomeOf(finding, { handle, indexes, types }));
  }

  /** Trouble of our own, such as a store that fails. */
  #broken(error: unknown, raw: Uint8Array): Uint8Array | undefined {
    this.#log.error('answer-failed', { error });
    const decoded = decodeMessage(raw);
    if (!decoded.ok) return undefined;
    return this.#encode(decoded.value, raw, { code: responseCode.error, body: noMessage });
  }
}

/** The answer to what was found, in public values: the others are given by `RestrictedRequests`. */
function outcomeOf(
  finding: Finding,
  asked: { handle: string; indexes: readonly number[]; types: readonly string[] },
): Outcome {
  if (finding.block === undefined) {
    return { code: finding.code, body: { kind: 'error', message: finding.message ?? '' } };
  }
  if (finding.code !== responseCode.ok) {
    return { code: finding.code, body: referralBody(finding.block) };
  }
  const block = publicValues(finding.block, asked);
  if (countOf(block) === 0) return { code: responseCode.valuesNotFound, body: noMessage };
  return { code: responseCode.ok, body: resolvedBody(asked.handle, block) };
}

/** Handle clients that get code 2 over UDP ask again over TCP; the flag tells ours why. */
function tooLong(answer: Uint8Array): Uint8Array {
  const message = 'The answer is too long for UDP: ask over TCP';
  return insteadOf(answer, { code: responseCode.error, message, truncated: true });
}

function taken(out: AnswerBuffer): Uint8Array | undefined {
  return out.length === 0 ? undefined : out.take();
}
