// Readings sent over HTTP to a whole gateway: who may, what types, and that they are in the store when it says so.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { RunningProgram } from '../../../kernel/module/program.ts';
import { ask, openDoor, startModules } from '../../../testing/start-modules.ts';
import { until } from '../../../testing/until.ts';
import { assetsModule } from '../../assets/module.ts';
import { intakeModule } from '../../intake/module.ts';
import { outboxModule } from '../../outbox/module.ts';
import { telemetryModule } from '../../telemetry/module.ts';
import { sourcesPort } from '../api.ts';
import { gatewayModule } from '../module.ts';

const enterprise = '88.118.8';

async function gateway(t: TestContext, host = '127.0.0.1'): Promise<RunningProgram> {
  const door = openDoor('gateway', 'platform');
  const modules = [gatewayModule, outboxModule, intakeModule, assetsModule, telemetryModule, door];
  const program = await startModules(t, {
    modules,
    roles: ['gateway', 'platform'],
    settings: { http: { port: 0, host } },
  });
  const sources = program.port(sourcesPort);
  const signals = [{ id: 'temp', address: 'temp', unit: 'Cel' }];
  await sources.ensure(enterprise, { name: 'hook', protocol: 'webhook', connection: {}, signals });
  await until('it listens', async () => (await sources.list(enterprise))[0]?.state === 'connected');
  return program;
}

async function send(
  program: RunningProgram,
  body: string,
  given: { as?: string; type?: string; query?: string; name?: string; key?: string } = {},
) {
  const { as, type = 'application/json', query = '', name = 'hook', key } = given;
  const answer = await fetch(`${program.origin}/api/sources/${name}/readings${query}`, {
    method: 'POST',
    headers: {
      'content-type': type,
      ...(as === undefined ? {} : { authorization: `Bearer ${as}` }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    body,
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const one = '{"signal":"temp","value":21.5}';

for (const host of ['127.0.0.1', '::1']) {
  test(`what was answered with 200 on ${host} reaches the store`, async (t) => {
    const program = await gateway(t, host);
    const given = { as: enterprise, type: 'text/csv; charset=utf-8' };
    const { status, body } = await send(program, 'time,temp\n2026-01-01T00:00:00Z,1.5\n', given);
    assert.deepEqual([status, body], [200, { taken: 1, repeated: false, problems: [] }]);
    const path = `/api/readings/last?machine=${enterprise}/M-hook`;
    // Durable in the outbox when it was answered; the store follows.
    await until('it is in the store', async () => {
      const last = await ask(program, path, { as: enterprise });
      const [reading] = last.body['readings'] as { signal: string; value: number }[];
      return reading?.signal === `${enterprise}/M-hook/temp` && reading.value === 1.5;
    });
  });
}

test('a text that no store takes costs nothing else, and is in the store marked', async (t) => {
  const program = await gateway(t);
  const name = 'notes';
  await program.port(sourcesPort).ensure(enterprise, {
    ...{ name, protocol: 'webhook', connection: {} },
    signals: [
      { id: 'note', address: 'note', value: 'text' },
      { id: 'temp', address: 'temp' },
    ],
  });
  const body = JSON.stringify([{ note: 'a\0b' }, { note: '\uD800' }, { temp: 5 }]);
  await until('it is taken', async () => {
    const { status } = await send(program, body, { as: enterprise, name });
    return status === 200;
  });
  const path = `/api/readings/last?machine=${enterprise}/M-${name}`;
  await until('all is in the store', async () => {
    const { readings = [] } = (await ask(program, path, { as: enterprise })).body as {
      readings?: { value: unknown; quality: string }[];
    };
    const told = readings.map(({ value, quality }) => `${String(value)} ${quality}`).toSorted();
    return told.join() === '5 good,\uFFFD uncertain';
  });
});

test('nobody and others send nothing, and a bad request names its lines', async (t) => {
  const program = await gateway(t);
  assert.equal((await send(program, one)).status, 401);
  assert.equal((await send(program, one, { as: '88.118.9' })).status, 403);
  const other = `?enterprise=88.118.9`;
  assert.equal(
    (await send(program, one, { as: '88.118.9', query: other })).status,
    404,
    'its own enterprise has no such source',
  );
  const as = enterprise;
  const bad = await send(program, '{"signal":"temp","value":"x"}', { as });
  assert.equal(bad.status, 400);
  const { problems } = bad.body['facts'] as { problems: { line: number; trouble: string }[] };
  assert.deepEqual(
    problems.map(({ line, trouble }) => [line, trouble]),
    [[1, 'not-a-number']],
  );
  assert.equal((await send(program, one, { as, type: 'image/png' })).status, 415);
  assert.equal((await send(program, one, { as, name: 'none' })).status, 404);
  assert.equal(
    (await send(program, ' '.repeat(8 * 1024 * 1024 + 1), { as })).body['code'],
    'http.too-large',
  );
  assert.equal((await send(program, one, { as, key: 'a' })).body['repeated'], false);
  assert.equal((await send(program, one, { as, key: 'a' })).body['repeated'], true);
  assert.equal((await send(program, `${one} `, { as, key: 'a' })).status, 409);
  assert.equal(
    (
      await send(program, `${one}\nno`, {
        as,
        type: 'application/x-ndjson',
        query: '?partial=true',
      })
    ).body['taken'],
    1,
  );
});
