// Which Node runs the program: 24 or newer. The machine's own may be older; then the one that npm
// installed is used. This file itself must run on Node 20.
import { existsSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

export const root = fileURLToPath(new URL('..', import.meta.url));
const installed = join(
  root,
  'node_modules',
  '.bin',
  process.platform === 'win32' ? 'node.cmd' : 'node',
);
const wanted = 24;

/** The path of a fitting Node, or an exit with the remedy. */
export function nodePath() {
  if (Number(process.versions.node.split('.')[0]) >= wanted) return process.execPath;
  if (existsSync(installed)) return installed;
  console.error(
    `Jingwei needs Node ${wanted} and npm has none for ${process.platform}-${process.arch}: install Node ${wanted} yourself.\n` +
      `经纬需要 Node ${wanted}，npm 没有适用于 ${process.platform}-${process.arch} 的版本：请自行安装 Node ${wanted}。`,
  );
  process.exit(8);
}

/** Runs a program of the project to its end, passing signals on; resolves with its exit code. */
export function run(args, options = {}) {
  const child = spawn(nodePath(), args, { cwd: root, stdio: 'inherit', ...options });
  const pass = (signal) => child.kill(signal);
  process.on('SIGINT', pass);
  process.on('SIGTERM', pass);
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      process.off('SIGINT', pass);
      process.off('SIGTERM', pass);
      resolve(code ?? (signal ? 1 : 0));
    });
  });
}
