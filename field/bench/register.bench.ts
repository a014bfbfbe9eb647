// Registration from the network: batches over HTTP to an enterprise node of a real program, each answered with an
// outcome for every item when all are durable; and the bare limit in the same run: LMDB commits of the same keys and as many bytes, sorted and in random order.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { startRealProgram } from '../testing/program.ts';
import { shuffler } from './shuffle.ts';
import { handleOf, openBenchStore, registrationOf } from './fill-node.ts';
import { report, type Figure } from './report.ts';
import { cpuSeconds } from './resolve-load.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean' },
    count: { type: 'string', default: '1000000' },
    batch: { type: 'string', default: '2000' },
    'under-way': { type: 'string', default: '6' },
    random: { type: 'boolean' },
  },
});
const [count, batch, underWay] = [options.count, options.batch, options['under-way']].map(
  Number,
) as [number, number, number];
const agent = new Agent({ keepAlive: true, maxSockets: underWay });
const path = '/api/registrations';

type Node = { readonly port: number; readonly token: string };

function post({ port, token }: Node, body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': body.length,
      authorization: `Bearer ${token}`,
    };
    const to = { port, host: '127.0.0.1', path, method: 'POST', agent, headers };
    const asked = request(to, (reply) => {
      reply.resume();
      reply.on('end', () => {
        if (reply.statusCode === 200) resolve();
        else reject(new Error(`a batch was answered ${reply.statusCode}`));
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** The numbers of one batch, in order or scattered over all of them. */
const placeOf = options.random === true ? shuffler(count) : (n: number): number => n;

async function registerOverHttp(folder: string): Promise<Record<string, Figure>> {
  const program = await startRealProgram(folder, ['--free-ports', '--role', 'enterprise']);
  const run = JSON.parse(readFileSync(join(folder, 'data', 'run.json'), 'utf8')) as {
    token: string;
  };
  const node = { port: program.listener('http').port, token: run.token };
  const pid = program.process.pid ?? 0;
  const cpuBefore = cpuSeconds(pid);
  const startedMs = performance.now();
  let next = 0;
  const sender = async (): Promise<void> => {
    while (next < count) {
      const from = next;
      next += batch;
      const size = Math.min(batch, count - from);
      const items = Array.from({ length: size }, (_, i) => registrationOf(placeOf(from + i)));
      await post(node, Buffer.from(JSON.stringify({ items })));
    }
  };
  await Promise.all(Array.from({ length: underWay }, sender));
  const seconds = (performance.now() - startedMs) / 1000;
  const cpu = cpuSeconds(pid) - cpuBefore;
  await program.kill();
  agent.destroy();
  return {
    [`registered over HTTP, ${count.toLocaleString('en')} in batches of ${batch}, durable`]: {
      value: count / seconds,
      unit: '/s',
    },
    'registered per processor second of the node': { value: count / cpu, unit: '/CPU-s' },
  };
}

/** So many are enough for the limit, which in random order takes long. */
const bareCount = Math.min(count, 1_000_000);

/** What the bare commits write for each: a stored record is its head, its shape and the data of three values. */
const recordBytes = 14 + 1 + 3 + 45;

async function bareCommits(folder: string, place: (n: number) => number): Promise<Figure> {
  const { names, close } = await openBenchStore(folder);
  const startedMs = performance.now();
  const commit = 8_000;
  for (let from = 0; from < bareCount; from += commit) {
    const size = Math.min(commit, bareCount - from);
    const slab = Buffer.allocUnsafeSlow(size * recordBytes);
    const value = (i: number): Buffer => slab.subarray(i * recordBytes, (i + 1) * recordBytes);
    const keys = Array.from({ length: size }, (_, i) => handleOf(place(from + i)));
    await names.put(keys.map((key, i) => ({ key, value: value(i) })));
  }
  const rate = bareCount / ((performance.now() - startedMs) / 1000);
  await close();
  return { value: rate, unit: '/s', note: `${bareCount.toLocaleString('en')} of them` };
}

const folder = temporaryFolder();
const home = temporaryFolder();
const figures = await registerOverHttp(home.path);
home.remove();
const sorted = await bareCommits(join(folder.path, 'sorted'), (n) => n);
const random = await bareCommits(join(folder.path, 'random'), shuffler(bareCount));
folder.remove();
const rate = Object.values(figures)[0]?.value ?? 0;
report({
  name: 'register',
  figures,
  peers: { 'bare LMDB with sync, same keys and bytes': { sorted, random } },
  ratios: { 'node to the sorted limit': rate / sorted.value },
});
