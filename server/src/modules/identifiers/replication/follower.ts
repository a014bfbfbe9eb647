// The mirror's side: follows the changes of its primary, step by step in their order, each with the time that
// it had there; where the log does not reach back, takes a copy of all records first, while it goes on
// answering with what it has.
import { Failure } from '../../../kernel/failure/failure.ts';
import type { Log } from '../../../kernel/log/log.ts';
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Followed, RecordChange, RecordStore } from '../records/record-store.ts';
import { atOrBefore } from './digest.ts';
import type { ChangesPage, CopyPage } from './pages.ts';
import type { PrimaryClient } from './primary-client.ts';

export type FollowerState = {
  readonly state: 'following' | 'copying' | 'unreachable' | 'stopped';
  readonly position: number;
  /** The newest position of the primary that was heard of. */
  readonly primaryPosition: number;
  /** Seconds since the primary was last heard of. */
  readonly heardSecondsAgo?: number;
  readonly trouble?: Bilingual;
};

export type FollowerOptions = {
  readonly store: RecordStore;
  readonly primary: Pick<PrimaryClient, 'changes' | 'copy'>;
  readonly clock: Clock;
  readonly log: Log;
};

const againMsMin = 500;
const againMsMax = 15_000;
const scanRecords = 1_000;
type Change = ChangesPage['changes'][number];

export class Follower {
  readonly #options: FollowerOptions;
  readonly #over = new AbortController();
  #running: Promise<void> | undefined;
  #state: 'following' | 'copying' | 'unreachable' | 'stopped' = 'following';
  #trouble: Bilingual | undefined;
  #primaryPosition = 0;
  #heardMs: number | undefined;
  /** The beginning of a step whose end has not come yet. */
  #begun: Change[] = [];

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#over.abort();
    await this.#running;
    this.#state = 'stopped';
  }

  get state(): FollowerState {
    const { store, clock } = this.#options;
    const heardMs = this.#heardMs;
    return {
      state: this.#state,
      position: store.followed()?.position ?? 0,
      primaryPosition: this.#primaryPosition,
      ...(heardMs === undefined
        ? {}
        : { heardSecondsAgo: Math.round((clock.monotonicMs() - heardMs) / 1000) }),
      ...(this.#trouble === undefined ? {} : { trouble: this.#trouble }),
    };
  }

  async #run(): Promise<void> {
    let againMs = againMsMin;
    while (!this.#over.signal.aborted) {
      try {
        await this.once(this.#over.signal);
        againMs = againMsMin;
      } catch (error) {
        if (this.#over.signal.aborted) return;
        this.#fail(error);
        await this.#pause(againMs);
        againMs = Math.min(againMs * 2, againMsMax);
      }
    }
  }

  /** One page: of a copy that is being taken, or of changes. Fails as the calls to the primary do. */
  async once(signal: AbortSignal): Promise<void> {
    const followed = this.#options.store.followed();
    if (followed === undefined || followed.copiedTo !== undefined) {
      return this.#copyPage(followed, signal);
    }
    const asked = this.#begun.at(-1)?.position ?? followed.position;
    const page = await this.#options.primary.changes(asked, signal);
    this.#heard(page.position);
    if (page.truncated || page.epoch !== followed.epoch) {
      this.#begun = [];
      return this.#copyPage(undefined, signal);
    }
    this.#become('following');
    for (const change of page.changes) {
      this.#begun.push(change);
      if (change.endsStep) await this.#applyStep(followed.epoch);
    }
  }

  /** One step of the primary is one step here, so that nobody sees half of it. */
  async #applyStep(epoch: string): Promise<void> {
    const step = this.#begun;
    this.#begun = [];
    const last = step.at(-1);
    if (last === undefined) return;
    const latest = new Map<string, RecordChange>();
    for (const { key, removed, record } of step) {
      if (removed) latest.set(key, { key, record: null });
      else if (record !== undefined) latest.set(key, { key, record: read(record) });
    }
    const { timeMs, position } = last;
    const followed: Followed = { epoch, position };
    const { store } = this.#options;
    await store.write([...latest.values()], { copied: { timeMs, followed } });
  }

  /** The position of the first page stands for the whole copy: what changed since comes by the log. */
  async #copyPage(before: Followed | undefined, signal: AbortSignal): Promise<void> {
    const { store, primary, log } = this.#options;
    const after = before?.copiedTo;
    const page = await primary.copy(after === '' ? undefined : after, signal);
    this.#heard(page.position);
    this.#become('copying');
    const goesOn = before !== undefined && before.epoch === page.epoch;
    if (before !== undefined && !goesOn) {
      const again: Followed = { epoch: page.epoch, position: page.position, copiedTo: '' };
      await store.write([], { copied: { timeMs: page.timeMs, followed: again, isPage: true } });
      return;
    }
    if (before === undefined) log.info('copy-begun', { position: page.position });
    const position = before?.position ?? page.position;
    const last = page.done ? undefined : page.records.at(-1)?.key;
    const changes = await this.#changesOf(page, after === '' ? undefined : after, last);
    const followed = {
      epoch: page.epoch,
      position,
      ...(last === undefined ? {} : { copiedTo: last }),
    };
    await store.write(changes, { copied: { timeMs: page.timeMs, followed, isPage: true } });
    if (last === undefined) log.info('copy-done', { position });
  }

  /** The records of a page, and the removal of what lies between them here and not there. */
  async #changesOf(
    page: CopyPage,
    after: string | undefined,
    last: string | undefined,
  ): Promise<RecordChange[]> {
    const there = new Set(page.records.map(({ key }) => key));
    const changes: RecordChange[] = page.records.map((record) => ({
      key: record.key,
      record: read(record),
    }));
    for (let from = after; ;) {
      const range = { prefix: '', limit: scanRecords };
      const found = await this.#options.store.scan(
        from === undefined ? range : { ...range, after: from },
      );
      for (const { key } of found) {
        if (last !== undefined && !atOrBefore(key, last)) return changes;
        if (!there.has(key)) changes.push({ key, record: null });
      }
      from = found.at(-1)?.key;
      if (found.length < scanRecords) return changes;
    }
  }

  #heard(position: number): void {
    this.#primaryPosition = position;
    this.#heardMs = this.#options.clock.monotonicMs();
  }

  #become(state: 'following' | 'copying'): void {
    if (this.#state === 'unreachable') this.#options.log.info('primary-reached', {});
    this.#state = state;
    this.#trouble = undefined;
  }

  #fail(error: unknown): void {
    const { log } = this.#options;
    this.#begun = [];
    const isExpected = error instanceof Failure;
    const words = isExpected ? error.publicMessage : { en: String(error), zh: String(error) };
    if (!isExpected) log.error('follow-failed', { error });
    else if (this.#trouble?.en !== words.en) log.warn('primary-lost', { reason: words.en });
    this.#state = 'unreachable';
    this.#trouble = words;
  }

  #pause(ms: number): Promise<void> {
    const { signal } = this.#over;
    return new Promise((resolve) => {
      const end = (): void => {
        timer.cancel();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = this.#options.clock.after(ms, end);
      signal.addEventListener('abort', end);
    });
  }
}

function read({ handle, block }: { handle: string; block: string }): {
  handle: string;
  block: Uint8Array;
} {
  return { handle, block: Buffer.from(block, 'base64') };
}
