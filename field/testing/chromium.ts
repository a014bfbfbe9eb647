// The browser of this machine: Debian's Chromium, as `tools/setup.sh` installs it.
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const executablePath = '/usr/bin/chromium';
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** For the `skip` of a test: why no browser can run here, or false. */
export const withoutBrowser: string | false = existsSync(executablePath)
  ? false
  : 'chromium is not installed: run tools/setup.sh';

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath, args: flags });
}
