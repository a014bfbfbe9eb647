// Reads from time to time what a server does not watch: those beyond its limit of monitored items, many in a call.
import type { Clock } from '../../../../kernel/world/clock.ts';
import { PollSchedule, type PollTask } from '../../polling/poll-schedule.ts';
import type { View } from './address-space.ts';
import { inBatches, type Batching } from './batches.ts';
import type { Item, ItemReader } from './items.ts';
import { nodeIdOf } from './node-ids.ts';
import type { ToldValue } from './variants.ts';

const valueAttribute = 13;
const itemsPerTask = 1_000;

export type PollingOptions = {
  readonly view: View;
  readonly clock: Clock;
  readonly reader: ItemReader;
  readonly items: readonly Item[];
  /** Of items without an interval of their own. */
  readonly intervalMs: number;
  readonly failed: (error: unknown) => void;
};

/** Not started yet. */
export function pollingOf(options: PollingOptions): PollSchedule {
  const { view, clock, reader, items, failed } = options;
  const batching = { size: view.facts.limits.read };
  const groups = Map.groupBy(items, ({ intervalMs }) => intervalMs ?? options.intervalMs);
  const tasks: PollTask[] = [];
  for (const [intervalMs, group] of groups) {
    for (let begin = 0; begin < group.length; begin += itemsPerTask) {
      const some = group.slice(begin, begin + itemsPerTask);
      tasks.push({
        queue: 'session',
        intervalMs: Math.max(intervalMs, 10),
        run: async () => {
          const values = await readValues(view, some, batching);
          reader.observe(some.map((item, i) => ({ item, value: values[i] ?? noValue })));
        },
        down: failed,
      });
    }
  }
  return new PollSchedule({ clock, tasks, pauseFirstMs: 1_000, pauseMaxMs: 30_000 });
}

/** What the nodes are now, in order, structures decoded. Rejects when the session fails. */
export async function readValues(
  { library, session }: View,
  items: readonly Pick<Item, 'nodeId'>[],
  batching: Batching,
): Promise<ToldValue[]> {
  const values = await inBatches(items, batching, (some) =>
    session.read(
      some.map(({ nodeId }) => ({
        nodeId: nodeIdOf(library, nodeId),
        attributeId: valueAttribute,
      })),
    ),
  );
  return values as unknown as ToldValue[];
}

const noValue: ToldValue = { statusCode: { value: 0x8000_0000, name: 'Bad' } };
