// What the i3X 1.0 guide asks of a server's address space, requirement by requirement; the numbers are those of the conformance suite of
// cesmii/i3X, which field/interop/i3x.test.ts runs where it can be had.
import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { ask } from '../../testing/start-modules.ts';
import {
  barrel,
  bogus,
  caller,
  isBulk,
  machine,
  mode,
  platform,
  silent,
  temperature,
  type Body,
  type Shown,
} from './testing/plant.ts';

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
