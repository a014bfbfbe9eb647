// What an identifier costs on disk with its history head and its share of the log, and how quickly one among many is
// found after the store was opened again. Streams: `--count 100000000` needs no more memory than a million.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { fillNode, handleOf, openBenchStore } from './fill-node.ts';
import { quantile, report } from './report.ts';
import { shuffler } from './shuffle.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean' },
    count: { type: 'string', default: '10000000' },
    folder: { type: 'string' },
    random: { type: 'boolean' },
  },
});
const count = Number(options.count);
const lookups = 200_000;

function memoryMiB(field: string): number {
  const line = new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync('/proc/self/status', 'utf8'));
  return Number(line?.[1] ?? NaN) / 1024;
}

const folder = temporaryFolder();
const data = options.folder ?? folder.path;
const progress = (done: number): void => {
  if (done % 1_000_000 === 0) console.error(`${done.toLocaleString('en')} registered`);
};
const order = options.random === true ? { placeOf: shuffler(count) } : {};
const rate = await fillNode(data, count, { progress, ...order });
const afterFill = memoryMiB('RssAnon');
const file = join(data, 'names-store', 'embedded', 'space-enterprise-node', 'data.mdb');
const { size } = statSync(file);
const openedMs = performance.now();
const { store, close } = await openBenchStore(data);
const openMs = performance.now() - openedMs;
const tookUs: number[] = [];
for (let n = 0; n < lookups; n++) {
  const key = handleOf(Math.floor(Math.random() * count));
  const startedMs = performance.now();
  const found = await store.get(key);
  tookUs.push((performance.now() - startedMs) * 1000);
  if (found === undefined) throw new Error(`${key} is not there`);
}
const anonymous = memoryMiB('RssAnon');
await close();
folder.remove();
report({
  name: 'names-size',
  figures: {
    'bytes on disk each, 3 values and HS_ADMIN, history head and log': {
      value: size / count,
      unit: 'B',
      note: `${count.toLocaleString('en')} identifiers, registered ${options.random === true ? 'in random order' : 'in the order of their numbers'}`,
    },
    'registered in this process, durable': { value: rate, unit: '/s' },
    'opened again in': { value: openMs, unit: 'ms' },
    'lookup at random, p50': { value: quantile(tookUs, 0.5), unit: 'µs' },
    'lookup at random, p99': { value: quantile(tookUs, 0.99), unit: 'µs' },
    'memory of its own while filling (RssAnon)': { value: afterFill, unit: 'MiB' },
    'memory of its own after the lookups (RssAnon)': { value: anonymous, unit: 'MiB' },
  },
});
