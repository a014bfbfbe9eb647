// People's hands on the tree, over HTTP on real stores: what they set holds against the source, what would be
// lost is said first, and each change can be looked up and undone.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { RunningProgram } from '../../kernel/module/program.ts';
import { seriesPort } from '../../stores/ports.ts';
import { quality, toColumns } from '../../stores/series/series.ts';
import { ask, openDoor, startModules } from '../../testing/start-modules.ts';
import { telemetryModule } from '../telemetry/module.ts';
import { assetsPort } from './api.ts';
import { assetsModule } from './module.ts';
import { pressModel } from './testing/press-model.ts';

const as = '88.118.8';
const press = '88.118.8/M-1';

type Shown = { identifier: string; name: string; parent?: string; [key: string]: unknown };

class Desk {
  readonly #program: RunningProgram;
  constructor(program: RunningProgram) {
    this.#program = program;
  }
  async call(method: string, path: string, body?: unknown) {
    return ask(this.#program, `/api/assets${path}`, {
      method,
      as,
      ...(body === undefined ? {} : { body }),
    });
  }
  async good(method: string, path: string, body?: unknown) {
    const answer = await this.call(method, path, body);
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  }
  async refused(code: string, method: string, path: string, body?: unknown) {
    const answer = await this.call(method, path, body);
    assert.equal(answer.body['code'], `assets.${code}`, answer.text);
    return answer.body;
  }
  async make(parent: string, kind: string, name: string, more: object = {}): Promise<string> {
    const made = await this.good('POST', '', { parent, kind, name, ...more });
    return String(made['identifier']);
  }
}

async function plant(context: TestContext) {
  const modules = [assetsModule, telemetryModule, openDoor('platform')];
  const program = await startModules(context, { modules, roles: ['platform'] });
  const assets = program.port(assetsPort);
  await assets.put(pressModel('1', ['上海', '注塑']));
  const path = async (identifier: string) => (await assets.pathOf(identifier))?.join(' / ');
  return { program, assets, path, desk: new Desk(program) };
}

test('what people set holds against the source, and can be taken back', async (context) => {
  const { assets, path, desk } = await plant(context);
  const site = await desk.make('88.118.8', 'site', '苏州');
  await desk.good('PATCH', `/${press}`, { parent: site, name: '压机 1' });
  await assets.put(pressModel('1', ['上海', '别处']));
  assert.equal(await path(press), '88.118.8 / 苏州 / 压机 1');
  const detail = await desk.good('GET', `/${press}`);
  assert.deepEqual(detail['setByPeople'], ['name', 'parent']);
  assert.equal(detail['fromSource'], true);
  await desk.good('PATCH', `/${press}`, { parent: null, name: null });
  assert.equal(await path(press), '88.118.8 / 上海 / 别处 / Press 1');
});

test('a machine that nobody moved follows its source, and a renamed place is found by its old name', async (context) => {
  const { assets, path, desk } = await plant(context);
  const area = (await assets.asset(press))?.parent ?? '';
  await desk.good('PATCH', `/${area}`, { name: 'Injection' });
  await assets.put(pressModel('2', ['上海', '注塑']));
  assert.equal(await path('88.118.8/M-2/state'), '88.118.8 / 上海 / Injection / Press 2 / state');
  await assets.put(pressModel('1', ['上海', '装配']));
  assert.equal(await path(press), '88.118.8 / 上海 / 装配 / Press 1');
});

test('a subtree moves whole and keeps its identifiers', async (context) => {
  const { assets, path, desk } = await plant(context);
  const site = await desk.make('88.118.8', 'site', '苏州');
  const area = (await assets.asset(press))?.parent ?? '';
  await desk.good('PATCH', `/${area}`, { parent: site });
  assert.equal(await path(`${press}/state`), '88.118.8 / 苏州 / 注塑 / Press 1 / state');
  const { signals } = await assets.signals(
    { scopes: ['*'], path: '**/苏州/**/state' },
    { limit: 9 },
  );
  assert.deepEqual(
    signals.map(({ identifier }) => identifier),
    [`${press}/state`],
  );
});

test('what cannot stand there is refused with the reason', async (context) => {
  const { assets, desk } = await plant(context);
  const area = (await assets.asset(press))?.parent ?? '';
  const site = (await assets.asset(area))?.parent ?? '';
  await desk.refused('into-itself', 'PATCH', `/${site}`, { parent: area });
  await desk.refused('bad-parent', 'POST', '', { parent: area, kind: 'site', name: 'x' });
  await desk.refused('unknown-asset', 'POST', '', {
    parent: `${as}/A-none`,
    kind: 'site',
    name: 'x',
  });
  await desk.refused('fixed-asset', 'PATCH', '/88.118.8', { parent: site });
  await desk.refused('held-by-source', 'PATCH', `/${press}/C-barrel`, { parent: press });
  const wrong = { parent: area, kind: 'line', name: 'x', identifier: `${as}/L-100001` };
  await desk.refused('bad-identifier', 'POST', '', wrong);
  await desk.make(area, 'line', 'one', { identifier: `${as}/A-one` });
  await desk.refused('exists', 'POST', '', { ...wrong, identifier: `${as}/a-ONE` });
  const foreign = await desk.call('PATCH', `/${press}`, { parent: '88.118.9' });
  assert.equal(foreign.status, 404);
});

