import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dataTypes } from '../../../../wire/sparkplug/data-types.ts';
import type { Metric, Payload } from '../../../../wire/sparkplug/payload.ts';
import { HostedNode, type HostEffect, type HostRules, type NodeMessage } from './hosted-node.ts';

const rules: HostRules = { reorderMs: 2_000, rebirthEveryMs: 10_000, deviceBirthMs: 30_000 };

const number = (name: string, value: number, more: Metric = {}): Metric => ({
  ...{ name, datatype: dataTypes.Double, field: 'double', value },
  ...more,
});
const bdSeq = (value: number): Metric => ({ name: 'bdSeq', datatype: 4, field: 'long', value });

function message(
  type: NodeMessage['type'],
  payload: Partial<Payload>,
  device?: string,
): NodeMessage {
  return {
    type,
    payload: { timestamp: 1, metrics: [], ...payload },
    ...(device === undefined ? {} : { device }),
  };
}

const nbirth = (seq = 0, bd = 0, metrics: Metric[] = [number('n', 1)]) =>
  message('NBIRTH', { seq, metrics: [bdSeq(bd), ...metrics] });
const dbirth = (seq: number, device = 'D', metrics: Metric[] = [number('d', 1)]) =>
  message('DBIRTH', { seq, metrics }, device);
const ndata = (seq: number, value = seq) =>
  message('NDATA', { seq, metrics: [number('n', value)] });
const ndeath = (bd: number) => message('NDEATH', { metrics: [bdSeq(bd)] });

/** `told n=1`, `born`, `dead n`, `rebirth no-birth`, … */
function shown(effects: readonly HostEffect[]): string[] {
  return effects.map((effect) => {
    if (effect.kind === 'told')
      return `told ${effect.told.map(({ definition, metric }) => `${definition.path}=${String(metric.value)}`).join(' ')}`;
    if (effect.kind === 'dead') return `dead ${[...effect.birth.definitions.keys()].join(' ')}`;
    if (effect.kind === 'rebirth') return `rebirth ${effect.why}`;
    if (effect.kind === 'misfit') return `misfit ${effect.misfit.trouble} ${effect.misfit.key}`;
    return `born ${effect.device ?? ''}`.trim();
  });
}

function bornNode(more: Partial<HostRules> = {}): HostedNode {
  const node = new HostedNode({ ...rules, ...more });
  node.take(nbirth(), 0);
  return node;
}

test('a birth defines metrics and tells their values; data in order follows', () => {
  const node = new HostedNode(rules);
  assert.deepEqual(shown(node.take(nbirth(), 0)), ['born', 'told n=1']);
  assert.deepEqual(shown(node.take(dbirth(1), 0)), ['born D', 'told d=1']);
  assert.deepEqual(shown(node.take(ndata(2), 0)), ['told n=2']);
  const ddata = message('DDATA', { seq: 3, metrics: [number('d', 9)] }, 'D');
  assert.deepEqual(shown(node.take(ddata, 0)), ['told d=9']);
  assert.equal(node.dueMs, undefined);
});

test('data before any birth ask for one, and again only after a while', () => {
  const node = new HostedNode(rules);
  assert.deepEqual(shown(node.take(ndata(5), 0)), ['rebirth no-birth']);
  for (let i = 0; i < 100; i += 1) assert.deepEqual(node.take(ndata(i), i), []);
  assert.equal(node.dueMs, 10_000);
  assert.deepEqual(node.tick(9_999), []);
  assert.deepEqual(shown(node.tick(10_000)), ['rebirth no-birth']);
  assert.equal(node.dueMs, undefined, 'asked, and nothing more is wanted until data come');
  node.take(ndata(1), 10_001);
  assert.equal(node.dueMs, 20_000);
  node.take(nbirth(), 10_002);
  assert.equal(node.dueMs, undefined, 'a birth answers the request');
});

test('sequence numbers go from 255 to 0', () => {
  const node = bornNode();
  for (let i = 1; i < 600; i += 1)
    assert.deepEqual(shown(node.take(ndata(i & 255, i), 0)), [`told n=${i}`]);
});

test('messages out of order wait for those before them, and come in order', () => {
  const node = bornNode();
  assert.deepEqual(node.take(ndata(3), 100), []);
  assert.equal(node.dueMs, 2_100, 'the timer starts with the first message out of order');
  assert.deepEqual(node.take(ndata(2), 200), []);
  assert.deepEqual(shown(node.take(ndata(1), 300)), ['told n=1', 'told n=2', 'told n=3']);
  assert.equal(node.dueMs, undefined, 'the timer is stopped when the gap is filled');
});

