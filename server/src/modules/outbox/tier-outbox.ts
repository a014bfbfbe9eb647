// The outbox of this gateway: streams that write durable steps, room on the disk, the ledger, and what is told of it all.
import { join } from 'node:path';
import type { Log } from '../../kernel/log/log.ts';
import { every, type Timer } from '../../kernel/world/clock.ts';
import type { World } from '../../kernel/world/world.ts';
import type { Outbox, OutboxStatus, OutboxStream, StreamOf } from './api.ts';
import type { OutboxConfig } from './config.ts';
import { outboxFailures } from './failures.ts';
import { Ledger } from './ledger.ts';
import { SourceStream, stepOf } from './outbox-stream.ts';
import { RefusedFile } from './refused-file.ts';
import { Depot } from './segments/depot.ts';
import { DiskRoom } from './segments/give-up.ts';
import type { PlacedFrame } from './segments/read-steps.ts';
import { StepWriter, type Step } from './segments/step-writer.ts';
import type { Link } from './uplink/link.ts';
import { enterpriseOf, Tallies } from './tallies.ts';
import { Uplink } from './uplink/uplink.ts';

export type TierOutboxOptions = {
  readonly config: OutboxConfig;
  readonly folder: string;
  readonly world: World;
  readonly log: Log;
};

const ranks = { low: 0, normal: 1, high: 2 } as const;
const ledgerEveryMs = 5_000;
/** The program as a whole has less than two seconds. */
const stopWithinMs = 1_000;
const mebibyte = 1024 * 1024;

export class TierOutbox implements Outbox {
  readonly #options: TierOutboxOptions;
  readonly #depot: Depot;
  readonly #ledger: Ledger;
  readonly #refused: RefusedFile;
  readonly #writers: Readonly<Record<StreamOf['priority'], StepWriter>>;
  readonly #streams = new Map<string, SourceStream>();
  readonly #tallies: Tallies;
  #uplink: Uplink | undefined;
  #platform = '';
  readonly #timer: Timer;

  /** Fails with `outbox.damaged`. */
  static async open(options: TierOutboxOptions): Promise<TierOutbox> {
    const { folder, world, log, config } = options;
    const depot = await Depot.open({ folder, world, log, bytesMax: config.diskMiB * mebibyte });
    return new TierOutbox(options, depot);
  }

  private constructor(options: TierOutboxOptions, depot: Depot) {
    const { world, folder, log, config } = options;
    const { clock } = world;
    this.#options = options;
    this.#depot = depot;
    this.#ledger = new Ledger(clock);
    this.#refused = new RefusedFile(folder, world);
    const room = new DiskRoom({
      ...{ depot, folder: join(folder), world, log, whenFull: config.whenFull },
      onGivenUp: (stream, count) => this.#countGivenUp(stream, count),
    });
    const writer = (rank: number): StepWriter => new StepWriter({ rank, depot, room, clock, log });
    const { low, normal, high } = ranks;
    this.#writers = { low: writer(low), normal: writer(normal), high: writer(high) };
    this.#tallies = new Tallies(clock);
    this.#timer = every(clock, ledgerEveryMs, () => this.#writeLedger());
  }

  stream(of: StreamOf): OutboxStream {
    const key = `${of.enterprise}/${of.source}`;
    const known = this.#streams.get(key);
    if (known) {
      known.priority = of.priority;
      return known;
    }
    const made = new SourceStream(of, {
      heads: this.#depot.heads,
      ledger: this.#ledger,
      write: (priority, step) => this.#write(key, priority, step),
    });
    this.#streams.set(key, made);
    return made;
  }

