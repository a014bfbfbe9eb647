// Corrections from asking to undoing. The record comes first, then the series store, then the event: a kill in between
// leaves a record on the way, which is finished or forgotten at the next start, so that nobody misses a change.
import { isFailure } from '../../kernel/failure/failure.ts';
import type { Events } from '../../kernel/events/events.ts';
import type { Log } from '../../kernel/log/log.ts';
import type { World } from '../../kernel/world/world.ts';
import type { RecordsPage, RecordsStore } from '../../stores/records/records.ts';
import {
  isUnder,
  type Change,
  type KeptCorrection,
  type RestoreWanted,
  type SeriesStore,
  type Told,
} from '../../stores/series/series.ts';
import { Turn } from '../../stores/turn.ts';
import { isoTime } from '../../wire/iso-time.ts';
import type { Assets, Signal } from '../assets/api.ts';
import { readingsCorrected, type ReadingsCorrected } from './api.ts';
import { upkeepFailures } from './failures.ts';
import { troubleOf } from './model/fits.ts';
import { mostAtOnce } from './model/most-at-once.ts';
import { collections, tenantOf, type CorrectionDocument } from './store.ts';

/** Of one enterprise, undone ones too: the series store keeps a tenth of a million of all, and reads them all. */
export const correctionsOfEnterpriseMax = 10_000;
/** Of one signal at one moment: each costs whoever asks as much as the readings themselves. */
export const stackedMax = 100;

export type CorrectionParts = {
  readonly world: World;
  readonly log: Log;
  readonly records: RecordsStore;
  readonly series: SeriesStore;
  readonly events: Events;
  readonly assets: Assets;
};

export type AskedCorrection = {
  readonly signal: string;
  readonly fromUs: number;
  readonly toUs: number;
  readonly change: Change;
  readonly by: string;
  readonly reason: string;
};

const namesAtOnce = 1_000;

const { name: collection } = collections.corrections;

export class CorrectionDesk {
  readonly #parts: CorrectionParts;
  /** On their way in this process: not for `takeUp`. */
  readonly #busy = new Set<string>();
  /** Nobody goes beyond a limit while others are on their way to it. */
  readonly #correcting = new Turn();
  #lastUs = 0;

  constructor(parts: CorrectionParts) {
    this.#parts = parts;
  }

