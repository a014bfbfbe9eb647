// Parcels over HTTP on real stores: once is once, whatever the order; what a gateway may not say is refused by name.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import type { Disk } from '../../kernel/world/disk.ts';
import { realWorld } from '../../kernel/world/real/world.ts';
import type { RunningProgram } from '../../kernel/module/program.ts';
import { folderOf, openDoor, startModules } from '../../testing/start-modules.ts';
import { openReceipt } from '../../wire/tier/receipt.ts';
import { assetsPort } from '../assets/api.ts';
import { assetsModule } from '../assets/module.ts';
import { telemetryPort } from '../telemetry/api.ts';
import { telemetryModule } from '../telemetry/module.ts';
import { intakePort } from './api.ts';
import { intakeModule } from './module.ts';
import {
  factsFrame,
  givenUpFrame,
  ledgerFrame,
  readingsFrame,
  stream,
  TestGateway,
  told,
} from './testing/test-gateway.ts';

const modules = [assetsModule, telemetryModule, intakeModule, openDoor('platform')];
const force = '88.118.8/M-1/force';

function platform(t: TestContext, folder = folderOf(t)): Promise<RunningProgram> {
  return startModules(t, { modules, roles: ['platform'], folder });
}

async function values(program: RunningProgram, series = force): Promise<unknown[]> {
  const path = `/api/readings?signal=${series}&from=2026-11-22T00:00:00Z&to=2026-11-24T00:00:00Z&limit=10000`;
  const answer = await fetch(program.origin + path, { headers: { authorization: 'Bearer *' } });
  const { readings } = (await answer.json()) as { readings: { value: unknown }[] };
  return readings.map(({ value }) => value);
}

const upTo = (last: number, first = 1) =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

test('duplicates, any order and partial overlap: every reading is there once', async (t) => {
  const program = await platform(t);
  const gateway = await new TestGateway().enrol(program, ['88.118.8']);
  const heard: number[] = [];
  program.port(telemetryPort).follow((batch) => heard.push(...(batch.values as number[])));
  const send = async (...spans: [number, number][]) =>
    told(
      await gateway.send(
        program,
        spans.map(([first, last]) => readingsFrame(first, last)),
      ),
    );
  assert.deepEqual(await send([11, 20]), [`${stream} 11-20 stored`]);
  assert.deepEqual(await send([1, 5], [11, 20]), [
    `${stream} 1-5 stored`,
    `${stream} 11-20 duplicate`,
  ]);
  assert.deepEqual(await send([4, 13]), [
    `${stream} 11-13 duplicate`,
    `${stream} 4-5 duplicate`,
    `${stream} 6-10 stored`,
  ]);
  assert.deepEqual(await send([21, 22], [22, 24], [21, 24]), [
    `${stream} 21-22 stored`,
    `${stream} 21-24 duplicate`,
    `${stream} 22-22 duplicate`,
    `${stream} 23-24 stored`,
  ]);
  assert.deepEqual(await values(program), upTo(24));
  assert.deepEqual(
    heard.toSorted((a, b) => a - b),
    upTo(24),
    'live followers hear each once',
  );
  const { body } = await gateway.get(program, '/api/intake/standing?incarnation=inc-a');
  assert.deepEqual(body, { streams: [{ stream, highest: 24 }] });
});

test('readings and what is expected of their stream are durable in one step', async (t) => {
  let steps = 0;
  const disk: Disk = {
    ...realWorld.disk,
    openAppend: async (path) => {
      const file = await realWorld.disk.openAppend(path);
      return {
        get size() {
          return file.size;
        },
        append: (parts) => file.append(parts),
        sync: () => {
          steps += 1;
          return file.sync();
        },
        truncate: (size) => file.truncate(size),
        close: () => file.close(),
      };
    },
  };
  const world = { ...realWorld, disk };
  const program = await startModules(t, { modules, roles: ['platform'], world });
  const gateway = await new TestGateway().enrol(program, ['88.118.8']);
  await gateway.send(program, [readingsFrame(1, 5)]);
  const before = steps;
  await gateway.send(program, [readingsFrame(6, 9), readingsFrame(10, 20)]);
  assert.equal(steps - before, 1);
  await gateway.send(program, [givenUpFrame(21, 22)]);
  assert.equal(steps - before, 2);
  assert.deepEqual(await values(program), upTo(20));
});

