// Identifiers over HTTP, and the verbs of the command line on top of it.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { Failure } from '../../kernel/failure/failure.ts';
import type { CommandInput } from '../../kernel/module/command.ts';
import type { RunningProgram } from '../../kernel/module/program.ts';
import { commandInput } from '../../testing/command-input.ts';
import type { Resolution } from './api.ts';
import { handlesCommand, resolveCommand } from './commands.ts';
import { startNodes } from './testing/four-nodes.ts';

type Answer = { status: number; body: Record<string, unknown> };

function caller(program: RunningProgram) {
  return async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const headers = { authorization: 'Bearer test', 'content-type': 'application/json' };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const reply = await fetch(`${program.origin}${path}`, { method, headers, ...sent });
    return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
  };
}

const text = (index: number, value: string) => ({
  index,
  type: 'TEXT',
  data: { format: 'string', value },
});

test('register, resolve, list', async (t) => {
  const call = caller(await startNodes(t));
  const path = '/api/handles/88.118.8/P-1';
  const values = [text(1, '你好'), text(2, 'two')];
  const first = await call('PUT', path, { values });
  assert.deepEqual(first, {
    status: 201,
    body: { responseCode: 1, handle: '88.118.8/P-1', outcome: 'registered' },
  });
  assert.equal((await call('PUT', path, { values })).body['outcome'], 'unchanged');
  assert.equal((await call('PUT', path, { values: [text(1, 'x')] })).status, 409);
  const over = await call('PUT', `${path}?overwrite=true`, { values: [text(1, '再见')] });
  assert.equal(over.body['outcome'], 'updated');
  const found = await call('GET', `${path}?index=1`);
  assert.equal(found.status, 200);
  const [value] = found.body['values'] as { timestamp: string }[];
  assert.match(value?.timestamp ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.deepEqual({ ...value, timestamp: '' }, { ...text(1, '再见'), ttl: 86_400, timestamp: '' });
  const several = await call('GET', `${path}?type=HS_ADMIN&index=1`);
  assert.equal((several.body['values'] as unknown[]).length, 2);
  const list = await call('GET', '/api/handles?prefix=88.118.8');
  assert.deepEqual(list.body['handles'], ['88.118.8/P-1']);
  assert.equal(list.body['totalCount'], 1);
});

test('what is not there, malformed or not ours', async (t) => {
  const call = caller(await startNodes(t));
  const missing = await call('GET', '/api/handles/88.118.8/none');
  assert.equal(missing.status, 404);
  assert.deepEqual(missing.body, { responseCode: 100, handle: '88.118.8/none', values: [] });
  assert.equal((await call('GET', '/api/handles/88..8/none')).status, 400);
  assert.equal((await call('GET', '/api/handles/99/none')).status, 404);
  assert.equal((await call('GET', `/api/handles/88.118.8/${'x'.repeat(3_000)}`)).status, 400);
  assert.equal((await call('GET', '/api/handles?prefix=88.999')).status, 404);
  const put = (path: string) => call('PUT', path, { values: [text(1, 'x')] });
  assert.equal((await put('/api/handles/88.119/x')).status, 400);
  const odd = '88.118.8/../a b%2F?#/中';
  assert.equal((await put(`/api/handles/${encodeURIComponent(odd)}`)).body['handle'], odd);
  const resolution = await call('GET', `/api/resolutions/${encodeURIComponent(odd)}`);
  assert.equal(resolution.body['responseCode'], 1);
});

test('the path up to a dead node is told as facts', async (t) => {
  const delegations = ['88.118.8=127.0.0.1:9'];
  const program = await startNodes(t, {
    roles: ['top', 'second-level', 'resolver'],
    settings: {
      secondLevelNode: { port: 0, delegations },
      recursiveNode: { port: 0, retryMs: 40, timeoutMs: 300, unreachableTtlS: 0 },
    },
  });
  for (const outcomes of [
    ['referred', 'referred', 'no-answer'],
    ['referred', 'no-answer', 'referred', 'referred', 'no-answer'],
  ]) {
    const { status, body } = await caller(program)('GET', '/api/resolutions/88.118.8/x');
    assert.equal(status, 503);
    const { path } = body['facts'] as { path: { outcome: string }[] };
    assert.deepEqual(
      path.map((step) => step.outcome),
      outcomes,
    );
    const { zh } = body['message'] as { zh: string };
    assert.match(zh, /\n {2}- 二级节点 88\.118 \(.*\) 转向 88\.118\.8\n/);
  }
  const other = await caller(program)('GET', '/api/resolutions/88..8/x');
  assert.deepEqual(Object.keys(other.body).toSorted(), ['code', 'kind', 'message']);
});

test('an identifier of 10 MB gets a short answer', async (t) => {
  const program = await startNodes(t);
  const huge = `88.118.8/${'x'.repeat(10_000_000)}`;
  const reply = await fetch(`${program.origin}/api/handles/${huge}`).catch(() => undefined);
  const body = (await reply?.text()) ?? '';
  assert.ok(reply === undefined || reply.status >= 400);
  assert.ok(body.length < 1_000);
  assert.equal((await caller(program)('GET', '/api/handles/88.118.8/x')).status, 404);
});

test('without a resolver the local authorities answer', async (t) => {
  const call = caller(await startNodes(t, { roles: ['second-level', 'enterprise'] }));
  await call('PUT', '/api/handles/88.118.8/P', { values: [text(1, 'x')] });
  assert.equal((await call('GET', '/api/handles/88.118.8/P')).status, 200);
  const { body } = await call('GET', '/api/resolutions/0.NA/88.118.8');
  assert.equal(body['responseCode'], 1);
  assert.equal((body['path'] as { address: string }[])[0]?.address, 'local');
  assert.equal((await call('GET', '/api/handles/99/x')).status, 400);
});

async function run(
  t: TestContext,
  command: typeof resolveCommand,
  given: Partial<CommandInput>,
): Promise<{ code: number; lines: string[] }> {
  const program = await startNodes(t);
  const call = caller(program);
  await call('PUT', '/api/handles/88.118.8/P-1', { values: [text(1, '中文'), text(20, 'b')] });
  const { input, printed } = commandInput({
    ...given,
    api: {
      origin: program.origin,
      download: () => Promise.reject(new Error('nothing is downloaded here')),
      async call<T>(method: string, path: string, body?: unknown): Promise<T> {
        const reply = await call(method, path, body);
        if (reply.status < 300) return reply.body as T;
        throw new Failure({ code: 'x', kind: 'invalid', message: { en: '', zh: '' } });
      },
    },
  });
  return { code: await command.run(input), lines: printed };
}

test('the verb resolve prints the record and the path in both languages', async (t) => {
  const args = { handle: '88.118.8/P-1' };
  const english = await run(t, resolveCommand, { args });
  assert.equal(english.code, 0);
  assert.equal(english.lines[0], 'INDEX  TYPE      VALUE');
  assert.equal(english.lines[1], '1      TEXT      中文');
  assert.match(english.lines.join('\n'), /top 88 .*udp +referred to 88\.118 +[\d.]+ ms/);
  assert.match(english.lines.join('\n'), /enterprise 88\.118\.8 .*answered/);
  const chinese = await run(t, resolveCommand, {
    args,
    language: 'zh',
    options: { '--type': 'TEXT' },
  });
  assert.equal(chinese.lines[0], '索引  类型  值');
  assert.match(chinese.lines.join('\n'), /解析路径/);
  assert.doesNotMatch(chinese.lines.join('\n'), /HS_ADMIN/);
  const json = await run(t, resolveCommand, { args, json: true });
  assert.equal(json.lines.length, 1);
  assert.equal((JSON.parse(json.lines[0] ?? '') as Resolution).responseCode, 1);
});

test('the verb resolve exits with 3 for what is not there', async (t) => {
  const missing = await run(t, resolveCommand, { args: { handle: '88.118.8/none' } });
  assert.equal(missing.code, 3);
  assert.match(missing.lines[0] ?? '', /no identifier 88\.118\.8\/none/);
  const options = { '--type': 'NONE' };
  const empty = await run(t, resolveCommand, { args: { handle: '88.118.8/P-1' }, options });
  assert.equal(empty.code, 3);
});

test('the verb handles lists', async (t) => {
  const { code, lines } = await run(t, handlesCommand, { args: { prefix: '88.118.8' } });
  assert.deepEqual({ code, lines }, { code: 0, lines: ['88.118.8/P-1'] });
});
