// Following what nodes say: services by their handles, several sites, IPv6, sites that changed, naming records of a
// root that refers nobody; and what must not be followed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFailure } from '../../../kernel/failure/failure.ts';
import { bytesOfText, valueType } from '../../../wire/handle/handle.ts';
import type { Finding } from '../listeners/record-source.ts';
import { siteOf, unusableAddress } from '../model/site.ts';
import { block, deadNode, node, record, referral, resolverFrom } from '../testing/staged-nodes.ts';

type Place = { host: string; port: number };

function siteAt({ host, port }: Place, prefix = '', serial = 1): Uint8Array {
  return siteOf({ prefix, description: 'site', host, tcpPort: port, udpPort: port, serial });
}

const service = (handle: string, type: string = valueType.service) => ({
  type,
  data: bytesOfText(handle),
});
const outcomesOf = (path: readonly { outcome: string; cached: boolean }[]): string[] =>
  path.map(({ outcome, cached }) => `${outcome}${cached ? ' cached' : ''}`);

test('a service named by its handle is looked up, also one behind another', async (t) => {
  const holder = await node(t, () => record('x'));
  const root = await node(t, ({ key }): Finding => {
    if (key === '0.S/ONE') return { code: 1, block: block(service('0.S/two')) };
    if (key === '0.S/TWO') {
      return { code: 1, block: block({ type: valueType.site, data: siteAt(holder) }) };
    }
    return { code: 302, block: block(service('0.S/one')), prefix: '88.1' };
  });
  const resolver = await resolverFrom(t, [root]);
  assert.equal((await resolver.resolve('88.1/x')).values[0]?.data.value, 'x');
  const again = await resolver.resolve('88.1/y');
  assert.deepEqual(outcomesOf(again.path), ['referred cached', 'answered']);
});

test('HS_SERV.PREFIX leads to the prefixes below', async (t) => {
  const holder = await node(t, () => record('x'));
  const root = await node(t, ({ key }): Finding => {
    if (key === '0.S/ONE') {
      return { code: 1, block: block({ type: valueType.site, data: siteAt(holder) }) };
    }
    return { code: 303, block: block(service('0.S/one', valueType.servicePrefix)), prefix: '88' };
  });
  const resolver = await resolverFrom(t, [root]);
  assert.equal((await resolver.resolve('88.1/x')).responseCode, 1);
});

test('services in a circle, and a service that nobody knows, lead nowhere and that is told', async (t) => {
  const root = await node(t, ({ key }): Finding => {
    if (key === '0.S/A') return { code: 1, block: block(service('0.S/b')) };
    if (key === '0.S/B') return { code: 1, block: block(service('0.S/a')) };
    if (key.startsWith('0.S/')) return { code: 100 };
    const to = key === '88.1/X' ? '0.S/a' : '0.S/none';
    return { code: 302, block: block(service(to)), prefix: '88.1' };
  });
  const resolver = await resolverFrom(t, [root]);
  for (const handle of ['88.1/x', '88.1/y']) {
    await assert.rejects(resolver.resolve(handle), (error) =>
      isFailure(error, 'identifiers.node-unreachable'),
    );
  }
});

test('a root that refers nobody is asked for the naming record', async (t) => {
  const holder = await node(t, () => record('x'));
  const root = await node(t, ({ key }): Finding => {
    if (key !== '0.NA/88.1') return { code: 301 };
    return { code: 1, block: block({ type: valueType.site, data: siteAt(holder) }) };
  });
  const resolver = await resolverFrom(t, [root]);
  assert.equal((await resolver.resolve('88.1/x')).responseCode, 1);
  await assert.rejects(resolver.resolve('88.2/x'), (error) =>
    isFailure(error, 'identifiers.not-responsible'),
  );
});

test('over IPv6, by HS_SITE.6 and by a referral to ::1', async (t) => {
  const holder = await node(t, () => record('x'), { host: '::1' });
  for (const type of [valueType.site, valueType.site6]) {
    const values = block({ type, data: siteAt(holder) });
    const root = await node(t, () => ({ code: 302, block: values, prefix: '88.1' }));
    const resolver = await resolverFrom(t, [root]);
    const { path } = await resolver.resolve('88.1/x');
    assert.equal(path.at(-1)?.address, `[::1]:${holder.port}/udp`);
  }
});

