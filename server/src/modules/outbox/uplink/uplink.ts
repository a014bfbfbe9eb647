// The uplink: parcels of what waits, at most two on their way, again with growing pauses until a receipt settles them.
// Nothing is deleted that no receipt names; what a receipt refuses is kept for the operator.
import type { Log } from '../../../kernel/log/log.ts';
import { isFailure } from '../../../kernel/failure/failure.ts';
import { same, type Bilingual } from '../../../kernel/schema/bilingual.ts';
import { sleep } from '../../../kernel/world/clock.ts';
import type { World } from '../../../kernel/world/world.ts';
import { digestOf, encodeParcel, type StreamHead } from '../../../wire/tier/parcel.ts';
import { openReceipt, type Receipt } from '../../../wire/tier/receipt.ts';
import { outboxFailures } from '../failures.ts';
import type { Incarnation } from '../incarnations.ts';
import type { Depot } from '../segments/depot.ts';
import type { PlacedFrame } from '../segments/read-steps.ts';
import type { Link } from './link.ts';
import { baseOf, choose, told, withinBounds, type Choice, type Loaded } from './parcel-choice.ts';
import { outcomeOf } from './receipt-outcome.ts';

export type UplinkOptions = {
  readonly depot: Depot;
  readonly link: Link;
  readonly gateway: string;
  readonly world: World;
  readonly log: Log;
  readonly parcelBytes: number;
  readonly retryFirstMs: number;
  readonly retryMaxMs: number;
  readonly onSettled: (frames: readonly PlacedFrame[]) => void;
  /** Resolves when they are kept as well as may be. */
  readonly onRefused: (frames: readonly PlacedFrame[], code: string) => Promise<void>;
};

const inFlightMax = 2;
/** While little is told, what comes within so long after a parcel shares the next one; after a silence it goes at once. */
const gatherMs = 40;
/** Of one parcel; the next one tells more. */
const headsMax = 2_000;

export class Uplink {
  readonly #options: UplinkOptions;
  readonly #stopping = new AbortController();
  #running: Promise<unknown> = Promise.resolve();
  #compared: Promise<void> | undefined;
  /** Heads as the receiver has been told them, by incarnation and stream. */
  readonly #told = new Map<string, number>();
  #pauseMs: number;
  #sentAtMs = -Infinity;
  #wake: (() => void)[] = [];
  parcels = 0;
  failures = 0;
  sending = 0;
  trouble: Bilingual | undefined;

  constructor(options: UplinkOptions) {
    this.#options = options;
    this.#pauseMs = options.retryFirstMs;
  }

