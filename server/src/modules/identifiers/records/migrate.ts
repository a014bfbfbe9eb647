// A store of layout 1 held nothing but records, each a value block behind a short head. Its records are
// written again in the present layout, with an entry in the log, some thousand in a step; a step that was
// not reached before a crash is done at the next open.
import type { Log } from '../../../kernel/log/log.ts';
import type { Clock } from '../../../kernel/world/clock.ts';
import type { NameEntry, NamePut, NamesStore } from '../../../stores/names/names.ts';
import { behindInternal, logKey } from './internal-keys.ts';
import { encodeLog } from './log-entry.ts';
import { readLayout1 } from './layout-1.ts';
import { countedAfter } from './record-counts.ts';
import { layoutOf, layoutVersion, packRecord, stamp } from './record-layout.ts';
import type { PackedRecord } from './record-store.ts';
import type { Shape } from './shape.ts';
import { Shapes } from './shapes.ts';
import { stateEntry, type StoreState } from './store-state.ts';

const stepRecords = 5_000;
const progressRecords = 100_000;

type Options = {
  readonly names: NamesStore;
  readonly shapes: Shapes;
  readonly clock: Clock;
  readonly log?: Log | undefined;
  /** What the store knew of itself; a store of layout 1 knew nothing. */
  readonly known: StoreState | undefined;
};

export async function migrate(state: StoreState, options: Options): Promise<StoreState> {
  const { names, clock, log, known } = options;
  if (known !== undefined && known.migratedTo === undefined) return state;
  let now = state;
  let done = 0;
  for (;;) {
    const after = now.migratedTo ?? behindInternal;
    const entries = await names.scan({ prefix: '', after, limit: stepRecords });
    const last = entries.at(-1);
    if (last === undefined) break;
    const timeMs = Math.max(now.timeMs, clock.now());
    const step = migrated(entries, now, { timeMs, shapes: options.shapes });
    now = { ...step.state, timeMs, historyFromMs: timeMs, migratedTo: last.key };
    await names.put([...step.puts, stateEntry(now)]);
    for (const shape of step.shapes) shape.saved = true;
    done += entries.length;
    if (done % progressRecords === 0) log?.info('records-migrated', { records: done });
  }
  if (done === 0 && known === undefined) return state;
  log?.info('records-migrated', { records: done });
  const { migratedTo: _, ...complete } = now;
  await names.put([stateEntry(complete)]);
  return complete;
}

function migrated(
  entries: readonly NameEntry[],
  state: StoreState,
  { timeMs, shapes }: { timeMs: number; shapes: Shapes },
): { puts: NamePut[]; state: StoreState; shapes: Shape[] } {
  const old = entries.filter(({ value }) => layoutOf(value) !== layoutVersion);
  const unsaved = new Set<Shape>();
  const records = old.map(({ key, value }, n): NamePut => {
    const record = { key, ...readLayout1(key, value), timeMs };
    const { packed, shape }: PackedRecord = packRecord(record, shapes);
    stamp(packed, state.position + n + 1, timeMs);
    if (shape !== undefined && !(shape as Shape).saved) unsaved.add(shape as Shape);
    return { key, value: packed };
  });
  let { position } = state;
  const lines = old.map(({ key }) => ({ key, action: 'created' as const }));
  const log = encodeLog(lines, timeMs).map(({ entry, count }) => ({
    key: logKey((position += count)),
    value: entry,
  }));
  const kept = [...unsaved].map(Shapes.entryOf);
  return {
    puts: [...log, ...kept, ...records],
    state: { ...state, position, counts: countedAfter(state.counts, lines) },
    shapes: [...unsaved],
  };
}
