// The real program and a real browser for the tests of the console.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { launchBrowser } from '../testing/chromium.ts';
import { startRealProgram, type StartedProgram } from '../testing/program.ts';

const built = fileURLToPath(new URL('../../console/dist/index.html', import.meta.url));
export type House = {
  readonly program: () => StartedProgram;
  readonly origin: string;
  /** A new window that nobody has signed in to. */
  window(options?: { locale?: string; width?: number }): Promise<Window>;
  /** Stops the program at once; `start` brings it back on the same port with the same data. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
};

export type Window = {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page itself complained of; refused requests that a test provokes are not among them. */
  readonly complaints: string[];
};

/** `more`: further flags of the program. */
export async function openHouse(more: readonly string[] = []): Promise<House> {
  if (!existsSync(built)) throw new Error('console/dist is absent: run npm run build');
  const folder = temporaryFolder();
  const flags = ['--free-ports', '--plant-cycle-seconds', '2', ...more];
  let program = await startRealProgram(folder.path, flags);
  const { port } = program.listener('http');
  const browser = await launchBrowser();
  return {
    program: () => program,
    origin: program.ready.origin,
    window: (options = {}) => openWindow(browser, options),
    stop: () => program.kill(),
    async start() {
      program = await startRealProgram(folder.path, [...flags, '--http-port', String(port)]);
    },
    async close() {
      await browser.close();
      await program.kill();
      folder.remove();
    },
  };
}

async function openWindow(
  browser: Browser,
  { locale = 'en-GB', width = 1280 }: { locale?: string; width?: number },
): Promise<Window> {
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    locale,
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    const text = message.text();
    const refused = text.startsWith('Failed to load resource');
    if (message.type() === 'error' && !refused) complaints.push(text);
  });
  return { page, context, complaints };
}

/** Signs the window in with a fresh one-time link, made as an operator makes it. */
export async function signIn(house: House, { page }: Window): Promise<void> {
  const { code, stdout, stderr } = await house.program().jingwei('access', 'link');
  if (code !== 0) throw new Error(`no sign-in link: ${stdout}${stderr}`);
  await page.goto(stdout.trim());
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}
