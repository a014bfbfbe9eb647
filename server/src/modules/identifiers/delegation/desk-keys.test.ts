// The desk over a roll-over of a child's key, and the sites that a request tells of.
import assert from 'node:assert/strict';
import { createPrivateKey, sign } from 'node:crypto';
import { test } from 'node:test';
import { isFailure } from '../../../kernel/failure/failure.ts';
import { check } from '../../../kernel/schema/schema.ts';
import { failsWith, deskFor, keyPair, request } from '../testing/desk.ts';
import { delegationRequestSchema } from './request.ts';

const [one, two, three] = [keyPair(), keyPair(), keyPair()];
const slotted = (...keys: readonly { record: Uint8Array }[]) =>
  keys.map(({ record }, at) => ({
    slot: 410 + at,
    record: Buffer.from(record).toString('base64'),
  }));
const at = (seconds: number): number => Date.now() - 60_000 + seconds * 1_000;

test('a key that the holder told of takes over, and the old one goes when it is told of no more', async (t) => {
  const { desk, told } = await deskFor(t);
  const { code } = await desk.invite('88.118.8', { days: 1, givenBy: 'operator' });
  const ask = (keys: object, key = one, seconds = 0) =>
    desk.ask(request({ invitation: code, ...keys }, key, at(seconds)), '10.0.0.1');
  await ask({ keys: slotted(one) });
  await assert.rejects(ask({ keys: slotted(one, two) }, two, 1), failsWith('prefix-held'));
  await ask({ keys: slotted(one, two) }, one, 2);
  assert.equal((await ask({ keys: slotted(one, two) }, two, 3)).state, 'granted');
  assert.deepEqual(
    told.map(({ keys = [] }) => keys.length),
    [1, 2, 2],
  );
  assert.deepEqual(Buffer.from(told.at(-1)?.keys?.[1]?.record ?? []), Buffer.from(two.record));
  assert.equal((await desk.list({ limit: 10 })).items.length, 1);
  await ask({ keys: slotted(two) }, two, 4);
  await assert.rejects(ask({ keys: slotted(one) }, one, 5), failsWith('prefix-held'));
  await assert.rejects(ask({ keys: slotted(two, three) }, three, 6), failsWith('prefix-held'));
});

test('a request that is sent again by somebody else takes nothing back', async (t) => {
  const { desk, told } = await deskFor(t);
  const { code } = await desk.invite('88.118.8', { days: 1, givenBy: 'operator' });
  const early = request({ invitation: code, keys: slotted(one) }, one, at(0));
  await desk.ask(early, '10.0.0.1');
  await desk.ask(request({ keys: slotted(one, two), tcpPort: 9_999 }, one, at(5)), '10.0.0.1');
  assert.equal((await desk.ask(early, '10.6.6.6')).state, 'granted');
  const last = told.at(-1);
  assert.deepEqual([last?.tcpPort, last?.keys?.length], [9_999, 2]);
});

test('servers, mirrors and keys are signed, and reach the naming record', async (t) => {
  const { desk, told } = await deskFor(t);
  const server = { host: '10.0.0.2', tcpPort: 2643, udpPort: 2643 };
  const mirror = { ...server, description: 'mirror', publicKey: slotted(two)[0]?.record ?? '' };
  const { code } = await desk.invite('88.118.8', { days: 1, givenBy: 'operator' });
  const facts = { servers: [server, { ...server, host: '10.0.0.3' }], hashOption: 2 };
  const good = request({ invitation: code, ...facts, mirrors: [mirror], keys: slotted(one) }, one);
  assert.ok(check(delegationRequestSchema, good).ok);
  for (const change of [
    { servers: [server] },
    { hashOption: 1 },
    { mirrors: [] },
    { mirrors: [{ ...mirror, host: '10.6.6.6' }] },
    { keys: slotted(one, two) },
    { keys: [{ slot: 411, record: slotted(one)[0]?.record ?? '' }] },
  ]) {
    await assert.rejects(desk.ask({ ...good, ...change }, '10.0.0.1'), failsWith('bad-proof'));
  }
  const { servers: _servers, hashOption: _option, mirrors: _mirrors, keys: _keys, ...bare } = good;
  await assert.rejects(desk.ask(bare, '10.0.0.1'), failsWith('bad-proof'), 'left out');
  assert.equal((await desk.ask(good, '10.0.0.1')).state, 'granted');
  const [child] = told;
  assert.deepEqual(child?.servers, facts.servers);
  assert.equal(child?.hashOption, 2);
  assert.equal(child?.mirrors?.[0]?.description, 'mirror');
});

test('a request of a node that knows none of this is signed as it always was', async (t) => {
  const { desk } = await deskFor(t);
  const { signature: _signature, ...made } = request({}, one);
  const { prefix, description, host, tcpPort, udpPort, publicKey } = made;
  const { organisation, contact, time } = made;
  const where = [prefix, description, host, tcpPort, udpPort, publicKey, ''];
  const text = `jingwei delegation request 1\n${JSON.stringify([...where, organisation, contact, '', time])}`;
  const pem = one.privateKey.export({ type: 'pkcs8', format: 'pem' });
  const signature = sign('sha256', Buffer.from(text), createPrivateKey(pem)).toString('base64');
  assert.equal((await desk.ask({ ...made, signature }, '10.0.0.1')).state, 'waiting');
  await assert.rejects(desk.ask({ ...made, time: at(9).toString(), signature }, ''), (error) =>
    isFailure(error, 'identifiers.bad-proof'),
  );
});
