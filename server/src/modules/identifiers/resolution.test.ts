// Register and resolve through four nodes of one process, over real sockets.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFailure } from '../../kernel/failure/failure.ts';
import { registryPort, resolverPort } from './api.ts';
import { folderOf } from '../../testing/start-modules.ts';
import { addressOf, startNodes } from './testing/four-nodes.ts';

const product = {
  handle: '88.118.8/P-1',
  values: [
    { index: 1, type: 'URL', text: 'https://example.com/p/1' },
    { index: 2, type: 'NAME', text: '主轴箱' },
  ],
};

test('an identifier resolves from the root over three authorities, and then from memory', async (t) => {
  const program = await startNodes(t);
  assert.deepEqual(await program.port(registryPort).register([product]), ['registered']);
  const resolver = program.port(resolverPort);
  const found = await resolver.resolve('88.118.8/p-1');
  assert.equal(found.responseCode, 1);
  assert.equal(found.cached, false);
  assert.deepEqual(
    found.values.map(({ index, type, data }) => ({ index, type, text: data.value })).slice(0, 2),
    product.values,
  );
  assert.deepEqual(
    found.path.map(({ node, outcome, prefix }) => ({ node, outcome, prefix })),
    [
      { node: 'top 88', outcome: 'referred', prefix: '88.118' },
      { node: 'second-level 88.118', outcome: 'referred', prefix: '88.118.8' },
      { node: 'enterprise 88.118.8', outcome: 'answered', prefix: undefined },
    ],
  );
  const again = await resolver.resolve('88.118.8/P-1');
  assert.equal(again.cached, true);
  assert.deepEqual(
    again.path.map(({ node, address, cached }) => ({ node, address, cached })),
    [{ node: 'enterprise 88.118.8', address: 'cache', cached: true }],
  );
  const other = await resolver.resolve('88.118.8/P-2');
  assert.equal(other.responseCode, 100);
  assert.deepEqual(
    other.path.map(({ outcome, cached }) => ({ outcome, cached })),
    [
      { outcome: 'referred', cached: true },
      { outcome: 'not-found', cached: false },
    ],
  );
  const fresh = await resolver.resolve('88.118.8/P-1', { fresh: true });
  assert.equal(fresh.path.length, 3);
});

test('naming records resolve at the parents, and unknown prefixes are nobody’s', async (t) => {
  const resolver = (await startNodes(t)).port(resolverPort);
  const expected = {
    '0.NA/88': 'top 88',
    '0.NA/88.118': 'top 88',
    '0.na/88.118.8': 'second-level 88.118',
    '88.118.8': 'second-level 88.118',
  };
  for (const [handle, node] of Object.entries(expected)) {
    const found = await resolver.resolve(handle, { types: ['HS_SITE'] });
    assert.equal(found.responseCode, 1, handle);
    assert.equal(found.values[0]?.data.format, 'site');
    assert.equal(found.path.at(-1)?.node, node);
  }
  assert.equal((await resolver.resolve('88.119/x')).responseCode, 100);
  assert.equal((await resolver.resolve('88.118.9/x')).responseCode, 100);
  await assert.rejects(resolver.resolve('99.1/x'), (error) =>
    isFailure(error, 'identifiers.not-responsible'),
  );
  await assert.rejects(resolver.resolve('//'), (error) =>
    isFailure(error, 'identifiers.malformed'),
  );
});

test('registrations survive a restart and moved nodes are found again', async (t) => {
  const folder = folderOf(t);
  const first = await startNodes(t, { folder });
  await first.port(registryPort).register([product]);
  await first.stop();
  const second = await startNodes(t, { folder });
  assert.equal((await second.port(resolverPort).resolve(product.handle)).responseCode, 1);
});

test('nodes in different processes find each other by settings alone', async (t) => {
  const enterprise = await startNodes(t, {
    roles: ['enterprise'],
    settings: only('enterpriseNode'),
  });
  const at = addressOf(enterprise, 'enterprise-node');
  const secondLevel = await startNodes(t, {
    roles: ['second-level'],
    settings: only('secondLevelNode', { delegations: [`88.118.8=${at.host}:${at.port}`] }),
  });
  const above = addressOf(secondLevel, 'second-level-node');
  const top = await startNodes(t, {
    roles: ['top'],
    settings: only('topNode', { delegations: [`88.118=${above.host}:${above.port}`] }),
  });
  const root = addressOf(top, 'top-node');
  const roots = [`${root.host}:${root.port}`];
  const resolver = await startNodes(t, {
    roles: ['resolver'],
    settings: only('recursiveNode', { roots }),
  });
  await enterprise.port(registryPort).register([product]);
  const found = await resolver.port(resolverPort).resolve(product.handle);
  assert.equal(found.responseCode, 1);
  assert.equal(found.path.length, 3);
});

/** Settings of other sections would be refused as unknown. */
function only(section: string, settings: object = {}): Record<string, object> {
  return { [section]: { port: 0, ...settings } };
}

test('a dead node is named, with its address and the path so far', async (t) => {
  const program = await startNodes(t, {
    roles: ['top', 'second-level', 'resolver'],
    settings: { secondLevelNode: { port: 0, delegations: ['88.118.8=127.0.0.1:9'] } },
  });
  await assert.rejects(program.port(resolverPort).resolve('88.118.8/x'), (error) => {
    assert.ok(isFailure(error, 'identifiers.node-unreachable'));
    assert.equal(error.kind, 'unavailable');
    assert.match(error.publicMessage.en, /127\.0\.0\.1:9/);
    assert.match(error.publicMessage.en, /second-level 88\.118 .*referred to 88\.118\.8/);
    const { path } = (error.facts ?? {}) as { path?: readonly unknown[] };
    assert.equal(path?.length, 3);
    return true;
  });
});

test('a taken port stops the start with the name of the node', async (t) => {
  const program = await startNodes(t);
  const { port } = addressOf(program, 'top-node');
  await assert.rejects(
    startNodes(t, { roles: ['top'], settings: { topNode: { port } } }),
    (error) => {
      assert.ok(isFailure(error, 'world.port-taken'));
      assert.match(error.publicMessage.en, /top node/);
      assert.match(error.publicMessage.zh, /顶级节点/);
      return true;
    },
  );
});
