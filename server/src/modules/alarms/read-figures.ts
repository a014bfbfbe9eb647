// Figures counted from the journal: every time that an alarm was shown to an operator, in order.
import type { World } from '../../kernel/world/world.ts';
import type { Filter, RecordsStore } from '../../stores/records/records.ts';
import type { AlarmSystem } from './alarm-system.ts';
import { FigureCount, isStale, recommended } from './model/figures.ts';
import { isoMs } from './standing-alarm.ts';
import { isoTime } from '../../wire/iso-time.ts';
import { journalCollection, type JournalDocument } from './store.ts';

const entriesMax = 1_000_000;
const staleMax = 1_000;

type Given = {
  readonly system: AlarmSystem;
  readonly records: RecordsStore;
  readonly world: World;
};
type Asked = {
  readonly span: { readonly fromMs: number; readonly toMs: number };
  readonly position?: string | undefined;
};

export async function readFigures(
  { system, records, world }: Given,
  enterprise: string,
  { span, position }: Asked,
) {
  const count = new FigureCount(span);
  const complete = await countAll(records, enterprise, { span, position, count });
  const { positions, priorities, ...rest } = count.figures();
  const nowMs = world.clock.now();
  const stale = [...system.desk.alarms()]
    .filter((alarm) => alarm.rule.enterprise === enterprise && alarm.status.active)
    .filter((alarm) => position === undefined || alarm.position === position)
    .filter(({ raisedAtUs = Infinity }) => isStale(raisedAtUs / 1_000, nowMs))
    .slice(0, staleMax)
    .map((alarm) => ({
      ...{ alarm: alarm.id, name: alarm.rule.name },
      raisedAt: isoTime(alarm.raisedAtUs ?? 0),
    }));
  const { priorities: shares, ...others } = recommended;
  return {
    ...{ from: isoMs(span.fromMs), to: isoMs(span.toMs), ...rest, stale, complete },
    positions: positions.map(({ periods, floods, ...one }) => ({
      ...one,
      periods: periods.map(({ fromMs, count: many }) => ({ from: isoMs(fromMs), count: many })),
      floods: floods.map((flood) => ({
        ...{ from: isoMs(flood.fromMs), to: isoMs(flood.toMs), count: flood.count },
      })),
    })),
    priorities: priorities.map((one) => ({ ...one, recommended: shares[one.priority] })),
    recommended: others,
  };
}

async function countAll(
  records: RecordsStore,
  tenant: string,
  { span, position, count }: Asked & { readonly count: FigureCount },
): Promise<boolean> {
  const where: Filter[] = [
    { key: 'to', is: 'equal', value: 'unacknowledged' },
    { key: 'recorded', is: 'at-least', value: span.fromMs },
    { key: 'recorded', is: 'less', value: span.toMs },
    ...(position === undefined ? [] : [{ key: 'position', is: 'equal', value: position } as const]),
  ];
  let seen = 0;
  let after: string | undefined;
  do {
    const page = await records.find<JournalDocument>(journalCollection.name, {
      ...{ tenant, where, order: { key: 'recorded' }, limit: 1_000 },
      ...(after === undefined ? {} : { after }),
    });
    for (const { document } of page.rows) {
      const { entry, recordedMs: atMs } = document;
      const { alarm = '', name = '', position: at = '', priority = 'low' } = entry;
      count.add({ atMs, alarm, name, position: at, priority });
    }
    seen += page.rows.length;
    after = page.next;
  } while (after !== undefined && seen < entriesMax);
  return after === undefined;
}
