// The records of an authority node as administration sees them: with their values, and only where this
// node is responsible.
import {
  asHandle,
  decodeValueBlock,
  encodeValueBlock,
  prefixHandle,
  responseCode,
  type HandleValue,
} from '../../../wire/handle/handle.ts';
import type { Authority } from '../authority/authority.ts';
import { recordBytesMax } from '../authority/check-registration.ts';
import { referralBody } from '../listeners/reply.ts';
import { askedFor, keyBytesMax, type Question } from '../model/question.ts';
import type { NewRecord, RecordStore, StoredRecord } from '../records/record-store.ts';
import { refusal, type Refusal } from './refusal.ts';

/** A record and its values; a conditional write expects its revision. */
export type KnownRecord = StoredRecord & { readonly values: readonly HandleValue[] };

export class Records {
  readonly #authority: Authority;
  readonly #store: RecordStore;

  constructor(authority: Authority, store: RecordStore) {
    this.#authority = authority;
    this.#store = store;
  }

  /** The prefix of the node, canonical. */
  get prefix(): string {
    return this.#authority.prefix;
  }

  /** Whether handles of a canonical prefix are held here. */
  isHome(prefix: string): boolean {
    return this.#authority.isHome(prefix);
  }

  /** Prefixes other than the node's own whose handles are held here. */
  get homed(): Set<string> {
    return this.#authority.homed;
  }

  get store(): RecordStore {
    return this.#store;
  }

  /** Reads a handle of the wire; refuses what cannot be registered and what other nodes hold. */
  async questionOf(handle: string): Promise<Question | Refusal> {
    const question = nameOf(handle);
    if (isRefusal(question)) return question;
    return (await this.elsewhere(question)) ?? question;
  }

  /** Whom to ask instead; undefined where this node is responsible. */
  async elsewhere(question: Question): Promise<Refusal | undefined> {
    const finding = await this.#authority.find(question, { doNotRefer: false });
    const { code, block } = finding;
    const held = question.naming || this.isHome(question.prefix);
    if (code === responseCode.ok || (held && code === responseCode.handleNotFound))
      return undefined;
    if (block !== undefined) return { code, body: referralBody(block), openly: true };
    const said = 'message' in finding ? finding.message : undefined;
    const why = said ?? 'That prefix is not of this node';
    return refusal('notResponsible', why, { openly: true });
  }

  async read(key: string): Promise<KnownRecord | undefined> {
    const stored = await this.#store.get(key);
    if (stored === undefined) return undefined;
    const decoded = decodeValueBlock(stored.block);
    return { ...stored, values: decoded.ok ? decoded.value : [] };
  }

  /** The values of `0.NA/<prefix>`; none where this node does not hold it. */
  async prefixRecord(prefix: string): Promise<readonly HandleValue[]> {
    return (await this.read(prefixHandle(prefix)))?.values ?? [];
  }
}

/** Reads a handle of the wire, whoever holds it. */
export function nameOf(handle: string): Question | Refusal {
  const asked = askedFor(handle === '' ? handle : asHandle(handle));
  if (asked.ok && Buffer.byteLength(asked.question.key) <= keyBytesMax) return asked.question;
  return refusal('invalidHandle', '', { openly: true });
}

/** A record to be written, or why it cannot be. */
export function recordOf(handle: string, values: readonly HandleValue[]): NewRecord | Refusal {
  const block = encodeValueBlock(values);
  if (block.length <= recordBytesMax) return { handle, block };
  return refusal('invalidValue', `The record would take more than ${recordBytesMax} bytes`);
}

export function isRefusal(outcome: object): outcome is Refusal {
  return 'openly' in outcome;
}

/** Values as they are written: the node says when. */
export function writtenAt(nowMs: number, values: readonly HandleValue[]): HandleValue[] {
  const timestampSeconds = Math.floor(nowMs / 1000);
  return values.map((value) => ({ ...value, timestampSeconds }));
}
