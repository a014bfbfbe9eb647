// What the i3X 1.0 guide asks of a server, requirement by requirement; the numbers are those of the conformance suite of
// cesmii/i3X, which field/interop/i3x.test.ts runs where it can be had.
import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { test, type TestContext } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { RunningProgram } from '../../kernel/module/program.ts';
import { toColumns, type Reading } from '../../stores/series/series.ts';
import { ask, openDoor, startModules } from '../../testing/start-modules.ts';
import { until } from '../../testing/until.ts';
import { assetsPort, type Asset, type Signal } from '../assets/api.ts';
import { assetsModule } from '../assets/module.ts';
import { queryModule } from '../query/module.ts';
import { telemetryPort } from '../telemetry/api.ts';
import { telemetryModule } from '../telemetry/module.ts';
import { i3xModule } from './module.ts';

const machine = '88.118.8/M-1';
const barrel = `${machine}/C-barrel`;
const [temperature, mode, silent] = [`${barrel}/t`, `${machine}/mode`, `${machine}/silent`];
const nowUs = Date.now() * 1_000;
const bogus = 'no-such-element-7f3a9c';

function reading(series: string, second: number, value: Reading['value'], quality: 0 | 1 | 2 = 2) {
  const sourceTimeUs = nowUs - 60_000_000 + second * 1_000_000;
  return { series, sourceTimeUs, serverTimeUs: sourceTimeUs, value, quality };
}

async function platform(t: TestContext): Promise<RunningProgram> {
  const modules = [assetsModule, telemetryModule, queryModule, i3xModule, openDoor('platform')];
  const program = await startModules(t, { modules, roles: ['platform'] });
  const assets = program.port(assetsPort);
  const asset: Asset = {
    ...{ identifier: machine, kind: 'machine', machine, name: '压机 7', type: 'Device' },
    location: ['上海', '注塑'],
  };
  const component: Asset = {
    ...{ identifier: barrel, kind: 'component', machine, parent: machine },
    ...{ name: 'barrel', type: 'Heating' },
  };
  const common = { machine, subType: 'ACTUAL' } as const;
  const signals: Signal[] = [
    {
      ...{ ...common, identifier: temperature, asset: barrel, id: 't', name: 't' },
      ...{ kind: 'sample', type: 'TEMPERATURE', value: 'number', unitCode: 'Cel' },
    },
    {
      ...{ ...common, identifier: mode, asset: machine, id: 'mode', name: 'mode' },
      ...{ kind: 'event', type: 'CONTROLLER_MODE', value: 'text' },
    },
    {
      ...{ ...common, identifier: silent, asset: machine, id: 'silent', name: 'silent' },
      ...{ kind: 'sample', type: 'LOAD', value: 'number' },
    },
  ];
  await assets.put({ machine: asset, components: [component], signals });
  const other: Asset = { ...asset, identifier: '88.118.9/M-2', machine: '88.118.9/M-2' };
  await assets.put({ machine: other, components: [], signals: [] });
  await program
    .port(telemetryPort)
    .append(
      toColumns([
        reading(temperature, 0, 20.5),
        reading(temperature, 1, 21),
        reading(mode, 0, 'AUTO'),
      ]),
    );
  return program;
}

type Item = {
  success: boolean;
  elementId: string;
  subscriptionId: string;
  result: Record<string, unknown>;
  responseDetail?: { title: string; status: number; detail: string };
};
type Body = {
  success: boolean;
  result: unknown;
  results: Item[];
  responseDetail?: Item['responseDetail'];
};

/** A call as the suite makes it. */
function caller(program: RunningProgram, as = '88.118.8') {
  return async (method: string, path: string, body?: object) => {
    const answer = await ask(program, `/i3x/v1${path}`, {
      ...{ method, as, headers: { 'content-type': 'application/json' } },
      ...(body === undefined ? {} : { body }),
    });
    return { status: answer.status, ...(answer.body as unknown as Body) };
  };
}

