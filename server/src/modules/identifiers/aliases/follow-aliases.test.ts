// Other names followed: by themselves, over HTTP and by the command line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isFailure } from '../../../kernel/failure/failure.ts';
import { commandInput } from '../../../testing/command-input.ts';
import { registryPort, type Resolution, type ResolutionStep } from '../api.ts';
import { resolveCommand } from '../commands.ts';
import { startNodes } from '../testing/four-nodes.ts';
import { aliasHopsMax, followAliases, type ResolveFilter } from './follow-aliases.ts';

/** Answers from a table of handles to the handle they are another name of; undefined is a record of its own. */
function resolverOf(names: Readonly<Record<string, string | undefined>>) {
  const asked: [string, ResolveFilter][] = [];
  const resolve = async (handle: string, filter: ResolveFilter): Promise<Resolution> => {
    asked.push([handle, filter]);
    const alias = names[handle];
    const common = { ttl: 1, timestamp: '2026-01-01T00:00:00Z' };
    const data = { format: 'string', value: alias ?? `record of ${handle}` } as const;
    const value = { index: 1, type: alias === undefined ? 'URL' : 'HS_ALIAS', data, ...common };
    const step: ResolutionStep = {
      node: 'n',
      address: 'a',
      outcome: 'answered',
      tookMs: 1,
      cached: true,
    };
    const known = Object.hasOwn(names, handle);
    const found = known ? { responseCode: 1, values: [value] } : { responseCode: 100, values: [] };
    return { handle, ...found, cached: handle !== '1/c', tookMs: 1, path: [step] };
  };
  return { asked, resolve };
}

test('none, one and several names; each hop stands in the path', async () => {
  const { resolve, asked } = resolverOf({ '1/a': '1/b', '1/b': '1/c', '1/c': undefined });
  const own = await followAliases('1/c', {}, resolve);
  assert.equal(Object.hasOwn(own, 'aliases'), false);
  const one = await followAliases('1/b', { types: ['URL'] }, resolve);
  assert.deepEqual(one.aliases, ['1/c']);
  assert.deepEqual(asked.at(-1)?.[1], { types: ['URL', 'HS_ALIAS'] });
  const two = await followAliases('1/a', {}, resolve);
  assert.deepEqual(two.aliases, ['1/b', '1/c']);
  assert.deepEqual([two.handle, two.tookMs, two.cached], ['1/a', 3, false]);
  assert.deepEqual(
    two.path.map(({ alias }) => alias),
    ['1/b', '1/c', undefined],
  );
  assert.equal(two.values[0]?.data.value, 'record of 1/c');
});

test('a name of nothing, a loop, a chain without end, and no name at all', async () => {
  const { resolve } = resolverOf({
    '1/a': '1/gone',
    '1/x': '1/Y',
    '1/Y': '1/X',
    '1/self': '1/self',
    '1/bad': 'nonsense',
  });
  const gone = await followAliases('1/a', {}, resolve);
  assert.deepEqual([gone.responseCode, gone.aliases], [100, ['1/gone']]);
  const failsWith = (handle: string, code: string) =>
    assert.rejects(followAliases(handle, {}, resolve), (error) => {
      assert.ok(isFailure(error, code), String(error));
      assert.ok(Array.isArray(error.facts?.['path']));
      return true;
    });
  await failsWith('1/x', 'identifiers.alias-loop');
  await failsWith('1/self', 'identifiers.alias-loop');
  await failsWith('1/bad', 'identifiers.bad-alias');
  const chain = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`1/${n}`, `1/${n + 1}`]));
  const long = resolverOf(chain);
  await assert.rejects(followAliases('1/0', {}, long.resolve), (error) =>
    isFailure(error, 'identifiers.alias-chain-too-long'),
  );
  assert.equal(long.asked.length, aliasHopsMax + 1);
  const enough = resolverOf({ ...chain, [`1/${aliasHopsMax}`]: undefined });
  assert.equal((await followAliases('1/0', {}, enough.resolve)).aliases?.length, aliasHopsMax);
});

test('it always ends, and nothing is asked for twice', async () => {
  const name = fc.integer({ min: 0, max: 15 }).map((n) => `1/${n}`);
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(name, fc.option(name, { nil: undefined })),
      name,
      async (names, first) => {
        const { resolve, asked } = resolverOf(names);
        await followAliases(first, {}, resolve).catch((error: unknown) =>
          assert.ok(isFailure(error)),
        );
        const handles = asked.map(([handle]) => handle);
        assert.equal(new Set(handles).size, handles.length);
        assert.ok(handles.length <= aliasHopsMax + 1);
      },
    ),
  );
});

test('over HTTP and by the command line, only when asked', async (t) => {
  const program = await startNodes(t);
  const values = [{ index: 1, type: 'HS_ALIAS', text: '88.118.8/P-1' }];
  await program.port(registryPort).register([
    { handle: '88.118.8/OLD', values },
    { handle: '88.118.8/P-1', values: [{ index: 1, type: 'NAME', text: 'spindle' }] },
  ]);
  const ask = async (query: string) => {
    const reply = await fetch(`${program.origin}/api/resolutions/88.118.8/OLD${query}`);
    return (await reply.json()) as Resolution;
  };
  assert.equal((await ask('')).values[0]?.type, 'HS_ALIAS');
  const followed = await ask('?aliases=true&type=NAME');
  assert.deepEqual(followed.aliases, ['88.118.8/P-1']);
  assert.deepEqual(
    followed.values.map(({ data }) => data.value),
    ['spindle'],
  );
  const call = async (_method: string, path: string) =>
    (await fetch(`${program.origin}${path}`)).json();
  const { input, printed } = commandInput({
    args: { handle: '88.118.8/OLD' },
    options: { '--aliases': 'true' },
    api: {
      origin: program.origin,
      call: call as never,
      download: () => Promise.reject(new Error('nothing is downloaded here')),
    },
  });
  assert.equal(await resolveCommand.run(input), 0);
  assert.match(printed.join('\n'), /spindle[^]*another name of 88\.118\.8\/P-1/);
});
