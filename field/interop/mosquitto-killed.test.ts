// Exactly once over kills: mosquitto tells with QoS 2, the gateway's program is killed in the middle again and again, and the
// store has each number once. Two messages bear each number, so that a message that looks like the one before it counts too.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { connectMqtt } from '../../server/src/modules/connectivity/mqtt/client.ts';
import { folderOf } from '../../server/src/testing/start-modules.ts';
import { until } from '../../server/src/testing/until.ts';
import { Tier } from '../chaos/tier.ts';
import { startMosquitto, withoutMosquitto } from './mosquitto.ts';

const kills = 3;
const aliveMs = 400;
const eachTickMs = 10;
const eachTick = 8;
const span = { from: '2020-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };
const identifier = '88.118.8/M-line/n';

async function startGateway(t: TestContext): Promise<Tier> {
  const tier = new Tier({
    name: 'gateway',
    folder: join(folderOf(t), 'gateway'),
    flags: [
      ...['--free-ports', '--http-port', '0', '--role', 'gateway,platform'],
      ...['--gateway-reconnect-first-ms', '50', '--gateway-reconnect-max-ms', '100'],
    ],
    say: () => {},
  });
  t.after(() => tier.close());
  await tier.start();
  return tier;
}

async function storedNumbers(tier: Tier, signal: string): Promise<number[]> {
  const query = new URLSearchParams({ signal, limit: '50000', ...span });
  const { readings, complete } = await tier.call<{
    readings: { value: unknown }[];
    complete: boolean;
  }>('GET', `/api/readings?${query.toString()}`);
  assert.ok(complete);
  return readings.flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
}

for (const version of ['5', '3.1.1'] as const) {
  test(
    `MQTT ${version}, QoS 2: each message once, over ${kills} kills of the gateway`,
    { skip: withoutMosquitto, timeout: 120_000 },
    async (t) => {
      const { port } = await startMosquitto(t, ['allow_anonymous true', 'max_queued_messages 0']);
      const tier = await startGateway(t);
      const signals = [{ id: 'n', address: 'line#n' }];
      const place = { host: '127.0.0.1', port, version, qos: 2 };
      const source = { name: 'line', protocol: 'mqtt', connection: place, signals };
      await tier.call('POST', '/api/sources', source);
      await until('the source is connected', async () => {
        const { sources } = await tier.call<{ sources: { state: string }[] }>(
          'GET',
          '/api/sources',
        );
        return sources.every(({ state }) => state === 'connected');
      });
      const machine = await connectMqtt({
        place: { host: '127.0.0.1', port, version },
        ...{ timeoutMs: 5_000, hear: () => {} },
      });
      let told = 0;
      const tick = async (): Promise<void> => {
        for (let i = 0; i < eachTick; i += 1) {
          const n = Math.floor(told++ / 2);
          await machine.publish('line', JSON.stringify({ n }), { qos: 2 });
        }
      };
      const over = new AbortController();
      const telling = (async () => {
        while (!over.signal.aborted) {
          await tick();
          await new Promise((resolve) => setTimeout(resolve, eachTickMs));
        }
      })();
      for (let i = 0; i < kills; i += 1) {
        await new Promise((resolve) => setTimeout(resolve, aliveMs + i * 37));
        await tier.killAndStart(0);
      }
      over.abort();
      await telling;
      await until('the last is stored', async () => {
        const numbers = await storedNumbers(tier, identifier);
        return numbers.includes(Math.floor((told - 1) / 2)) && numbers.length >= told;
      });
      await machine.close();
      const numbers = await storedNumbers(tier, identifier);
      const odd = [...Map.groupBy(numbers, (number) => number)].filter(([n, { length }]) =>
        2 * n + 1 < told ? length !== 2 : length !== 1,
      );
      assert.deepEqual(odd.slice(0, 10), []);
      assert.equal(numbers.length, told);
    },
  );
}
