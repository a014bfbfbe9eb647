// What the i3X 1.0 guide asks of subscriptions; the numbers are those of the conformance suite of
// cesmii/i3X, which field/interop/i3x.test.ts runs where it can be had.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Principal } from '../../kernel/access/rights.ts';
import { realWorld } from '../../kernel/world/real/world.ts';
import { toColumns } from '../../stores/series/series.ts';
import { until } from '../../testing/until.ts';
import type { Signal } from '../assets/api.ts';
import { telemetryPort } from '../telemetry/api.ts';
import { Subscriptions } from './subscriptions.ts';
import {
  bogus,
  caller,
  isBulk,
  machine,
  mode,
  platform,
  reading,
  temperature,
} from './testing/plant.ts';

test('SUB: a subscription is its client’s alone; updates stay until they are acknowledged', async (t) => {
  const program = await platform(t);
  const call = caller(program);
  const clientId = 'client-1';
  const made = await call('POST', '/subscriptions', { clientId, displayName: 'mine' });
  const { subscriptionId } = made.result as { subscriptionId: string };
  const scope = { clientId, subscriptionId };
  assert.equal((await call('POST', '/subscriptions', { displayName: 'x' })).status, 400);
  assert.equal((await call('POST', '/subscriptions/sync', { subscriptionId })).status, 400);
  const foreign = { clientId: 'client-2', subscriptionId };
  assert.equal((await call('POST', '/subscriptions/sync', foreign)).status, 404);
  assert.equal(
    (await caller(program, '88.118.9')('POST', '/subscriptions/sync', scope)).status,
    404,
  );
  const ids = [temperature, bogus];
  for (let n = 0; n < 2; n++) {
    isBulk(await call('POST', '/subscriptions/register', { ...scope, elementIds: ids }), ids);
  }
  await call('POST', '/subscriptions/register', { ...scope, elementIds: [machine], maxDepth: 0 });
  const listed = await call('POST', '/subscriptions/list', {
    clientId,
    subscriptionIds: [subscriptionId],
  });
  assert.deepEqual(listed.results[0]?.result, {
    ...{ subscriptionId, displayName: 'mine' },
    monitoredObjects: [
      { elementId: temperature, maxDepth: 1 },
      { elementId: machine, maxDepth: 0 },
    ],
  });
  type Batch = { sequenceNumber: number; updates: { elementId: string; value: unknown }[] };
  const sync = async (lastSequenceNumber?: number) =>
    (
      await call('POST', '/subscriptions/sync', {
        ...scope,
        ...(lastSequenceNumber === undefined ? {} : { lastSequenceNumber }),
      })
    ).result as Batch[];
  const first = await sync();
  assert.deepEqual(
    [first.length, first[0]?.sequenceNumber, first[0]?.updates[0]?.value],
    [1, 1, 21],
  );
  await program.port(telemetryPort).append(toColumns([reading(mode, 9, 'MANUAL')]));
  const both = await sync();
  assert.deepEqual(
    both.map((batch) => batch.sequenceNumber),
    [1, 2],
  );
  assert.deepEqual(
    both[1]?.updates.map(({ elementId, value }) => [elementId, value]),
    [[mode, 'MANUAL']],
  );
  assert.deepEqual(
    (await sync(1)).map((batch) => batch.sequenceNumber),
    [2],
  );
  assert.equal((await sync(77)).length, 1, 'a number that was never given acknowledges nothing');
  assert.deepEqual(await sync(-1), []);
  const gone = [machine, bogus];
  isBulk(await call('POST', '/subscriptions/unregister', { ...scope, elementIds: gone }), gone);
  await program.port(telemetryPort).append(toColumns([reading(mode, 10, 'AUTO')]));
  assert.deepEqual(await sync(), []);
  const subscriptionIds = [subscriptionId];
  isBulk(
    await call('POST', '/subscriptions/delete', { clientId, subscriptionIds }),
    subscriptionIds,
    'subscriptionId',
  );
  const after = await call('POST', '/subscriptions/sync', scope);
  assert.deepEqual([after.status, after.success, after.responseDetail?.status], [404, false, 404]);
});

test('SUB: a queue that is full drops its oldest and says so', async (t) => {
  const program = await platform(t);
  const call = caller(program);
  const made = await call('POST', '/subscriptions', { clientId: 'c' });
  const scope = { clientId: 'c', ...(made.result as { subscriptionId: string }) };
  await call('POST', '/subscriptions/register', { ...scope, elementIds: [temperature] });
  const many = Array.from({ length: 10_050 }, (_, n) => reading(temperature, n / 1_000, n));
  await program.port(telemetryPort).append(toColumns(many));
  const answer = await call('POST', '/subscriptions/sync', scope);
  assert.deepEqual(
    [answer.status, answer.success, answer.responseDetail?.status],
    [206, true, 206],
  );
  const [batch] = answer.result as { updates: { value: number }[] }[];
  assert.deepEqual([batch?.updates.length, batch?.updates[0]?.value], [10_000, 50]);
});

