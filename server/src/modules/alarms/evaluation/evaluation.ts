// Conditions at the rate of the data: each stored reading goes to the conditions that listen to its signal, time alone to
// those that wait for something. A signal without rules costs one look into a map a batch. Nothing is queued: what
// cannot be judged now is read from the series store later.
import type { Log } from '../../../kernel/log/log.ts';
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Quality, Reading, ReadingColumns } from '../../../stores/series/series.ts';
import { ConditionWatch, type Turn } from '../model/condition-watch.ts';
import type { BuiltCondition } from '../model/build-conditions.ts';
import type { PositionItem } from '../store.ts';
import type { LateSpans } from './late-spans.ts';
import { SignalTrack, type Chunk, type Watched } from './signal-track.ts';

/** Readings of a moment are stored within so long; time alone is judged so much later. */
export const graceMs = 1_000;
const silenceGraceMs = 30_000;
const chunkMembers = 256;

export type ToWatch = {
  readonly key: string;
  readonly condition: BuiltCondition;
  readonly onDelayMs: number;
  readonly offDelayMs: number;
  readonly isSilence: boolean;
  /** What was known before a restart. */
  readonly known?: PositionItem;
  readonly turned: (turn: Turn, isReplay: boolean) => void;
  /** It has been caught up with: what it says now is what holds. */
  readonly settled: (now: Turn) => void;
};

export type EvaluationGiven = {
  readonly clock: Clock;
  readonly log: Log;
  readonly late: Pick<LateSpans, 'note'>;
  /** True while judging must wait: what follows is slower than the data. */
  readonly isBehind: () => boolean;
};

export class Evaluation {
  readonly #given: EvaluationGiven;
  readonly #tracks = new Map<string, SignalTrack>();
  readonly #waiting = new Set<Watched>();
  readonly #chunks = new Map<string, Chunk>();
  #open: Chunk | undefined;
  readonly #startedMs: number;
  judged = 0;

  constructor(given: EvaluationGiven) {
    this.#given = given;
    this.#startedMs = given.clock.now();
  }

  get chunks(): Iterable<Chunk> {
    return this.#chunks.values();
  }

  get tracks(): Iterable<SignalTrack> {
    return this.#tracks.values();
  }

  /** Followed from now on, once its signals have been caught up with. */
  watch(given: ToWatch): Watched {
    const { condition, known } = given;
    const tracks = condition.inputs.map((identifier) => this.#trackOf(identifier));
    tracks.forEach((track, i) => {
      const [latestUs, serverUs] = known?.inputs[i] ?? [];
      // A signal that others listen to already is where it is.
      if (latestUs === undefined || serverUs === undefined || track.latestUs > -Infinity) return;
      track.latestUs = latestUs;
      track.latestServerUs = serverUs;
    });
    const nowUs = this.#given.clock.now() * 1_000;
    const watch = new ConditionWatch({
      judge: condition.judge(nowUs),
      onDelayMs: given.onDelayMs,
      offDelayMs: given.offDelayMs,
      turned: (turn) => given.turned(turn, watched.isReplay),
    });
    if (known) watch.restore(known.memory);
    const watched: Watched = {
      ...{ key: given.key, watch, tracks, memoryMs: condition.memoryMs },
      ...{ isSilence: given.isSilence, isReplay: true, chunk: this.#chunk() },
      ...{ isKnown: known !== undefined, settled: given.settled },
    };
    watched.chunk.members.add(watched);
    watched.chunk.isDirty = true;
    tracks.forEach((track, input) => {
      track.listeners.push({ watched, input });
      track.fallBehind();
    });
    this.#waiting.add(watched);
    return watched;
  }

  unwatch(watched: Watched): void {
    this.#waiting.delete(watched);
    watched.chunk.members.delete(watched);
    watched.chunk.isDirty = true;
    for (const track of watched.tracks) {
      track.listeners = track.listeners.filter((one) => one.watched !== watched);
      if (track.listeners.length === 0) this.#tracks.delete(track.identifier);
    }
  }

  /** What was stored, as telemetry tells it; never throws. */
  hear(batch: ReadingColumns): void {
    const { series, index } = batch;
    const tracks: (SignalTrack | undefined)[] = [];
    let isAny = false;
    for (const name of series) {
      const track = this.#tracks.get(name);
      if (track) isAny = true;
      tracks.push(track);
    }
    if (!isAny) return;
    const isBehind = this.#given.isBehind();
    for (let i = 0; i < index.length; i++) {
      const track = tracks[index[i] ?? 0];
      if (!track) continue;
      if (isBehind) track.fallBehind();
      this.#take(track, batch, i);
    }
  }

  #take(track: SignalTrack, batch: ReadingColumns, i: number): void {
    const reading: Reading = {
      series: track.identifier,
      sourceTimeUs: batch.sourceTimeUs[i] ?? 0,
      serverTimeUs: batch.serverTimeUs[i] ?? 0,
      value: batch.values[i] ?? null,
      quality: (batch.quality[i] ?? 0) as Quality,
    };
    if (!track.held) {
      this.judge(track, reading);
      return;
    }
    track.hold(reading);
    // What is held may be let go, and the store is read from the newest on.
    if (reading.sourceTimeUs < track.latestUs) this.#noteLate(track, reading);
  }

  /** One reading, on time or late. */
  judge(track: SignalTrack, reading: Reading): void {
    this.judged += 1;
    if (reading.sourceTimeUs < track.latestUs) {
      this.#noteLate(track, reading);
      return;
    }
    try {
      track.judge(reading, this.#waiting);
    } catch (error) {
      this.#given.log.error('alarm-not-judged', { signal: track.identifier, error });
    }
  }

  #noteLate({ identifier, latestUs }: SignalTrack, { sourceTimeUs }: Reading): void {
    const ms = this.#given.clock.now();
    this.#given.late.note(identifier, sourceTimeUs, { latestUs, ms });
  }

  /** How far a signal that is listened to has been judged. */
  latestUsOf(signal: string): number | undefined {
    return this.#tracks.get(signal)?.latestUs;
  }

  /** Time has passed: delays, windows, silence. */
  passed(nowMs: number): void {
    const nowUs = (nowMs - graceMs) * 1_000;
    const isStarting = nowMs < this.#startedMs + silenceGraceMs;
    for (const watched of this.#waiting) {
      if (watched.tracks.some(({ held }) => held !== undefined)) continue;
      // After a start, gateways first send what they kept meanwhile.
      if (watched.isSilence && isStarting && watched.tracks[0]?.latestUs !== -Infinity) continue;
      const machineUs = Math.max(...watched.tracks.map((track) => track.machineUs(nowUs)));
      try {
        watched.watch.advance(machineUs);
      } catch (error) {
        this.#given.log.error('alarm-not-judged', { key: watched.key, error });
      }
      if (!watched.watch.isWaiting) this.#waiting.delete(watched);
    }
  }

  #trackOf(identifier: string): SignalTrack {
    let track = this.#tracks.get(identifier);
    if (!track) this.#tracks.set(identifier, (track = new SignalTrack(identifier)));
    return track;
  }

  #chunk(): Chunk {
    if (!this.#open || this.#open.members.size >= chunkMembers) {
      const id = `c${String(this.#chunks.size + 1).padStart(6, '0')}`;
      this.#open = { id, members: new Set(), isDirty: false };
      this.#chunks.set(id, this.#open);
    }
    return this.#open;
  }
}