test('a gap that nothing fills: what came is told, and a birth asked for', () => {
  const node = bornNode();
  node.take(ndata(2), 100);
  node.take(ndata(5), 150);
  assert.deepEqual(node.tick(2_099), []);
  assert.deepEqual(shown(node.tick(2_100)), ['told n=2', 'told n=5', 'rebirth messages-lost']);
  assert.equal(node.lost, 2);
  assert.deepEqual(shown(node.take(ndata(6), 2_200)), ['told n=6']);
  assert.deepEqual(shown(node.take(nbirth(), 2_300)), ['born', 'told n=1']);
  assert.deepEqual(shown(node.take(ndata(1), 2_400)), ['told n=1']);
});

test('without time to wait, a gap asks at once', () => {
  const node = bornNode({ reorderMs: 0 });
  assert.deepEqual(shown(node.take(ndata(2), 1)), ['told n=2', 'rebirth messages-lost']);
});

test('the same message twice is told once', () => {
  const node = bornNode();
  node.take(ndata(2), 0);
  node.take(ndata(2), 0);
  assert.deepEqual(shown(node.take(ndata(1), 0)), ['told n=1', 'told n=2']);
});

test('any order within the time is put right', () => {
  const orders = fc.shuffledSubarray(
    Array.from({ length: 200 }, (_, i) => i + 1),
    { minLength: 200, maxLength: 200 },
  );
  fc.assert(
    fc.property(orders, (order) => {
      const node = bornNode();
      const told = order.flatMap((i) => shown(node.take(ndata(i & 255, i), 0)));
      assert.deepEqual(
        told,
        Array.from({ length: 200 }, (_, i) => `told n=${i + 1}`),
      );
    }),
    { numRuns: 50 },
  );
});

test('the death of the node makes all stale, its devices too', () => {
  const node = bornNode();
  node.take(dbirth(1), 0);
  assert.deepEqual(shown(node.take(ndeath(0), 0)), ['dead n', 'dead d']);
  assert.equal(node.isAlive, false);
  assert.equal(node.isDeviceAlive('D'), false);
  assert.deepEqual(node.take(ndeath(0), 0), [], 'a second death is none');
  assert.deepEqual(shown(node.take(ndata(2), 0)), ['rebirth no-birth']);
});

test('a death of another connection is none', () => {
  const node = new HostedNode(rules);
  node.take(nbirth(0, 7), 0);
  assert.deepEqual(node.take(ndeath(6), 0), []);
  assert.equal(node.isAlive, true);
  assert.deepEqual(shown(node.take(ndeath(7), 0)), ['dead n']);
});

test('the death of a device makes it stale from the time of the message', () => {
  const node = bornNode();
  node.take(dbirth(1), 0);
  const [dead] = node.take(message('DDEATH', { seq: 2, timestamp: 77 }, 'D'), 0);
  assert.ok(dead?.kind === 'dead' && dead.at === 77);
  assert.deepEqual(shown(node.take(ndata(3), 0)), ['told n=3']);
  const ddata = message('DDATA', { seq: 4, metrics: [number('d', 2)] }, 'D');
  assert.deepEqual(shown(node.take(ddata, 0)), ['rebirth no-birth']);
});

test('a device that is not born again with its node is stale after a while', () => {
  const node = bornNode();
  node.take(dbirth(1, 'A', [number('a', 1)]), 0);
  node.take(dbirth(2, 'B', [number('b', 1)]), 0);
  node.take(nbirth(), 1_000);
  node.take(dbirth(1, 'A', [number('a', 2)]), 1_000);
  assert.equal(node.dueMs, 31_000);
  assert.deepEqual(shown(node.tick(31_000)), ['dead b']);
  assert.equal(node.isDeviceAlive('A'), true);
  assert.equal(node.isDeviceAlive('B'), false);
});

test('aliases stand for names, in all of the edge node', () => {
  const node = new HostedNode(rules);
  node.take(nbirth(0, 0, [number('n', 1, { alias: 1 })]), 0);
  node.take(dbirth(1, 'D', [number('d', 1, { alias: 2n ** 63n })]), 0);
  const metrics: Metric[] = [{ alias: 2n ** 63n, field: 'double', value: 5 }];
  assert.deepEqual(shown(node.take(message('DDATA', { seq: 2, metrics }, 'D'), 0)), ['told d=5']);
});

test('a metric or alias that no birth defined is named, the others are told, a birth is asked for', () => {
  const node = bornNode();
  const metrics = [number('n', 2), number('x', 3), { alias: 9, field: 'int' as const, value: 1 }];
  assert.deepEqual(shown(node.take(message('NDATA', { seq: 1, metrics }), 0)), [
    'misfit unknown-metric x',
    'rebirth unknown-metric',
    'misfit unknown-metric alias 9',
    'told n=2',
  ]);
});