  async correct(asked: AskedCorrection): Promise<CorrectionDocument> {
    const { series } = this.#parts;
    const { fromUs, toUs } = asked;
    const [from, to] = [isoTime(fromUs), isoTime(toUs)];
    if (fromUs >= toUs) throw upkeepFailures['bad-span']({ from, to });
    const known = await this.#signal(asked.signal);
    const signal = known?.identifier ?? asked.signal;
    const trouble = troubleOf(asked.change, known?.value);
    if (trouble) throw upkeepFailures['bad-change']({ signal, trouble });
    const bucketUs = toUs - fromUs;
    const span = { series: [signal], fromUs, toUs, bucketUs, asMeasured: true };
    const readings = (await series.aggregate(span))[0]?.count ?? 0;
    return this.#correcting.take(async () => {
      await this.#refuseTooMany({ signal, fromUs, toUs });
      const atUs = this.#momentUs();
      const id = `${atUs}-${this.#parts.world.random.uuid().slice(0, 8)}`;
      const document = { ...asked, signal, id, atUs, readings, state: 'asked' } as const;
      return this.#alone(document, async () => {
        await this.#put(document);
        return this.#count(document);
      });
    });
  }

  async #refuseTooMany({ signal, fromUs, toUs }: ReadingsCorrected): Promise<void> {
    const { records, series } = this.#parts;
    const tenant = tenantOf(signal);
    if ((await records.count(collection, { tenant })) >= correctionsOfEnterpriseMax) {
      const most = correctionsOfEnterpriseMax;
      throw upkeepFailures['too-many-corrections']({ enterprise: tenant, most });
    }
    const kept = await series.corrections({ series: [signal], fromUs, toUs });
    const counting = kept.filter(({ undone }) => !undone);
    if (mostAtOnce(counting, { fromUs, toUs }) < stackedMax) return;
    const [from, to] = [isoTime(fromUs), isoTime(toUs)];
    throw upkeepFailures.stacked({ signal, from, to, most: stackedMax });
  }

  async undo(asked: {
    readonly signal: string;
    readonly id: string;
    readonly told: Omit<Told, 'atUs'>;
  }): Promise<CorrectionDocument> {
    const { signal, id, told } = asked;
    const row = await this.#parts.records.get<CorrectionDocument>(
      ...[collection, tenantOf(signal), id],
    );
    const before = row?.document;
    if (!row || before?.signal.toLowerCase() !== signal.toLowerCase()) {
      throw upkeepFailures['unknown-correction']({ signal, id });
    }
    if (before.state !== 'counts' || this.#busy.has(id)) {
      throw upkeepFailures['undone-already']({ signal, id });
    }
    const undone = { ...told, atUs: this.#momentUs() };
    const document: CorrectionDocument = { ...before, state: 'undoing', undone };
    return this.#alone(document, async () => {
      await this.#put(document);
      return this.#undo(document, before);
    });
  }

  /** Of an enterprise, or of one signal; the newest first. */
  list(
    on: string,
    page: { limit: number; after?: string },
  ): Promise<RecordsPage<CorrectionDocument>> {
    const isSignal = on.includes('/');
    return this.#parts.records.find<CorrectionDocument>(collection, {
      ...{ tenant: tenantOf(on), order: { key: 'atUs', descending: true }, ...page },
      ...(isSignal ? { where: [{ key: 'signal', is: 'equal', value: on }] } : {}),
    });
  }

  /** Corrections that a restore brought back and nobody here knows of. */
  async adopt({ under, fromUs, toUs }: RestoreWanted): Promise<void> {
    let after = '';
    for (;;) {
      const names = await this.#parts.series.names({ under, after, limit: namesAtOnce });
      if (names.length > 0) {
        const span = { series: names, fromUs, toUs };
        for (const kept of await this.#parts.series.corrections(span)) {
          if (isUnder(kept.series, under)) await this.#adopt(kept);
        }
      }
      const last = names.at(-1);
      if (last === undefined || names.length < namesAtOnce) return;
      after = last;
    }
  }

  /** What a crash, or an event that could not be told, left on the way. */
  async takeUp(): Promise<void> {
    for (const state of ['asked', 'undoing'] as const) {
      const { rows } = await this.#parts.records.find<CorrectionDocument>(collection, {
        ...{ tenant: '*', limit: 1_000 },
        where: [{ key: 'state', is: 'equal', value: state }],
      });
      for (const { document } of rows) {
        if (this.#busy.has(document.id)) continue;
        await this.#alone(document, () => this.#takeUp(document));
      }
    }
  }

  async #takeUp(document: CorrectionDocument): Promise<void> {
    const kept = await this.#kept(document);
    this.#parts.log.info('correction-taken-up', { id: document.id, state: document.state });
    if (document.state === 'asked') {
      // Nobody was told that it counts, and who asked may have asked again.
      if (kept) await this.#count(document, kept.number);
      else await this.#forget(document);
      return;
    }
    const { undone, ...before } = document;
    if (kept?.undone && undone) await this.#undone(document);
    else await this.#put({ ...before, state: 'counts' });
  }

  async #count(document: CorrectionDocument, known?: number): Promise<CorrectionDocument> {
    const { id: _id, state: _state, readings: _readings, ...correction } = document;
    const { series } = this.#parts;
    const store = async (): Promise<number> => {
      try {
        return await series.correct({ ...correction, series: document.signal });
      } catch (error) {
        await this.#forget(document);
        throw refusedAs(error, document);
      }
    };
    const number = known ?? (await store());
    await this.#tell(document, document.id);
    return this.#put({ ...document, state: 'counts', number });
  }

  async #undo(
    document: CorrectionDocument,
    before: CorrectionDocument,
  ): Promise<CorrectionDocument> {
    const { number, undone, signal, fromUs, toUs } = document;
    if (number === undefined || undone === undefined) return this.#put(before);
    const kept = await this.#kept(document);
    if (kept?.number !== number) {
      await this.#put(before);
      const [from, to] = [isoTime(fromUs), isoTime(toUs)];
      throw upkeepFailures.thinned({ signal, from, to });
    }
    try {
      await this.#parts.series.undo(number, undone);
    } catch (error) {
      await this.#put(before);
      throw refusedAs(error, document);
    }
    return this.#undone(document);
  }

  async #undone(document: CorrectionDocument): Promise<CorrectionDocument> {
    await this.#tell(document, `${document.id}-undone`);
    return this.#put({ ...document, state: 'undone' });
  }

  async #adopt({ series: signal, ...kept }: KeptCorrection): Promise<void> {
    const { records, series } = this.#parts;
    const { fromUs, toUs, atUs, number } = kept;
    const known = await records.find<CorrectionDocument>(collection, {
      ...{ tenant: tenantOf(signal), limit: 1_000 },
      where: [{ key: 'atUs', is: 'equal', value: atUs }],
    });
    const isSame = (one: CorrectionDocument) =>
      one.signal === signal && one.by === kept.by && one.fromUs === fromUs && one.toUs === toUs;
    const document = known.rows.find((row) => isSame(row.document))?.document;
    if (document) {
      // In a store that was set up anew its number is another; one on its way is for `takeUp`.
      const isMoved = document.number !== undefined && document.number !== number;
      if (isMoved) await this.#put({ ...document, number });
      return;
    }
    const span = { series: [signal], fromUs, toUs, bucketUs: toUs - fromUs, asMeasured: true };
    const readings = (await series.aggregate(span))[0]?.count ?? 0;
    const id = `${atUs}-${this.#parts.world.random.uuid().slice(0, 8)}`;
    await this.#put({
      ...kept,
      signal,
      id,
      readings,
      number,
      state: kept.undone ? 'undone' : 'counts',
    });
  }

  async #kept(document: CorrectionDocument): Promise<KeptCorrection | undefined> {
    const { signal, fromUs, toUs, atUs, by } = document;
    const found = await this.#parts.series.corrections({ series: [signal], fromUs, toUs });
    return found.find((one) => one.atUs === atUs && one.by === by);
  }

  #tell({ signal, fromUs, toUs }: CorrectionDocument, id: string): Promise<void> {
    return this.#parts.events.tell(readingsCorrected, [{ id, body: { signal, fromUs, toUs } }]);
  }

  async #put(document: CorrectionDocument): Promise<CorrectionDocument> {
    const row = { collection, tenant: tenantOf(document.signal), id: document.id, document };
    await this.#parts.records.transaction(async (records) => void (await records.put(row)));
    return document;
  }

  async #forget({ signal, id }: CorrectionDocument): Promise<void> {
    await this.#parts.records.transaction(
      async (records) => void (await records.remove(collection, tenantOf(signal), id)),
    );
  }

  /** Signals of machines that were removed have readings still. */
  async #signal(identifier: string): Promise<Signal | undefined> {
    const { assets, series } = this.#parts;
    const known = await assets.signal(identifier);
    if (known) return known;
    const [name] = await series.names({ under: identifier, limit: 1 });
    if (name !== identifier) throw upkeepFailures['unknown-signal']({ signal: identifier });
    return undefined;
  }

  /** Never twice the same: by it a correction is found again. */
  #momentUs(): number {
    this.#lastUs = Math.max(Math.round(this.#parts.world.clock.now() * 1_000), this.#lastUs + 1);
    return this.#lastUs;
  }

  async #alone<R>({ id }: CorrectionDocument, work: () => Promise<R>): Promise<R> {
    this.#busy.add(id);
    try {
      return await work();
    } finally {
      this.#busy.delete(id);
    }
  }
}

/** All else that the store refuses was asked before. */
function refusedAs(error: unknown, { signal, fromUs, toUs }: CorrectionDocument): unknown {
  if (!isFailure(error, 'stores.bad-query')) return error;
  const [from, to] = [isoTime(fromUs), isoTime(toUs)];
  return upkeepFailures.thinned({ signal, from, to }, error);
}
