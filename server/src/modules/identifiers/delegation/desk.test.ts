// The desk: who gets a prefix, and who does not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../../../testing/until.ts';
import type { DelegationDesk } from './desk.ts';
import { deskFor as desk, failsWith, keyPair, request as signed } from '../testing/desk.ts';
import type { DelegationFacts, DelegationRequest } from './request.ts';

const [one, other] = [keyPair(), keyPair()];
const request = (change: Partial<DelegationFacts> = {}, key = one, nowMs = Date.now()) =>
  signed(change, key, nowMs);
const ask = (made: DelegationDesk, asked: DelegationRequest, from = '10.0.0.1') =>
  made.ask(asked, from);

test('a request waits, is granted to its key, and then follows the node', async (t) => {
  const { desk: made, told } = await desk(t);
  assert.deepEqual((await made.list({ limit: 10 })).items, []);
  const first = await ask(made, request());
  assert.deepEqual([first.state, first.parent.prefix], ['waiting', '88.118']);
  assert.equal((await ask(made, request())).state, 'waiting', 'asking again changes nothing');
  assert.equal(told.length, 0, 'nothing is referred to who only asked');
  const granted = await made.decide('88.118.8', { grant: true, by: 'operator' });
  assert.deepEqual([granted.state, granted.decidedBy], ['granted', 'operator']);
  assert.equal((await ask(made, request({ tcpPort: 9_999 }))).state, 'granted');
  assert.deepEqual(
    told.map(({ tcpPort }) => tcpPort),
    [2643, 9_999],
  );
  assert.deepEqual(Buffer.from(told[0]?.publicKey ?? []), Buffer.from(one.record));
  assert.equal((await made.list({ limit: 10 })).items.length, 1);
});

test('another key does not get a prefix that is held; an invitation hands it over', async (t) => {
  const { desk: made, told } = await desk(t);
  const { code } = await made.invite('88.118.8', { days: 1, givenBy: 'operator' });
  assert.equal((await ask(made, request({ invitation: code }))).state, 'granted');
  await assert.rejects(ask(made, request({}, other)), failsWith('prefix-held'));
  await assert.rejects(
    ask(made, request({ invitation: code }, other)),
    failsWith('prefix-held'),
    'an invitation is used once',
  );
  assert.equal(told.length, 1);
  const next = await made.invite('88.118.8', { days: 1, givenBy: 'operator' });
  const moved = await ask(made, request({ invitation: next.code }, other));
  assert.equal(moved.state, 'granted');
  assert.equal((await ask(made, request())).state, 'refused', 'the old key has lost it');
  const states = (await made.list({ limit: 10 })).items.map(({ state }) => state);
  assert.deepEqual(states.toSorted(), ['granted', 'refused']);
});

test('an invitation is for its prefix only, and for a while', async (t) => {
  const { desk: made } = await desk(t);
  const { code } = await made.invite('88.118.9', { days: 1, givenBy: 'operator' });
  assert.equal((await ask(made, request({ invitation: code }))).state, 'waiting');
  const late = await made.invite('88.118.8', { days: -1, givenBy: 'operator' });
  assert.equal((await ask(made, request({ invitation: late.code }))).state, 'waiting');
  await made.removeExpired();
  const other9 = request({ prefix: '88.118.9', invitation: code });
  assert.equal((await ask(made, other9)).state, 'granted', 'a wrong try did not use it up');
});

test('two who wait for one prefix: the operator names the key; the others are refused', async (t) => {
  const { desk: made, withdrawn } = await desk(t);
  await ask(made, request());
  await ask(made, request({}, other));
  await assert.rejects(
    made.decide('88.118.8', { grant: true, by: 'x' }),
    failsWith('no-such-request'),
  );
  const { items } = await made.list({ limit: 10, state: 'waiting' });
  const fingerprint = items[0]?.fingerprint.slice(0, 12) ?? '';
  await made.decide('88.118.8', { grant: true, fingerprint, by: 'x' });
  assert.equal((await made.list({ limit: 10, state: 'waiting' })).items.length, 0);
  await made.decide('88.118.8', { grant: false, fingerprint, reason: 'not paid', by: 'x' });
  assert.deepEqual(withdrawn, ['88.118.8']);
  await assert.rejects(
    made.decide('88.118.7', { grant: true, by: 'x' }),
    failsWith('no-such-request'),
  );
});

test('what is forged, stale or not ours is refused, and nothing is kept', async (t) => {
  const { desk: made } = await desk(t);
  const good = request();
  for (const change of [
    { host: '10.6.6.6' },
    { prefix: '88.118.9' },
    { publicKey: Buffer.from(other.record).toString('base64') },
    { publicKey: Buffer.from('nonsense '.repeat(9)).toString('base64') },
    { signature: `${good.signature.slice(4)}AAAA` },
    { invitation: 'x' },
  ]) {
    await assert.rejects(ask(made, { ...good, ...change }), failsWith('bad-proof'));
  }
  for (const awayMs of [-360_000, 360_000]) {
    const asked = request({}, one, Date.now() + awayMs);
    await assert.rejects(ask(made, asked), failsWith('clocks-differ'));
  }
  await assert.rejects(ask(made, request({ prefix: '10.1' })), failsWith('not-a-child'));
  await assert.rejects(ask(made, request({ prefix: '88' })), failsWith('not-a-child'));
  await assert.rejects(ask(made, request({ prefix: '88..8' })), failsWith('malformed'));
  assert.deepEqual((await made.list({ limit: 10 })).items, []);
});

