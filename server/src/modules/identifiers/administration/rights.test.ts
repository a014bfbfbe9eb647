// Who may do what: HS_ADMIN values that name a key or groups of keys, however these are tied together.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { realClock } from '../../../kernel/world/real/clock.ts';
import { sleep } from '../../../kernel/world/clock.ts';
import {
  adminPermission,
  encodeAdminGroup,
  valueType,
  type HandleValue,
  type Reference,
} from '../../../wire/handle/handle.ts';
import type { Resolver } from '../api.ts';
import { valueJson } from '../model/value-json.ts';
import { adminOf, sentValue } from '../testing/administrator.ts';
import { memoryNode, type Records } from '../testing/memory-node.ts';
import { KnownValues } from './known-values.ts';
import { isGranted } from './rights.ts';

const { addValue, listHandles, modifyValue } = adminPermission;
const own = '0.NA/88.1';
const me: Reference = { handle: own, index: 300 };
const at = (index: number): Reference => ({ handle: own, index });

const group = (index: number, ...members: Reference[]): HandleValue =>
  sentValue(index, { type: valueType.adminGroup, data: encodeAdminGroup(members) });

async function knowing(t: TestContext, records: Records, resolver?: Pick<Resolver, 'resolve'>) {
  const { authority } = await memoryNode(t, { prefix: '88.1', records });
  return new KnownValues({ authority, resolver, clock: realClock, lookupMs: 50, lookupsMax: 2 });
}

test('permissions of all HS_ADMIN values that name a key add up, in any spelling of the handle', async (t) => {
  const known = await knowing(t, {});
  const record = [
    adminOf(100, { handle: '0.na/88.1', index: 300 }, addValue),
    adminOf(101, me, modifyValue),
    adminOf(102, at(301), listHandles),
  ];
  const may = (permissions: number, who = me) => isGranted(who, { record, permissions }, known);
  assert.equal(await may(addValue | modifyValue), true);
  assert.equal(await may(addValue | listHandles), false);
  assert.equal(await may(listHandles, at(301)), true);
  assert.equal(await may(listHandles, { handle: '0.NA/88.2', index: 301 }), false);
});

test('index 0 of a client authorises nothing, index 0 of an HS_ADMIN names every key of its handle', async (t) => {
  const known = await knowing(t, {});
  const need = { record: [adminOf(100, at(0), addValue)], permissions: addValue };
  assert.equal(await isGranted(at(0), need, known), false);
  assert.equal(await isGranted(at(7), need, known), true);
  assert.equal(await isGranted({ handle: '88.1/other', index: 7 }, need, known), false);
});

test('what is no HS_ADMIN, or none that can be read, grants nothing', async (t) => {
  const known = await knowing(t, {});
  const { data } = adminOf(100, me, addValue);
  const record = [
    sentValue(1, { type: 'hs_admin', data }),
    sentValue(2, { type: 'URL', data }),
    sentValue(3, { type: valueType.admin, data: data.slice(0, 5) }),
  ];
  assert.equal(await isGranted(me, { record, permissions: addValue }, known), false);
  assert.equal(await isGranted(me, { record: [], permissions: addValue }, known), false);
});

test('groups in groups grant, loops and endless chains end', async (t) => {
  const chain = Array.from({ length: 50 }, (_, n) => group(1_000 + n, at(1_001 + n)));
  const records = {
    [own]: [
      group(200, at(201), { handle: '88.1/team', index: 1 }),
      group(201, at(200), at(201)),
      group(202, at(202)),
      ...chain,
    ],
    '88.1/team': [group(1, me)],
  };
  const known = await knowing(t, records);
  const by = (reference: Reference) =>
    isGranted(me, { record: [adminOf(100, reference, addValue)], permissions: addValue }, known);
  assert.equal(await by(at(200)), true);
  assert.equal(await by(at(201)), true);
  assert.equal(await by(at(202)), false);
  assert.equal(await by(at(1_044)), false);
  assert.equal(await by(at(1_000)), false, 'deeper than the bound');
  assert.equal(await by({ handle: '88.1/missing', index: 1 }), false);
});

test('a group of 10,000 groups costs a bounded number of look-ups', async (t) => {
  const others = Array.from({ length: 10_000 }, (_, n) => ({ handle: `88.2/${n}`, index: 1 }));
  let asked = 0;
  const resolver: Pick<Resolver, 'resolve'> = {
    async resolve(handle) {
      asked += 1;
      const values = [group(1, ...others)].map((value) => valueJson(value, 0));
      return { handle, responseCode: 1, values, cached: false, tookMs: 0, path: [] };
    },
  };
  const known = await knowing(t, { [own]: [group(200, ...others)] }, resolver);
  const need = { record: [adminOf(100, at(200), addValue)], permissions: addValue };
  assert.equal(await isGranted(me, need, known), false);
  assert.ok(asked > 0 && asked <= 32, `${asked} look-ups`);
});

test('a silent resolver is waited for within its time, and not by many at once', async (t) => {
  let asked = 0;
  const resolver: Pick<Resolver, 'resolve'> = {
    resolve() {
      asked += 1;
      return new Promise(() => {});
    },
  };
  const known = await knowing(t, {}, resolver);
  const answers = await Promise.all(['88.2/a', '88.2/b', '88.2/c'].map((name) => known.of(name)));
  assert.deepEqual(answers, [undefined, undefined, undefined]);
  assert.equal(asked, 2);
  const failing = {
    resolve: () => sleep(realClock, 1).then(() => Promise.reject(new Error('no'))),
  };
  assert.equal(await (await knowing(t, {}, failing)).of('88.2/a'), undefined);
  assert.deepEqual(await (await knowing(t, {})).of('88.2/a'), []);
  assert.deepEqual(await (await knowing(t, {}, failing)).of('no\u0000handle'), []);
});