/** As many items as ids, in their order; those that are not there have a 404 of their own. */
function isBulk(
  body: Body,
  ids: readonly string[],
  key: 'elementId' | 'subscriptionId' = 'elementId',
) {
  assert.deepEqual(
    body.results.map((item) => item[key]),
    ids,
  );
  for (const item of body.results) {
    assert.equal(item.success, !item[key].startsWith('no-such'));
    if (!item.success) assert.equal(item.responseDetail?.status, 404);
  }
  assert.equal(
    body.success,
    body.results.every(({ success }) => success),
  );
}

type Shown = {
  elementId: string;
  displayName: string;
  typeElementId: string;
  parentId: string | null;
  isComposition: boolean;
  metadata?: {
    typeNamespaceUri: string;
    sourceTypeId: string;
    relationships: Record<string, string[]>;
  };
};

test('CORE: what the server can is public, the rest is not; gzip where it is taken', async (t) => {
  const program = await platform(t);
  const info = await ask(program, '/i3x/v1/info', { headers: { 'accept-encoding': 'identity' } });
  assert.equal(info.status, 200);
  const { result } = info.body as unknown as {
    result: { specVersion: string; capabilities: object };
  };
  assert.equal(result.specVersion, '1.0');
  assert.deepEqual(result.capabilities, {
    query: { history: true },
    update: { current: false, history: false },
    subscribe: { stream: true },
  });
  const nobody = await ask(program, '/i3x/v1/namespaces');
  assert.deepEqual([nobody.status, nobody.body['success']], [401, false]);
  const raw = await new Promise<{ encoding: unknown; bytes: Buffer }>((resolve, reject) => {
    const headers = { authorization: 'Bearer 88.118.8', 'accept-encoding': 'gzip' };
    const asked = httpRequest(`${program.origin}/i3x/v1/namespaces`, { headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({ encoding: answer.headers['content-encoding'], bytes: Buffer.concat(chunks) }),
      );
    });
    asked.on('error', reject);
    asked.end();
  });
  assert.equal(raw.encoding, 'gzip');
  assert.equal((JSON.parse(gunzipSync(raw.bytes).toString()) as Body).success, true);
});

test('EXP-01 … 14: namespaces, types and relations are unique and hang together', async (t) => {
  const call = caller(await platform(t));
  const uris = ((await call('GET', '/namespaces')).result as { uri: string }[]).map(
    ({ uri }) => uri,
  );
  assert.equal(new Set(uris).size, uris.length);
  type Type = { elementId: string; namespaceUri: string; schema: { type: string } };
  const types = (await call('GET', '/objecttypes')).result as Type[];
  assert.ok(types.every((type) => uris.includes(type.namespaceUri)));
  assert.ok(types.some(({ schema }) => schema.type === 'object'));
  const [first] = types;
  const uri = first?.namespaceUri ?? '';
  const some = (await call('GET', `/objecttypes?namespaceUri=${encodeURIComponent(uri)}`))
    .result as Type[];
  assert.deepEqual(
    some,
    types.filter(({ namespaceUri }) => namespaceUri === uri),
  );
  const ids = [...types.map(({ elementId }) => elementId).toReversed(), bogus];
  isBulk(await call('POST', '/objecttypes/query', { elementIds: ids }), ids);
  const relations = (await call('GET', '/relationshiptypes')).result as {
    elementId: string;
    reverseOf: string;
  }[];
  for (const { elementId, reverseOf } of relations) {
    assert.equal(relations.find((one) => one.elementId === reverseOf)?.reverseOf, elementId);
  }
  const named = ['HasParent', bogus];
  isBulk(await call('POST', '/relationshiptypes/query', { elementIds: named }), named);
  const objects = (await call('GET', '/objects')).result as Shown[];
  assert.equal(objects.length, 8, 'enterprise, two places, machine, component, three signals');
  const known = new Set(types.map(({ elementId }) => elementId));
  assert.ok(objects.every(({ typeElementId }) => known.has(typeElementId)));
  const all = [...objects, ...types, ...relations].map(({ elementId }) => elementId);
  assert.equal(new Set(all).size, all.length);
});

