// Installs what is missing, once: `running` is what `npm start` needs, `developing` adds the tools of
// `npm test`. A stamp remembers which lock file was installed.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './runtime.mjs';

const stampPath = join(root, 'node_modules', '.jingwei-installed.json');

/** @param {'running' | 'developing'} purpose */
export function ensureInstalled(purpose) {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = existsSync(stampPath) ? JSON.parse(readFileSync(stampPath, 'utf8')) : {};
  if (stamp.lock === lock && (stamp.purpose === 'developing' || stamp.purpose === purpose)) return;
  const startedMs = Date.now();
  console.error('Installing what is missing, once … 正在安装所需组件（仅一次）……');
  const omit = purpose === 'running' ? ['--omit=dev'] : [];
  // No package may run a script at install: everything used here works without.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...omit];
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const ended = spawnSync(npm, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  if (ended.status !== 0) {
    console.error(
      'npm could not install. Check the network and the registry that npm is set to, then try again.\n' +
        'npm 安装失败。请检查网络与 npm 镜像设置后重试。',
    );
    process.exit(4);
  }
  writeFileSync(stampPath, JSON.stringify({ lock, purpose }));
  console.error(`Installed in ${((Date.now() - startedMs) / 1000).toFixed(1)} s.`);
}
