// Eclipse Milo, the OPC UA server of Java, read by the gateway: limits learned from what the server answers, with
// polling for the rest, and its way of giving long lists in parts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { opcUa } from '../../server/src/modules/connectivity/protocols/opc-ua/opc-ua.ts';
import {
  reachUnderTest,
  sourceUnderTest,
} from '../../server/src/modules/connectivity/testing/source-under-test.ts';
import { quality } from '../../server/src/stores/series/series.ts';
import { until } from '../../server/src/testing/until.ts';
import { startMilo, withoutMilo } from './opc-ua-server.ts';

const skip = withoutMilo;
const numbers = 'http://example.org/numbers';

test('what the server does not watch is polled, and nothing is missed', { skip }, async (t) => {
  const [variables, itemsMax] = [1_500, 1_000];
  const server = await startMilo(t, [String(variables), String(itemsMax)]);
  const connection = {
    ...{ host: '127.0.0.1', port: server.port, path: '/milo', securityMode: 'none' },
    ...{ publishMs: 50, samplingMs: 20 },
  };
  const signals = Array.from({ length: variables }, (_, i) => ({
    id: `N${i}`,
    address: `nsu=${numbers};s=N${i}`,
  }));
  const config = { batchReadingsMax: 5_000, waitingReadingsMax: 50_000 };
  const tested = sourceUnderTest(opcUa, { name: 'milo', connection, signals }, { config });
  t.after(() => tested.stop());
  tested.source.start();
  const newest = () => new Map(tested.readings.map(({ series, value }) => [series, value]));
  await until('every signal has a value', () => newest().size === variables);
  await server.tell('tick');
  await until('every change arrived', () =>
    [...newest()].every(([series, value]) => value === Number(series.split('/N').at(-1)) + 1),
  );
  const shown = tested.source.status().figures.map(({ name, value }) => [name, value]);
  const figures = Object.fromEntries(shown) as Record<string, number>;
  assert.deepEqual([figures['items'], figures['polled'], figures['gone']], [1_000, 500, 0]);
  assert.ok(tested.readings.every((reading) => reading.quality === quality.good));
});

test('a long folder is browsed to its end in pages', { skip }, async (t) => {
  const server = await startMilo(t, ['3500', '0']);
  const { reach, remove } = reachUnderTest();
  t.after(remove);
  const connection = {
    ...{ host: '127.0.0.1', port: server.port, path: '/milo', securityMode: 'none' },
  };
  const names = new Set<string>();
  let after: string | undefined;
  do {
    const page = await opcUa.browse?.(reach, connection, {
      ...{ at: `nsu=${numbers};s=Numbers`, limit: 1_000 },
      ...(after === undefined ? {} : { after }),
    });
    assert.ok(page !== undefined && page.things.length <= 1_000);
    for (const { name } of page.things) names.add(name);
    after = page.next;
  } while (after !== undefined);
  assert.equal(names.size, 3_500);
});
