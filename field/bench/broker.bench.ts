// Messages a second through the broker, one publisher to one subscriber, 100 bytes each, and through mosquitto in the
// same run. `durable`: the subscriber's session outlives it and every message is on disk before it is acknowledged,
// which mosquitto does not promise.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { until } from '../../server/src/testing/until.ts';
import { freePort } from '../testing/free-port.ts';
import { messagesPerSecond, type Load } from './mqtt-load.ts';
import { report, type Figures } from './report.ts';

const loads: Readonly<Record<string, Pick<Load, 'qos' | 'count' | 'window' | 'lasting'>>> = {
  'QoS 0': { qos: 0, count: 300_000, window: 0, lasting: false },
  'QoS 1': { qos: 1, count: 100_000, window: 500, lasting: false },
  'QoS 1 durable': { qos: 1, count: 100_000, window: 500, lasting: true },
};
const rounds = 3;
const folder = temporaryFolder();
const running: ChildProcess[] = [];

try {
  const ours = await measured(await startOurs(), '*');
  const hasMosquitto = spawnSync('mosquitto', ['-h']).error === undefined;
  const theirs = hasMosquitto ? await measured(await startMosquitto()) : {};
  const ratios = Object.fromEntries(
    Object.entries(theirs).map(([name, { value }]) => [name, (ours[name]?.value ?? 0) / value]),
  );
  report({ name: 'broker', figures: ours, peers: { mosquitto: theirs }, ratios });
} finally {
  for (const child of running) child.kill('SIGKILL');
  folder.remove();
}

/** The median of the rounds. */
async function measured(port: number, password?: string): Promise<Figures> {
  const figures: Record<string, { value: number; unit: string }> = {};
  for (const [name, load] of Object.entries(loads)) {
    const values: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const login = password === undefined ? {} : { password };
      values.push(await messagesPerSecond({ ...load, port, ...login }));
    }
    figures[name] = { value: values.toSorted((a, b) => a - b)[1] ?? NaN, unit: 'messages/s' };
  }
  return figures;
}

async function startOurs(): Promise<number> {
  const file = join(
    import.meta.dirname,
    '../../server/src/modules/broker/testing/broker-process.ts',
  );
  const child = spawn(process.execPath, [file, join(folder.path, 'ours')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(child);
  let said = '';
  child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
  await until('the broker runs', () => said.includes('\n'));
  return Number(/port (\d+)/.exec(said)?.[1]);
}

async function startMosquitto(): Promise<number> {
  const port = await freePort();
  const file = join(folder.path, 'mosquitto.conf');
  const settings = [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'max_inflight_messages 1000',
    'max_queued_messages 0',
    'persistence true',
    `persistence_location ${folder.path}/`,
    '',
  ];
  await writeFile(file, settings.join('\n'));
  running.push(spawn('mosquitto', ['-c', file], { stdio: 'ignore' }));
  await new Promise((resolve) => setTimeout(resolve, 500));
  return port;
}
