// What identifiers were, over HTTP and by the verbs, on the real program.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { Failure } from '../../kernel/failure/failure.ts';
import type { RunningProgram } from '../../kernel/module/program.ts';
import { sleep } from '../../kernel/world/clock.ts';
import { realClock } from '../../kernel/world/real/clock.ts';
import { commandInput } from '../../testing/command-input.ts';
import type { HandleVersion, Resolution } from './api.ts';
import { resolveCommand } from './commands.ts';
import { historyCommand } from './history-command.ts';
import { startNodes } from './testing/four-nodes.ts';

const handle = '88.118.8/P-1';

async function call<T>(program: RunningProgram, method: string, path: string, body?: unknown) {
  const headers = { authorization: 'Bearer test', 'content-type': 'application/json' };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const reply = await fetch(`${program.origin}${path}`, { method, headers, ...sent });
  return { status: reply.status, body: (await reply.json()) as T };
}

/** Three versions, some milliseconds apart; the middle of each. */
async function threeVersions(t: TestContext, historyDays = 365) {
  const settings = { enterpriseNode: { port: 0, historyDays } };
  const program = await startNodes(t, { settings });
  const between: string[] = [new Date(realClock.now()).toISOString()];
  for (const value of ['one', 'two', 'three']) {
    await sleep(realClock, 3);
    const values = [{ index: 1, type: 'TEXT', data: { format: 'string', value } }];
    await call(program, 'PUT', `/api/handles/${handle}?overwrite=true`, { values });
    await sleep(realClock, 3);
    between.push(new Date(realClock.now()).toISOString());
  }
  return { program, between };
}

const textIn = ({ values }: { values: Resolution['values'] }): unknown => values[0]?.data.value;
const at = (time: string): string =>
  `/api/resolutions/${handle}?${new URLSearchParams({ at: time })}`;

test('the record at a time, and the list of its versions', async (t) => {
  const { program, between } = await threeVersions(t);
  const [before = '', first = '', second = '', last = ''] = between;
  const found = async (time: string) => (await call<Resolution>(program, 'GET', at(time))).body;
  assert.equal((await found(before)).responseCode, 100);
  const one = await found(first);
  assert.equal(textIn(one), 'one');
  assert.ok((one.since ?? '') <= first && first < (one.until ?? ''));
  assert.equal(textIn(await found(second)), 'two');
  const now = await found(last);
  assert.equal(textIn(now), 'three');
  assert.equal(now.until, undefined);
  const shanghai = new Date(Date.parse(first) + 8 * 3_600_000).toISOString().replace('Z', '+08:00');
  assert.equal(textIn(await found(shanghai)), 'one');
  const path = `/api/history/${handle}`;
  type Page = { versions: HandleVersion[]; next?: number };
  const all = (await call<Page>(program, 'GET', path)).body;
  assert.deepEqual(all.versions.map(textIn), ['one', 'two', 'three']);
  assert.equal(all.next, undefined);
  const page = (await call<Page>(program, 'GET', `${path}?limit=2`)).body;
  assert.equal(page.versions.length, 2);
  const rest = (await call<Page>(program, 'GET', `${path}?limit=2&after=${page.next}`)).body;
  assert.deepEqual(rest.versions.map(textIn), ['three']);
  const none = (await call<Page>(program, 'GET', '/api/history/88.118.8/none')).body;
  assert.deepEqual(none.versions, []);
});

test('times that cannot be answered are refused with the reason', async (t) => {
  const { program, between } = await threeVersions(t, 0);
  const code = async (path: string) =>
    (await call<{ code: string }>(program, 'GET', path)).body.code;
  assert.equal(await code(at('yesterday')), 'identifiers.bad-time');
  assert.equal(await code(at('2026-11-22T08:00')), 'identifiers.no-zone');
  assert.equal(await code(at('2999-01-01Z')), 'identifiers.future');
  assert.equal(await code(at(between[1] ?? '')), 'identifiers.history-unknown');
  const elsewhere = '/api/resolutions/99/x?at=2026-01-01Z';
  assert.equal(await code(elsewhere), 'identifiers.history-not-here');
  assert.equal(await code('/api/history/99/x'), 'identifiers.history-not-here');
  assert.equal(await code('/api/history/88..8/x'), 'identifiers.malformed');
});

test('the verbs show what it was, in both languages', async (t) => {
  const { program, between } = await threeVersions(t);
  const run = async (
    command: typeof resolveCommand,
    given: { options?: Record<string, string>; language?: 'en' | 'zh'; handle?: string },
  ) => {
    const { input, printed } = commandInput({
      args: { handle: given.handle ?? handle },
      options: given.options ?? {},
      language: given.language ?? 'en',
      api: {
        origin: program.origin,
        download: () => Promise.reject(new Error('nothing is downloaded here')),
        async call<T>(method: string, path: string): Promise<T> {
          const { status, body } = await call<T>(program, method, path);
          if (status < 300) return body;
          throw new Failure({ code: 'x', kind: 'invalid', message: { en: '', zh: '' } });
        },
      },
    });
    return { code: await command.run(input), lines: printed.join('\n') };
  };
  const options = { '--at': between[2] ?? '' };
  const then = await run(resolveCommand, { options });
  assert.equal(then.code, 0);
  assert.match(then.lines, /1 +TEXT +two/);
  assert.match(then.lines, /So it was \d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d – \d{4}/);
  assert.match((await run(resolveCommand, { options, language: 'zh' })).lines, /有效时间/);
  await assert.rejects(
    run(resolveCommand, { options: { '--at': 'x' } }),
    (error) => error instanceof Failure && error.code === 'identifiers.bad-time',
  );
  const history = await run(historyCommand, {});
  assert.equal(history.code, 0);
  assert.match(history.lines, /– now +\(change \d+\)\n +1 +TEXT +three/);
  assert.match((await run(historyCommand, { language: 'zh' })).lines, /至今/);
  const none = await run(historyCommand, { handle: '88.118.8/none' });
  assert.equal(none.code, 3);
});