  /** Begins to send; once. */
  sendTo(link: Link): void {
    const { config, world, log } = this.#options;
    this.#platform = link.where;
    this.#uplink = new Uplink({
      ...{ depot: this.#depot, link, world, log, gateway: config.gateway },
      parcelBytes: config.parcelKiB * 1024,
      retryFirstMs: config.retryFirstMs,
      retryMaxMs: config.retryMaxMs,
      onSettled: (frames) => this.#countSettled(frames),
      onRefused: (frames, code) => this.#keepRefused(frames, code),
    });
    this.#uplink.start();
  }

  /** Stops sending, writes what waits, and closes the files. */
  async close(): Promise<void> {
    this.#timer.cancel();
    await this.#uplink?.stop(stopWithinMs);
    const ledger = this.#writeLedger();
    for (const writer of Object.values(this.#writers)) await writer.close();
    await ledger;
    await this.#depot.sweep();
    await this.#depot.close();
    await this.#refused.close();
  }

  status(enterprise: string): OutboxStatus {
    const { config } = this.#options;
    const { trouble } = this.#uplink ?? {};
    const { rates, totals } = this.#tallies.of(enterprise);
    return {
      ...{ gateway: config.gateway, incarnation: this.#depot.incarnation.name },
      ...{ platform: this.#platform, state: this.#state(), rates },
      ...{ bytesMax: this.#depot.bytesMax, whenFull: config.whenFull },
      held: Object.values(this.#writers).some((writer) => writer.held),
      ...(enterprise === '*'
        ? this.#wholeOf(totals)
        : { waiting: this.#waitingOf(enterprise), totals }),
      streams: this.#streamsOf(enterprise),
      ...(trouble === undefined ? {} : { trouble }),
    };
  }

  /** What tells of all enterprises together. */
  #wholeOf(totals: OutboxStatus['totals']): Pick<OutboxStatus, 'waiting' | 'totals' | 'oldestAt'> {
    const { oldestMs, ...waiting } = this.#depot.waiting;
    const { parcels = 0, failures = 0 } = this.#uplink ?? {};
    return {
      ...{ waiting, totals: { ...totals, parcels, failures } },
      ...(oldestMs === undefined ? {} : { oldestAt: new Date(oldestMs).toISOString() }),
    };
  }

  #waitingOf(enterprise: string): OutboxStatus['waiting'] {
    let [readings, bytes] = [0, 0];
    for (const [stream, state] of this.#depot.heads.all) {
      if (enterpriseOf(stream) !== enterprise) continue;
      if (stream.startsWith('readings/')) readings += state.waiting;
      bytes += state.bytes;
    }
    return { readings, bytes };
  }

  #state(): OutboxStatus['state'] {
    if (!this.#uplink) return 'no-platform';
    if (this.#uplink.trouble) return 'waiting';
    return this.#uplink.sending > 0 ? 'sending' : 'idle';
  }

  #streamsOf(enterprise: string): OutboxStatus['streams'] {
    return [...this.#depot.heads.all]
      .filter(([stream]) => enterprise === '*' || enterpriseOf(stream) === enterprise)
      .map(([stream, { highest, waiting, givenUp, refused }]) => ({
        ...{ stream, highest, waiting, givenUp, refused },
      }))
      .toSorted((a, b) => (a.stream < b.stream ? -1 : 1));
  }

  async #write(source: string, priority: StreamOf['priority'], step: Step): Promise<void> {
    await this.#writers[priority].write(step);
    for (const tally of this.#tallies.both(`readings/${source}`)) tally.appended.add(step.readings);
  }

  #countSettled(frames: readonly PlacedFrame[]): void {
    for (const { frame, from, to } of frames) {
      for (const tally of this.#tallies.both(frame.stream)) {
        if (frame.kind === 'readings') tally.settled.add(frame.count);
        tally.bytes.add(to - from);
      }
    }
  }

  /** Rows of streams that were heard of since the last time; a full disk may refuse them. */
  async #writeLedger(): Promise<void> {
    this.#ledger.lookAtClock();
    const steps = [...this.#ledger.take()].map(([stream, { body, count }]) =>
      stepOf([{ kind: 'ledger', stream, count, body }], {
        heads: this.#depot.heads,
        ledger: this.#ledger,
      }),
    );
    try {
      await Promise.all(steps.map((step) => this.#writers.high.write(step)));
    } catch (error) {
      this.#options.log.warn('ledger-not-written', { error });
    }
  }

  #countGivenUp(stream: string, count: number): void {
    this.#depot.heads.of(stream).givenUp += count;
    for (const tally of this.#tallies.both(stream)) tally.givenUp += count;
    this.#ledger.count('givenUp', stream, { reason: 'disk-full', count });
  }

  async #keepRefused(frames: readonly PlacedFrame[], code: string): Promise<void> {
    const kept = await this.#refused.keep(frames.map(({ frame }) => frame.bytes));
    for (const { frame } of frames) {
      this.#depot.heads.of(frame.stream).refused += frame.count;
      for (const tally of this.#tallies.both(frame.stream)) tally.refused += frame.count;
    }
    const stream = frames[0]?.frame.stream;
    this.#options.log.error('refused-by-platform', { stream, code, frames: frames.length, kept });
  }
}

/** Fails with `outbox.bad-platform-url`. */
export function platformUrlOf(text: string): URL {
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw outboxFailures['bad-platform-url']({ url: text });
  }
  return url;
}
