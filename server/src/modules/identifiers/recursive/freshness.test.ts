// Old answers, refreshed answers, remembered failures: what the recursive node does with time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFailure } from '../../../kernel/failure/failure.ts';
import { until } from '../../../testing/until.ts';
import { decodeValueBlock } from '../../../wire/handle/handle.ts';
import type { Finding } from '../listeners/record-source.ts';
import { questionOf } from '../model/question.ts';
import { node, record, resolverFrom, shiftedClock } from '../testing/staged-nodes.ts';

const handle = '88.1/x';
const never = (): Promise<Finding> => new Promise(() => {});

function ttlOf(block: Uint8Array | undefined): number | undefined {
  const decoded = decodeValueBlock(block ?? new Uint8Array(0));
  return decoded.ok ? decoded.value[0]?.ttlSeconds : undefined;
}

test('the time to live goes down with age, on the hot path, on the wire and in JSON', async (t) => {
  const { clock, forward } = shiftedClock();
  const root = await node(t, () => record('x', 100));
  const resolver = await resolverFrom(t, [root], { clock });
  assert.equal((await resolver.resolve(handle)).values[0]?.ttl, 100);
  forward(30_000);
  assert.equal((await resolver.resolve(handle)).values[0]?.ttl, 70);
  forward(30_000);
  assert.equal(ttlOf(resolver.plain('88.1/X')), 40);
  const found = await resolver.find(questionOf(handle), { doNotRefer: false });
  assert.equal(ttlOf(found.block), 40);
  const { provenance, cached, path } = await resolver.resolve(handle);
  assert.equal(provenance?.ageS, 60);
  assert.equal(provenance?.address, `127.0.0.1:${root.port}/udp`);
  assert.equal(provenance?.node, 'root 0');
  assert.equal(cached, true);
  assert.equal(path[0]?.at, provenance?.askedAt);
  forward(41_000);
  assert.equal(resolver.plain('88.1/X'), undefined);
});

test('when nobody answers an old answer is given and marked, with little time to live, but not for ever', async (t) => {
  const { clock, forward } = shiftedClock();
  let up = true;
  const root = await node(t, () => (up ? record('x', 100) : never()));
  const options = { clock, staleMaxS: 1_000, staleWaitMs: 5_000, unreachableTtlS: 3 };
  const resolver = await resolverFrom(t, [root], options);
  await resolver.resolve(handle);
  up = false;
  forward(160_000);
  const old = await resolver.resolve(handle);
  assert.equal(old.responseCode, 1);
  assert.equal(old.provenance?.staleForS, 60);
  assert.equal(old.path[0]?.stale, true);
  assert.equal(resolver.tally.stale, 1);
  const walks = resolver.tally.walks;
  const found = await resolver.find(questionOf(handle), { doNotRefer: false });
  assert.ok((ttlOf(found.block) ?? 99) <= 30);
  assert.equal(resolver.tally.walks, walks, 'the failure is remembered');
  await assert.rejects(resolver.resolve(handle, { fresh: true }), (error) =>
    isFailure(error, 'identifiers.node-unreachable'),
  );
  up = true;
  forward(4_000);
  const fresh = await resolver.resolve(handle);
  assert.equal(fresh.provenance?.staleForS, undefined);
  up = false;
  forward(100_000 + 1_001_000);
  await assert.rejects(resolver.resolve(handle), (error) => isFailure(error));
});

test('a slow node is not waited for long when there is an old answer, and its answer is taken later', async (t) => {
  const { clock, forward } = shiftedClock();
  const late = Promise.withResolvers<Finding>();
  let answers: () => Finding | Promise<Finding> = () => record('first', 100);
  const root = await node(t, () => answers());
  const resolver = await resolverFrom(t, [root], { clock, staleMaxS: 1_000, staleWaitMs: 10 });
  await resolver.resolve(handle);
  answers = () => late.promise;
  forward(101_000);
  const old = await resolver.resolve(handle);
  assert.equal(old.values[0]?.data.value, 'first');
  assert.ok(old.provenance?.staleForS);
  late.resolve(record('second', 100));
  await until('the refresh', async () => {
    const now = await resolver.resolve(handle);
    return now.values[0]?.data.value === 'second' && now.provenance?.staleForS === undefined;
  });
});

test('what is much asked for is fresh again before it runs out', async (t) => {
  const { clock, forward } = shiftedClock();
  let asked = 0;
  const root = await node(t, () => record(`${++asked}`, 100));
  const resolver = await resolverFrom(t, [root], { clock });
  for (let n = 0; n < 5; n++) await resolver.resolve(handle);
  forward(95_000);
  assert.equal((await resolver.resolve(handle)).values[0]?.data.value, '1');
  await until('the refresh', () => asked === 2 && resolver.walksUnderWay === 0);
  assert.equal(resolver.tally.prefetches, 1);
  const after = await resolver.resolve(handle);
  assert.equal(after.values[0]?.data.value, '2');
  assert.equal(after.values[0]?.ttl, 100);
});

test('"not found", "not responsible" and failures are remembered for their own times', async (t) => {
  const { clock, forward } = shiftedClock();
  let asked = 0;
  let code = 100;
  const root = await node(t, () => ({ code: (asked++, code) }));
  const times = { negativeTtlS: 10, notResponsibleTtlS: 20, unreachableTtlS: 5 };
  const resolver = await resolverFrom(t, [root], { clock, ...times });
  const ask = async (name: string): Promise<number> => {
    const before = asked;
    await resolver.resolve(name).catch(() => {});
    return asked - before;
  };
  const asks = async (name: string): Promise<boolean> => (await ask(name)) > 0;
  assert.ok(await asks('88.1/none'));
  forward(9_000);
  assert.ok(!(await asks('88.1/none')));
  forward(2_000);
  assert.ok(await asks('88.1/none'));
  code = 301;
  assert.ok(await asks('99/x'));
  forward(19_000);
  assert.ok(!(await asks('99/x')));
  code = 3;
  assert.ok(await asks('88.1/busy'));
  forward(4_000);
  assert.ok(!(await asks('88.1/busy')));
  forward(2_000);
  assert.ok(await asks('88.1/busy'));
});

test('a value without time to live is asked for each time', async (t) => {
  let asked = 0;
  const root = await node(t, () => record(`${++asked}`, 0));
  const resolver = await resolverFrom(t, [root]);
  for (const text of ['1', '2']) {
    assert.equal((await resolver.resolve(handle)).values[0]?.data.value, text);
  }
});

test('a walk ends in time however slow the nodes are, and says so', async (t) => {
  const root = await node(t, never);
  const resolver = await resolverFrom(t, [root], { walkTimeoutMs: 40 });
  await assert.rejects(resolver.resolve(handle), (error) =>
    isFailure(error, 'identifiers.walk-too-long'),
  );
});
