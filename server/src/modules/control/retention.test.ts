// Orders of long ago on a real store: what is too old goes, what is not stays, and the record still shows who touched it.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { silentLog } from '../../kernel/log/log.ts';
import { realWorld } from '../../kernel/world/real/world.ts';
import { recordsPort } from '../../stores/ports.ts';
import { ask, openDoor, startModules } from '../../testing/start-modules.ts';
import { outboxModule } from '../outbox/module.ts';
import { gatewayModule } from '../connectivity/module.ts';
import { assetsModule } from '../assets/module.ts';
import { telemetryModule } from '../telemetry/module.ts';
import type { AuditEntry, OrderState, RecordCut } from './api.ts';
import { controlModule } from './module.ts';
import { auditCollection, cutsCollection } from './order-record.ts';
import { forgetOld } from './retention.ts';
import { readOrder, writeSteps } from './store.ts';

const enterprise = '88.118.8';
const dayMs = 86_400_000;
const todayMs = Date.parse('2026-11-23T08:00:00Z');
const daysAgo = (days: number) => new Date(todayMs - days * dayMs).toISOString();

type RecordPage = {
  readonly entries: readonly AuditEntry[];
  readonly brokenAt?: number;
  readonly cut?: RecordCut;
};

async function kept(t: TestContext) {
  const modules = [
    ...[outboxModule, gatewayModule, assetsModule, telemetryModule, controlModule],
    openDoor('gateway'),
  ];
  const program = await startModules(t, { modules, roles: ['gateway'] });
  const records = program.port(recordsPort);
  const errors: unknown[] = [];
  const log = { ...silentLog, error: (...said: unknown[]) => errors.push(said) };
  const world = { ...realWorld, clock: { ...realWorld.clock, now: () => todayMs } };
  const give = async (id: string, days: number, state: OrderState = 'done', of = enterprise) => {
    const at = daysAgo(days);
    const order = { id, enterprise: of, state, by: 'one', at, expiresAt: at, writes: [] };
    const steps = ['sending', 'sent'].map((name) => ({ name, by: 'one', at }));
    await writeSteps(records, order, steps);
  };
  const forget = (keepDays: number) => forgetOld({ records, world, log, config: { keepDays } });
  const record = async (query = '') => {
    const path = `/api/orders/${enterprise}/record${query}`;
    return (await ask(program, path, { as: enterprise })).body as RecordPage;
  };
  const isKept = async (id: string, of = enterprise) =>
    (await readOrder(records, { enterprise: of, id })) !== undefined;
  return { records, give, forget, record, isKept, errors };
}

const stepsOf = ({ entries }: RecordPage) => entries.map(({ number, step }) => `${number} ${step}`);

test('what is older than it is kept goes; the record begins behind the cut, says so, and holds', async (t) => {
  const { give, forget, record, isKept, errors } = await kept(t);
  await give('old', 40);
  await give('never-ended', 39, 'handed');
  await give('young', 20);
  await give('foreign', 40, 'done', '88.118.9');
  await forget(1_095);
  assert.deepEqual([await isKept('old'), (await record()).cut], [true, undefined]);
  await forget(30);
  const held = ['old', 'never-ended', 'young'].map((id) => isKept(id));
  assert.deepEqual(await Promise.all(held), [false, true, true]);
  assert.equal(await isKept('foreign', '88.118.9'), false);
  const page = await record();
  assert.deepEqual(stepsOf(page), ['5 sending', '6 sent', '7 cut']);
  assert.deepEqual([page.brokenAt, page.cut?.number], [undefined, 4]);
  assert.equal(
    page.entries.at(-1)?.detail,
    JSON.stringify({ cutThrough: 4, digest: page.cut?.digest }),
  );
  await forget(30);
  assert.deepEqual(stepsOf(await record()), stepsOf(page), 'once');
  await give('next', 0);
  const after = await record('?limit=3');
  assert.deepEqual([stepsOf(after), after.brokenAt, errors], [stepsOf(page), undefined, []]);
  assert.deepEqual(stepsOf(await record()).slice(3), ['8 sending', '9 sent']);
});

test('all of it may be too old: numbers and chain go on', async (t) => {
  const { give, forget, record } = await kept(t);
  for (let i = 0; i < 120; i += 1) await give(`old-${i}`, 100);
  await forget(30);
  const empty = await record();
  assert.deepEqual(stepsOf(empty), ['241 cut', '242 cut'], 'in slices of 200');
  assert.deepEqual([empty.brokenAt, empty.cut?.number], [undefined, 240]);
  await give('next', 0);
  const page = await record();
  assert.deepEqual(stepsOf(page), ['241 cut', '242 cut', '243 sending', '244 sent']);
  assert.equal(page.brokenAt, undefined);
});

test('a cut by another hand is seen, with a forged place of the cut too', async (t) => {
  const { records, give, record } = await kept(t);
  await give('one', 2);
  await give('two', 1);
  const { entries } = await record();
  const digest = entries[1]?.digest ?? '';
  const tenant = enterprise;
  await records.transaction(async (transaction) => {
    const collection = auditCollection.name;
    for (const id of ['000000000001', '000000000002']) {
      await transaction.remove(collection, tenant, id);
    }
    const document = { number: 2, digest, at: daysAgo(0), entry: 4 };
    await transaction.put({ collection: cutsCollection.name, tenant, id: 'cut', document });
  });
  const page = await record();
  assert.deepEqual([page.brokenAt, page.cut], [3, undefined]);
});

test('a record that was changed is left as it is, so that it can be looked into', async (t) => {
  const { records, give, forget, record, errors } = await kept(t);
  await give('one', 50);
  await give('two', 49);
  const collection = auditCollection.name;
  const id = '000000000002';
  await records.transaction(async (transaction) => {
    const row = await transaction.get<AuditEntry>(collection, enterprise, id);
    assert.ok(row);
    const document = { ...row.document, by: 'another' };
    await transaction.put({ collection, tenant: enterprise, id, document });
  });
  await forget(30);
  const page = await record();
  assert.deepEqual([page.entries.length, page.brokenAt], [4, 2]);
  assert.deepEqual(errors, [['record-of-orders-broken', { enterprise, number: 2 }]]);
});