test('EXP-15 … 22: roots, filters, metadata, and relations that go both ways', async (t) => {
  const call = caller(await platform(t));
  const roots = (await call('GET', '/objects?root=true')).result as Shown[];
  assert.deepEqual(
    roots.map(({ elementId, parentId }) => [elementId, parentId]),
    [['88.118.8', null]],
  );
  const objects = (await call('GET', '/objects?includeMetadata=true')).result as Shown[];
  for (const { typeElementId, metadata } of objects) {
    assert.ok(metadata?.typeNamespaceUri && metadata.sourceTypeId);
    const path = `/objects?typeElementId=${encodeURIComponent(typeElementId)}`;
    const same = (await call('GET', path)).result as Shown[];
    assert.deepEqual(
      same.map(({ elementId }) => elementId),
      objects
        .filter((one) => one.typeElementId === typeElementId)
        .map(({ elementId }) => elementId),
    );
  }
  const ids = [machine, temperature, bogus];
  isBulk(await call('POST', '/objects/list', { elementIds: ids }), ids);
  const all = objects.map(({ elementId }) => elementId);
  const related = await call('POST', '/objects/related', { elementIds: all });
  isBulk(related, all);
  const reverse: Record<string, string> = {
    ...{ HasParent: 'HasChildren', HasChildren: 'HasParent' },
    ...{ HasComponent: 'ComponentOf', ComponentOf: 'HasComponent' },
  };
  const edges = related.results.flatMap((item) =>
    (item.result as unknown as { sourceRelationship: string; object: Shown }[]).map((edge) => ({
      from: item.elementId,
      kind: edge.sourceRelationship,
      to: edge.object.elementId,
    })),
  );
  assert.equal(edges.length, 2 * 7, 'a tree of eight');
  for (const { from, kind, to } of edges) {
    assert.ok(
      edges.some((one) => one.from === to && one.to === from && one.kind === reverse[kind]),
    );
  }
  for (const { elementId, parentId } of objects) {
    if (parentId !== null)
      assert.ok(edges.some(({ from, to }) => from === elementId && to === parentId));
  }
  const only = await call('POST', '/objects/related', {
    ...{ elementIds: [machine], relationshipType: 'HasComponent' },
  });
  assert.deepEqual(
    ((only.results[0]?.result ?? []) as unknown as { object: Shown }[])
      .map(({ object }) => object.elementId)
      .toSorted(),
    [barrel, mode, silent],
  );
});

test('QRY: values with their quality, of their type, as deep as asked for', async (t) => {
  const program = await platform(t);
  const call = caller(program);
  const ids = [temperature, mode, silent, machine, bogus];
  const values = await call('POST', '/objects/value', { elementIds: ids });
  isBulk(values, ids);
  const told = values.results.slice(0, 3).map(({ result }) => [result['value'], result['quality']]);
  assert.deepEqual(told, [
    [21, 'Good'],
    ['AUTO', 'Good'],
    [null, 'GoodNoData'],
  ]);
  const facts = { name: '压机 7', kind: 'machine', type: 'Device' };
  assert.deepEqual(values.results[3]?.result['value'], facts);
  assert.equal('components' in (values.results[3]?.result ?? {}), false);
  for (const [depth, expected] of [
    [0, [barrel, temperature, mode, silent]],
    [2, [barrel, mode, silent]],
  ] as const) {
    const deep = await call('POST', '/objects/value', { elementIds: [machine], maxDepth: depth });
    const components = deep.results[0]?.result['components'] as Record<string, { quality: string }>;
    assert.deepEqual(Object.keys(components).toSorted(), [...expected].toSorted());
  }
  const append = (...readings: Reading[]) =>
    program.port(telemetryPort).append(toColumns(readings));
  await append(reading(temperature, 5, 'not a number'), reading(mode, 5, 'MANUAL', 1));
  const odd = await call('POST', '/objects/value', { elementIds: [temperature, mode] });
  assert.deepEqual(
    odd.results.map(({ result }) => [result['value'], result['quality']]),
    [
      [null, 'Bad'],
      ['MANUAL', 'Uncertain'],
    ],
  );
});