test('one address cannot fill the desk', async (t) => {
  const { desk: made } = await desk(t);
  for (let n = 0; n < 20; n++) await ask(made, request({ prefix: `88.118.${n}` }));
  await assert.rejects(ask(made, request({ prefix: '88.118.99' })), failsWith('desk-full'));
  assert.equal((await ask(made, request({ prefix: '88.118.5' }))).state, 'waiting');
  assert.equal((await ask(made, request({ prefix: '88.118.99' }), '10.0.0.2')).state, 'waiting');
});

test('to refuse who only asked takes nothing from the node that has the prefix', async (t) => {
  const { desk: made, withdrawn } = await desk(t);
  await ask(made, request()); // the prefix may stand in the settings, or run in this very process
  await made.decide('88.118.8', { grant: false, by: 'x' });
  assert.deepEqual(withdrawn, []);
  const { code } = await made.invite('88.118.8', { days: 1, givenBy: 'operator' });
  await ask(made, request({ invitation: code }, other));
  const { items } = await made.list({ limit: 10, state: 'refused' });
  const fingerprint = items[0]?.fingerprint ?? '';
  await made.decide('88.118.8', { grant: false, fingerprint, by: 'x' });
  assert.deepEqual(withdrawn, [], 'the old key was refused before');
});

test('an older word of the child, sent again by whoever heard it, does not move its node back', async (t) => {
  const { desk: made, told } = await desk(t);
  const before = request({}, one, Date.now() - 60_000);
  const { code } = await made.invite('88.118.8', { days: 1, givenBy: 'operator' });
  await ask(made, request({ invitation: code }, one, Date.now() - 120_000));
  await ask(made, request({ tcpPort: 9_999 }));
  assert.equal((await ask(made, before)).state, 'granted');
  assert.deepEqual(
    told.map(({ tcpPort }) => tcpPort),
    [2643, 9_999, 9_999],
  );
});

test('with a prefix that is taken back go the invitations to it', async (t) => {
  const { desk: made } = await desk(t);
  await ask(made, request());
  const { code } = await made.invite('88.118.8', { days: 1, givenBy: 'operator' });
  const elsewhere = await made.invite('88.118.9', { days: 1, givenBy: 'operator' });
  await made.decide('88.118.8', { grant: true, by: 'x' });
  await made.decide('88.118.8', { grant: false, by: 'x' });
  assert.equal((await ask(made, request({ invitation: code }))).state, 'refused');
  const other9 = request({ prefix: '88.118.9', invitation: elsewhere.code });
  assert.equal((await ask(made, other9)).state, 'granted');
});

test('what was decided last is what stands, whatever is being told at that time', async (t) => {
  let finish: (() => void) | undefined;
  const told: string[] = [];
  const { desk: made } = await desk(t, {
    delegate: () =>
      new Promise((resolve) => {
        finish = () => {
          told.push('delegated');
          resolve();
        };
      }),
    withdraw: async () => void told.push('withdrawn'),
  });
  await ask(made, request());
  const granting = made.decide('88.118.8', { grant: true, by: 'x' });
  await until('the parent is being told', () => finish !== undefined);
  const refusing = made.decide('88.118.8', { grant: false, by: 'x' });
  await new Promise((resolve) => setImmediate(resolve));
  finish?.();
  await Promise.all([granting, refusing]);
  assert.deepEqual(told, ['delegated', 'withdrawn']);
});

test('a child that never asked here keeps its prefix, unless an invitation says otherwise', async (t) => {
  const { desk: made, told } = await desk(t, { holds: async () => true });
  await assert.rejects(ask(made, request()), failsWith('prefix-held'));
  const { code } = await made.invite('88.118.8', { days: 1, givenBy: 'operator' });
  assert.equal((await ask(made, request({ invitation: code }))).state, 'granted');
  assert.equal((await ask(made, request())).state, 'granted');
  assert.equal(told.length, 2);
});

test('who asked once and never again makes room after a month', async (t) => {
  let nowMs = Date.now();
  const { desk: made } = await desk(t, {}, () => nowMs);
  await ask(made, request());
  await ask(made, request({ prefix: '88.118.9' }));
  nowMs += 20 * 86_400_000;
  await made.removeExpired();
  assert.equal((await made.list({ limit: 10 })).items.length, 2);
  await ask(made, request({ prefix: '88.118.9' }, one, nowMs));
  nowMs += 20 * 86_400_000;
  await made.removeExpired();
  const { items } = await made.list({ limit: 10 });
  assert.deepEqual(
    items.map(({ prefix }) => prefix),
    ['88.118.9'],
  );
});

test('a customer of an IPv6 network is one address to the desk', async (t) => {
  const { desk: made } = await desk(t);
  for (let n = 0; n < 20; n++) {
    await ask(made, request({ prefix: `88.118.${n}` }), `2001:db8::${n + 1}`);
  }
  const asked = request({ prefix: '88.118.99' });
  await assert.rejects(ask(made, asked, '2001:db8::99'), failsWith('desk-full'));
});
