// What a script sees: the exit code for each kind of failure, and whom a command asks with which token.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { Failure, failureKinds } from '../kernel/failure/failure.ts';
import { defineCommand, type CommandInput } from '../kernel/module/command.ts';
import { realWorld } from '../kernel/world/real/world.ts';
import { folderOf } from '../testing/start-modules.ts';
import { exitCode } from './exit-codes.ts';
import { runCommandLine } from './run.ts';

type Given = { argv?: readonly string[]; environment?: Readonly<Record<string, string>> };

/** Runs the verb `try`, whose work is `run`. */
async function attempt(
  run: (input: CommandInput) => Promise<number>,
  { argv = [], environment = {} }: Given = {},
): Promise<{ code: number; noted: string }> {
  const noted: string[] = [];
  const code = await runCommandLine({
    argv: ['try', ...argv],
    environment: { JINGWEI_LANG: 'en', JINGWEI_DATA: '/nonexistent', ...environment },
    commands: [defineCommand({ words: ['try'], summary: { en: 'Try', zh: '试' }, run })],
    sections: [],
    world: realWorld,
    print: () => {},
    note: (line) => noted.push(line),
    ask: async () => undefined,
    signal: new AbortController().signal,
    version: '',
    start: async () => 0,
  });
  return { code, noted: noted.join('\n') };
}

const callStatus = async ({ api }: CommandInput): Promise<number> => {
  await api.call('GET', '/api/status');
  return 0;
};

test('every kind of failure has its exit code, is told with its code, and a bug shows its stack', async () => {
  for (const kind of failureKinds) {
    const message = { en: `it is ${kind}`, zh: '中文' };
    const fail = () => Promise.reject(new Failure({ code: `x.${kind}`, kind, message }));
    const { code, noted } = await attempt(fail);
    assert.deepEqual([code, noted], [exitCode[kind], `it is ${kind} [x.${kind}]`]);
    assert.notEqual(code, 0);
    assert.match((await attempt(fail, { argv: ['--lang', 'zh'] })).noted, /^中文/);
  }
  const bug = await attempt(() => Promise.reject(new TypeError('a bug')));
  assert.equal(bug.code, 70);
  assert.match(bug.noted, /TypeError: a bug\n +at /);
  assert.equal((await attempt(async () => 5)).code, 5);
});

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

async function serverThat(t: TestContext, answer: Answer): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('what the server refuses, the command refuses; an answer that is not ours is told apart', async (t) => {
  let body = '{"code":"x.gone","kind":"missing","message":{"en":"gone","zh":"没了"}}';
  const origin = await serverThat(t, (_request, response) => response.writeHead(404).end(body));
  const asked = { argv: ['--server', `${origin}/`] };
  assert.deepEqual(await attempt(callStatus, asked), { code: 3, noted: 'gone [x.gone]' });
  for (body of ['<html>', '{"detail":"no"}', 'null']) {
    const { code, noted } = await attempt(callStatus, asked);
    assert.equal(code, 70, body);
    assert.match(noted, /answered 404 .*\[cli\.strange-answer\]/);
  }
});

test('nobody at the address is told with the address', async () => {
  const { code, noted } = await attempt(callStatus, { argv: ['--server=http://127.0.0.1:9'] });
  assert.equal(code, 4);
  assert.match(noted, /No Jingwei answers at http:\/\/127\.0\.0\.1:9 .*\[cli\.no-server\]/);
});

test('a folder on which none runs is told so, and nobody else is asked in its place', async () => {
  for (const given of [{ argv: ['--data', '/nonexistent'] }, {}]) {
    const { code, noted } = await attempt(callStatus, given);
    assert.equal(code, 4);
    assert.match(noted, /No Jingwei runs on \/nonexistent: .*\[cli\.not-running\]/);
  }
  const offline = await attempt(async ({ api }) => api.origin.length, { argv: ['--data', '/no'] });
  assert.equal(offline.code, 'http://127.0.0.1:8640'.length, 'what asks nobody goes on');
});

test('the token of the local program is for it alone, not for a server that is named', async (t) => {
  const seen: (string | undefined)[] = [];
  const origin = await serverThat(t, (request, response) => {
    seen.push(request.headers.authorization);
    response.end('{}');
  });
  const folder = folderOf(t);
  const run = { origin, pid: 1, token: 'local' };
  writeFileSync(join(folder, 'run.json'), JSON.stringify(run));
  const local = ['--data', folder];
  await attempt(callStatus, { argv: local });
  await attempt(callStatus, { argv: [...local, '--server', origin] });
  await attempt(callStatus, { argv: local, environment: { JINGWEI_SERVER: origin } });
  await attempt(callStatus, {
    argv: [...local, '--server', origin],
    environment: { JINGWEI_TOKEN: 'mine' },
  });
  assert.deepEqual(seen, ['Bearer local', undefined, undefined, 'Bearer mine']);
});
