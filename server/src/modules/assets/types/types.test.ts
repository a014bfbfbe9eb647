// Types with versions: what does not fit is named, and a new version shows what it would break before it is taken.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, openDoor, startModules } from '../../../testing/start-modules.ts';
import { assetsPort } from '../api.ts';
import { assetsModule } from '../module.ts';
import { pressModel } from '../testing/press-model.ts';

const as = '88.118.8';
const first = {
  attributes: [{ name: 'clampForce', value: 'number', unit: 'kN', required: true }],
  signals: [{ id: 'melt_temp', unit: 'Cel' }],
};

test('an asset is of a type at a version; a new version shows what would break', async (context) => {
  const modules = [assetsModule, openDoor('platform')];
  const program = await startModules(context, { modules, roles: ['platform'] });
  const assets = program.port(assetsPort);
  const call = async (method: string, path: string, body?: unknown) =>
    ask(program, `/api/assets${path}`, { method, as, ...(body === undefined ? {} : { body }) });
  await assets.put(pressModel('1'));
  await assets.put(pressModel('2', undefined, ['state']));
  const made = await call('POST', '/types', { enterprise: as, name: 'Press', ...first });
  assert.equal(made.status, 200, made.text);
  const type = String(made.body['identifier']);
  const assetType = { identifier: type, version: 1 };
  const attributes = { clampForce: { value: 500, unit: 'kN' } };
  for (const id of ['1', '2']) {
    const set = await call('PATCH', `/88.118.8/M-${id}`, { assetType, attributes });
    assert.equal(set.status, 200, set.text);
  }
  const wrong = await call('PATCH', '/88.118.8/M-1', {
    attributes: { clampForce: { value: 500, unit: 'bar' } },
  });
  assert.equal(wrong.body['code'], 'assets.type-not-fit');
  const none = { assetType: { identifier: type, version: 9 } };
  assert.equal((await call('PATCH', '/88.118.8/M-1', none)).body['code'], 'assets.unknown-type');
  const second = (await call('GET', '/88.118.8/M-2')).body as {
    problems: { name: string; problem: string }[];
  };
  assert.deepEqual(
    second.problems.map(({ name, problem }) => [name, problem]),
    [['melt_temp', 'signal-missing']],
  );

  const next = {
    attributes: [...first.attributes, { name: 'year', value: 'number', required: true }],
    signals: [{ id: 'melt_temp' }],
  };
  const dry = await call('POST', `/type-versions/${type}`, { ...next, dryRun: true });
  assert.deepEqual([dry.body['assets'], dry.body['breaking']], [2, 2], dry.text);
  assert.equal(((await call('GET', `/types/${type}`)).body['versions'] as unknown[]).length, 1);
  assert.equal((await call('POST', `/type-versions/${type}`, next)).status, 200);
  const refused = await call('POST', `/type-takes/${type}`, { version: 2 });
  assert.equal(refused.body['code'], 'assets.would-break');
  const year = { attributes: { year: { value: 2024 } } };
  assert.equal((await call('PATCH', '/88.118.8/M-1', year)).status, 200);
  const one = await call('POST', `/type-takes/${type}`, { version: 2, assets: ['88.118.8/M-1'] });
  assert.deepEqual([one.body['taken'], one.body['breaking']], [1, 0]);
  assert.equal((await assets.asset('88.118.8/M-1'))?.assetType?.version, 2);
  assert.equal((await assets.asset('88.118.8/M-2'))?.assetType?.version, 1);
  const forced = await call('POST', `/type-takes/${type}`, { version: 2, anyway: true });
  assert.equal(forced.body['taken'], 1);
  const { signals } = await assets.signals({ scopes: ['*'], assetType: 'press' }, { limit: 9 });
  assert.equal(signals.length, 3);
});

test('two versions at once are two versions', async (context) => {
  const modules = [assetsModule, openDoor('platform')];
  const program = await startModules(context, { modules, roles: ['platform'] });
  const call = async (method: string, path: string, body?: unknown) =>
    ask(program, `/api/assets${path}`, { method, as, ...(body === undefined ? {} : { body }) });
  const made = await call('POST', '/types', { enterprise: as, name: 'Press', ...first });
  const type = String(made.body['identifier']);
  const signals = ['a', 'b', 'c'].map((id) => [{ id }]);
  await Promise.all(
    signals.map((own) => call('POST', `/type-versions/${type}`, { attributes: [], signals: own })),
  );
  const { versions } = (await call('GET', `/types/${type}`)).body as {
    versions: { version: number; signals: { id: string }[] }[];
  };
  assert.deepEqual(
    versions.map(({ version }) => version),
    [1, 2, 3, 4],
  );
  const made3 = versions.slice(1).map((one) => one.signals[0]?.id);
  assert.deepEqual(made3.toSorted(), ['a', 'b', 'c']);
});
