// The tags that are signals: how each is asked for, and what its answers mean as readings and take as values.
import type { Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { fill } from '../../../../kernel/schema/bilingual.ts';
import { quality, type Quality, type ReadingValue } from '../../../../stores/series/series.ts';
import { cipType, decodeTyped, typeName, type CipTyped } from '../../../../wire/cip/data-types.ts';
import {
  cipService,
  cipStatus,
  type CipReply,
  type CipRequest,
} from '../../../../wire/cip/message.ts';
import { encodeTagPath, type TagPath } from '../../../../wire/cip/path.ts';
import type { Signal } from '../../../assets/api.ts';
import { remedies } from './remedies.ts';
import { statusText } from './status-text.ts';

export type ReadTag = {
  readonly value: ReadingValue;
  readonly quality: Quality;
  /** What to do about a tag that told nothing usable. */
  readonly remedy?: Bilingual;
};

const oneElement = Uint8Array.of(1, 0);
/** Until an answer was seen: type, and room for a string. */
const firstAnswerOctets = 100;

export class Tag {
  readonly name: string;
  readonly #form: Signal['value'];
  #parts: readonly (string | number)[];
  #bit: number | undefined;
  /** Logix keeps arrays of booleans as double words, which its first answer tells. */
  #packed: 'unknown' | 'no' | 'yes';
  /** Why it is not known where the tag is. */
  #unprobed: CipReply | undefined;
  /** As the last answer told it. */
  type: number | undefined;
  handle: number | undefined;
  answerOctets = firstAnswerOctets;

  constructor(name: string, path: TagPath, form: Signal['value']) {
    this.name = name;
    this.#form = form;
    this.#parts = path.parts;
    this.#bit = path.bit;
    const indexed = typeof path.parts.at(-1) === 'number' && typeof path.parts.at(-2) === 'string';
    this.#packed = form === 'boolean' && path.bit === undefined && indexed ? 'unknown' : 'no';
  }

  get bit(): number | undefined {
    return this.#bit;
  }

  get path(): Uint8Array {
    return encodeTagPath(this.#parts);
  }

  /** What must be asked once before the tag can be read as it is meant. */
  get probe(): CipRequest | undefined {
    if (this.#packed !== 'unknown') return undefined;
    const first = [...this.#parts.slice(0, -1), 0];
    return { service: cipService.readTag, path: encodeTagPath(first), data: oneElement };
  }

  /** Polls and writes may both have asked: the second answer would find the bit of another index. */
  probed(reply: CipReply): void {
    if (this.#packed !== 'unknown') return;
    this.#unprobed = reply;
    if (reply.status !== cipStatus.success) return;
    const outcome = decodeTyped(reply.data);
    this.#packed = 'no';
    if (!outcome.ok || outcome.value.type !== cipType.DWORD) return;
    this.#packed = 'yes';
    const index = Number(this.#parts.at(-1));
    this.#parts = [...this.#parts.slice(0, -1), index >>> 5];
    this.#bit = index & 31;
  }

  get request(): CipRequest {
    return { service: cipService.readTag, path: this.path, data: oneElement };
  }

  read(reply: CipReply): ReadTag {
    const { status, data } = reply;
    // What was read may be the double word of that index, not the bit.
    if (this.#packed === 'unknown')
      return bad(remedies.unreadable, { why: statusText(this.#unprobed ?? reply) });
    if (status !== cipStatus.success && status !== cipStatus.partial)
      return bad(remedies.unreadable, { why: statusText(reply) });
    const outcome = decodeTyped(data);
    this.answerOctets = data.length + 4;
    if (!outcome.ok) return bad(remedies.structure, { type: typeName(outcome.type ?? 0) });
    this.type = outcome.value.type;
    this.handle = outcome.value.handle;
    return this.#meant(outcome.value);
  }

  #meant({ type, value: told }: CipTyped): ReadTag {
    const value = this.#bit === undefined ? told : bitOf(told, this.#bit);
    if (value === undefined) return bad(remedies.structure, { type: typeName(type) });
    if (this.#form === 'boolean') return asBoolean(type, value);
    if (this.#form === 'number') return asNumber(type, value);
    return { value: String(value), quality: quality.good };
  }
}

function asBoolean(type: number, value: CipTyped['value']): ReadTag {
  if (typeof value === 'boolean') return { value, quality: quality.good };
  const number = typeof value === 'string' ? Number.NaN : Number(value);
  if (number === 0 || number === 1) return { value: number === 1, quality: quality.good };
  return bad(remedies['not-boolean'], { type: typeName(type) });
}

function asNumber(type: number, value: CipTyped['value']): ReadTag {
  if (typeof value === 'string') return bad(remedies['not-number'], { type: typeName(type) });
  const number = Number(value);
  const exact = typeof value !== 'bigint' || BigInt(number) === value;
  if (exact) return { value: number, quality: quality.good };
  return { value: number, quality: quality.uncertain, remedy: remedies['too-large'] };
}

function bitOf(value: CipTyped['value'], bit: number): boolean | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number' && !Number.isInteger(value)) return undefined;
  return ((BigInt(value) >> BigInt(bit)) & 1n) === 1n;
}

function bad(remedy: Bilingual, values: Readonly<Record<string, unknown>>): ReadTag {
  return { value: null, quality: quality.bad, remedy: fill(remedy, values) };
}
