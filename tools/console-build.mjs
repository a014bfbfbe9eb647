// Builds the console when its sources have changed since the last build.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodePath, root, run } from './runtime.mjs';

const folder = join(root, 'console');
const stampPath = join(folder, 'dist', '.sources');

export async function ensureConsole() {
  const sources = hashSources();
  if (existsSync(stampPath) && readFileSync(stampPath, 'utf8') === sources) return;
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  nodePath();
  const code = await run([vite, 'build', '--logLevel', 'error'], { cwd: folder });
  if (code !== 0) process.exit(code);
  writeFileSync(stampPath, sources);
}

function hashSources() {
  const hash = createHash('sha256');
  const modules = join(root, 'server', 'src', 'modules');
  const folders = [
    join(folder, 'src'),
    join(root, 'sdk', 'src'),
    ...readdirSync(modules).map((name) => join(modules, name, 'console')),
  ];
  const files = ['index.html', 'vite.config.ts', 'package.json'].map((name) => join(folder, name));
  for (const place of folders) files.push(...filesIn(place));
  files.push(join(root, 'package-lock.json'));
  for (const path of files.filter(existsSync).toSorted())
    hash.update(path.slice(root.length)).update(readFileSync(path));
  return hash.digest('hex');
}

function filesIn(place) {
  if (!existsSync(place)) return [];
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}
