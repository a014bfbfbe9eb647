// The recording of a real machine through the replay, real sockets and the real gateway session: each
// observation is compared with an independent reading of the file.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isFailure } from '../../../server/src/kernel/failure/failure.ts';
import { mtconnectShdr } from '../../../server/src/modules/connectivity/protocols/mtconnect-shdr/mtconnect-shdr.ts';
import type { Source } from '../../../server/src/modules/connectivity/source.ts';
import {
  rowsOf,
  sourceUnderTest,
} from '../../../server/src/modules/connectivity/testing/source-under-test.ts';
import { temporaryFolder } from '../../../server/src/testing/temporary-folder.ts';
import { commandInput } from '../../../server/src/testing/command-input.ts';
import { until } from '../../../server/src/testing/until.ts';
import { replayCommand } from './command.ts';
import { okumaObservations, type Observation } from './okuma-observations.ts';

const folder = fileURLToPath(new URL('../../../../shared/data/mtconnect-okuma/', import.meta.url));
const skip = existsSync(folder) ? false : 'skipped: ../shared/data/mtconnect-okuma is absent';
const recording = `${folder}okuma.shdr.txt`;
const devicesFile = `${folder}Devices.xml`;

const config = {
  enterprise: '88.118.8',
  sourcesMax: 10,
  connectTimeoutMs: 1_000,
  reconnectFirstMs: 60_000,
  reconnectMaxMs: 60_000,
  silenceMs: 60_000,
  batchWaitMs: 50,
  batchReadingsMax: 5_000,
  waitingReadingsMax: 50_000,
};

type Run = {
  readonly ended: Promise<number>;
  readonly printed: string[];
  readonly noted: string[];
  stop(): void;
};

function replay(file: string, options: Record<string, string>): Run {
  const abort = new AbortController();
  const { input, printed, noted } = commandInput({
    args: { file },
    options: { '--speed': '1', '--port': '0', '--host': '127.0.0.1', ...options },
    signal: abort.signal,
  });
  return { ended: replayCommand.run(input), printed, noted, stop: () => abort.abort() };
}

async function portOf(run: Run): Promise<number> {
  await Promise.race([run.ended, until('the address', () => run.printed.length > 1)]);
  return Number(/--address 127\.0\.0\.1:(\d+)/.exec(run.printed.join('\n'))?.[1]);
}

function gatewayOn(port: number): { source: Source; told: Observation[]; log: () => string[] } {
  const devices = readFileSync(devicesFile, 'utf8');
  const told: Observation[] = [];
  const { source, warnings } = sourceUnderTest(
    mtconnectShdr,
    { name: 'okuma', connection: { host: '127.0.0.1', port, devices } },
    {
      config,
      append: async (batch) => {
        const rows = rowsOf(batch);
        for (const { series: signal, sourceTimeUs: timeUs, value, quality } of rows) {
          told.push({ signal, timeUs, value, good: quality === 2 });
        }
      },
    },
  );
  const log = () => warnings.map((line) => String(line['key'] ?? line['trouble']));
  return { source, told, log };
}

test('every observation of the Okuma recording arrives, one by one', { skip }, async (t) => {
  const run = replay(recording, { '--devices': devicesFile, '--speed': '100000' });
  const { source, told, log } = gatewayOn(await portOf(run));
  const begun = performance.now();
  source.start();
  assert.equal(await run.ended, 0);
  const seconds = (performance.now() - begun) / 1_000;
  await until('the end of the connection', () => source.status().state === 'waiting');
  const { readings, refused } = source.status();
  await source.stop();

  const expected = okumaObservations(
    readFileSync(recording, 'utf8'),
    readFileSync(devicesFile, 'utf8'),
  );
  assert.equal(readings, expected.length);
  assert.equal(expected.length, 25_503);
  for (let i = 0; i < expected.length; i += 1)
    assert.deepEqual(told[i], expected[i], `observation ${i}`);
  // What follows is the outage: the last value of each signal that was good.
  assert.ok(told.slice(expected.length).every(({ value, good }) => value === null && !good));
  assert.equal(refused, 4);
  assert.deepEqual(log(), ['ApplicationInstallDate', 'the machine closed the connection']);
  assert.ok(
    run.noted.some((line) => line.includes('100 % told')) &&
      run.noted.at(-1) === 'The replay is over.',
  );
  t.diagnostic(`${Math.round(readings / seconds)} observations/s through sockets and gateway`);
});

test('the speed paces the recording, and Ctrl-C ends it', { skip }, async () => {
  const run = replay(recording, { '--devices': devicesFile, '--speed': '20' });
  const { source, told } = gatewayOn(await portOf(run));
  source.start();
  await until('the first readings', () => told.length > 100);
  const first = told.length;
  await until('more, a little later', () => told.length > first);
  assert.ok(told.length < 5_000, `${told.length} readings at once`);
  run.stop();
  assert.equal(await run.ended, 0);
  await source.stop();
});

test('two clients each hear everything; the replay ends with the last', { skip }, async () => {
  const run = replay(recording, { '--devices': devicesFile, '--speed': '100000' });
  const port = await portOf(run);
  const [one, other] = [gatewayOn(port), gatewayOn(port)];
  one.source.start();
  other.source.start();
  assert.equal(await run.ended, 0);
  for (const { source } of [one, other]) {
    await until('the end', () => source.status().state === 'waiting');
    assert.equal(source.status().readings, 25_503);
    await source.stop();
  }
});

test('it prints what to type next', { skip }, async () => {
  const run = replay(recording, { '--devices': devicesFile });
  const port = await portOf(run);
  assert.ok(
    run.printed
      .join('\n')
      .includes(
        `npm run jingwei -- source add okuma --address 127.0.0.1:${port} --devices ${devicesFile}`,
      ),
    run.printed.join('\n'),
  );
  run.stop();
  assert.equal(await run.ended, 0);
});

const { path: temporary, remove } = temporaryFolder();
test.after(remove);
const okFile = join(temporary, 'ok.txt');
const devicesOk = fileURLToPath(new URL('../press.devices.xml', import.meta.url));
writeFileSync(okFile, '2026-01-01T00:00:00Z|a|1\n');
writeFileSync(join(temporary, 'text.txt'), 'Dear diary\n');
mkdirSync(join(temporary, 'folder'));

const refusals: readonly [string, string, Record<string, string>, string][] = [
  ['a missing recording', join(temporary, 'none.txt'), {}, 'plant.no-recording'],
  ['a folder', join(temporary, 'folder'), {}, 'plant.recording-unreadable'],
  ['a diary', join(temporary, 'text.txt'), {}, 'plant.not-a-recording'],
  ['the speed zero', okFile, { '--speed': '0' }, 'plant.bad-speed'],
  ['a negative speed', okFile, { '--speed': '-1' }, 'plant.bad-speed'],
  ['the speed fast', okFile, { '--speed': 'fast' }, 'plant.bad-speed'],
  ['a port beyond', okFile, { '--port': '70000' }, 'plant.bad-port'],
  ['missing devices', okFile, { '--devices': join(temporary, 'none.xml') }, 'connectivity.no-file'],
  ['devices that are none', okFile, { '--devices': okFile }, 'mtconnect.not-xml'],
];
for (const [what, file, options, code] of refusals) {
  test(`${what} is refused`, async () => {
    const run = replay(file, { '--devices': devicesOk, ...options });
    await assert.rejects(run.ended, (error) => isFailure(error, code));
  });
}
