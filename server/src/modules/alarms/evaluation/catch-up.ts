// Brings signals that are behind to the present: after a restart from where each was judged last, and when judging was
// slower than the data. Readings come from the series store page by page, what arrives meanwhile waits or is read again.
import type { Log } from '../../../kernel/log/log.ts';
import { sleep, type Clock } from '../../../kernel/world/clock.ts';
import { quality, rangeLimitMax, type Reading } from '../../../stores/series/series.ts';
import type { Telemetry } from '../../telemetry/api.ts';
import type { Told } from '../model/condition-watch.ts';
import type { Evaluation } from './evaluation.ts';
import type { SignalTrack, Watched } from './signal-track.ts';

type Stored = Pick<Telemetry, 'range' | 'last'>;
type Given = {
  readonly evaluation: Evaluation;
  readonly telemetry: Stored;
  readonly clock: Clock;
  readonly log: Log;
  /** What follows is slower than judging: it waits. */
  readonly isBehind: () => boolean;
};

const groupMax = 200;
const pageSize = rangeLimitMax;
const beyondUs = 8e15;
const dayUs = 86_400_000_000;

export class CatchUp {
  readonly #given: Given;
  #working: Promise<void> | undefined;
  #isClosed = false;

  constructor(given: Given) {
    this.#given = given;
  }

  /** Resolves when nothing is behind, or it cannot go on now. */
  run(): Promise<void> {
    this.#working ??= this.#work().finally(() => (this.#working = undefined));
    return this.#working;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#working;
  }