test('QRY-07 … 09: history within its span, and UPD-05: writes are refused as not offered', async (t) => {
  const call = caller(await platform(t));
  const at = (us: number) => new Date(us / 1_000).toISOString();
  const span = { startTime: at(nowUs - 60_000_000), endTime: at(nowUs) };
  const ids = [temperature, machine, bogus];
  const past = await call('POST', '/objects/history', { elementIds: ids, ...span });
  isBulk(past, ids);
  const values = past.results[0]?.result['values'] as { value: number; quality: string }[];
  assert.deepEqual(
    values.map(({ value, quality }) => [value, quality]),
    [
      [20.5, 'Good'],
      [21, 'Good'],
    ],
  );
  assert.deepEqual(past.results[1]?.result['values'], []);
  const later = { ...span, startTime: at(nowUs - 59_500_000) };
  const less = await call('POST', '/objects/history', { elementIds: [temperature], ...later });
  assert.equal(((less.results[0]?.result['values'] ?? []) as []).length, 1);
  const wrong = await call('POST', '/objects/history', {
    elementIds: ids,
    startTime: 'x',
    endTime: 'y',
  });
  assert.deepEqual([wrong.status, wrong.success, wrong.responseDetail?.status], [400, false, 400]);
  for (const path of ['/objects/value', '/objects/history']) {
    const updates = [{ elementId: temperature, value: { value: 0 } }];
    const refused = await call('PUT', path, { updates });
    assert.deepEqual([refused.status, refused.responseDetail?.status], [501, 501]);
  }
});

test('SUB: a subscription is its client’s alone; updates stay until they are acknowledged', async (t) => {
  const program = await platform(t);
  const call = caller(program);
  const clientId = 'client-1';
  const made = await call('POST', '/subscriptions', { clientId, displayName: 'mine' });
  const { subscriptionId } = made.result as { subscriptionId: string };
  const scope = { clientId, subscriptionId };
  assert.equal((await call('POST', '/subscriptions', { displayName: 'x' })).status, 400);
  assert.equal((await call('POST', '/subscriptions/sync', { subscriptionId })).status, 400);
  const foreign = { clientId: 'client-2', subscriptionId };
  assert.equal((await call('POST', '/subscriptions/sync', foreign)).status, 404);
  assert.equal(
    (await caller(program, '88.118.9')('POST', '/subscriptions/sync', scope)).status,
    404,
  );
  const ids = [temperature, bogus];
  for (let n = 0; n < 2; n++) {
    isBulk(await call('POST', '/subscriptions/register', { ...scope, elementIds: ids }), ids);
  }
  await call('POST', '/subscriptions/register', { ...scope, elementIds: [machine], maxDepth: 0 });
  const listed = await call('POST', '/subscriptions/list', {
    clientId,
    subscriptionIds: [subscriptionId],
  });
  assert.deepEqual(listed.results[0]?.result, {
    ...{ subscriptionId, displayName: 'mine' },
    monitoredObjects: [
      { elementId: temperature, maxDepth: 1 },
      { elementId: machine, maxDepth: 0 },
    ],
  });
  type Batch = { sequenceNumber: number; updates: { elementId: string; value: unknown }[] };
  const sync = async (lastSequenceNumber?: number) =>
    (
      await call('POST', '/subscriptions/sync', {
        ...scope,
        ...(lastSequenceNumber === undefined ? {} : { lastSequenceNumber }),
      })
    ).result as Batch[];
  const first = await sync();
  assert.deepEqual(
    [first.length, first[0]?.sequenceNumber, first[0]?.updates[0]?.value],
    [1, 1, 21],
  );
  await program.port(telemetryPort).append(toColumns([reading(mode, 9, 'MANUAL')]));
  const both = await sync();
  assert.deepEqual(
    both.map((batch) => batch.sequenceNumber),
    [1, 2],
  );
  assert.deepEqual(
    both[1]?.updates.map(({ elementId, value }) => [elementId, value]),
    [[mode, 'MANUAL']],
  );
  assert.deepEqual(
    (await sync(1)).map((batch) => batch.sequenceNumber),
    [2],
  );
  assert.equal((await sync(77)).length, 1, 'a number that was never given acknowledges nothing');
  assert.deepEqual(await sync(-1), []);
  const gone = [machine, bogus];
  isBulk(await call('POST', '/subscriptions/unregister', { ...scope, elementIds: gone }), gone);
  await program.port(telemetryPort).append(toColumns([reading(mode, 10, 'AUTO')]));
  assert.deepEqual(await sync(), []);
  const subscriptionIds = [subscriptionId];
  isBulk(
    await call('POST', '/subscriptions/delete', { clientId, subscriptionIds }),
    subscriptionIds,
    'subscriptionId',
  );
  const after = await call('POST', '/subscriptions/sync', scope);
  assert.deepEqual([after.status, after.success, after.responseDetail?.status], [404, false, 404]);
});

