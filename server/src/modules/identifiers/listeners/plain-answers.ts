// The hot path of resolution: which questions are plain, under which key their record stands, and their answer,
// made by patching a header and copying. Whatever is not plain is decoded by the Responder.
import type { Clock } from '../../../kernel/world/clock.ts';
import {
  envelopeBytes,
  limits,
  opFlag,
  peekResolve,
  resolveFlags,
  resolveHandleOffset,
} from '../../../wire/handle/handle.ts';
import type { AnswerBuffer } from './answer-buffer.ts';
import type { Peer } from './peer.ts';
import { answerFlags, expirationSeconds } from './reply.ts';

/** Flags that the hot path does not serve. */
const notPlain = opFlag.returnDigest | opFlag.certified;

export class PlainAnswers {
  readonly #clock: Clock;
  readonly #authoritative: boolean;
  /** Flags of a question that is not plain. */
  readonly #decodedFlags: number;
  /** Where the key of a plain question is put together. */
  readonly #key = Buffer.alloc(2_048);

  constructor(clock: Clock, authoritative: boolean) {
    this.#clock = clock;
    this.#authoritative = authoritative;
    this.#decodedFlags = notPlain | (authoritative ? 0 : opFlag.authoritative);
  }

  /** The key of a plain question in ASCII that asks for no digest; undefined for all others. */
  keyOf(message: Uint8Array): string | undefined {
    const length = peekResolve(message);
    if (length <= 0 || (resolveFlags(message) & this.#decodedFlags) !== 0) return undefined;
    const key = this.#key;
    for (let at = 0; at < length; at++) {
      const byte = message[resolveHandleOffset + at] as number;
      if (byte >= 0x80) return undefined;
      key[at] = byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte;
    }
    return key.toString('latin1', 0, length);
  }

  /** False, and nothing written, where the answer is too much for the peer. */
  append(message: Uint8Array, block: Uint8Array, to: Destination): boolean {
    if (isTooLong(message.length + block.length, message, to.peer)) return false;
    to.out.appendFast(message, {
      flags: answerFlags(resolveFlags(message), this.#authoritative),
      siteInfoSerial: to.siteSerial,
      expirationSeconds: expirationSeconds(this.#clock.now()),
      valueBlock: block,
    });
    return true;
  }
}

type Destination = {
  readonly out: AnswerBuffer;
  readonly peer: Peer;
  readonly siteSerial: number;
};

/** Of an answer, for each packet of its question; see docs/decisions/2026-11-23-udp-answers.md. */
const datagramsMax = 4;

/** Whether an answer is too much for an address that anybody may have forged. */
export function isTooLong(
  answerBytes: number,
  question: Uint8Array,
  { transport }: Pick<Peer, 'transport'>,
): boolean {
  return (
    transport === 'udp' && datagramsOf(answerBytes) > datagramsMax * datagramsOf(question.length)
  );
}

function datagramsOf(messageBytes: number): number {
  return Math.ceil((messageBytes - envelopeBytes) / limits.fragmentBytes);
}