test('what would be lost is said before anything is, and comes back by undoing', async (context) => {
  const { program, assets, path, desk } = await plant(context);
  const area = (await assets.asset(press))?.parent ?? '';
  await desk.good('PUT', `/relations/${press}`, { kind: 'feeds', to: area });
  const at = Date.UTC(2026, 0, 1) * 1_000;
  const one = { sourceTimeUs: at, serverTimeUs: at, value: 1, quality: quality.good };
  await program.port(seriesPort).append(toColumns([{ series: `${press}/state`, ...one }]));
  const refused = await desk.refused('would-lose', 'DELETE', `/${area}`);
  assert.deepEqual(refused['facts'], {
    ...{ children: 2, signals: 2, signalsWithReadings: 1, relations: 1, documents: 0 },
  });
  await desk.good('DELETE', `/${area}?anyway=true`);
  assert.equal(await assets.machine(press), undefined);
  assert.equal(await path(`${press}/state`), undefined);
  await desk.good('POST', `/undo/${area}`);
  assert.equal(await path(`${press}/state`), '88.118.8 / 上海 / 注塑 / Press 1 / state');
  const relations = await desk.good('GET', `/relations/${area}`);
  assert.deepEqual((relations['inward'] as Shown[])[0]?.['fromName'], 'Press 1');
  const empty = await desk.make('88.118.8', 'site', 'empty');
  await desk.good('DELETE', `/${empty}`);
});

test('the history says who changed what, and undoes from the newest on', async (context) => {
  const { assets, desk } = await plant(context);
  const site = await desk.make('88.118.8', 'site', 'A');
  await desk.good('PATCH', `/${site}`, { name: 'B' });
  await desk.good('PATCH', `/${site}`, { name: 'C', description: 'third' });
  await desk.good('POST', `/undo/${site}`);
  assert.equal((await assets.asset(site))?.name, 'B');
  await desk.good('POST', `/undo/${site}`);
  assert.equal((await assets.asset(site))?.name, 'A');
  const { changes } = (await desk.good('GET', `/history/${site}`)) as {
    changes: { what: string; by: { id: string }; undoable: boolean; fields: unknown[] }[];
  };
  assert.deepEqual(
    changes.map(({ what, undoable }) => [what, undoable]),
    [
      ...[
        ['undone', false],
        ['undone', false],
        ['changed', false],
        ['changed', false],
      ],
      ['created', true],
    ],
  );
  assert.equal(changes[0]?.by.id, '88.118.8/S-1');
  assert.deepEqual(changes[3]?.fields, [{ name: 'name', before: 'A', after: 'B' }]);
  await desk.good('POST', `/undo/${site}`);
  assert.equal(await assets.asset(site), undefined);
  await desk.refused('nothing-to-undo', 'POST', `/undo/${site}`);
});

test('a change is not undone over what came after it', async (context) => {
  const { assets, desk } = await plant(context);
  const first = await desk.make('88.118.8', 'site', 'first');
  const second = await desk.make('88.118.8', 'site', 'second');
  const area = await desk.make(first, 'area', 'area');
  await desk.good('PATCH', `/${area}`, { parent: second });
  await desk.good('DELETE', `/${first}`);
  await desk.refused('changed-since', 'POST', `/undo/${area}`);
  assert.equal((await assets.asset(area))?.parent, second);
});

test('relations are listed from both ends, and must be of one enterprise', async (context) => {
  const { assets, desk } = await plant(context);
  await assets.put(pressModel('2', ['上海', '注塑']));
  const other = '88.118.8/M-2';
  const made = await desk.good('PUT', `/relations/${press}`, { kind: 'replaces', to: other });
  assert.deepEqual(
    (made['outward'] as Shown[]).map(({ kind, to }) => [kind, to]),
    [
      ['partOf', (await assets.asset(press))?.parent],
      ['replaces', other],
    ],
  );
  const back = await desk.good('GET', `/relations/${other}`);
  assert.deepEqual(
    (back['inward'] as Shown[]).map(({ kind, from }) => [kind, from]),
    [['replaces', press]],
  );
  await desk.refused('relation-itself', 'PUT', `/relations/${press}`, { kind: 'feeds', to: press });
  await desk.good('DELETE', `/relations/${press}?kind=replaces&to=${other}`);
  await desk.refused('unknown-relation', 'DELETE', `/relations/${press}?kind=replaces&to=${other}`);
  assert.deepEqual((await desk.good('GET', `/relations/${other}`))['inward'], []);
});

test('search finds by all words, names that begin so first, page by page', async (context) => {
  const { assets, desk } = await plant(context);
  for (const id of ['2', '3', '11']) await assets.put(pressModel(id, ['上海', '注塑']));
  const found = async (query: string) => {
    const names: string[] = [];
    let after = '';
    do {
      const page = (await desk.good('GET', `?limit=2&${query}${after}`)) as {
        assets: Shown[];
        next?: string;
      };
      names.push(...page.assets.map(({ name }) => name));
      after = page.next === undefined ? '' : `&after=${encodeURIComponent(page.next)}`;
    } while (after !== '');
    return names;
  };
  assert.deepEqual(await found('words=press&kind=machine'), [
    'Press 1',
    'Press 11',
    'Press 2',
    'Press 3',
  ]);
  const begun = (await found('words=press+1&kind=machine')).slice(0, 2);
  assert.deepEqual(begun, ['Press 1', 'Press 11']);
  assert.deepEqual(await found(`words=heater&under=${press}`), ['Barrel']);
  assert.deepEqual(await found('words=nothing'), []);
  assert.equal((await desk.call('GET', '?after=zzz')).status, 400);
});