test('SUB: a queue that is full drops its oldest and says so', async (t) => {
  const program = await platform(t);
  const call = caller(program);
  const made = await call('POST', '/subscriptions', { clientId: 'c' });
  const scope = { clientId: 'c', ...(made.result as { subscriptionId: string }) };
  await call('POST', '/subscriptions/register', { ...scope, elementIds: [temperature] });
  const many = Array.from({ length: 10_050 }, (_, n) => reading(temperature, n / 1_000, n));
  await program.port(telemetryPort).append(toColumns(many));
  const answer = await call('POST', '/subscriptions/sync', scope);
  assert.deepEqual(
    [answer.status, answer.success, answer.responseDetail?.status],
    [206, true, 206],
  );
  const [batch] = answer.result as { updates: { value: number }[] }[];
  assert.deepEqual([batch?.updates.length, batch?.updates[0]?.value], [10_000, 50]);
});

test('SUB-09, SUB-14: a stream of updates, which ends without error when another one opens', async (t) => {
  const program = await platform(t);
  const call = caller(program);
  const made = await call('POST', '/subscriptions', { clientId: 'c' });
  const scope = { clientId: 'c', ...(made.result as { subscriptionId: string }) };
  await call('POST', '/subscriptions/register', { ...scope, elementIds: [temperature] });
  const open = () =>
    fetch(`${program.origin}/i3x/v1/subscriptions/stream`, {
      method: 'POST',
      headers: { authorization: 'Bearer 88.118.8', 'content-type': 'application/json' },
      body: JSON.stringify(scope),
    });
  const one = await open();
  assert.match(one.headers.get('content-type') ?? '', /text\/event-stream/);
  let text = '';
  const ended = (async () => {
    for await (const chunk of one.body ?? []) text += new TextDecoder().decode(chunk);
    return 'ended';
  })();
  await until('what was queued', () => text.includes('"value":21'));
  await program.port(telemetryPort).append(toColumns([reading(temperature, 9, 22)]));
  await until('what is new', () => text.includes('"value":22'));
  assert.equal((await call('POST', '/subscriptions/sync', scope)).status, 400);
  const two = await open();
  assert.equal(two.status, 200);
  assert.equal(await ended, 'ended');
  await two.body?.cancel();
  await until(
    'the stream is closed',
    async () => (await call('POST', '/subscriptions/sync', scope)).status === 200,
  );
});

test('another enterprise finds nothing of this one', async (t) => {
  const program = await platform(t);
  const call = caller(program, '88.118.9');
  const objects = (await call('GET', '/objects')).result as Shown[];
  assert.deepEqual(
    objects.filter(({ elementId }) => elementId.startsWith('88.118.8')),
    [],
  );
  assert.ok(objects.some(({ elementId }) => elementId === '88.118.9/M-2'));
  const now = new Date().toISOString();
  const ids = [machine, temperature];
  for (const [path, body] of [
    ['/objects/list', {}],
    ['/objects/related', {}],
    ['/objects/value', { maxDepth: 0 }],
    ['/objects/history', { startTime: '2020-01-01T00:00:00Z', endTime: now }],
  ] as const) {
    const answer = await call('POST', path, { elementIds: ids, ...body });
    assert.deepEqual(
      answer.results.map(({ responseDetail }) => responseDetail?.status),
      [404, 404],
      path,
    );
  }
  const made = await call('POST', '/subscriptions', { clientId: 'c' });
  const scope = { clientId: 'c', ...(made.result as { subscriptionId: string }) };
  const registered = await call('POST', '/subscriptions/register', { ...scope, elementIds: ids });
  assert.ok(registered.results.every(({ success }) => !success));
});
