// The outbox of a gateway: readings a second that become durable on this disk, from several sources at once, and readings a
// second that leave it again when the platform is back, to a receiver that only reads the parcels. And the bare limit in
// the same run: one `fdatasync` after the other of as many bytes.
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { realWorld } from '../../server/src/kernel/world/real/world.ts';
import type { Intake } from '../../server/src/modules/intake/api.ts';
import {
  outboxOn,
  readingsFrom,
} from '../../server/src/modules/outbox/testing/outbox-under-test.ts';
import { linkInProcess } from '../../server/src/modules/outbox/uplink/link.ts';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { until } from '../../server/src/testing/until.ts';
import { decodeParcel, digestOf } from '../../server/src/wire/tier/parcel.ts';
import { decodeReadings } from '../../server/src/wire/tier/readings.ts';
import { encodeReceipt } from '../../server/src/wire/tier/receipt.ts';
import { report, type Figure } from './report.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean' },
    count: { type: 'string', default: '10000000' },
    batch: { type: 'string', default: '1000' },
    sources: { type: 'string', default: '8' },
  },
});
const [count, batch, sources] = [options.count, options.batch, options.sources].map(Number) as [
  number,
  number,
  number,
];
const { clock, disk } = realWorld;

function receiver(): Intake {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    key: () => publicKey,
    standing: async () => [],
    async receive(bytes) {
      const decoded = decodeParcel(bytes);
      if (!decoded.ok) throw new Error(decoded.reason);
      const { frames, gateway, incarnation } = decoded.value;
      const spans = frames.map(({ kind, stream, first, count: numbers, body }) => {
        if (kind === 'readings' && !decodeReadings(body, numbers).ok) throw new Error('unreadable');
        return { kind, stream, first, count: numbers, outcome: 'stored' as const };
      });
      const receipt = { gateway, incarnation, parcel: digestOf(bytes), receivedAtMs: 0, spans };
      return encodeReceipt(receipt, privateKey);
    },
  };
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const begun = clock.monotonicMs();
  await work();
  return (clock.monotonicMs() - begun) / 1_000;
}

const folder = temporaryFolder();
const config = { diskMiB: 100_000, parcelKiB: 1_024 };
const outbox = await outboxOn(realWorld, join(folder.path, 'outbox'), config);
const perSource = Math.floor(count / batch / sources);
const readings = readingsFrom(1, batch);
const cpuBefore = process.cpuUsage();
const appendSeconds = await secondsOf(async () => {
  const write = async (lane: number): Promise<void> => {
    const stream = outbox.stream({ enterprise: '88', source: `s${lane}`, priority: 'normal' });
    // Two under way, as a source has them.
    for (let n = 0; n < perSource; n += 2) {
      await Promise.all([stream.append({ readings }), stream.append({ readings })]);
    }
  };
  await Promise.all(Array.from({ length: sources }, (_, lane) => write(lane)));
});
const cpu = process.cpuUsage(cpuBefore);
const { readings: waiting, bytes } = outbox.status('*').waiting;
const catchUpSeconds = await secondsOf(async () => {
  outbox.sendTo(linkInProcess(receiver(), 'hall-3'));
  await until('all is sent', () => outbox.status('*').waiting.bytes === 0, 600_000);
});
await outbox.close();

const bare = await disk.openAppend(join(folder.path, 'bare'));
const group = new Uint8Array(Math.ceil((bytes / waiting) * batch * sources * 2));
const syncs = 200;
const bareSeconds = await secondsOf(async () => {
  for (let n = 0; n < syncs; n += 1) {
    await bare.append([group]);
    await bare.sync();
  }
});
await bare.close();
folder.remove();

const figures: Record<string, Figure> = {
  append: { value: Math.round(waiting / appendSeconds), unit: 'readings/s durable' },
  appendCpu: { value: (cpu.user + cpu.system) / waiting, unit: 'µs CPU a reading' },
  bytesEach: { value: bytes / waiting, unit: 'bytes a reading' },
  catchUp: { value: Math.round(waiting / catchUpSeconds), unit: 'readings/s sent' },
  bareDisk: {
    value: Math.round((syncs * batch * sources * 2) / bareSeconds),
    unit: 'readings/s as bytes with fdatasync',
  },
};
report({ name: 'outbox', figures });
