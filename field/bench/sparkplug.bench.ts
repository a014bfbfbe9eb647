// Sparkplug in figures: payloads decoded and encoded, a host application from a broker's socket into its observer, and our
// edge node from readings to a broker, each over mosquitto on the same machine.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../../server/src/kernel/log/log.ts';
import { realWorld } from '../../server/src/kernel/world/real/world.ts';
import { connectMqtt } from '../../server/src/modules/connectivity/mqtt/client.ts';
import { sparkplug } from '../../server/src/modules/connectivity/protocols/sparkplug/sparkplug.ts';
import { sourceUnderTest } from '../../server/src/modules/connectivity/testing/source-under-test.ts';
import { EdgePublisher } from '../../server/src/modules/namespace/edge/edge-publisher.ts';
import { mqttLink } from '../../server/src/modules/namespace/mqtt-link.ts';
import { UmhPublisher } from '../../server/src/modules/namespace/umh/umh-publisher.ts';
import { until } from '../../server/src/testing/until.ts';
import { decodePayload } from '../../server/src/wire/sparkplug/decode.ts';
import { encodePayload } from '../../server/src/wire/sparkplug/encode.ts';
import { freePort } from '../testing/free-port.ts';
import { report, type Figure } from './report.ts';

const signals = Array.from({ length: 1_000 }, (_, i) => ({
  name: `tag ${i}`,
  value: 'number' as const,
}));
const rounds = 1_000;
const total = rounds * signals.length;
const perS = (count: number, tookMs: number): Figure => ({
  value: (count / tookMs) * 1_000,
  unit: 'readings/s',
});

function timed(seconds: number, work: () => number): Figure {
  const begunMs = performance.now();
  let count = 0;
  while (performance.now() - begunMs < seconds * 1_000) count += work();
  return perS(count, performance.now() - begunMs);
}

const metrics = signals.map((_, i) => ({
  ...{ alias: i, timestamp: 1_700_000_000_000, field: 'double' as const, value: Math.random() },
}));
const bytes = encodePayload({ timestamp: 1_700_000_000_000, seq: 1, metrics });
const decode = timed(2, () => {
  const decoded = decodePayload(bytes);
  return decoded.ok ? decoded.payload.metrics.length : 0;
});
const encode = timed(2, () => {
  encodePayload({ timestamp: 1_700_000_000_000, seq: 1, metrics });
  return metrics.length;
});

const folder = mkdtempSync(join(tmpdir(), 'jingwei-bench-'));
const port = await freePort();
const conf = join(folder, 'mosquitto.conf');
writeFileSync(conf, `listener ${port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\n`);
const broker = spawn('mosquitto', ['-c', conf], { stdio: 'ignore' });
await until('mosquitto listens', async () => {
  const connection = await realWorld.network
    .connectTcp({ host: '127.0.0.1', port }, 500)
    .catch(() => undefined);
  connection?.destroy();
  return connection !== undefined;
});

const link = (clientId: string) =>
  mqttLink({
    dial: { connect: connectMqtt },
    place: { host: '127.0.0.1', port },
    clientId,
    timeoutMs: 5_000,
  });
const { clock } = realWorld;
let heard = 0;
const host = sourceUnderTest(
  sparkplug,
  { name: 'bench', connection: { host: '127.0.0.1', port } },
  {
    config: { batchReadingsMax: 5_000, waitingReadingsMax: 50_000 },
    append: async (batch) => {
      heard += batch.values.length;
      // What the test keeps would be what is measured.
      host.readings.length = 0;
    },
  },
);
host.source.start();
await until('the host is connected', () => host.source.status().state === 'connected');
const edge = new EdgePublisher({
  ...{ open: link('bench-edge'), clock, log: silentLog, queueMax: 5_000_000, historyMax: 0 },
  ...{ group: 'G', node: 'N', metricsPerMessage: 500, nextBdSeq: async () => 0 },
});
edge.define('D', signals, []);
edge.start();
await until('the host knows the device', () => heard >= signals.length, 20_000);
heard = 0;
const at = (round: number) => 1_700_000_000_000_000 + round * 1_000;
const begunMs = performance.now();
const before = edge.published;
for (let round = 0; round < rounds; round += 1) {
  edge.tell(
    'D',
    signals.map(({ name }, i) => ({ name, value: i + round / 7, quality: 2, timeUs: at(round) })),
  );
  if (round % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
}
await until('all is published', () => edge.published - before >= total / 500, 120_000);
const published = perS(total, performance.now() - begunMs);
await until('all is heard', () => heard >= total, 120_000);
const endToEnd = perS(total, performance.now() - begunMs);
await edge.stop();
await host.stop();

const umh = new UmhPublisher({
  ...{ open: link('bench-umh'), clock, log: silentLog, qos: 0, retain: false, queueMax: 5_000_000 },
});
umh.start();
await until('connected', () => umh.trouble === undefined);
const umhBegunMs = performance.now();
const umhRounds = 200;
for (let round = 0; round < umhRounds; round += 1) {
  umh.tell(
    signals.map((_, i) => ({
      ...{ key: `umh/v1/e/_raw/m/t${i}`, value: i + round / 7, quality: 2 as const, timeMs: round },
    })),
  );
}
const umhTotal = umhRounds * signals.length;
await until('all is published', () => umh.published >= umhTotal, 120_000);
const umhPublished = perS(umhTotal, performance.now() - umhBegunMs);
await umh.stop();
broker.kill('SIGKILL');
rmSync(folder, { recursive: true, force: true });

report({
  name: 'sparkplug',
  figures: {
    'payloads decoded': decode,
    'payloads encoded': encode,
    'edge node to broker': { ...published, note: '500 metrics a message, the host beside it' },
    'edge node, broker, host, observer': { ...endToEnd, note: 'in one process, not stored' },
    'UMH topics to broker': { ...umhPublished, note: 'one message a reading, QoS 0' },
  },
});
process.exit(0);