test('the same parcel many times at once is stored once', async (t) => {
  const program = await platform(t);
  const gateway = await new TestGateway().enrol(program, ['88.118.8']);
  const parcel = gateway.parcel([readingsFrame(1, 500)]);
  const answers = await Promise.all(upTo(6).map(() => gateway.post(program, parcel)));
  const statuses = answers.map(({ status }) => status);
  assert.ok(statuses.includes(200) && statuses.every((status) => [200, 429].includes(status)));
  assert.deepEqual(await values(program), upTo(500));
});

test('a restart in the middle, and another incarnation', async (t) => {
  const folder = folderOf(t);
  const first = await platform(t, folder);
  const gateway = await new TestGateway().enrol(first, ['88.118.8']);
  await gateway.send(first, [readingsFrame(1, 10), givenUpFrame(15, 20)]);
  await first.stop();
  const second = await platform(t, folder);
  assert.deepEqual(told(await gateway.send(second, [readingsFrame(1, 16)])), [
    `${stream} 1-10 duplicate`,
    `${stream} 11-14 stored`,
    `${stream} 15-16 duplicate`,
  ]);
  const renewed = await gateway.send(second, [readingsFrame(1, 2)], { incarnation: 'inc-b' });
  assert.deepEqual(told(renewed), [`${stream} 1-2 stored`]);
  assert.equal((await values(second)).length, 16);
});

test('nothing of another enterprise is stored, whatever names it', async (t) => {
  const program = await platform(t);
  const gateway = await new TestGateway().enrol(program, ['88.118.8']);
  const foreign = 'readings/88.118.9/press-7';
  const receipt = await gateway.send(program, [
    readingsFrame(1, 3, { stream: foreign, series: '88.118.9/M-1/x' }),
    readingsFrame(1, 3, { series: '88.118.80/M-1/x' }),
    readingsFrame(4, 5),
    givenUpFrame(1, 9, foreign),
    readingsFrame(1, 1, { stream: 'readings/88.118.8/a/b' }),
    readingsFrame(1, 1, { stream: 'facts/88.118.8/press-7' }),
    ledgerFrame(1, [{ stream: foreign, first: 1, last: 9 }]),
  ]);
  assert.deepEqual(told(receipt), [
    'facts/88.118.8/press-7 1-1 refused intake.unknown-stream',
    'ledger/88.118.8/press-7 1-1 refused intake.mixed-enterprises',
    'readings/88.118.8/a/b 1-1 refused intake.unknown-stream',
    `${stream} 1-3 refused intake.mixed-enterprises`,
    `${stream} 4-5 stored`,
    `${foreign} 1-3 refused intake.other-enterprise`,
    `${foreign} 1-9 refused intake.other-enterprise`,
  ]);
  for (const series of ['88.118.9/M-1/x', '88.118.80/M-1/x']) {
    assert.deepEqual(await values(program, series), []);
  }
  const path = `/api/gateways/${gateway.name}/refusals`;
  const shown = await fetch(program.origin + path, {
    headers: { authorization: 'Bearer 88.118.8' },
  });
  const { refusals } = (await shown.json()) as { refusals: { code: string; numbers: number }[] };
  const other = refusals.find(({ code }) => code === 'intake.other-enterprise');
  assert.deepEqual([refusals.length, other?.numbers], [5, 12]);
  const widened = await gateway.enrol(program, ['88.118.9']);
  const again = await widened.send(program, [
    readingsFrame(1, 3, { stream: foreign, series: '88.118.9/M-1/x' }),
  ]);
  assert.deepEqual(told(again), [`${foreign} 1-3 stored`], 'what was refused may come again');
});

test('two gateways and one in this process keep their numbers apart', async (t) => {
  const program = await platform(t);
  const one = await new TestGateway().enrol(program, ['88.118.8']);
  const other = await new TestGateway('hall-4').enrol(program, ['88.118.8']);
  for (const gateway of [one, other]) {
    const series = `88.118.8/M-1/${gateway.name}`;
    assert.deepEqual(told(await gateway.send(program, [readingsFrame(1, 3, { series })])), [
      `${stream} 1-3 stored`,
    ]);
  }
  const own = new TestGateway('here');
  const intake = program.port(intakePort);
  const parcel = own.parcel([readingsFrame(1, 3)]);
  const receipt = openReceipt(await intake.receive(parcel, { gateway: 'here' }), intake.key());
  assert.ok(receipt.ok);
  assert.deepEqual(told(receipt.value), [`${stream} 1-3 stored`]);
  assert.deepEqual(await intake.standing('here', 'inc-a'), [{ stream, highest: 3 }]);
  await assert.rejects(intake.receive(parcel, { gateway: one.name }), /came from this process/);
  assert.equal((await own.post(program, parcel)).status, 401, 'it has no way in from outside');
});

