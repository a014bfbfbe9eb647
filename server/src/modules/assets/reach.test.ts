// A grant on a place is none on the machines that stand in it: they are neither listed, exported nor removed with it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, openDoor, startModules } from '../../testing/start-modules.ts';
import { assetsPort } from './api.ts';
import { assetsModule } from './module.ts';
import { pressModel } from './testing/press-model.ts';

const enterprise = '88.118.8';
const press = `${enterprise}/M-1`;

test('what stands in a place is seen and removed only by who has a right on it', async (context) => {
  const modules = [assetsModule, openDoor('platform')];
  const program = await startModules(context, { modules, roles: ['platform'] });
  const assets = program.port(assetsPort);
  await assets.put(pressModel('1', ['上海', '注塑']));
  await assets.put(pressModel('2', ['上海', '注塑']));
  const hall = (await assets.asset(press))?.parent ?? '';
  const call = (as: string, path: string, method = 'GET', body?: object) =>
    ask(program, `/api/assets${path}`, { method, as, ...(body ? { body } : {}) });
  const identifiers = (list: unknown) =>
    (list as { identifier: string }[]).map((one) => one.identifier);

  const seen = await call(hall, `/children/${hall}`);
  assert.deepEqual([seen.status, seen.body['assets']], [200, []]);
  const detail = (await call(hall, `/${hall}`)).body as { asset: { children: number } };
  assert.equal(detail.asset.children, 0, 'an arrow that opens nothing');
  const part = `/export/${hall}?format=json`;
  assert.deepEqual(identifiers((await call(hall, part)).body['assets']), [hall]);
  const refused = await call(hall, `/${hall}?anyway=true`, 'DELETE');
  assert.deepEqual([refused.status, refused.body['code']], [403, 'assets.beyond-reach']);
  assert.match(refused.text, /4 assets that stand in/);
  assert.ok(!refused.text.includes(press));
  assert.ok(await assets.asset(press));

  // A component goes with its machine.
  const parts = await call(press, `/children/${press}`);
  assert.deepEqual(identifiers(parts.body['assets']), [`${press}/C-barrel`]);
  const whole = await call(enterprise, `/children/${hall}?limit=1`);
  assert.deepEqual(identifiers(whole.body['assets']), [press]);
  const next = encodeURIComponent(String(whole.body['next']));
  const rest = await call(enterprise, `/children/${hall}?limit=1&after=${next}`);
  assert.deepEqual(identifiers(rest.body['assets']), [`${enterprise}/M-2`]);
  assert.equal(rest.body['next'], undefined);

  assert.equal((await call(enterprise, `/${hall}?anyway=true`, 'DELETE')).status, 200);
  const back = await call(hall, `/undo/${hall}`, 'POST');
  assert.deepEqual([back.status, back.body['code']], [403, 'assets.beyond-reach']);
  assert.equal(await assets.asset(press), undefined);
  assert.equal((await call(enterprise, `/undo/${hall}`, 'POST')).status, 200);
  assert.ok(await assets.asset(press));
});

test('a right on a type changes no machines of it', async (context) => {
  const modules = [assetsModule, openDoor('platform')];
  const program = await startModules(context, { modules, roles: ['platform'] });
  const assets = program.port(assetsPort);
  await assets.put(pressModel('1'));
  const call = (as: string, path: string, method: string, body: object) =>
    ask(program, `/api/assets${path}`, { method, as, body });
  const content = { attributes: [], signals: [] };
  const made = await call(enterprise, '/types', 'POST', { enterprise, name: 'Press', ...content });
  const type = String(made.body['identifier']);
  await call(enterprise, `/${press}`, 'PATCH', { assetType: { identifier: type, version: 1 } });
  assert.equal((await call(type, `/type-versions/${type}`, 'POST', content)).body['assets'], 0);
  const taken = await call(type, `/type-takes/${type}`, 'POST', { version: 2 });
  assert.deepEqual([taken.status, taken.body['taken']], [200, 0], taken.text);
  assert.equal((await assets.asset(press))?.assetType?.version, 1);
});
