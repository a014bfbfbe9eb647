// Proves a mirror equal to its primary: both digest the same runs of records, and what differs because it is
// changing right now is looked at again once the mirror has it.
import type { Clock } from '../../../kernel/world/clock.ts';
import type { RecordStore } from '../records/record-store.ts';
import { digestOf } from './digest.ts';
import { digestRecords, type DigestPage } from './pages.ts';
import type { PrimaryClient } from './primary-client.ts';

export type Comparison = {
  /** `undecided`: some run changed each time that it was looked at. */
  readonly outcome: 'equal' | 'different' | 'undecided';
  /** Records that were compared. */
  readonly records: number;
  readonly runs: number;
  /** Where runs differ: the keys around them. */
  readonly differences: readonly { readonly after: string; readonly upTo: string }[];
};

const triesMax = 8;
const catchUpMsMax = 10_000;
const lookMs = 20;
const differencesMax = 100;

type Options = {
  readonly store: RecordStore;
  readonly primary: Pick<PrimaryClient, 'digest'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** After each run: records compared so far. */
  readonly progress?: (records: number) => void;
};

export async function compareWithPrimary(options: Options): Promise<Comparison> {
  const differences: { after: string; upTo: string }[] = [];
  let [records, runs, undecided] = [0, 0, 0];
  for (let after: string | undefined; !options.signal.aborted;) {
    const run = await compareRun(after, options);
    runs += 1;
    records += run.page.count;
    if (run.verdict === 'undecided') undecided += 1;
    if (run.verdict === 'different' && differences.length < differencesMax) {
      differences.push({ after: after ?? '', upTo: run.page.last ?? '' });
    }
    options.progress?.(records);
    if (run.page.done) break;
    after = run.page.last;
  }
  const outcome = differences.length > 0 ? 'different' : undecided > 0 ? 'undecided' : 'equal';
  return { outcome, records, runs, differences };
}

async function compareRun(
  after: string | undefined,
  { store, primary, clock, signal }: Options,
): Promise<{ page: DigestPage; verdict: 'equal' | 'different' | 'undecided' }> {
  let quietDigest: string | undefined;
  for (let tries = 1; ; tries++) {
    const page = await primary.digest(after, signal);
    const caughtUp = await catchUp(store, page, clock);
    // Behind the primary's last record there must be none here either.
    const upTo = page.done || page.last === undefined ? {} : { upTo: page.last };
    const limit = page.done ? digestRecords : page.count;
    const range = { limit, ...upTo, ...(after === undefined ? {} : { after }) };
    const own = await digestOf(store, range);
    if (own.digest === page.digest) return { page, verdict: 'equal' };
    const followed = store.followed();
    const isQuiet =
      caughtUp && followed?.epoch === page.epoch && followed.position === page.position;
    // Twice the same while nothing moves: the difference is no change that is on its way.
    if (isQuiet && quietDigest === page.digest) return { page, verdict: 'different' };
    quietDigest = isQuiet ? page.digest : undefined;
    if (tries === triesMax) return { page, verdict: 'undecided' };
  }
}

/** Waits until what the primary had is here. */
async function catchUp(store: RecordStore, page: DigestPage, clock: Clock): Promise<boolean> {
  const endMs = clock.monotonicMs() + catchUpMsMax;
  while ((store.followed()?.position ?? 0) < page.position) {
    if (clock.monotonicMs() > endMs) return false;
    await new Promise<void>((resolve) => void clock.after(lookMs, () => resolve()));
  }
  return true;
}
