// What an authority's records were: only of those that it holds itself, and in public values only.
import { responseCode } from '../../../wire/handle/handle.ts';
import type { HandleVersion, HistoryPage } from '../api.ts';
import { identifiersFailures } from '../failures.ts';
import { filteredRecord } from '../model/filtered-record.ts';
import { questionOf, shortened, type Question } from '../model/question.ts';
import type { RecordStore, RecordVersion, VersionRange } from '../records/record-store.ts';
import type { Finding } from '../listeners/record-source.ts';
import type { Authority } from './authority.ts';

/** The finding as it would have been. Fails with `identifiers.future` and `identifiers.history-unknown`. */
export async function findAt(
  question: Question,
  { atMs, nowMs, store }: { atMs: number; nowMs: number; store: RecordStore },
): Promise<Finding & { readonly since?: string; readonly until?: string }> {
  const handle = shortened(question.handle);
  const at = new Date(atMs).toISOString();
  if (atMs > nowMs) throw identifiersFailures.future({ time: at });
  const found = await store.at(question.key, atMs);
  if (found.state === 'unknown') {
    const from = new Date(found.historyFromMs).toISOString();
    throw identifiersFailures['history-unknown']({ handle, time: at, from });
  }
  if (found.state === 'absent') return { code: responseCode.handleNotFound };
  const { record, untilMs } = found;
  return {
    code: responseCode.ok,
    block: record.block,
    since: new Date(record.sinceMs).toISOString(),
    ...(untilMs === undefined ? {} : { until: new Date(untilMs).toISOString() }),
  };
}

/** Undefined for a handle that another node holds. Fails with `identifiers.malformed`. */
export async function historyOf(
  handle: string,
  range: VersionRange,
  { authority, store, nowMs }: { authority: Authority; store: RecordStore; nowMs: number },
): Promise<HistoryPage | undefined> {
  const question = questionOf(handle);
  const { code } = await authority.find(question, { doNotRefer: false });
  if (!isHeldHere(code)) return undefined;
  const versions = await store.historyOf(question.key, range);
  const next = versions.length === range.limit ? versions.at(-1)?.endedBy : undefined;
  return {
    versions: versions.map((version) => versionJson(version, nowMs)),
    ...(next === undefined ? {} : { next }),
  };
}

/** What this node answers itself, also that there is none. */
export function isHeldHere(code: number): boolean {
  return code === responseCode.ok || code === responseCode.handleNotFound;
}

function versionJson({ record, untilMs }: RecordVersion, nowMs: number): HandleVersion {
  const { handle, revision, sinceMs, block } = record;
  return {
    handle,
    revision,
    since: new Date(sinceMs).toISOString(),
    ...(untilMs === undefined ? {} : { until: new Date(untilMs).toISOString() }),
    values: filteredRecord({ code: 1, block }, {}, nowMs).values,
  };
}
