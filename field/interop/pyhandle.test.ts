// The peer pyhandle 1.5.0: what its users do with a handle server, done with ours, over the real program.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { startRealProgram } from '../testing/program.ts';
import { signIn } from '../testing/sign-in.ts';
import { pythonWith } from './python-packages.ts';

const prefix = '88.118.8';
const administrator = `300:${prefix}/ADMIN`;
const password = 'p@ss word: 密码';
const run = promisify(execFile);

const python = await pythonWith('pyhandle');
const skip = 'missing' in python ? python.missing : false;

const expected: Readonly<Record<string, unknown>> = {
  register: `${prefix}/pyhandle-1`,
  record: { URL: 'http://example.org/1', CHECKSUM: 'abc', NAME: '首个' },
  'register again': 'HandleAlreadyExistsException',
  add: `${prefix}/pyhandle-1`,
  modify: `${prefix}/pyhandle-1`,
  'record of modify': {
    URL: 'http://example.org/1',
    CHECKSUM: 'abc',
    NAME: '第二',
    COLOUR: 'blue',
  },
  'one value': 'blue',
  'by type': { COLOUR: 'blue', NAME: '第二' },
  'by index': ['URL'],
  authoritative: 'http://example.org/1',
  'add without overwrite': `${prefix}/pyhandle-1`,
  'existing without overwrite': 'GenericHandleError',
  'delete value': `${prefix}/pyhandle-1`,
  'record of delete': { URL: 'http://example.org/1', CHECKSUM: 'abc', NAME: '第二' },
  overwrite: `${prefix}/pyhandle-1`,
  'record of overwrite': { URL: 'http://example.org/2' },
  json: `${prefix}/pyhandle-2`,
  'record of json': { URL: 'http://example.org/3', BYTES: 'AAEC' },
  generate: true,
  'record of generate': { URL: 'http://example.org/4' },
  mint: [201, true],
  list: [`${prefix}/pyhandle-1`, `${prefix}/pyhandle-2`],
  'wrong password': 'HandleAuthenticationError',
  delete: `${prefix}/pyhandle-1`,
  gone: null,
  'delete again': 'HandleNotFoundException',
  'no record to modify': 'HandleNotFoundException',
  // we have no reverse lookup, and pyhandle says so
  search: 'ReverseLookupException',
};

test('pyhandle does its whole cycle with a password', { skip }, async (t) => {
  assert.ok('program' in python);
  const origin = await startWithAdministrator(t);
  const script = join(python.scripts, 'cycle.py');
  const { stdout } = await run(python.program, [script, origin, prefix, administrator], {
    env: { ...process.env, HANDLE_PASSWORD: password, NO_PROXY: '*' },
  });
  const steps = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { step: string; found: unknown })
    .map(({ step, found }) => [step, found]);
  assert.deepEqual(Object.fromEntries(steps), expected);
});

/** A program whose prefix may be administered by a password. */
async function startWithAdministrator(t: TestContext): Promise<string> {
  const folder = temporaryFolder();
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keyFile = join(folder.path, 'admin.pem');
  writeFileSync(keyFile, publicKey.export({ type: 'spki', format: 'pem' }));
  const flags = ['--free-ports', '--enterprise-node-admin-key-file', keyFile];
  const program = await startRealProgram(folder.path, flags);
  t.after(async () => {
    await program.kill();
    folder.remove();
  });
  const { origin } = program.ready;
  const cookie = await signIn(program.ready);
  const put = async (path: string, values: readonly unknown[]) => {
    const answer = await fetch(`${origin}/api/handles/${path}`, {
      method: 'PUT',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ values }),
    });
    assert.equal(answer.status, 201, await answer.text());
  };
  const admin = (index: number) => ({
    index,
    type: 'HS_ADMIN',
    data: {
      format: 'admin',
      value: { handle: `${prefix}/ADMIN`, index: 300, permissions: '111111111111' },
    },
  });
  const secret = { index: 300, type: 'HS_SECKEY', data: { format: 'string', value: password } };
  await put(`${prefix}/ADMIN`, [admin(100), secret]);
  await put(`0.NA/${prefix}?index=101&node=${prefix}`, [admin(101)]);
  return origin;
}
