// The console's files over HTTP: small on the wire, kept by browsers, and nothing of the disk but them.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { defineModule } from '../../kernel/module/module.ts';
import type { RunningProgram } from '../../kernel/module/program.ts';
import { realWorld } from '../../kernel/world/real/world.ts';
import { ask, folderOf, startModules } from '../../testing/start-modules.ts';
import { loadConsole } from './console-files.ts';
import { consoleRoute } from './routes.ts';

const page = '<!doctype html><title>Jingwei</title>';
const script = `console.log(${JSON.stringify('经纬'.repeat(500))});`;
const secret = 'nobody but the owner';

async function host(t: TestContext, files: Readonly<Record<string, string>>) {
  const folder = folderOf(t);
  const built = join(folder, 'dist');
  mkdirSync(join(built, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.json'), secret);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(built, name), text);
  const module = defineModule({
    name: 'test-host',
    title: { en: 'host', zh: '主机' },
    roles: ['r'],
    uses: {},
    offers: {},
    async start({ world }, register) {
      register.route(consoleRoute(await loadConsole(world.disk, built)));
      return {};
    },
  });
  return startModules(t, { modules: [module], roles: ['r'], world: realWorld });
}

const whole = { 'index.html': page, 'assets/app-1a2b.js': script, 'assets/app.map': '{}' };

test('a script is compressed for whoever takes it, and kept for ever', async (t) => {
  const program = await host(t, whole);
  const get = (encoding: string) =>
    ask(program, '/assets/app-1a2b.js', { headers: { 'accept-encoding': encoding } });
  const [small, plain] = [await get('gzip, br'), await get('identity')];
  assert.equal(small.headers.get('content-encoding'), 'br');
  assert.equal(plain.headers.get('content-encoding'), null);
  for (const { text, headers } of [small, plain]) {
    assert.equal(text, script);
    assert.equal(headers.get('content-type'), 'text/javascript; charset=utf-8');
    assert.match(headers.get('cache-control') ?? '', /immutable/);
    assert.equal(headers.get('vary'), 'accept-encoding');
  }
});

test('what a browser has already is not sent again', async (t) => {
  const program = await host(t, whole);
  const first = await ask(program, '/');
  assert.equal(first.headers.get('cache-control'), 'no-cache');
  const tag = first.headers.get('etag') ?? '';
  const again = await ask(program, '/', { headers: { 'if-none-match': tag } });
  assert.deepEqual([again.status, again.text], [304, '']);
  const other = await ask(program, '/', { headers: { 'if-none-match': '"other"' } });
  assert.deepEqual([other.status, other.text], [200, page]);
});

test('every path of the console is its one page; a file or a call that is not there is missing', async (t) => {
  const program = await host(t, whole);
  for (const path of ['/', '/machines/88.118.8/M-1', '/resolve/88.118.8/L-1?x=1', '/apiary']) {
    const { status, text, headers } = await ask(program, path);
    assert.deepEqual([status, text], [200, page], path);
    assert.equal(headers.get('content-type'), 'text/html; charset=utf-8');
  }
  for (const path of ['/assets/none.js', '/assets/app.map', '/api/none', '/api', '/metrics/x']) {
    const { status, body } = await ask(program, path);
    assert.deepEqual([status, body['code']], [404, 'http.no-such-page'], path);
  }
});

test('no path leads out of the folder', async (t) => {
  const program = await host(t, whole);
  for (const path of [
    '/../secret.json',
    '/assets/../../secret.json',
    '/..%2fsecret.json',
    '/%2e%2e/secret.json',
    '/assets/..%2f..%2fsecret.json',
    '/..%5csecret.json',
    '//etc/passwd',
    '/assets/app-1a2b.js%00',
  ]) {
    const text = await asWritten(program, path);
    assert.ok(!text.includes(secret) && !text.includes('root:'), path);
  }
});

/** `fetch` would take the dots out of the path. */
function asWritten(program: RunningProgram, path: string): Promise<string> {
  const { hostname, port } = new URL(program.origin);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () => resolve(text));
    })
      .on('error', reject)
      .end();
  });
}

test('a console that is not built says so in both languages', async (t) => {
  const { status, text } = await ask(await host(t, {}), '/machines');
  assert.equal(status, 200);
  assert.match(text, /npm run build[\s\S]*尚未构建/);
});
