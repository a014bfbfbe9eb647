// Starting, stopping, crashing and starting again, and what stands in the way of a start: a taken port, a
// newer or unwritable data folder, a damaged config, an unknown flag.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { runJingwei, spawnJingwei, startRealProgram } from '../testing/program.ts';
import { until } from '../../server/src/testing/until.ts';

type Work = (folder: string) => Promise<void>;
const inFolder = (work: Work) => async () => {
  const folder = temporaryFolder();
  try {
    await work(folder.path);
  } finally {
    folder.remove();
  }
};

const lensCount = async (origin: string): Promise<number> => {
  const text = await (await fetch(`${origin}/metrics`)).text();
  return Number(/jingwei_trace_products_total\{outcome="registered"\} (\d+)/.exec(text)?.[1] ?? 0);
};
const found = async (origin: string, handle: string) =>
  (await fetch(`${origin}/api/handles/${handle}`)).status === 200;

test(
  'a signal stops it within 2 s; started again it continues where it stopped',
  inFolder(async (folder) => {
    const flags = ['--free-ports', '--plant-cycle-seconds', '1'];
    const first = await startRealProgram(folder, flags);
    await until('two lenses', async () => (await lensCount(first.ready.origin)) >= 2);
    const before = Date.now();
    assert.equal(await first.stop(), 0, first.output());
    assert.ok(Date.now() - before < 2_000, `${Date.now() - before} ms to stop`);
    const second = await startRealProgram(folder, flags);
    try {
      assert.ok(await found(second.ready.origin, '88.118.8/L-100001'));
      await until('a new lens', async () => (await lensCount(second.ready.origin)) >= 1);
      const link = new URL(second.ready.signInLink);
      assert.notEqual(link.hash, new URL(first.ready.signInLink).hash);
    } finally {
      await second.kill();
    }
  }),
);

test(
  'after kill -9 every lens that was seen is still there, and production goes on',
  inFolder(async (folder) => {
    const flags = ['--free-ports', '--plant-cycle-seconds', '1'];
    const seen = new Set<string>();
    for (let round = 0; round < 3; round++) {
      const program = await startRealProgram(folder, flags);
      try {
        for (const handle of seen) assert.ok(await found(program.ready.origin, handle), handle);
        const wanted = seen.size + 2;
        await until('more lenses', async () => {
          const next = `88.118.8/L-${100_001 + seen.size}`;
          if (await found(program.ready.origin, next)) seen.add(next);
          return seen.size >= wanted;
        });
      } finally {
        await program.kill();
      }
    }
  }),
);

test(
  'a taken port is named with its remedy, and the data folder is free again',
  inFolder(async (folder) => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as { port: number };
    const data = join(folder, 'data');
    const ended = await runJingwei([
      'start',
      '--data',
      data,
      '--free-ports',
      '--http-port',
      String(port),
    ]);
    assert.equal(ended.code, 5, ended.stderr);
    assert.match(ended.stderr, new RegExp(`Port ${port} on 127.0.0.1 is already in use`));
    const node = await runJingwei([
      'start',
      '--data',
      data,
      '--free-ports',
      '--top-node-port',
      String(port),
    ]);
    assert.equal(node.code, 5, node.stderr);
    assert.match(node.stderr, new RegExp(String(port)));
    holder.close();
  }),
);

test(
  'a second program on the same folder is refused while the first runs on',
  inFolder(async (folder) => {
    const first = await startRealProgram(folder);
    const second = await runJingwei(['start', '--data', join(folder, 'data'), '--free-ports']);
    assert.equal(second.code, 5, second.stderr);
    assert.match(second.stderr, /in use by another Jingwei/);
    assert.equal((await fetch(`${first.ready.origin}/api/status`)).status, 200);
    await first.kill();
  }),
);