test('a request that is forged, changed or of a stranger is not taken', async (t) => {
  const program = await platform(t);
  const gateway = await new TestGateway().enrol(program, ['88.118.8']);
  const thief = await new TestGateway('thief').enrol(program, ['88.118.9']);
  const parcel = gateway.parcel([readingsFrame(1, 3)]);
  const refused = async (answer: Promise<Response>, status: number, code: string) => {
    const { status: got } = await answer;
    const body = (await (await answer).json()) as { code: string };
    assert.deepEqual([got, body.code], [status, code]);
  };
  await refused(
    thief.post(program, parcel, { headers: { 'jingwei-gateway': gateway.name } }),
    401,
    'intake.not-signed',
  );
  await refused(thief.post(program, parcel), 403, 'intake.other-gateway');
  await refused(
    gateway.post(program, parcel, { headers: { 'jingwei-time': '1' } }),
    401,
    'intake.not-signed',
  );
  await refused(new TestGateway('nobody').post(program, parcel), 401, 'intake.unknown-gateway');
  const damaged = Uint8Array.from(parcel);
  damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1;
  await refused(gateway.post(program, damaged), 400, 'intake.bad-parcel');
  await refused(
    gateway.post(program, parcel, { pack: (bytes) => bytes }),
    400,
    'intake.bad-parcel',
  );
  assert.deepEqual(await values(program), []);
  const forged = await thief.send(program, []);
  assert.equal(forged.gateway, thief.name);
  const receipt = await gateway.post(program, parcel);
  const bytes = new Uint8Array(await receipt.arrayBuffer());
  assert.deepEqual(openReceipt(bytes, thief.keys.publicKey), { ok: false, reason: 'signature' });
});

test('a bomb is refused before it fills the memory', async (t) => {
  const program = await platform(t);
  const gateway = await new TestGateway().enrol(program, ['88.118.8']);
  const bomb = zstdCompressSync(Buffer.alloc(512 * 1024 * 1024));
  assert.ok(bomb.length < 100_000);
  const before = process.memoryUsage().rss;
  const answer = await gateway.post(program, bomb, { pack: (bytes) => bytes });
  const { code } = (await answer.json()) as { code: string };
  assert.deepEqual([answer.status, code], [400, 'intake.too-large']);
  assert.ok(process.memoryUsage().rss - before < 200 * 1024 * 1024);
});

test('facts are taken by number: models put, events told once, the wrong ones refused', async (t) => {
  const program = await platform(t);
  const gateway = await new TestGateway().enrol(program, ['88.118.8']);
  const machine = (identifier: string) => ({
    machine: { identifier, kind: 'machine', machine: identifier, name: 'press', type: 'Device' },
    components: [],
    signals: [],
  });
  const part = (of: string, id: string) => {
    const body = { machine: of, part: 'L-1', finishedAt: '2026-11-22T08:00:00Z', values: [] };
    return { name: 'connectivity.part-finished', id, body };
  };
  const facts = {
    events: [
      part('88.118.8/M-1', '88.118.8/M-1 L-1'),
      part('88.118.9/M-1', '88.118.9/M-1 L-1'),
      part('88.118.8/M-1', '88.118.9/M-1 L-1'),
      { name: 'access.grant', id: 'x', body: {} },
    ],
    models: [machine('88.118.8/M-1'), machine('88.118.9/M-2'), { nonsense: true }],
  };
  const of = 'facts/88.118.8/press-7';
  assert.deepEqual(told(await gateway.send(program, [factsFrame(1, facts)])), [
    `${of} 1-1 stored`,
    `${of} 2-2 refused intake.mixed-enterprises`,
    `${of} 3-4 refused intake.bad-fact`,
    `${of} 5-5 stored`,
    `${of} 6-6 refused intake.mixed-enterprises`,
    `${of} 7-7 refused intake.bad-fact`,
  ]);
  const assets = program.port(assetsPort);
  assert.equal((await assets.machine('88.118.8/M-1'))?.machine.name, 'press');
  assert.equal(await assets.machine('88.118.9/M-2'), undefined);
  const again = told(await gateway.send(program, [factsFrame(1, facts)]));
  assert.deepEqual(again.slice(0, 1), [`${of} 1-1 duplicate`]);
});
