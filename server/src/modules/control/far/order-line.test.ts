// What a gateway believes of an order: only what its platform signed, for it, in answer to this ask; and its life is
// counted by the gateway, with all time on the way taken off it.
import assert from 'node:assert/strict';
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { silentLog } from '../../../kernel/log/log.ts';
import { realWorld } from '../../../kernel/world/real/world.ts';
import { until } from '../../../testing/until.ts';
import { sealOrders } from '../../../wire/tier/orders.ts';
import { deadlineOf, type Answer, type Ask } from './message.ts';
import { OrderLine, type OrderLineOptions } from './order-line.ts';

const own = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519');
const item: Answer['items'][number] = {
  kind: 'order',
  ...{ id: 'a-1', enterprise: '88.118.8', by: 'one', dryRun: false },
  writes: [{ signal: '88.118.8/M-1/x', value: 1 }],
  remainingMs: 60_000,
};

type Said = { readonly key?: KeyObject; readonly answer?: Partial<Answer> };

/** Ids that the gateway took of what it was told, one answer after another and then nothing. */
async function taken(...said: readonly Said[]): Promise<string[]> {
  const ids: string[] = [];
  let asks = 0;
  const line = new OrderLine({
    ...{ gateway: 'hall-3', world: realWorld, log: silentLog },
    records: { find: async () => ({ rows: [] }) } as unknown as OrderLineOptions['records'],
    orders: {
      take: async ({ id }: { id: string }) => ids.push(id) > 0,
    } as unknown as OrderLineOptions['orders'],
    line: {
      key: async () => own.publicKey,
      async call(_path, body) {
        const { nonce } = JSON.parse(Buffer.from(body).toString()) as Ask;
        const { key = own.privateKey, answer = {} } = said[asks++] ?? { answer: { items: [] } };
        const whole: Answer = { gateway: 'hall-3', nonce, waitedMs: 0, items: [item], heard: [] };
        return sealOrders({ ...whole, ...answer }, (bytes) => sign(null, bytes, key));
      },
    },
  });
  line.start();
  await until('all said', () => asks > said.length);
  await line.close();
  return ids;
}

test('an order that the platform signed is taken', async () => {
  assert.deepEqual(await taken({}), ['a-1']);
});

const unbelievable: readonly [string, Said][] = [
  ['signed by somebody else', { key: stranger.privateKey }],
  ['for another gateway', { answer: { gateway: 'hall-4' } }],
  ['in answer to another ask', { answer: { nonce: 'n'.repeat(24) } }],
  ['without a life', { answer: { items: [{ ...item, remainingMs: -1 }] } }],
];
for (const [words, said] of unbelievable) {
  test(`an order ${words} is not taken`, async () => {
    assert.deepEqual(await taken(said), []);
  });
}

test('an order never lives longer here than at the platform, whatever the way takes', () => {
  const ms = fc.integer({ min: 0, max: 100_000 });
  fc.assert(
    fc.property(ms, ms, ms, ms, (there, waitedMs, back, lifeMs) => {
      const askedMs = 5;
      const answeredMs = askedMs + there + waitedMs;
      const nowMs = answeredMs + back;
      const endMs = answeredMs + lifeMs; // where the platform thinks that it ends
      const believed = deadlineOf({ remainingMs: lifeMs, waitedMs }, { askedMs, nowMs });
      assert.ok(believed <= endMs);
      assert.equal(believed, endMs - there);
      const lie = deadlineOf({ remainingMs: lifeMs, waitedMs: waitedMs + 1e9 }, { askedMs, nowMs });
      assert.ok(lie <= nowMs + lifeMs);
    }),
  );
});
