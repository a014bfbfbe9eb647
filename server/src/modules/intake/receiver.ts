// The platform's end of the outbox: takes parcels, one of a gateway at a time, and answers with signed receipts when all
// that they settle is durable. Nothing of a parcel is lost by a crash: what has no receipt is sent again and known again.
import type { KeyObject } from 'node:crypto';
import type { Log } from '../../kernel/log/log.ts';
import type { Counter, Metrics } from '../../kernel/metrics/metrics.ts';
import type { Clock } from '../../kernel/world/clock.ts';
import type { Frame } from '../../wire/tier/frame.ts';
import { decodeParcel, digestOf, type Parcel } from '../../wire/tier/parcel.ts';
import { encodeReceipt } from '../../wire/tier/receipt.ts';
import type { Intake, Standing } from './api.ts';
import { intakeFailures } from './failures.ts';
import { serves, type Gateways } from './gateways.ts';
import { isIncarnation, markStream, parseStream, type Sender } from './model/streams.ts';
import { ParcelWork } from './parcel-work.ts';
import type { PlatformKey } from './platform-key.ts';
import type { KnownStream, StreamsStore } from './streams-store.ts';
import { noReadings, takeFrame, type Takers } from './take-frame.ts';

type Options = {
  readonly gateways: Gateways;
  readonly streams: StreamsStore;
  readonly takers: Takers;
  readonly key: PlatformKey;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
};

/** What is known of a sender's streams; the records have it too. */
type Streams = { readonly names: Set<string>; readonly expected: Map<string, number> };

/** Frames behind these are not settled and come again. */
const framesMax = 4_000;
/** A receipt of so many spans is below its bound in bytes. */
const receiptSpansMax = 5_000;
const underWayMax = 4;
/** Of all incarnations of a gateway. */
const streamsOfGatewayMax = 20_000;
const sendersKeptMax = 1_000;

export class Receiver implements Intake {
  readonly #options: Options;
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #underWay = new Map<string, number>();
  readonly #senders = new Map<string, Streams>();
  readonly #counters: Readonly<Record<'stored' | 'duplicate' | 'refused', Counter>>;

