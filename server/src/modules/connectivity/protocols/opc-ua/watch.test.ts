// First values that come before the answer to the call that asked for them: OPC 10000-4 does not say which is first, and
// what is thrown away then is not sent again until it changes.
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { silentLog } from '../../../../kernel/log/log.ts';
import type { ObservationListener } from '../protocol.ts';
import { ItemReader, type Item } from './items.ts';
import { library } from './library.ts';
import { Watch, type WatchOptions } from './watch.ts';

type Asked = { readonly itemsToCreate: { requestedParameters: { clientHandle: number } }[] };

/** Takes at most `most` items in a call, and tells their values before it answers. */
class HastyServer {
  readonly #most: number;
  readonly subscription = Object.assign(new EventEmitter(), { subscriptionId: 1 });

  constructor(most: number) {
    this.#most = most;
  }

  createSubscription2 = async () => this.subscription;

  createMonitoredItems = async ({ itemsToCreate }: Asked) => {
    // A server that finds a call too large may have told something all the same.
    this.#tell(itemsToCreate.slice(0, this.#most));
    if (itemsToCreate.length > this.#most) throw new Error('BadTooManyOperations');
    return { results: itemsToCreate.map(() => ({ statusCode: { name: 'Good', value: 0 } })) };
  };

  #tell(some: Asked['itemsToCreate']): void {
    const monitoredItems = some.map(({ requestedParameters: { clientHandle } }) => ({
      clientHandle,
      value: {
        value: { dataType: 11, arrayType: 0, value: clientHandle },
        statusCode: { value: 0 },
        sourceTimestamp: new Date(0),
      },
    }));
    this.subscription.emit('raw_notification', { notificationData: [{ monitoredItems }] });
  }
}

test('first values that come before the answer are not lost', async () => {
  const heard = new Set<number>();
  const listener = {
    observed: (_at: unknown, readings: readonly { signal: number }[]) => {
      for (const { signal } of readings) heard.add(signal);
    },
    refused: () => {},
  } as unknown as ObservationListener;
  const loaded = await library();
  const server = new HastyServer(40);
  const watch = new Watch({
    ...{ library: loaded, session: server as unknown as WatchOptions['session'] },
    ...{ connection: { host: 'x' }, log: silentLog, batching: { size: 100 } },
    reader: new ItemReader(listener, 'source', () => 0),
    heard: () => {},
    lost: (status) => assert.fail(status),
  });
  const items = Array.from({ length: 100 }, (_, signal) => ({
    ...{ signal, id: `s${signal}`, form: 'number', nodeId: `ns=1;i=${signal + 1}`, address: {} },
  })) as unknown as Item[];
  const { poll, gone } = await watch.add(items);
  assert.deepEqual([poll.length, gone.length, watch.items], [0, 0, 100]);
  assert.equal(heard.size, 100);
});
