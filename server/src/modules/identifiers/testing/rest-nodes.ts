// For tests: a program with all nodes whose enterprise prefix has two administrators, a key pair from the
// settings and a password, and whoever asks them over HTTP.
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { RunningProgram } from '../../../kernel/module/program.ts';
import {
  ask,
  folderOf,
  openDoor,
  startModules,
  type Asked,
} from '../../../testing/start-modules.ts';
import {
  enterpriseNodeModule,
  identifierHttpModule,
  recursiveNodeModule,
  secondLevelNodeModule,
  topNodeModule,
} from '../module.ts';
import { allRoles } from './four-nodes.ts';

export const keyId = '300:0.NA/88.118.8';
export const passwordId = '300:88.118.8/ADMIN';
export const password = 'geheim:密码';
export const everyPermission = '111111111111';

export type RestNodes = {
  readonly program: RunningProgram;
  readonly privateKey: KeyObject;
  /** `as` a tenant by our own login; otherwise `login` is the header Authorization. */
  call(method: string, path: string, options?: CallOptions): ReturnType<typeof ask>;
};
export type CallOptions = { body?: unknown; as?: string; login?: string } & Pick<Asked, 'headers'>;

export const text = (index: number, value: string, more: object = {}) => ({
  index,
  type: 'TEXT',
  data: { format: 'string', value },
  ...more,
});
export const admin = (index: number, of: string, permissions = everyPermission) => {
  const [key = '', handle] = of.split(/:(.*)/s);
  return {
    index,
    type: 'HS_ADMIN',
    data: { format: 'admin', value: { handle, index: Number(key), permissions } },
  };
};
export const secret = (index: number, value: string, more: object = {}) => ({
  index,
  type: 'HS_SECKEY',
  data: value,
  ...more,
});

export function basic(id: string, secretKey: string): string {
  return `Basic ${Buffer.from(`${encodeURIComponent(id)}:${secretKey}`).toString('base64')}`;
}

export async function startRestNodes(
  t: TestContext,
  settings: Record<string, object> = {},
): Promise<RestNodes> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const adminKeyFile = join(folderOf(t), 'admin.pem');
  writeFileSync(adminKeyFile, publicKey.export({ type: 'spki', format: 'pem' }));
  const program = await startModules(t, {
    modules: [
      openDoor(...allRoles),
      topNodeModule,
      secondLevelNodeModule,
      enterpriseNodeModule,
      recursiveNodeModule,
      identifierHttpModule,
    ],
    roles: allRoles,
    settings: {
      topNode: { port: 0 },
      secondLevelNode: { port: 0 },
      recursiveNode: { port: 0 },
      ...settings,
      enterpriseNode: { port: 0, adminKeyFile, ...settings['enterpriseNode'] },
    },
  });
  const call = (method: string, path: string, options: CallOptions = {}) => {
    const { body, as, login, headers = {} } = options;
    const authorization: Record<string, string> =
      login === undefined ? {} : { authorization: login };
    return ask(program, path, {
      method,
      ...(body === undefined ? {} : { body }),
      ...(as === undefined ? {} : { as }),
      headers: { ...authorization, ...headers },
    });
  };
  await nameAdministrator(call);
  return { program, privateKey, call };
}

/** The holder of the password may do everything under the prefix. */
async function nameAdministrator(call: RestNodes['call']): Promise<void> {
  const values = [admin(100, passwordId), secret(300, password)];
  const made = await call('PUT', '/api/handles/88.118.8/ADMIN', { as: '*', body: values });
  const path = '/api/handles/0.NA/88.118.8?index=101&node=88.118.8';
  const named = await call('PUT', path, { as: '*', body: admin(101, passwordId) });
  if (made.status !== 201 || named.status !== 201) throw new Error(made.text + named.text);
}

export const asPassword = { login: basic(passwordId, password) };
