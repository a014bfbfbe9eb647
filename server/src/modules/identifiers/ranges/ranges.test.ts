// Ranges in a running enterprise node: asked over HTTP and over the wire, overridden, and after a restart.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFailure } from '../../../kernel/failure/failure.ts';
import { temporaryFolder } from '../../../testing/temporary-folder.ts';
import {
  enterpriseAuthorityPort,
  rangeRegistryPort,
  registryPort,
  resolverPort,
  type NewValue,
} from '../api.ts';
import { startNodes } from '../testing/four-nodes.ts';

const pattern = '88.118.8/L-{000000..999999}';
const values: readonly NewValue[] = [
  { index: 1, type: 'URL', text: 'https://example.org/lens/{n}?of={handle}' },
  { index: 2, type: 'NAME', text: 'Lens' },
];
const failsWith = (code: string) => (error: unknown) => isFailure(error, code);

test('a million handles by one entry, through the recursive node', async (t) => {
  const program = await startNodes(t);
  const ranges = program.port(rangeRegistryPort);
  const resolver = program.port(resolverPort);
  assert.deepEqual(await ranges.list({ limit: 10 }), { ranges: [] });
  assert.equal(await ranges.register({ pattern, values }), 'registered');
  assert.equal(await ranges.register({ pattern, values }), 'unchanged');
  const found = await resolver.resolve('88.118.8/l-000123');
  assert.deepEqual(
    found.values.slice(0, 2).map(({ data }) => data.value),
    ['https://example.org/lens/000123?of=88.118.8/L-000123', 'Lens'],
  );
  assert.ok(found.values.some(({ type }) => type === 'HS_ADMIN'));
  for (const handle of [
    '88.118.8/L-0123',
    '88.118.8/L-1000000',
    '88.118.8/L-',
    '88.118.8/M-000123',
  ]) {
    assert.equal((await resolver.resolve(handle)).responseCode, 100, handle);
  }
  assert.equal((await ranges.list({ limit: 10 })).ranges[0]?.size, 1_000_000);
});

test('a single registration goes before the range, and the range comes back behind it', async (t) => {
  const program = await startNodes(t, { roles: ['enterprise'] });
  const node = program.port(enterpriseAuthorityPort);
  const ranges = program.port(rangeRegistryPort);
  const registry = program.port(registryPort);
  await ranges.register({ pattern, values });
  const own = [{ index: 1, type: 'NAME', text: 'the special one' }];
  assert.deepEqual(await registry.register([{ handle: '88.118.8/L-000007', values: own }]), [
    'registered',
  ]);
  const special = await node.resolve('88.118.8/L-000007');
  assert.equal(special.values[0]?.data.value, 'the special one');
  assert.equal((await node.resolve('88.118.8/L-000008')).values[1]?.data.value, 'Lens');
  assert.equal(await ranges.remove(pattern), true);
  assert.equal(await ranges.remove(pattern), false);
  assert.equal((await node.resolve('88.118.8/L-000008')).responseCode, 100);
  assert.equal((await node.resolve('88.118.8/L-000007')).responseCode, 1);
});

test('overlaps and other prefixes are refused; neighbours and other widths are not', async (t) => {
  const program = await startNodes(t, { roles: ['enterprise'] });
  const ranges = program.port(rangeRegistryPort);
  const register = (text: string, overwrite = false) =>
    ranges.register({ pattern: text, values }, { overwrite });
  const both = await Promise.allSettled([
    register('88.118.8/L-{100..199}'),
    register('88.118.8/l-{150..249}'),
  ]);
  assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  for (const text of ['88.118.8/L-{199..300}', '88.118.8/L-{1..1000}']) {
    await assert.rejects(register(text), failsWith('ranges.range-overlaps'), text);
  }
  for (const text of ['88.118.8/L-{200..299}', '88.118.8/L-{0000..0999}', '88.118.8/L-{1..99}-x']) {
    assert.equal(await register(text), 'registered', text);
  }
  await assert.rejects(register('88.118.9/L-{1..10}'), failsWith('identifiers.outside-prefix'));
  await assert.rejects(register('88.118.8/L-{9..1}'), failsWith('ranges.bad-range'));
  const other = [{ index: 1, type: 'NAME', text: 'other' }];
  const changed = { pattern: '88.118.8/L-{200..299}', values: other };
  assert.equal(await ranges.register(changed), 'conflict');
  assert.equal(await ranges.register(changed, { overwrite: true }), 'updated');
  const node = program.port(enterpriseAuthorityPort);
  assert.equal((await node.resolve('88.118.8/L-250')).values[0]?.data.value, 'other');
});

test('ranges are there after a restart; two billion cost one entry', async (t) => {
  const folder = temporaryFolder();
  t.after(() => folder.remove());
  const start = () => startNodes(t, { roles: ['enterprise'], folder: folder.path });
  const first = await start();
  const large = '88.118.8/S-{0000000000..1999999999}';
  await first.port(rangeRegistryPort).register({ pattern: large, values });
  await first.stop();
  const program = await start();
  const node = program.port(enterpriseAuthorityPort);
  const found = await node.resolve('88.118.8/S-1234567890');
  assert.match(String(found.values[0]?.data.value), /lens\/1234567890/);
  assert.equal(await node.count('88.118.8'), 0);
  const { ranges } = await program.port(rangeRegistryPort).list({ limit: 10 });
  assert.deepEqual(
    ranges.map(({ pattern: kept, size }) => [kept, size]),
    [[large, 2_000_000_000]],
  );
});