test(
  'a newer data folder is refused and left as it was',
  inFolder(async (folder) => {
    const data = join(folder, 'data');
    mkdirSync(data);
    writeFileSync(join(data, 'jingwei.json'), '{"layout":999}\n');
    const ended = await runJingwei(['start', '--data', data, '--free-ports']);
    assert.equal(ended.code, 8, ended.stderr);
    assert.match(ended.stderr, /newer Jingwei \(layout 999/);
    assert.deepEqual(readdirSync(data), ['jingwei.json']);
  }),
);

test(
  'every problem of the settings is told at once, in the language asked for',
  inFolder(async (folder) => {
    const config = join(folder, 'jingwei.json');
    writeFileSync(config, '{"http":{"prot":1},"topNode":{"port":-4}}');
    const words = [
      'start',
      '--data',
      join(folder, 'data'),
      '--config',
      config,
      '--plant-cycel-seconds',
      '3',
    ];
    const ended = await runJingwei(words);
    assert.equal(ended.code, 2);
    for (const part of [
      /unknown setting http\.prot \(did you mean http\.port\?\)/,
      /topNode\.port/,
      /unknown flag --plant-cycel-seconds/,
    ]) {
      assert.match(ended.stderr, part);
    }
    assert.match((await runJingwei(words, { JINGWEI_LANG: 'zh' })).stderr, /设置无法使用/);
    writeFileSync(config, '{"http":');
    assert.match((await runJingwei(words)).stderr, /not JSON/);
    const absent = await runJingwei([
      'start',
      '--config',
      join(folder, 'none.json'),
      '--data',
      join(folder, 'data'),
    ]);
    assert.equal(absent.code, 2);
    assert.match(absent.stderr, /none\.json/);
  }),
);

test(
  'a data folder that cannot be made is named',
  inFolder(async (folder) => {
    writeFileSync(join(folder, 'file'), '');
    const ended = await runJingwei([
      'start',
      '--data',
      join(folder, 'file', 'data'),
      '--free-ports',
    ]);
    assert.equal(ended.code, 4, ended.stderr);
    assert.match(ended.stderr, /Cannot write .*file\/data/);
  }),
);

test('an unknown role, an unknown command and a server that is not there', async () => {
  const role = await runJingwei(['start', '--role', 'emperor']);
  assert.deepEqual([role.code, /no role emperor/.test(role.stderr)], [2, true], role.stderr);
  const command = await runJingwei(['reslove', 'x']);
  assert.deepEqual([command.code, /no command “reslove x”/.test(command.stderr)], [2, true]);
  const server = await runJingwei(['resolve', '88.118.8/x', '--server', 'http://127.0.0.1:9']);
  assert.equal(server.code, 4);
  assert.match(server.stderr, /No Jingwei answers at http:\/\/127\.0\.0\.1:9/);
});

test(
  'a recursive node that knows no root says so',
  inFolder(async (folder) => {
    const data = join(folder, 'data');
    const ended = await runJingwei(['start', '--data', data, '--free-ports', '--role', 'resolver']);
    assert.equal(ended.code, 2, ended.stderr);
    assert.match(ended.stderr, /does not know where to begin/);
  }),
);

test('a reader that has seen enough does not break a command', async () => {
  const running = spawnJingwei(['help', 'settings']);
  running.process.stdout?.destroy();
  const [code] = (await once(running.process, 'close')) as [number | null];
  assert.deepEqual([code, running.errors()], [0, '']);
});

const alone: readonly (readonly [string, ...string[]])[] = [
  ['top'],
  ['second-level'],
  ['enterprise'],
  ['resolver', '--recursive-node-roots', '127.0.0.1:2641'],
  ['gateway'],
  ['platform'],
  ['gateway,platform'],
];
for (const [role, ...more] of alone) {
  test(
    `the role ${role} starts by itself`,
    inFolder(async (folder) => {
      const program = await startRealProgram(folder, ['--free-ports', '--role', role, ...more]);
      const answer = (await (await fetch(`${program.ready.origin}/api/status`)).json()) as {
        roles: string[];
      };
      assert.deepEqual(answer.roles, role.split(','));
      await program.stop();
    }),
  );
}