test('a birth with metrics that have no name, no type, or a name or alias twice', () => {
  const node = new HostedNode(rules);
  const metrics: Metric[] = [
    { field: 'int', value: 1, datatype: 3 },
    { name: 'untyped', field: 'int', value: 1 },
    { name: 'strange', datatype: 99, field: 'int', value: 1 },
    number('twice', 1, { alias: 1 }),
    number('twice', 2),
    number('same alias', 3, { alias: 1 }),
  ];
  assert.deepEqual(shown(node.take(nbirth(0, 0, metrics), 0)).slice(0, 5), [
    'misfit no-name ',
    'misfit no-type untyped',
    'misfit no-type strange',
    'misfit name-twice twice',
    'misfit alias-twice same alias',
  ]);
});

test('members of templates are metrics; definitions are none', () => {
  const node = new HostedNode(rules);
  const template = (members: Metric[], isDefinition: boolean): Metric => ({
    ...{ name: isDefinition ? 'Motor' : 'M1', datatype: dataTypes.Template, timestamp: 5 },
    field: 'template',
    value: { metrics: members, parameters: [], isDefinition },
  });
  const effects = node.take(
    nbirth(0, 0, [
      template([number('rpm', 0)], true),
      template([number('rpm', 1), number('amps', 2)], false),
    ]),
    0,
  );
  assert.deepEqual(shown(effects), ['born', 'told M1/rpm=1 M1/amps=2']);
  const some = message('NDATA', { seq: 1, metrics: [template([number('amps', 3)], false)] });
  assert.deepEqual(shown(node.take(some, 0)), ['told M1/amps=3']);
  const none = message('NDATA', { seq: 2, metrics: [{ name: 'M1', isNull: true }] });
  assert.deepEqual(shown(node.take(none, 0)), ['told M1/rpm=undefined M1/amps=undefined']);
});

test('messages without a sequence number are told, against the standard as they are', () => {
  const node = bornNode();
  assert.deepEqual(shown(node.take(message('NDATA', { metrics: [number('n', 4)] }), 0)), [
    'told n=4',
  ]);
});

test('whatever a node says in whatever order, it is answered within bounds', () => {
  const kinds = fc.constantFrom('NBIRTH', 'NDATA', 'NDEATH', 'DBIRTH', 'DDATA', 'DDEATH');
  const any = fc.record({
    type: kinds,
    seq: fc.integer({ min: -1, max: 300 }),
    bd: fc.integer({ min: 0, max: 2 }),
    device: fc.constantFrom('A', 'B'),
    afterMs: fc.integer({ min: 0, max: 5_000 }),
  });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 60 }), (steps) => {
      const node = new HostedNode(rules);
      const asked: number[] = [];
      let now = 0;
      for (const { type, seq, bd, device, afterMs } of steps) {
        now += afterMs;
        const metrics = [bdSeq(bd), number('m', seq)];
        const payload = seq < 0 ? { metrics } : { metrics, seq };
        const of = type.startsWith('D') ? device : undefined;
        const effects = [...node.tick(now), ...node.take(message(type, payload, of), now)];
        for (const { kind } of effects) if (kind === 'rebirth') asked.push(now);
        assert.ok(node.dueMs === undefined || node.dueMs >= now - 5_000);
      }
      asked.forEach((at, i) => assert.ok(i === 0 || at - (asked[i - 1] ?? 0) >= 10_000));
    }),
    { numRuns: 300 },
  );
});

test('a device that is born again with other numbers leaves none of its old ones behind', () => {
  const node = bornNode();
  const tell = (seq: number, alias: number) =>
    shown(
      node.take(message('DDATA', { seq, metrics: [{ alias, field: 'double', value: 5 }] }, 'D'), 0),
    );
  node.take(dbirth(1, 'D', [number('old', 1, { alias: 7 })]), 0);
  node.take(dbirth(2, 'D', [number('new', 1, { alias: 8 })]), 0);
  assert.deepEqual(tell(3, 8), ['told new=5']);
  assert.match(tell(4, 7).join(), /misfit unknown-metric alias 7/);
  assert.equal(node.metrics, 4, 'n, new, and one for each birth');
});

test('what it keeps is counted, with devices that are awaited', () => {
  const node = bornNode();
  for (let n = 1; n <= 9; n += 1) node.take(dbirth(n, `D${n}`), 0);
  assert.equal(node.metrics, 20);
  node.take(nbirth(), 0);
  assert.equal(node.metrics, 20, 'its devices may be born again');
  node.tick(rules.deviceBirthMs);
  assert.equal(node.metrics, 2);
});
