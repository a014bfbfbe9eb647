// A naming record that tells of several sites: their indexes stay, and resolution goes on at a mirror.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeSite, type HandleValue } from '../../../wire/handle/handle.ts';
import { resolverPort, secondLevelDelegationsPort, type MirrorSite } from '../api.ts';
import { startNodes } from '../testing/four-nodes.ts';
import { memoryNode } from '../testing/memory-node.ts';
import { node, record } from '../testing/staged-nodes.ts';
import { realClock } from '../../../kernel/world/real/clock.ts';
import { decodeValueBlock } from '../../../wire/handle/handle.ts';
import { delegate, type DelegationOptions } from './delegate.ts';
import { textValue } from './new-values.ts';

const site = (port: number): MirrorSite => ({
  description: `mirror ${port}`,
  host: '127.0.0.1',
  tcpPort: port,
  udpPort: port,
  publicKey: new Uint8Array([port & 0xff]),
});
const child = { ...site(2643), prefix: '88.118.8', description: 'primary' };

async function records(options: DelegationOptions): Promise<readonly HandleValue[]> {
  const stored = await options.store.get('0.NA/88.118.8');
  const decoded = decodeValueBlock(stored?.block ?? new Uint8Array(0));
  return decoded.ok ? decoded.value : [];
}

async function shown(options: DelegationOptions): Promise<string[]> {
  return (await records(options)).flatMap(({ index, type, data }) => {
    const decoded = decodeSite(data);
    if (!type.startsWith('HS_SITE') || !decoded.ok) return [];
    const { primary, servers } = decoded.value;
    const port = servers[0]?.interfaces[0]?.port;
    return [`${index} ${type} ${primary ? 'primary' : 'mirror'} ${port}`];
  });
}

const pair = (index: number, what: string): string[] => [
  `${index} HS_SITE ${what}`,
  `${index + 1} HS_SITE.PREFIX ${what}`,
];

test('mirrors keep their indexes while others come and go; what administrators wrote stays', async (t) => {
  const added = textValue({ index: 203, type: 'NOTE', text: 'mine', nowMs: 1 });
  const made = await memoryNode(t, { prefix: '88.118', records: { '0.NA/88.118.8': [added] } });
  const options = { store: made.store, clock: realClock, prefix: '88.118' };
  const own = pair(1, 'primary 2643');
  await delegate(child, options);
  assert.deepEqual(await shown(options), own, 'no mirror');
  await delegate({ ...child, mirrors: [site(3001)] }, options);
  assert.deepEqual(await shown(options), [...own, ...pair(201, 'mirror 3001')], 'one');
  await delegate({ ...child, mirrors: [site(3002), site(3001)] }, options);
  const both = [...pair(205, 'mirror 3002'), ...pair(201, 'mirror 3001')];
  assert.deepEqual(await shown(options), [...own, ...both], 'two; 203 is taken');
  const { revision } = (await made.store.get('0.NA/88.118.8')) ?? {};
  await delegate({ ...child, mirrors: [site(3002), site(3001)] }, options);
  await delegate(child, options);
  const after = await made.store.get('0.NA/88.118.8');
  assert.equal(after?.revision, revision, 'the same again, or no list, changes nothing');
  await delegate({ ...child, mirrors: [site(3002)] }, options);
  assert.deepEqual(await shown(options), [...own, ...pair(205, 'mirror 3002')]);
  await delegate({ ...child, mirrors: [] }, options);
  assert.deepEqual(await shown(options), own);
  assert.ok((await records(options)).some(({ type }) => type === 'NOTE'));
  const many = Array.from({ length: 12 }, (_, n) => site(4_000 + n));
  await delegate({ ...child, mirrors: many }, options);
  assert.equal((await shown(options)).length, 2 + 2 * 7, 'no more than there is room for');
});

test('resolution goes on at the mirror while the primary is dead', async (t) => {
  const program = await startNodes(t, {
    roles: ['top', 'second-level', 'resolver'],
    settings: { topNode: { port: 0, signatureDays: 0 } },
  });
  const { port } = await node(t, () => record('from the mirror'));
  const dead = { ...child, host: '127.0.0.1', tcpPort: 9, udpPort: 9 };
  await program.port(secondLevelDelegationsPort).delegate({ ...dead, mirrors: [site(port)] });
  for (const handle of ['88.118.8/a', '88.118.8/b']) {
    const found = await program.port(resolverPort).resolve(handle, { fresh: true });
    assert.equal(found.values[0]?.data.value, 'from the mirror');
    assert.equal(found.path.at(-1)?.node, `mirror ${port}`);
  }
});