  constructor(options: Options) {
    this.#options = options;
    const { metrics } = options;
    this.#counters = {
      stored: metrics.counter('jingwei_intake_stored', 'Numbers of gateways that were stored'),
      duplicate: metrics.counter('jingwei_intake_duplicate', 'Numbers that came again'),
      refused: metrics.counter('jingwei_intake_refused', 'Numbers that were refused'),
    };
  }

  key(): KeyObject {
    return this.#options.key.publicKey;
  }

  /** Of a gateway in this process: what calls it needs no proof. */
  async receive(parcel: Uint8Array, from: { readonly gateway: string }): Promise<Uint8Array> {
    if (!isIncarnation(from.gateway)) {
      throw intakeFailures['bad-parcel']({ gateway: from.gateway, reason: 'its name' });
    }
    const { gateway } = await this.#options.gateways.admitOwn(from.gateway);
    return this.receiveFrom(parcel, gateway);
  }

  /** Of a gateway whose key was seen. Fails with `intake.…`. */
  async receiveFrom(bytes: Uint8Array, gateway: string): Promise<Uint8Array> {
    const decoded = decodeParcel(bytes);
    if (!decoded.ok) throw intakeFailures['bad-parcel']({ gateway, reason: decoded.reason });
    const parcel = decoded.value;
    if (parcel.gateway !== gateway) {
      throw intakeFailures['other-gateway']({ gateway, named: parcel.gateway });
    }
    if (!isIncarnation(parcel.incarnation)) {
      throw intakeFailures['bad-parcel']({ gateway, reason: 'its incarnation' });
    }
    const count = this.#underWay.get(gateway) ?? 0;
    if (count >= underWayMax) throw intakeFailures['busy']({ gateway, count });
    this.#underWay.set(gateway, count + 1);
    const before = this.#turns.get(gateway);
    const turn = (async () => {
      await before?.catch(() => {}); // its own caller hears of that
      return this.#take(parcel, digestOf(bytes));
    })();
    this.#turns.set(gateway, turn);
    try {
      return await turn;
    } finally {
      const left = (this.#underWay.get(gateway) ?? 1) - 1;
      if (left > 0) this.#underWay.set(gateway, left);
      else for (const map of [this.#underWay, this.#turns]) map.delete(gateway);
    }
  }

  async standing(gateway: string, incarnation: string): Promise<readonly Standing[]> {
    const { streams, takers } = this.#options;
    const sender = { gateway, incarnation };
    const standings: Standing[] = [];
    for (const { stream } of await streams.ofSender(sender)) {
      const spans = await takers.telemetry.delivered(markStream(sender, 'has', stream));
      const highest = spans.at(-1)?.last;
      if (highest !== undefined) standings.push({ stream, highest });
    }
    return standings;
  }

  async #take(parcel: Parcel, digest: string): Promise<Uint8Array> {
    const { gateways, takers, streams, clock, key } = this.#options;
    const gateway = gateways.get(parcel.gateway);
    if (gateway === undefined) {
      throw intakeFailures['unknown-gateway']({ gateway: parcel.gateway });
    }
    if (gateway.blockedAtMs !== undefined) throw intakeFailures['blocked'](gateway);
    const { incarnation } = parcel;
    const sender: Sender = { gateway: gateway.gateway, incarnation };
    const nowMs = clock.now();
    const work = new ParcelWork({ gateway, sender, nowMs }, takers.telemetry);
    const frames = parcel.frames.slice(0, framesMax);
    const expected = await this.#expect(work, { ...parcel, frames });
    const known = (await this.#streamsOf(sender)).names;
    const groups = Map.groupBy(frames, ({ stream }) => stream).values();
    try {
      await allEnded([...groups].map((group) => this.#takeGroup(group, work, known)));
    } catch (error) {
      await takers.telemetry.append(noReadings, work.takeExpected());
      throw error;
    }
    await streams.addLedger(sender, work.ledger);
    await takers.telemetry.append(noReadings, [...work.takeExpected(), ...work.takeMarks()]);
    await streams.addRefusals([...work.refusals.values()]);
    expected();
    await gateways.heard(gateway.gateway);
    this.#count(work);
    const spans = work.spans().slice(0, receiptSpansMax);
    return encodeReceipt({ ...sender, parcel: digest, receivedAtMs: nowMs, spans }, key.privateKey);
  }

  /**
   * One stream's, in their order; but readings of other numbers are handed to the store together, so that a parcel
   * of a hundred frames takes one durable step and not a hundred.
   */
  async #takeGroup(
    group: readonly Frame[],
    work: ParcelWork,
    known: ReadonlySet<string>,
  ): Promise<void> {
    let underWay: Promise<void>[] = [];
    let reach = 0;
    for (const frame of group) {
      if (frame.kind !== 'readings' || frame.first <= reach) {
        await allEnded(underWay);
        underWay = [];
      }
      underWay.push(this.#takeOne(frame, work, known));
      if (frame.kind !== 'readings') await allEnded(underWay);
      reach = Math.max(reach, frame.first + frame.count - 1);
    }
    await allEnded(underWay);
  }

  async #takeOne(frame: Frame, work: ParcelWork, known: ReadonlySet<string>): Promise<void> {
    const { stream } = frame;
    const name = parseStream(stream);
    if (name !== undefined && serves(work.gateway, name.enterprise) && !known.has(stream)) {
      const span = { first: frame.first, last: frame.first + frame.count - 1 };
      const failure = intakeFailures['unknown-stream']({ stream });
      work.refuse(frame, span, { failure, isKnown: false });
    } else {
      await takeFrame(frame, work, this.#options.takers);
    }
  }

  /** Marks what must come, and makes new streams known; the function is for when that is durable. */
  async #expect(work: ParcelWork, parcel: Parcel): Promise<() => void> {
    const { sender, gateway } = work;
    const streams = await this.#streamsOf(sender);
    const highest = new Map<string, number>();
    const heads = [
      ...parcel.heads,
      ...parcel.frames.map(({ stream, first, count }) => ({ stream, highest: first + count - 1 })),
    ];
    const added = new Map<string, KnownStream>();
    for (const head of heads) {
      const name = parseStream(head.stream);
      if (name === undefined || !serves(gateway, name.enterprise)) continue;
      const { stream } = head;
      if (!streams.names.has(stream)) added.set(stream, { ...sender, ...name, stream });
      if (head.highest <= (highest.get(stream) ?? streams.expected.get(stream) ?? 0)) continue;
      highest.set(stream, head.highest);
    }
    await this.#add(sender, streams, [...added.values()]);
    for (const [stream, last] of highest) {
      if (!streams.names.has(stream)) continue;
      work.expect(stream, last);
    }
    return () => {
      for (const [stream, last] of highest) streams.expected.set(stream, last);
    };
  }

  async #add(sender: Sender, streams: Streams, added: readonly KnownStream[]): Promise<void> {
    if (added.length === 0) return;
    const room = streamsOfGatewayMax - (await this.#options.streams.countOf(sender.gateway));
    const kept = added.slice(0, Math.max(0, room));
    await this.#options.streams.addStreams(kept);
    for (const { stream } of kept) streams.names.add(stream);
  }

  async #streamsOf(sender: Sender): Promise<Streams> {
    const key = `${sender.gateway}/${sender.incarnation}`;
    const before = this.#senders.get(key);
    if (before) return before;
    const known = await this.#options.streams.ofSender(sender);
    const streams = {
      names: new Set(known.map(({ stream }) => stream)),
      expected: new Map<string, number>(),
    };
    const [oldest] = this.#senders.keys();
    if (this.#senders.size >= sendersKeptMax && oldest !== undefined) this.#senders.delete(oldest);
    this.#senders.set(key, streams);
    return streams;
  }

  #count(work: ParcelWork): void {
    for (const { outcome, count } of work.spans()) this.#counters[outcome].add(count);
    const [first] = work.refusals.values();
    if (first === undefined) return;
    const { gateway, stream, code, reason, numbers } = first;
    const kinds = work.refusals.size;
    this.#options.log.warn('refused', { gateway, stream, code, reason: reason.en, numbers, kinds });
  }
}

/** Fails only when none is at work any more: the next parcel must see what this one has stored. */
async function allEnded(work: readonly Promise<void>[]): Promise<void> {
  for (const one of await Promise.allSettled(work)) {
    if (one.status === 'rejected') throw one.reason;
  }
}
