// An authority node asked by its own process: the same findings as over the wire, as values.
import type { Clock } from '../../../kernel/world/clock.ts';
import { canonicalKey } from '../../../wire/handle/handle.ts';
import type { ParentLink } from '../delegation/parent-link.ts';
import type { HandlePage, LocalAuthority, NodePlace, Resolution, ResolutionStep } from '../api.ts';
import { questionOf } from '../model/question.ts';
import { filteredRecord } from '../model/filtered-record.ts';
import type { RecordStore, StoredRecord } from '../records/record-store.ts';
import type { Authority } from './authority.ts';
import { findAt, historyOf, isHeldHere } from './past.ts';

const scanMax = 1_000;

export function localAuthority(options: {
  authority: Authority;
  store: RecordStore;
  clock: Clock;
  place: NodePlace;
  parentLink: Pick<ParentLink, 'ask' | 'hasBegun'> | undefined;
}): LocalAuthority {
  const { authority, store, clock, place, parentLink } = options;
  const { description } = place;
  return {
    prefix: authority.prefix,
    place,
    // A mirror asks nothing: the prefix is its primary's.
    askParent: async () => (parentLink?.hasBegun === true ? parentLink.ask() : undefined),
    async resolve(handle, filter = {}): Promise<Resolution> {
      const startedMs = clock.monotonicMs();
      const question = questionOf(handle);
      const nowMs = clock.now();
      const present = await authority.find(question, { doNotRefer: false });
      const { atMs } = filter;
      const past = atMs !== undefined && isHeldHere(present.code);
      const finding = past ? await findAt(question, { atMs, nowMs, store }) : present;
      const record = filteredRecord(finding, filter, nowMs);
      const tookMs = clock.monotonicMs() - startedMs;
      const outcome = outcomes[finding.code] ?? 'not-found';
      const step: ResolutionStep = {
        node: description,
        address: 'local',
        outcome,
        tookMs,
        cached: false,
      };
      const { since, until } = finding as { since?: string; until?: string };
      const times = {
        ...(since === undefined ? {} : { since }),
        ...(until === undefined ? {} : { until }),
      };
      return { handle, ...record, ...times, cached: false, tookMs, path: [step] };
    },
    history: (handle, page) => historyOf(handle, page, { authority, store, nowMs: clock.now() }),
    async list(start, page) {
      const prefix = keyStart(start);
      const entries = await pageOf(store, prefix, page);
      const last = entries.at(-1);
      const handles = entries.map(({ handle }) => handle);
      const full = last !== undefined && entries.length === page.limit;
      return { handles, ...(full ? { next: last.key } : {}) };
    },
    count: (start) => store.count(keyStart(start)),
  };
}

const outcomes: Readonly<Record<number, 'answered' | 'referred' | 'refused'>> = {
  1: 'answered',
  302: 'referred',
  303: 'referred',
  301: 'refused',
};

/** A bare prefix stands for its own handles, not for those of `88.118.80` or `88.118.8.1`. */
function keyStart(start: string): string {
  const key = canonicalKey(start);
  return key.includes('/') ? key : `${key}/`;
}

async function pageOf(
  store: RecordStore,
  prefix: string,
  page: HandlePage,
): Promise<StoredRecord[]> {
  let after = page.after === undefined ? undefined : canonicalKey(page.after);
  for (let skip = page.skip ?? 0; skip > 0;) {
    const limit = Math.min(skip, scanMax);
    const passed = await store.scan({ prefix, limit, ...(after === undefined ? {} : { after }) });
    after = passed.at(-1)?.key;
    if (passed.length < limit || after === undefined) return [];
    skip -= passed.length;
  }
  return store.scan({ prefix, limit: page.limit, ...(after === undefined ? {} : { after }) });
}