  start(): void {
    const { depot } = this.#options;
    const following = depot.onChange(() => this.#wakeAll());
    const runs = Array.from({ length: inFlightMax }, () => this.#run());
    this.#running = Promise.all(runs).finally(() => following.cancel());
  }

  /** What is on its way is waited for at most so long; it stays in the outbox. */
  async stop(withinMs: number): Promise<void> {
    this.#stopping.abort();
    this.#wakeAll();
    await Promise.race([this.#running, sleep(this.#options.world.clock, withinMs)]);
  }

  async #run(): Promise<void> {
    const { depot, parcelBytes, world } = this.#options;
    while (!this.#stopping.signal.aborted) {
      let choice: Choice | undefined;
      try {
        await this.#compare();
        await this.#gather();
        choice = choose(depot, parcelBytes, this.parcels % 2 === 1);
        if (choice === undefined) {
          // A stop while we gathered has woken those who slept then, and would not wake us.
          if (this.#stopping.signal.aborted) return;
          await new Promise<void>((resolve) => this.#wake.push(resolve));
          continue;
        }
        this.sending += 1;
        this.#sentAtMs = world.clock.monotonicMs();
        await this.#send(choice).finally(() => (this.sending -= 1));
        this.#pauseMs = this.#options.retryFirstMs;
        this.trouble = undefined;
      } catch (error) {
        await this.#failed(error);
      }
    }
  }

  /** A parcel costs the platform a durable step, however small it is. */
  async #gather(): Promise<void> {
    const { depot, world, parcelBytes } = this.#options;
    const { clock } = world;
    const waitMs = this.#sentAtMs + gatherMs - clock.monotonicMs();
    if (waitMs <= 0 || depot.unsentBytes >= parcelBytes / 4) return;
    await sleep(clock, waitMs, this.#stopping.signal);
  }

  /** Once in a life, before anything is sent: is this outbox an old copy of itself? */
  #compare(): Promise<void> {
    const { depot, link } = this.#options;
    this.#compared ??= (async () => {
      const standing = await link.standing(depot.incarnation.name);
      await depot.compare(new Map(standing.map(({ stream, highest }) => [stream, highest])));
    })().catch((error: unknown) => {
      this.#compared = undefined;
      throw error;
    });
    return this.#compared;
  }

  async #send({ incarnation, taken }: Choice): Promise<void> {
    const { depot, link, gateway, world } = this.#options;
    try {
      const read = await Promise.all(
        taken.map(async (part): Promise<Loaded> => ({
          taken: part,
          frames: await depot.toSend(part),
        })),
      );
      const loaded = withinBounds(read);
      const frames = loaded.flatMap((part) => part.frames);
      if (frames.length === 0) return;
      const heads = this.#headsOf(incarnation);
      const parcel = encodeParcel(
        {
          ...{ gateway, incarnation: incarnation.name, number: ++this.parcels, heads },
          sentAtMs: Math.max(0, Math.floor(world.clock.now())),
        },
        frames.map(({ frame }) => told(frame, incarnation)),
      );
      const receipt = await this.#receiptFor(parcel, await link.receive(parcel), incarnation.name);
      await this.#settle(loaded, receipt, incarnation);
      for (const { stream, highest } of heads)
        this.#told.set(`${incarnation.name} ${stream}`, highest);
    } finally {
      for (const { segment, span } of taken) segment.sent(span);
      await depot.sweep();
    }
  }

  /** Streams whose head the receiver does not know yet, those too of which this parcel has nothing. */
  #headsOf(incarnation: Incarnation): StreamHead[] {
    const { depot } = this.#options;
    if (incarnation !== depot.incarnation) return []; // an older one grows no more
    const heads: StreamHead[] = [];
    for (const [stream, state] of depot.heads.all) {
      const highest = state.highest - baseOf(stream, incarnation.bases);
      const known = this.#told.get(`${incarnation.name} ${stream}`) ?? 0;
      if (highest > known && heads.length < headsMax) heads.push({ stream, highest });
    }
    return heads;
  }

  /** Fails with `outbox.bad-receipt`. */
  async #receiptFor(parcel: Uint8Array, bytes: Uint8Array, incarnation: string): Promise<Receipt> {
    const { link, gateway } = this.#options;
    const opened = openReceipt(bytes, await link.key());
    const wrong = (reason: string): Error =>
      outboxFailures['bad-receipt']({ where: link.where, reason });
    if (!opened.ok) throw wrong(opened.reason);
    const receipt = opened.value;
    const ours = receipt.gateway === gateway && receipt.incarnation === incarnation;
    if (!ours || receipt.parcel !== digestOf(parcel)) throw wrong('another parcel');
    return receipt;
  }

  async #settle(
    loaded: readonly Loaded[],
    receipt: Receipt,
    incarnation: Incarnation,
  ): Promise<void> {
    const { depot, onSettled, onRefused } = this.#options;
    const outcome = outcomeOf(receipt, incarnation);
    let done = 0;
    for (const { taken, frames } of loaded) {
      for (const [code, group] of Map.groupBy(frames, ({ frame }) => outcome.refusalOf(frame))) {
        if (code !== undefined) await onRefused(group, code);
      }
      const settled = frames.filter(({ frame }) => outcome.settles(frame));
      done += settled.length;
      depot.settle(taken.segment, settled);
      onSettled(settled);
    }
    const { link } = this.#options;
    if (done === 0)
      throw outboxFailures['bad-receipt']({ where: link.where, reason: 'it settles nothing' });
  }

  async #failed(error: unknown): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    const { world, log, link, retryMaxMs } = this.#options;
    const trouble = isFailure(error) ? error.publicMessage : same(String(error));
    if (this.trouble?.en !== trouble.en) log.warn('not-sent', { where: link.where, error });
    this.trouble = trouble;
    this.failures += 1;
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(pauseMs * 2, retryMaxMs);
    await sleep(world.clock, pauseMs, this.#stopping.signal);
  }

  #wakeAll(): void {
    for (const resolve of this.#wake.splice(0)) resolve();
  }
}
