// A receiver in memory that does what the contract of the intake says and keeps everything that came, so that tests can
// count: each number of each incarnation and stream once, and in how many parcels.
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Intake, Standing } from '../../intake/api.ts';
import {
  decodeFacts,
  decodeGivenUp,
  decodeLedger,
  type LedgerRow,
  type TierEvent,
} from '../../../wire/tier/facts.ts';
import type { Frame } from '../../../wire/tier/frame.ts';
import { decodeParcel, digestOf, type Parcel } from '../../../wire/tier/parcel.ts';
import { decodeReadings, type TierValue } from '../../../wire/tier/readings.ts';
import { encodeReceipt, type ReceiptSpan } from '../../../wire/tier/receipt.ts';

export type Kept = {
  /** Number → value of the reading. */
  readonly readings: Map<number, TierValue>;
  readonly events: Map<number, TierEvent>;
  readonly givenUp: Set<number>;
  highest: number;
};

export class MemoryIntake implements Intake {
  readonly #keys = generateKeyPairSync('ed25519');
  /** `incarnation stream` → what came. */
  readonly streams = new Map<string, Kept>();
  readonly ledger: LedgerRow[] = [];
  readonly parcels: Parcel[] = [];
  duplicates = 0;
  /** Called before a parcel is taken; a rejection is a parcel that got lost. */
  before: (parcel: Parcel) => Promise<void> = async () => {};
  /** Called after it was taken; a rejection is a receipt that got lost. */
  after: (parcel: Parcel) => Promise<void> = async () => {};
  /** A code refuses the frame. */
  refuse: (frame: Frame) => string | undefined = () => undefined;

  key(): KeyObject {
    return this.#keys.publicKey;
  }

  async standing(_gateway: string, incarnation: string): Promise<readonly Standing[]> {
    return [...this.streams]
      .filter(([key]) => key.startsWith(`${incarnation} `))
      .map(([key, { highest }]) => ({ stream: key.slice(incarnation.length + 1), highest }));
  }

  async receive(bytes: Uint8Array): Promise<Uint8Array> {
    const decoded = decodeParcel(bytes);
    if (!decoded.ok) throw new Error(decoded.reason);
    const parcel = decoded.value;
    await this.before(parcel);
    this.parcels.push(parcel);
    const spans = parcel.frames.map((frame) => this.#take(parcel.incarnation, frame));
    const { gateway, incarnation } = parcel;
    const receipt = { gateway, incarnation, parcel: digestOf(bytes), receivedAtMs: 0, spans };
    await this.after(parcel);
    return encodeReceipt(receipt, this.#keys.privateKey);
  }

  /** Of all incarnations: stream → everything that came of it. */
  of(stream: string): Kept[] {
    return [...this.streams].flatMap(([key, kept]) => (key.endsWith(` ${stream}`) ? [kept] : []));
  }

  /** Values in the order of their numbers. */
  values(stream: string): TierValue[] {
    return this.of(stream).flatMap(({ readings }) =>
      [...readings].toSorted(([a], [b]) => a - b).map(([, value]) => value),
    );
  }

  #take(incarnation: string, frame: Frame): ReceiptSpan {
    const { kind, stream, first, count } = frame;
    const code = this.refuse(frame);
    const span = { kind, stream, first, count };
    if (code !== undefined) return { ...span, outcome: 'refused', code };
    const kept = this.#kept(incarnation, stream);
    const had = (n: number): boolean =>
      kept.readings.has(n) || kept.events.has(n) || kept.givenUp.has(n);
    const values = this.#contents(frame);
    let news = 0;
    for (let n = 0; n < count; n += 1) {
      if (had(first + n)) continue;
      news += 1;
      if (kind === 'given-up') kept.givenUp.add(first + n);
      else if (kind === 'readings') kept.readings.set(first + n, values[n] as TierValue);
      else kept.events.set(first + n, values[n] as TierEvent);
    }
    if (news > 0 && kind === 'ledger') this.ledger.push(...(values as unknown as LedgerRow[]));
    this.duplicates += count - news;
    kept.highest = Math.max(kept.highest, first + count - 1);
    return { ...span, outcome: news === 0 ? 'duplicate' : 'stored' };
  }

  #contents({ kind, body, count }: Frame): readonly unknown[] {
    const refuse = (): never => {
      throw new Error(`a ${kind} body cannot be read`);
    };
    if (kind === 'readings') {
      const read = decodeReadings(body, count);
      return read.ok ? read.value.values : refuse();
    }
    if (kind === 'facts') {
      const read = decodeFacts(body, count);
      return read.ok ? [...read.value.events, ...read.value.models] : refuse();
    }
    const read = kind === 'ledger' ? decodeLedger(body, count) : decodeGivenUp(body);
    if (!read.ok) return refuse();
    return Array.isArray(read.value) ? read.value : [];
  }

  #kept(incarnation: string, stream: string): Kept {
    const key = `${incarnation} ${stream}`;
    let kept = this.streams.get(key);
    if (kept === undefined) {
      kept = { readings: new Map(), events: new Map(), givenUp: new Set(), highest: 0 };
      this.streams.set(key, kept);
    }
    return kept;
  }
}
