// Orders from a platform to a machine behind a gateway elsewhere: two real programs over HTTP with a link that is cut
// and that loses answers, and a real Modbus device that remembers how often it was written to.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import {
  startModbusDevice,
  type ModbusDevice,
} from '../../server/src/modules/connectivity/protocols/modbus/testing/modbus-device.ts';
import type { AuditEntry, Order } from '../../server/src/modules/control/api.ts';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { until } from '../../server/src/testing/until.ts';
import { fickleLink, type FickleLink } from '../testing/fickle-link.ts';
import { startRealProgram, type StartedProgram } from '../testing/program.ts';

const signal = '88.118.8/M-oven/target';
const limits = { minimum: 0, maximum: 100, secondPerson: false, readBackMs: 2_000 };
const folders = { platform: temporaryFolder(), gateway: temporaryFolder() };
const programs: StartedProgram[] = [];
let platform: StartedProgram;
let gateway: StartedProgram;
let link: FickleLink;
let device: ModbusDevice;
let isSilent = false;
let boss = '';
let spy = '';
let gatewayFlags: string[] = [];

type Answer<R> = { status: number; body: R & { code?: string } };

async function ask<R>(
  program: StartedProgram,
  method: string,
  [path, body, who]: [path: string, body?: unknown, who?: string],
): Promise<Answer<R>> {
  const run = readFileSync(`${program.folder}/data/run.json`, 'utf8');
  const token = who ?? (JSON.parse(run) as { token: string }).token;
  const answer = await fetch(program.ready.origin + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as R & { code?: string } };
}

const give = (value: number, more: object = {}, who?: string) =>
  ask<Order>(platform, 'POST', [
    '/api/orders',
    { writes: [{ signal, value }], ...more },
    ...(who === undefined ? ([] as const) : ([who] as const)),
  ]);
const at = async (id: string): Promise<Order> =>
  (await ask<Order>(platform, 'GET', [`/api/orders/88.118.8/${id}`])).body;
const newest = async (): Promise<Order | undefined> =>
  (await ask<{ orders: Order[] }>(platform, 'GET', ['/api/orders/88.118.8'])).body.orders[0];
const lock = async (more: object) =>
  assert.equal(
    (await ask(gateway, 'PUT', [`/api/interlocks/${signal}`, { ...limits, ...more }])).status,
    200,
  );
const writes = () => device.asked.filter(({ request }) => request.kind.startsWith('write')).length;

async function started(folder: string, flags: readonly string[]): Promise<StartedProgram> {
  const program = await startRealProgram(folder, flags);
  programs.push(program);
  return program;
}

async function account(prefix: string, name: string): Promise<string> {
  const words = ['account', 'add', prefix, name, '--kind', 'service', '--right', '*'];
  const added = await platform.jingwei(...words);
  assert.equal(added.code, 0, added.stderr);
  return added.stdout.trim();
}

before(async () => {
  device = await startModbusDevice({
    behave: (_unit, { kind }) => (isSilent && kind.startsWith('write') ? 'silent' : undefined),
  });
  platform = await started(folders.platform.path, ['--free-ports', '--role', 'platform']);
  link = await fickleLink(Number(new URL(platform.ready.origin).port));
  for (const prefix of ['88.118.8', '88.118.9']) {
    const put = await platform.jingwei('enterprise', 'put', prefix, 'One');
    assert.equal(put.code, 0, put.stderr);
  }
  boss = await account('88.118.8', 'boss');
  spy = await account('88.118.9', 'spy');
  const invited = await ask<{ code: string }>(platform, 'POST', [
    '/api/gateways/invitations',
    { enterprises: ['88.118.8'] },
  ]);
  gatewayFlags = [
    ...['--free-ports', '--role', 'gateway', '--outbox-gateway', 'hall-3'],
    ...['--outbox-platform-url', `http://127.0.0.1:${link.port}`],
    ...['--outbox-invitation', invited.body.code ?? ''],
    ...['--outbox-retry-max-ms', '500'],
  ];
  gateway = await started(folders.gateway.path, gatewayFlags);
  const source = {
    ...{ name: 'oven', protocol: 'modbus-tcp' },
    connection: { host: device.host, port: device.port, intervalMs: 50, timeoutMs: 200 },
    signals: [{ id: 'target', address: 'holding 10 float32', writable: true }],
  };
  const added = await ask(gateway, 'POST', ['/api/sources', source]);
  assert.equal(added.status, 200, JSON.stringify(added.body));
  await until('the machine at the platform', async () => {
    const { status } = await ask(platform, 'GET', ['/api/machines/88.118.8/M-oven']);
    return status === 200;
  });
  await lock({});
});
after(async () => {
  link.close();
  for (const program of programs) await program.kill();
  await device.close();
  for (const folder of Object.values(folders)) folder.remove();
});

