// The asset graph: places follow from what sources say, people's moves hold, signals are found by path.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { folderOf, openDoor, startModules } from '../../testing/start-modules.ts';
import { assetsPort, type AssetsChanged } from './api.ts';
import { assetsModule } from './module.ts';
import { pressModel } from './testing/press-model.ts';

const given = { modules: [assetsModule, openDoor('platform')], roles: ['platform'] };

async function startAssets(context: TestContext) {
  return (await startModules(context, given)).port(assetsPort);
}

test('a machine stands in the places that its source names', async (context) => {
  const assets = await startAssets(context);
  await assets.put(pressModel('10', ['上海', '注塑', '一线']));
  await assets.put(pressModel('9', ['上海', '注塑', '一线']));
  await assets.put(pressModel('loose'));
  const path = ['88.118.8', '上海', '注塑', '一线', 'Press 9', 'melt_temp'];
  assert.deepEqual(await assets.pathOf('88.118.8/M-9/melt_temp'), path);
  const top = await assets.children('88.118.8', { limit: 10 });
  assert.deepEqual(
    top.assets.map(({ name, kind }) => [name, kind]),
    [
      ['上海', 'site'],
      ['Press loose', 'machine'],
    ],
  );
  const line = (await assets.asset('88.118.8/M-9'))?.parent ?? '';
  assert.equal((await assets.asset(line))?.kind, 'line');
  const first = await assets.children(line, { limit: 1 });
  assert.deepEqual(
    first.assets.map(({ name }) => name),
    ['Press 9'],
    '9 before 10',
  );
  const second = await assets.children(line, { limit: 1, after: first.next ?? '' });
  assert.deepEqual(
    second.assets.map(({ name }) => name),
    ['Press 10'],
  );
  assert.equal(second.next, undefined);
});

test('the tree is the same after a restart', async (context) => {
  const folder = folderOf(context);
  const first = await startModules(context, { ...given, folder });
  await first.port(assetsPort).put(pressModel('1', ['上海', '注塑']));
  const before = await first.port(assetsPort).pathOf('88.118.8/M-1/state');
  await first.stop();
  const second = await startModules(context, { ...given, folder });
  assert.deepEqual(await second.port(assetsPort).pathOf('88.118.8/M-1/state'), before);
  assert.equal(before?.length, 5);
});

test('signals are found by path, place, type and right', async (context) => {
  const assets = await startAssets(context);
  await assets.put(pressModel('1', ['上海', '注塑']));
  await assets.put(pressModel('2', ['上海', '装配']));
  await assets.put(pressModel('3', ['苏州', '注塑'], ['state', 'melt_temp', 'Ch/1']));
  const all = ['*'];
  const found = async (search: Partial<Parameters<typeof assets.signals>[0]>) => {
    const { signals } = await assets.signals({ scopes: all, ...search }, { limit: 100 });
    return signals.map(({ identifier }) => identifier.replace('88.118.8/M-', ''));
  };
  assert.equal((await found({})).length, 7);
  assert.deepEqual(await found({ path: '88.118.8/**/MELT_temp' }), [
    '1/melt_temp',
    '2/melt_temp',
    '3/melt_temp',
  ]);
  assert.deepEqual(await found({ path: '88.118.8/上海/*/press */melt_*' }), [
    '1/melt_temp',
    '2/melt_temp',
  ]);
  assert.deepEqual(await found({ path: '**/注塑/**/state' }), ['1/state', '3/state']);
  assert.deepEqual(
    await found({ path: '**/ch/*' }),
    ['3/Ch/1'],
    'an id may have segments of its own',
  );
  assert.deepEqual(await found({ path: '88.118.8/*/state' }), []);
  assert.deepEqual(await found({ signalType: 'temperature', under: '88.118.8/M-2' }), [
    '2/melt_temp',
  ]);
  assert.deepEqual(await found({ under: '88.118.8/M-2/C-barrel' }), ['2/melt_temp']);
  assert.deepEqual(await found({ assetType: 'device', path: '**/press 1/*' }), [
    '1/melt_temp',
    '1/state',
  ]);
  assert.deepEqual(await found({ assetType: 'Robot' }), []);
  assert.deepEqual(await found({ scopes: ['88.118.9'] }), []);
  assert.deepEqual(await found({ scopes: ['88.118.8/M-1/state'] }), ['1/state']);
  assert.equal((await found({ scopes: ['88.118'] })).length, 7);
  await assert.rejects(found({ path: '88.118.8//x' }), { code: 'assets.bad-path' });
});

test('pages of signals neither repeat nor leave out, however they are found', async (context) => {
  const assets = await startAssets(context);
  const wanted: string[] = [];
  for (let at = 0; at < 510; at += 1) {
    // Between `p1` and its signals stands `p1-b` in the order of identifiers.
    const id = at % 3 === 0 ? `p${at}` : `p${at - (at % 3)}-${at % 3}`;
    await assets.put(
      pressModel(id, [at < 30 ? '上海' : '苏州'], at % 5 < 2 ? ['t', 'x/t'] : ['x']),
    );
    if (at % 5 < 2) wanted.push(`88.118.8/M-${id}/t`, `88.118.8/M-${id}/x/t`);
  }
  const few = new Set(wanted.filter((one) => Number(/M-p(\d+)/.exec(one)?.[1]) < 30));
  const searches: [string, ReadonlySet<string>][] = [
    ['**/t', new Set(wanted)],
    ['88.118.8/**/t*', new Set(wanted)],
    ['88.118.8/上海/**/t*', few],
  ];
  for (const [path, expected] of searches) {
    const found: string[] = [];
    let next: string | undefined;
    do {
      const page = await assets.signals(
        { scopes: ['*'], path },
        { limit: 7, ...(next === undefined ? {} : { after: next }) },
      );
      found.push(...page.signals.map(({ identifier }) => identifier));
      next = page.next;
    } while (next !== undefined);
    assert.equal(found.length, expected.size, path);
    assert.deepEqual(new Set(found), expected);
  }
});

test('followers hear of what changed, and of nothing where nothing did', async (context) => {
  const assets = await startAssets(context);
  const heard: AssetsChanged[] = [];
  const following = assets.follow((changed) => heard.push(changed));
  await assets.put(pressModel('1'));
  assert.deepEqual(heard[0]?.put, [
    ...['88.118.8', '88.118.8/M-1', '88.118.8/M-1/C-barrel'],
    ...['88.118.8/M-1/melt_temp', '88.118.8/M-1/state'],
  ]);
  await assets.put(pressModel('1'));
  assert.equal(heard.length, 1);
  await assets.put(pressModel('1', undefined, ['state']));
  assert.deepEqual(heard[1], { put: [], removed: ['88.118.8/M-1/melt_temp'] });
  following.cancel();
  await assets.put(pressModel('2'));
  assert.equal(heard.length, 2);
});