test('SUB-09, SUB-14: a stream of updates, which ends without error when another one opens', async (t) => {
  const program = await platform(t);
  const call = caller(program);
  const made = await call('POST', '/subscriptions', { clientId: 'c' });
  const scope = { clientId: 'c', ...(made.result as { subscriptionId: string }) };
  await call('POST', '/subscriptions/register', { ...scope, elementIds: [temperature] });
  const open = () =>
    fetch(`${program.origin}/i3x/v1/subscriptions/stream`, {
      method: 'POST',
      headers: { authorization: 'Bearer 88.118.8', 'content-type': 'application/json' },
      body: JSON.stringify(scope),
    });
  const one = await open();
  assert.match(one.headers.get('content-type') ?? '', /text\/event-stream/);
  let text = '';
  const ended = (async () => {
    for await (const chunk of one.body ?? []) text += new TextDecoder().decode(chunk);
    return 'ended';
  })();
  await until('what was queued', () => text.includes('"value":21'));
  await program.port(telemetryPort).append(toColumns([reading(temperature, 9, 22)]));
  await until('what is new', () => text.includes('"value":22'));
  assert.equal((await call('POST', '/subscriptions/sync', scope)).status, 400);
  const two = await open();
  assert.equal(two.status, 200);
  assert.equal(await ended, 'ended');
  await two.body?.cancel();
  await until(
    'the stream is closed',
    async () => (await call('POST', '/subscriptions/sync', scope)).status === 200,
  );
});

test('what its owner may not see any more is neither told nor left in the queue', async () => {
  const { clock, random } = realWorld;
  const subscriptions = new Subscriptions(clock, random);
  const signalOf = (identifier: string): Signal => ({
    ...{ identifier, machine, asset: machine, id: identifier, name: identifier },
    ...{ kind: 'sample', type: 'LOAD', value: 'number' },
  });
  const own = (on: string): Principal => ({
    ...{ kind: 'person', id: 'p', name: 'p', tenant: '88.118.8' },
    grants: [{ right: '*', on }],
  });
  const one = subscriptions.create(own('88.118.8'), 'c', null);
  const [a, b] = [signalOf('88.118.8/M-1/a'), signalOf('88.118.8/M-2/b')];
  const monitored = { maxDepth: 0, objects: 3, signals: [a, b] };
  subscriptions.monitor(one, '88.118.8', monitored);
  const tell = (n: number) =>
    subscriptions.hear(toColumns([reading(a.identifier, n, n), reading(b.identifier, n, n)]));
  tell(1);
  assert.equal(subscriptions.need(own('88.118.8'), 'c', one.id).fresh.length, 2);
  const less = subscriptions.need(own('88.118.8/M-1/a'), 'c', one.id);
  tell(2);
  assert.deepEqual(
    less.fresh.map(({ elementId, value }) => [elementId, value]),
    [
      [a.identifier, 1],
      [a.identifier, 2],
    ],
  );
});

test('an enterprise leaves subscriptions to others, however many callers it has', () => {
  const { clock, random } = realWorld;
  const subscriptions = new Subscriptions(clock, random);
  const caller = (tenant: string, n: number): Principal => ({
    ...{ kind: 'service', id: `${tenant}/S-${n}`, name: 's', tenant, grants: [] },
  });
  const create = (tenant: string, n: number) => subscriptions.create(caller(tenant, n), 'c', null);
  for (let n = 0; n < 500; n++) create('88.118.8', Math.floor(n / 50));
  const refused = { code: 'i3x.too-many-subscriptions', detail: { most: 500 } };
  assert.throws(() => create('88.118.8', 99), refused);
  for (let n = 0; n < 50; n++) create('88.118.9', 1);
  const ownRefused = { code: 'i3x.too-many-subscriptions', detail: { most: 50 } };
  assert.throws(() => create('88.118.9', 1), ownRefused);
  create('88.118.9', 2);
});

test('a subscription follows so many objects and no more, and a batch of any length is taken', async (t) => {
  const { clock, random } = realWorld;
  const subscriptions = new Subscriptions(clock, random);
  const owner: Principal = {
    ...{ kind: 'person', id: 'p', name: 'p', tenant: '88.118.8', grants: [] },
  };
  const one = subscriptions.create(owner, 'c', null);
  const signal: Signal = {
    ...{ identifier: temperature, machine, asset: machine, id: 't', name: 't' },
    ...{ kind: 'sample', type: 'LOAD', value: 'number' },
  };
  const some = { maxDepth: 0, objects: 5_000, signals: [signal] };
  for (let n = 0; n < 4; n++) subscriptions.monitor(one, `e${n}`, some);
  assert.throws(() => subscriptions.monitor(one, 'e4', some), { code: 'i3x.too-many-followed' });
  subscriptions.ignore(one, 'e3');
  const many = Array.from({ length: 300_000 }, (_, n) => reading(temperature, n / 1_000, n));
  subscriptions.hear(toColumns(many));
  assert.deepEqual(
    [one.fresh.length, one.fresh[0]?.value, one.fresh.at(-1)?.value, one.dropped],
    [10_000, 290_000, 299_999, true],
  );
  for (const name of ['e0', 'e1', 'e2']) subscriptions.ignore(one, name);
  subscriptions.hear(toColumns([reading(temperature, 400, -1)]));
  assert.equal(one.fresh.at(-1)?.value, 299_999, 'nobody follows it');
  const program = await platform(t);
  const call = caller(program);
  const made = await call('POST', '/subscriptions', { clientId: 'c' });
  const scope = { clientId: 'c', ...(made.result as { subscriptionId: string }) };
  for (const body of [
    { ...scope, elementIds: [machine], maxDepth: -1 },
    { ...scope, elementIds: Array.from({ length: 1_001 }, () => machine) },
    { ...scope, elementIds: [''] },
    { ...scope, elementIds: machine },
  ]) {
    assert.equal((await call('POST', '/subscriptions/register', body)).status, 400);
  }
});
