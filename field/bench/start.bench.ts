// How long a newcomer waits: a fresh clone of this repository with an empty npm cache, `npm start`, the install
// and the start measured apart; then a second start. Also what the install weighs.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { report } from './report.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'jingwei-bench-'));
const clone = join(folder, 'clone');
const mib = 2 ** 20;

type Start = { installS: number; readyS: number; startedInS: number };

async function npmStart(): Promise<Start> {
  const readyFile = join(folder, 'ready.json');
  rmSync(readyFile, { force: true });
  const startedMs = Date.now();
  const flags = ['--', '--free-ports', '--data', join(folder, 'data'), '--ready-file', readyFile];
  // Only the machine's own Node on the path, as a newcomer has it.
  const path = (process.env['PATH'] ?? '')
    .split(':')
    .filter((part) => !part.includes('node_modules'));
  const child = spawn('npm', ['start', ...flags], {
    cwd: clone,
    env: { ...process.env, PATH: path.join(':'), npm_config_cache: join(folder, 'npm-cache') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let installedMs = startedMs;
  child.stderr.on('data', (chunk: Buffer) => {
    if (chunk.toString().includes('Installed in')) installedMs = Date.now();
  });
  while (!existsSync(readyFile)) {
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const readyMs = Date.now();
  const ready = JSON.parse(readFileSync(readyFile, 'utf8')) as { pid: number; startedInMs: number };
  process.kill(ready.pid, 'SIGTERM');
  if (child.exitCode === null) await once(child, 'exit');
  return {
    installS: (installedMs - startedMs) / 1000,
    readyS: (readyMs - installedMs) / 1000,
    startedInS: ready.startedInMs / 1000,
  };
}

execFileSync('git', ['clone', '--quiet', repository, clone]);
const first = await npmStart();
const second = await npmStart();
const third = await npmStart();
const installed = Number(
  execFileSync('du', ['-sk', join(clone, 'node_modules')])
    .toString()
    .split('\t')[0],
);
const assets = join(clone, 'console', 'dist', 'assets');
const bundle = readdirSync(assets).map((name) => readFileSync(join(assets, name)));
const initial = readFileSync(join(clone, 'console', 'dist', 'index.html'), 'utf8')
  .match(/assets\/[^"]+/g)
  ?.map(
    (name) => gzipSync(readFileSync(join(clone, 'console', 'dist', name)), { level: 9 }).length,
  );
const sum = (sizes: readonly number[]) => sizes.reduce((a, b) => a + b, 0);

report({
  name: 'start',
  figures: {
    'install, empty npm cache': { value: first.installS, unit: 's' },
    'install done to ready, first (builds the console)': { value: first.readyS, unit: 's' },
    'npm start to ready, later': { value: Math.min(second.readyS, third.readyS), unit: 's' },
    'of it the program itself': { value: Math.min(second.startedInS, third.startedInS), unit: 's' },
    'install size on disk': { value: (installed * 1024) / mib, unit: 'MiB' },
    'Node 24 of it': {
      value: statSync(process.execPath).size / mib,
      unit: 'MiB',
      note: 'the node binary alone; 0 where the machine has its own',
    },
    'console, first page, gzip -9': { value: sum(initial ?? []) / 1024, unit: 'KiB' },
    'console, all files, gzip -9': {
      value: sum(bundle.map((file) => gzipSync(file, { level: 9 }).length)) / 1024,
      unit: 'KiB',
    },
  },
});
rmSync(folder, { recursive: true, force: true });