test('an order is given at the platform, done at the gateway, and recorded at both', async () => {
  const { body } = await give(42.5, { reason: 'heat up' });
  assert.equal(body.state, 'done', JSON.stringify(body));
  assert.deepEqual(
    [body.gateway, body.writes[0]?.outcome, body.writes[0]?.after],
    ['hall-3', 'taken', 42.5],
  );
  type Record = { entries: AuditEntry[]; brokenAt?: number };
  const record = await ask<Record>(platform, 'GET', ['/api/orders/88.118.8/record']);
  assert.deepEqual(
    record.body.entries.map(({ step }) => step),
    ['given', 'handed', 'gateway-sending', 'gateway-sent'],
  );
  assert.equal(record.body.brokenAt, undefined);
  const there = await ask<Order>(gateway, 'GET', [`/api/orders/88.118.8/${body.id}`]);
  assert.deepEqual([there.body.state, there.body.from], ['done', 'platform']);
});

test('the limits of the gateway hold, are set there, and strangers give no orders', async () => {
  const { body } = await give(101);
  assert.equal(body.state, 'refused');
  assert.match(body.writes[0]?.says?.en ?? '', /101 is above the highest/);
  const set = await ask(platform, 'PUT', [`/api/interlocks/${signal}`, limits]);
  assert.equal(set.body.code, 'control.limits-elsewhere');
  assert.equal((await give(1, {}, spy)).status, 403);
  const before = writes();
  assert.equal((await give(7, { dryRun: true })).body.state, 'tried');
  assert.equal(writes(), before);
  const unknown = { writes: [{ signal: '88.118.8/M-oven/none', value: 1 }] };
  const answer = await ask(platform, 'POST', ['/api/orders', unknown]);
  assert.equal(answer.body.code, 'control.unknown-signal');
});

test('answers are lost: it is handed out again and executed once', async () => {
  const before = writes();
  const lost = link.lost();
  link.state = 'lossy';
  const given = give(50);
  await until('two lost answers', () => link.lost() >= lost + 2, 20_000);
  link.state = 'open';
  const { body } = await given;
  await until('its end', async () => (await at(body.id)).state === 'done', 20_000);
  assert.equal(writes(), before + 1);
});

test('the link is cut until an order has expired: it is never sent', async () => {
  const before = writes();
  link.cut();
  const { body } = await give(60, { expiresInMs: 1_500 });
  assert.ok(['expired', 'handed'].includes(body.state), body.state);
  link.state = 'open';
  const { body: next } = await give(61);
  await until('the next', async () => (await at(next.id)).state === 'done', 20_000);
  await until('its end', async () => (await at(body.id)).state === 'expired', 20_000);
  assert.equal(writes(), before + 1, 'only the next one');
});

test('a second person at the platform', async () => {
  await lock({ secondPerson: true });
  const before = writes();
  const { body } = await give(33);
  assert.deepEqual([body.state, writes()], ['waiting', before]);
  const decide = (who?: string) =>
    ask<Order>(platform, 'POST', [
      `/api/orders/88.118.8/${body.id}/decision`,
      { agrees: true },
      ...(who === undefined ? ([] as const) : ([who] as const)),
    ]);
  assert.equal((await decide()).body.code, 'control.own-order');
  assert.equal((await decide(spy)).status, 403);
  const { body: decided } = await decide(boss);
  assert.equal(decided.state, 'done', JSON.stringify(decided));
  assert.equal(writes(), before + 1);
  await lock({});
});

test('the gateway dies while it sends: nobody knows, and it is never sent again', async () => {
  const before = writes();
  isSilent = true;
  const given = give(77);
  await until('the write', () => writes() > before);
  await gateway.kill();
  isSilent = false;
  gateway = await started(folders.gateway.path, gatewayFlags);
  const { body } = await given;
  await until('its end', async () => (await at(body.id)).state === 'unknown', 20_000);
  const { body: next } = await give(78);
  await until('the next', async () => (await at(next.id)).state === 'done', 20_000);
  assert.equal(writes(), before + 2);
});

test('a platform that dies hands out nothing that it held', async () => {
  const before = writes();
  link.cut();
  void give(80, { expiresInMs: 600_000 }).catch(() => {});
  await until('it is held', async () => (await newest())?.writes[0]?.value === 80);
  await platform.kill();
  const port = new URL(platform.ready.origin).port;
  platform = await started(folders.platform.path, ['--http-port', port, '--role', 'platform']);
  link.state = 'open';
  const { body: next } = await give(81);
  await until('the next', async () => (await at(next.id)).state === 'done', 20_000);
  const orders = await ask<{ orders: Order[] }>(platform, 'GET', ['/api/orders/88.118.8']);
  const held = orders.body.orders.find(({ writes: [write] }) => write?.value === 80);
  assert.ok(['expired', 'unknown'].includes(held?.state ?? ''), held?.state);
  assert.equal(writes(), before + 1);
});

test('a gateway that is blocked is given none', async () => {
  const before = writes();
  const blocked = await platform.jingwei('gateway', 'block', 'hall-3');
  assert.equal(blocked.code, 0, blocked.stderr);
  const { body } = await give(90);
  assert.equal(body.code, 'control.no-gateway');
  assert.equal(writes(), before);
});
