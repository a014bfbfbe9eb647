// For tests of modules: a program of only these, on real stores in a temporary folder, its HTTP on a
// free port, and an open door in front of it.
import type { TestContext } from 'node:test';
import { embeddedEngine } from '../engines/embedded/engine.ts';
import { authenticatorPort } from '../kernel/access/authenticator.ts';
import { anonymous, type Principal } from '../kernel/access/rights.ts';
import type { Settings } from '../kernel/config/load.ts';
import { silentLog, type Log } from '../kernel/log/log.ts';
import { defineModule, type Module } from '../kernel/module/module.ts';
import { startProgram, type RunningProgram } from '../kernel/module/program.ts';
import type { World } from '../kernel/world/world.ts';
import { realWorld } from '../kernel/world/real/world.ts';
import { storeModules } from '../stores/store-modules.ts';
import { temporaryFolder } from './temporary-folder.ts';

export type Given = {
  readonly modules: readonly Module[];
  readonly roles: readonly string[];
  /** For what is not said here, the defaults hold; HTTP is on a free port. */
  readonly settings?: Settings;
  /** Kept when given, so that a second program can go on with it. */
  readonly folder?: string;
  readonly world?: World;
  readonly log?: Log;
};

/** Stopped, with nothing left behind, when the test ends. */
export async function startModules(test: TestContext, given: Given): Promise<RunningProgram> {
  const { modules, roles, settings = {}, world = realWorld, log = silentLog } = given;
  const program = await startProgram({
    modules: [...storeModules([embeddedEngine]), ...modules],
    roles,
    world,
    log,
    settings: { http: { port: 0 }, ...settings },
    dataFolder: given.folder ?? folderOf(test),
  });
  test.after(() => program.stop());
  return program;
}

/** A folder that goes with the test. */
export function folderOf(test: TestContext): string {
  const folder = temporaryFolder();
  test.after(() => folder.remove());
  return folder.path;
}

/** Whoever shows the token `88.118.8` is a service with every right on `88.118.8`; `*` is the operator. */
export function openDoor(...roles: readonly string[]): Module {
  return defineModule({
    name: 'open-door',
    title: { en: 'open door', zh: '无门' },
    roles,
    uses: {},
    offers: { authenticator: authenticatorPort },
    start: async () => ({
      authenticator: { principalOf: async ({ bearer }) => (bearer ? whoIs(bearer) : anonymous) },
    }),
  });
}

function whoIs(tenant: string): Principal {
  const kind = tenant === '*' ? 'operator' : 'service';
  return { kind, id: `${tenant}/S-1`, name: 'one', tenant, grants: [{ right: '*', on: tenant }] };
}

export type Asked = {
  readonly method?: string;
  /** Shown as a bearer token; nobody when absent. */
  readonly as?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

/** Asks a program over HTTP; the body is JSON, or the text where it is none. */
export async function ask(
  program: Pick<RunningProgram, 'origin'>,
  path: string,
  { method = 'GET', as, headers = {}, body }: Asked = {},
): Promise<{ status: number; headers: Headers; body: Record<string, unknown>; text: string }> {
  const answer = await fetch(program.origin + path, {
    method,
    headers: {
      ...(as === undefined ? {} : { authorization: `Bearer ${as}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: parsed(text), text };
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
