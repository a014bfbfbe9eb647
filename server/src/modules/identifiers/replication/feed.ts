// The primary's side: changes as they happen, a copy of all records, and digests, for mirrors whose keys it
// was told.
import type { Clock } from '../../../kernel/world/clock.ts';
import { replicationFailures } from './failures.ts';
import type { LoggedChange, RecordStore } from '../records/record-store.ts';
import { digestOf } from './digest.ts';
import type { NodeLife } from './life.ts';
import {
  digestRecords,
  pageBytesMax,
  type ChangesPage,
  type CopyPage,
  type DigestPage,
  type MirrorPlace,
} from './pages.ts';
import { provenKey } from './proof.ts';

export type FeedOptions = {
  readonly store: RecordStore;
  readonly life: NodeLife;
  readonly clock: Clock;
  /** Fingerprints of the node keys that may copy; lower-case hex. */
  readonly mirrors: readonly string[];
};

const changesAtOnce = 500;
const recordsAtOnce = 1_000;
/** What a line costs beside its texts. */
const lineBytes = 100;
/** A mirror that has not told of itself for so long is not shown. */
const mirrorGoneMs = 10 * 60_000;

export class ReplicationFeed {
  readonly #options: FeedOptions;
  readonly #mirrors = new Map<string, MirrorPlace & { seenMs: number }>();

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  /** Fails unless the call is signed by one of the mirrors; its fingerprint. */
  admit(
    asked: { method: string; path: string; body?: unknown },
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): string {
    const { clock, mirrors } = this.#options;
    const fingerprint = provenKey(asked, headers, clock.now());
    if (!mirrors.includes(fingerprint)) {
      throw replicationFailures['unknown-mirror']({ fingerprint });
    }
    return fingerprint;
  }

  /** Waits up to `waitMs` where there is nothing new. */
  async changes(
    after: number,
    { waitMs, signal }: { waitMs: number; signal: AbortSignal },
  ): Promise<ChangesPage> {
    const { store, life } = this.#options;
    if (after === store.position()) await this.#newer(after, { waitMs, signal });
    const common = { epoch: life.now.epoch, position: store.position() };
    if (after > common.position) return { ...common, truncated: true, changes: [] };
    const changes: ChangesPage['changes'] = [];
    let bytes = 0;
    for (let from = after; bytes < pageBytesMax;) {
      const page = await store.changes(from, changesAtOnce);
      if (page.truncated) return { ...common, truncated: true, changes: [] };
      for (const change of page.changes) {
        changes.push(shown(change));
        bytes += lineBytes + change.key.length + (change.record?.block.length ?? 0) * 1.4;
        if (bytes >= pageBytesMax) break;
      }
      from = changes.at(-1)?.position ?? from;
      if (page.changes.length < changesAtOnce) break;
    }
    return { ...common, position: store.position(), truncated: false, changes };
  }

  async copy(after: string | undefined): Promise<CopyPage> {
    const { store, life, clock } = this.#options;
    const records: CopyPage['records'] = [];
    const position = store.position();
    let from = after;
    for (let bytes = 0; ;) {
      const range = { prefix: '', limit: recordsAtOnce };
      const found = await store.scan(from === undefined ? range : { ...range, after: from });
      for (const { key, handle, block } of found) {
        records.push({ key, handle, block: Buffer.from(block).toString('base64') });
        bytes += lineBytes + key.length * 2 + block.length * 1.4;
        from = key;
        if (bytes >= pageBytesMax) break;
      }
      const done = found.length < recordsAtOnce && bytes < pageBytesMax;
      if (!done && bytes < pageBytesMax) continue;
      return { epoch: life.now.epoch, position, timeMs: clock.now(), records, done };
    }
  }

  async digest(after: string | undefined): Promise<DigestPage> {
    const { store, life } = this.#options;
    const position = store.position();
    const range = { limit: digestRecords, ...(after === undefined ? {} : { after }) };
    const { count, last, digest, done } = await digestOf(store, range);
    const epoch = life.now.epoch;
    return { epoch, position, count, ...(last === undefined ? {} : { last }), digest, done };
  }

  /** A mirror tells where it is; true where that is new, so that the parent has to hear of it. */
  tell(fingerprint: string, place: MirrorPlace): boolean {
    const before = this.#mirrors.get(fingerprint);
    const seenMs = this.#options.clock.monotonicMs();
    this.#mirrors.set(fingerprint, { ...place, seenMs });
    return before === undefined || placeText(before) !== placeText(place);
  }

  /** The mirrors that have told of themselves lately. */
  get mirrors(): readonly (MirrorPlace & { fingerprint: string; secondsAgo: number })[] {
    const nowMs = this.#options.clock.monotonicMs();
    return [...this.#mirrors]
      .filter(([, { seenMs }]) => nowMs - seenMs < mirrorGoneMs)
      .map(([fingerprint, { seenMs, ...place }]) => ({
        ...place,
        fingerprint,
        secondsAgo: Math.round((nowMs - seenMs) / 1000),
      }));
  }

  #newer(
    after: number,
    { waitMs, signal }: { waitMs: number; signal: AbortSignal },
  ): Promise<void> {
    const { store, clock } = this.#options;
    return new Promise((resolve) => {
      const end = (): void => {
        timer.cancel();
        stop();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = clock.after(waitMs, end);
      const stop = store.watch((position) => {
        if (position > after) end();
      });
      signal.addEventListener('abort', end);
    });
  }
}

function shown({
  position,
  timeMs,
  key,
  action,
  record,
  endsStep,
}: LoggedChange): ChangesPage['changes'][number] {
  const removed = action === 'removed';
  const { handle = '', block } = record ?? {};
  const sent = block && { record: { handle, block: Buffer.from(block).toString('base64') } };
  return { position, timeMs, key, removed, endsStep, ...sent };
}

function placeText({ description, host, tcpPort, udpPort, publicKey, url }: MirrorPlace): string {
  return JSON.stringify([description, host, tcpPort, udpPort, publicKey, url]);
}
