// How far the evaluation has come, kept so that a restart goes on from there. A position is written only after all that
// was found before it, so that nothing is skipped; what was found after it is found again and recognised.
import type { RecordsStore } from '../../../stores/records/records.ts';
import type { Keeper } from '../keeper.ts';
import { allOf, positionsCollection, type PositionDocument, type PositionItem } from '../store.ts';
import type { Evaluation } from './evaluation.ts';
import type { Chunk, Watched } from './signal-track.ts';

/** Conditions of all enterprises share a record, which nobody asks for by enterprise. */
const tenant = 'installation';

export class Positions {
  readonly #records: RecordsStore;
  readonly #keeper: Keeper;
  #leftOver: readonly string[] = [];

  constructor(records: RecordsStore, keeper: Keeper) {
    this.#records = records;
    this.#keeper = keeper;
  }

  async read(): Promise<Map<string, PositionItem>> {
    const rows = await allOf<PositionDocument>(this.#records, positionsCollection);
    this.#leftOver = rows.map(({ id }) => id);
    return new Map(rows.flatMap(({ document }) => document.items.map((item) => [item.key, item])));
  }

  async write(evaluation: Evaluation): Promise<void> {
    const dirty = [...evaluation.chunks].filter(({ isDirty }) => isDirty);
    const all = new Set([...evaluation.chunks].map(({ id }) => id));
    const gone = this.#leftOver.filter((id) => !all.has(id));
    if (dirty.length === 0 && gone.length === 0) return;
    const documents = dirty.map((chunk) => ({ id: chunk.id, document: documentOf(chunk) }));
    for (const chunk of dirty) chunk.isDirty = false;
    try {
      await this.#keeper.drained();
      await this.#records.transaction(async (transaction) => {
        const collection = positionsCollection.name;
        for (const { id, document } of documents) {
          await transaction.put({ collection, tenant, id, document });
        }
        for (const id of gone) await transaction.remove(collection, tenant, id);
      });
      this.#leftOver = [];
    } catch (error) {
      for (const chunk of dirty) chunk.isDirty = true;
      throw error;
    }
  }
}

function documentOf({ members }: Chunk): PositionDocument {
  return { items: [...members].filter(isKnown).map(itemOf) };
}

function isKnown({ tracks }: Watched): boolean {
  return tracks.some(({ latestUs }) => latestUs > -Infinity);
}

function itemOf({ key, watch, tracks }: Watched): PositionItem {
  const inputs = tracks.map(
    ({ latestUs, latestServerUs }) =>
      [Math.max(latestUs, -8e15), Math.max(latestServerUs, -8e15)] as const,
  );
  return { key, memory: watch.memory(), inputs };
}