test('of several sites the silent one is paid for once', async (t) => {
  const holder = await node(t, () => record('x'));
  const sites = [deadNode, holder].map((at) => ({ type: valueType.site, data: siteAt(at) }));
  const root = await node(t, () => ({ code: 302, block: block(...sites), prefix: '88.1' }));
  const resolver = await resolverFrom(t, [root]);
  const first = await resolver.resolve('88.1/x');
  assert.deepEqual(outcomesOf(first.path), ['referred', 'no-answer', 'answered']);
  const second = await resolver.resolve('88.1/y');
  assert.deepEqual(outcomesOf(second.path), ['referred cached', 'answered']);
  const fresh = await resolver.resolve('88.1/z', { fresh: true });
  assert.deepEqual(outcomesOf(fresh.path), ['referred', 'answered']);
});

test('301 and 300 make the parent be asked once more', async (t) => {
  for (const code of [301, 300]) {
    const right = await node(t, () => record('x'));
    let moved = false;
    const wrong = await node(t, () => (moved ? { code } : record('old')));
    const root = await node(t, () => referral(302, '88.1', moved ? right : wrong));
    const resolver = await resolverFrom(t, [root]);
    assert.equal((await resolver.resolve('88.1/a')).values[0]?.data.value, 'old');
    moved = true;
    const found = await resolver.resolve('88.1/b');
    assert.equal(found.values[0]?.data.value, 'x');
    const expected = ['referred cached', 'refused', 'referred', 'answered'];
    assert.deepEqual(outcomesOf(found.path), expected);
  }
});

test('a server whose site has a newer serial number makes the parent be asked, but not again and again', async (t) => {
  let rootAsked = 0;
  const holder = await node(t, () => record('x'), { serial: () => 7 });
  const root = await node(t, () => {
    rootAsked += 1;
    return referral(302, '88.1', holder, 3);
  });
  const resolver = await resolverFrom(t, [root]);
  for (const suffix of ['a', 'b', 'c', 'd']) await resolver.resolve(`88.1/${suffix}`);
  assert.equal(rootAsked, 2);
});

test('a site at ourselves, at everybody or at nobody is not asked, and named', async (t) => {
  const self: Place = { host: '127.0.0.1', port: 3_641 };
  const hosts = ['224.0.0.1', '255.255.255.255', '0.1.2.3', 'ff02::1', '0.0.0.0'];
  for (const place of [self, ...hosts.map((host) => ({ host, port: 2_641 }))]) {
    const root = await node(t, () => referral(302, '88.1', place));
    const resolver = await resolverFrom(t, [root], { self: [self] });
    await assert.rejects(
      resolver.resolve('88.1/x'),
      (error) => isFailure(error, 'identifiers.unusable-site') && error.message.includes('root 0'),
      place.host,
    );
  }
});

test('of thousands of sites only some are asked, and a site of too many servers is none', async (t) => {
  const holder = await node(t, () => ({ code: 3 }));
  const many = Array.from({ length: 1_000 }, () => ({
    type: valueType.site,
    data: siteAt(holder),
  }));
  const root = await node(t, () => ({ code: 302, block: block(...many), prefix: '88.1' }));
  const resolver = await resolverFrom(t, [root]);
  await assert.rejects(resolver.resolve('88.1/x'), (error) => {
    assert.ok(isFailure(error, 'identifiers.node-refused'));
    const { path } = error.facts as { path: unknown[] };
    return path.length <= 8;
  });
});

test('which addresses are none of a server', () => {
  const v4 = (...last: number[]) =>
    Uint8Array.from([...Array.from({ length: 12 }, () => 0), ...last]);
  const mapped = (...last: number[]) => {
    const address = v4(...last);
    return address.fill(0xff, 10, 12);
  };
  const cases: [Uint8Array, string | undefined][] = [
    [v4(192, 0, 2, 1), undefined],
    [v4(127, 0, 0, 1), undefined],
    [v4(0, 0, 0, 1), undefined], // ::1
    [v4(0, 0, 0, 0), 'unspecified'],
    [v4(0, 1, 2, 3), 'unspecified'],
    [v4(224, 0, 0, 1), 'multicast'],
    [v4(239, 255, 0, 1), 'multicast'],
    [v4(255, 255, 255, 255), 'broadcast'],
    [mapped(224, 0, 0, 1), 'multicast'],
    [mapped(192, 0, 2, 1), undefined],
    [Uint8Array.from([0xff, 2, ...Array.from({ length: 14 }, () => 1)]), 'multicast'],
    [Uint8Array.from([0x20, 1, ...Array.from({ length: 14 }, () => 1)]), undefined],
  ];
  for (const [address, why] of cases) {
    assert.equal(unusableAddress(address).unusable, why, address.join('.'));
  }
});