  async #work(): Promise<void> {
    for (;;) {
      const behind = [...this.#given.evaluation.tracks].filter(({ held }) => held !== undefined);
      if (behind.length === 0 || this.#isClosed) return;
      for (const group of groupsOf(behind)) {
        if (this.#isClosed || this.#given.isBehind()) return;
        try {
          await this.#group(group);
        } catch (error) {
          this.#given.log.error('alarms-not-caught-up', { signals: group.length, error });
          return;
        }
        // Others may work between groups.
        await sleep(this.#given.clock, 0);
      }
    }
  }

  async #group(tracks: readonly SignalTrack[]): Promise<void> {
    const { telemetry, evaluation } = this.#given;
    const last = await telemetry.last(tracks.map(({ identifier }) => identifier));
    const watched = [...new Set(tracks.flatMap((track) => track.listeners.map((l) => l.watched)))];
    for (const track of tracks) track.isHeldOver = false;
    await this.#warm(watched, last);
    const news = tracks.filter(
      (track) => (last.get(track.identifier)?.sourceTimeUs ?? -Infinity) > track.latestUs,
    );
    if (news.length > 0) await this.#replay(news);
    for (const track of tracks) {
      if (track.isHeldOver) continue;
      const held = track.held ?? [];
      track.held = undefined;
      for (const reading of held) evaluation.judge(track, reading);
    }
    for (const one of watched) {
      if (one.tracks.some(({ held }) => held !== undefined)) continue;
      one.isReplay = false;
      const { active, value } = one.watch.memory();
      const atUs = Math.max(0, ...one.tracks.map(({ latestUs }) => latestUs));
      one.settled({ active, atUs, value });
    }
  }

  /** Gives windows and memories back what they knew; new conditions begin with the newest reading. */
  async #warm(watched: readonly Watched[], last: ReadonlyMap<string, Reading>): Promise<void> {
    for (const one of watched) {
      for (const track of one.tracks) {
        const newest = last.get(track.identifier);
        if (track.latestUs > -Infinity || !newest) continue;
        track.latestUs = newest.sourceTimeUs - 1;
        track.latestServerUs = newest.serverTimeUs;
      }
      const atUs = Math.max(...one.tracks.map(({ latestUs }) => latestUs));
      if (!one.isReplay || atUs === -Infinity) continue;
      const heard = one.isSilence
        ? [lastHeard(one, atUs)]
        : await this.#remembered(one, atUs, last);
      const hear = () => {
        for (const told of heard) one.watch.hear(told);
      };
      if (one.isKnown) one.watch.warm(hear, one.watch.memory());
      else hear();
    }
  }

  /** What a condition must be told again; without a memory, a new one is told what is now. */
  async #remembered(one: Watched, atUs: number, last: ReadonlyMap<string, Reading>) {
    const { tracks, memoryMs } = one;
    const fromUs = atUs - memoryMs * 1_000;
    const readings =
      memoryMs > 0
        ? [
            ...(await this.#before(tracks, fromUs)),
            ...(await this.#range(tracks, fromUs, atUs + 1)),
          ]
        : tracks.flatMap(({ identifier, latestUs }) => {
            const newest = last.get(identifier);
            return newest && newest.sourceTimeUs <= latestUs && !one.isKnown ? [newest] : [];
          });
    return readings.map(({ series, sourceTimeUs, value, quality }) => ({
      input: tracks.findIndex(({ identifier }) => identifier === series),
      ...{ timeUs: Math.max(sourceTimeUs, Math.floor(fromUs)), value, quality },
    }));
  }

  /** The last reading of each before a time, which holds until the next. */
  async #before(tracks: readonly SignalTrack[], toUs: number): Promise<Reading[]> {
    const found: Reading[] = [];
    for (const { identifier } of tracks) {
      const query = { series: [identifier], fromUs: toUs - 7 * dayUs, toUs, limit: 1 };
      found.push(...(await this.#given.telemetry.range({ ...query, newestFirst: true })));
    }
    return found;
  }

  async #range(tracks: readonly SignalTrack[], fromUs: number, toUs: number): Promise<Reading[]> {
    const series = tracks.map(({ identifier }) => identifier);
    // The newest of too many: what is forgotten is the oldest.
    const query = { series, fromUs: Math.ceil(fromUs), toUs: Math.ceil(toUs), limit: pageSize };
    return (await this.#given.telemetry.range({ ...query, newestFirst: true })).toReversed();
  }

  async #replay(tracks: readonly SignalTrack[]): Promise<void> {
    const { telemetry, evaluation } = this.#given;
    const known = new Map(tracks.map((track) => [track.identifier, track]));
    let fromUs = Math.min(...tracks.map(({ latestUs }) => latestUs)) + 1;
    for (;;) {
      const series = [...known.keys()];
      const page = await telemetry.range({ series, fromUs, toUs: beyondUs, limit: pageSize });
      const isLast = page.length < pageSize;
      const untilUs = page.at(-1)?.sourceTimeUs ?? fromUs;
      for (const reading of page) {
        const track = known.get(reading.series);
        // The last moment of a page may go on in the next one.
        if (!isLast && reading.sourceTimeUs === untilUs && untilUs > fromUs) break;
        if (track && reading.sourceTimeUs > track.latestUs) evaluation.judge(track, reading);
        else if (track && reading.sourceTimeUs === track.latestUs) evaluation.judge(track, reading);
      }
      if (isLast || this.#isClosed) return;
      fromUs = untilUs > fromUs ? untilUs : untilUs + 1;
      await sleep(this.#given.clock, 0);
    }
  }
}

function lastHeard(one: Watched, timeUs: number): Told {
  return { input: 0, timeUs, value: one.watch.memory().value, quality: quality.good };
}

/** Signals that one condition needs together stay together; those that are as far behind, too. */
function groupsOf(tracks: readonly SignalTrack[]): SignalTrack[][] {
  const taken = new Set<SignalTrack>();
  const groups: SignalTrack[][] = [];
  let open: SignalTrack[] = [];
  for (const first of tracks.toSorted((a, b) => a.latestUs - b.latestUs)) {
    if (taken.has(first)) continue;
    const together = connected(first, taken);
    if (open.length > 0 && open.length + together.length > groupMax) {
      groups.push(open);
      open = [];
    }
    open.push(...together);
  }
  if (open.length > 0) groups.push(open);
  return groups.flatMap((group) => inHundreds(group));
}

function connected(first: SignalTrack, taken: Set<SignalTrack>): SignalTrack[] {
  const found: SignalTrack[] = [];
  const open = [first];
  for (let track = open.pop(); track; track = open.pop()) {
    if (taken.has(track)) continue;
    taken.add(track);
    found.push(track);
    for (const { watched } of track.listeners) open.push(...watched.tracks);
  }
  // One that is up to date stands for itself.
  for (const track of found) track.fallBehind();
  return found;
}

/** The store reads at most a thousand series at once. */
function inHundreds(group: readonly SignalTrack[]): SignalTrack[][] {
  const parts: SignalTrack[][] = [];
  for (let at = 0; at < group.length; at += 900) parts.push(group.slice(at, at + 900));
  return parts;
}
