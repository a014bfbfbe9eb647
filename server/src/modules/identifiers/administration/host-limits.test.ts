// What one host may ask for before it proved anything, and that the others do not suffer for it.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { opFlag, requests, type Request } from '../../../wire/handle/handle.ts';
import { certifiedAnswer } from '../certification/certified-answer.ts';
import { HostBudget } from '../listeners/host-budget.ts';
import type { Peer } from '../listeners/peer.ts';
import { codesOf, sentValue } from '../testing/administrator.ts';
import { memoryNode } from '../testing/memory-node.ts';
import { question, read } from '../testing/wire.ts';
import { keyRecordOf } from './key-records.ts';

const records = { '0.NA/88.1': [], '88.1/A': [sentValue(1)] };
const from = (host: string, transport: Peer['transport'] = 'tcp'): Peer => ({
  transport,
  host,
  port: 1,
});
const limits = {
  challenges: { burst: 3, perSecond: 0 },
  verifications: { burst: 2, perSecond: 0 },
};

test('challenges and verifications are limited per host, each in its own bucket', async (t) => {
  const at = await memoryNode(t, { prefix: '88.1', records, limits });
  const ask = async (asked: Request, peer: Peer): Promise<number | undefined> =>
    codesOf((await at.sendAs(peer)(question({ flags: 0, ...asked }))).map(read))[0];
  const create = requests.create('88.1/N', [sentValue(1)]);
  const answer = {
    userHandle: '0.NA/88.1',
    userIndex: 300,
    nonce: new Uint8Array(16),
    requestDigest: new Uint8Array(32),
    signedResponse: Uint8Array.of(1),
  };
  const verify = requests.verifyAnswer(answer);
  const codes = async (asked: Request, peer: Peer, times: number): Promise<unknown[]> => {
    const all: unknown[] = [];
    for (let n = 0; n < times; n++) all.push(await ask(asked, peer));
    return all;
  };
  assert.deepEqual(await codes(create, from('10.0.0.1'), 4), [402, 402, 402, 3]);
  assert.deepEqual(
    (await codes(verify, from('10.0.0.1'), 3)).map((one) => one === 3),
    [false, false, true],
  );
  assert.deepEqual(await codes(create, from('10.0.0.2'), 1), [402]);
  assert.deepEqual(await codes(create, from('10.0.0.1', 'udp'), 1), [402]);
  assert.deepEqual(await codes(requests.resolve('88.1/A'), from('10.0.0.1'), 1), [1]);
  assert.equal(at.administration.pending.count, 5);
});

test('answers are certified where that is asked, within limits, and nothing is done beyond them', async (t) => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = String(publicKey.export({ format: 'pem', type: 'spki' }));
  const record = keyRecordOf(pem) ?? new Uint8Array(0);
  const budget = { burst: 2, perSecond: 0 };
  const certifierBounds = { underWayMax: 8, datagrams: budget, connections: budget };
  const at = await memoryNode(t, {
    prefix: '88.1',
    records,
    nodeKey: { privateKey },
    certifierBounds,
  });
  const flags = opFlag.certified | opFlag.publicOnly;
  const asked = question({ handle: '88.1/A', flags });
  const codes: unknown[] = [];
  for (let n = 0; n < 3; n++) {
    const [answer] = await at.sendAs(from('10.0.0.1', 'udp'))(asked);
    assert.ok(answer);
    codes.push(read(answer).header.responseCode);
    assert.equal(certifiedAnswer(answer, record).ok, n < 2);
  }
  assert.deepEqual(codes, [1, 1, 3]);
  const [absent] = await at.sendAs(from('10.0.0.1'))(question({ handle: '88.1/none', flags }));
  assert.ok(absent && certifiedAnswer(absent, record).ok, 'refusals are signed too');
  const [plain] = await at.sendAs(from('10.0.0.3'))(question({ handle: '88.1/A' }));
  assert.deepEqual(plain && certifiedAnswer(plain, record), { ok: false, reason: 'uncertified' });
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
  const otherPem = String(other.export({ format: 'pem', type: 'spki' }));
  const forged = certifiedAnswer(absent, keyRecordOf(otherPem) ?? new Uint8Array(0));
  assert.deepEqual(forged, { ok: false, reason: 'forged' });
});

test('of many certified answers at once only so many are under way, the others are told at once', async (t) => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const budget = { burst: 1_000, perSecond: 0 };
  const certifierBounds = { underWayMax: 4, datagrams: budget, connections: budget };
  const at = await memoryNode(t, {
    prefix: '88.1',
    records,
    nodeKey: { privateKey },
    certifierBounds,
  });
  const asked = question({ handle: '88.1/A', flags: opFlag.certified | opFlag.publicOnly });
  const all = await Promise.all(Array.from({ length: 20 }, () => at.send(asked)));
  const codes = all.flatMap((answer) => codesOf(answer.map(read)));
  assert.equal(codes.filter((code) => code === 1).length, 4);
  assert.equal(codes.filter((code) => code === 3).length, 16);
  const again = await Promise.all(Array.from({ length: 4 }, () => at.send(asked)));
  assert.deepEqual(
    again.flatMap((answer) => codesOf(answer.map(read))),
    [1, 1, 1, 1],
  );
});

test('a bucket never gives more than its burst and what time refilled', () => {
  const step = fc.record({ waitMs: fc.nat(3_000), host: fc.constantFrom('10.0.0.1', '::1') });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      let nowMs = 0;
      const clock = { now: () => 0, monotonicMs: () => nowMs, after: () => ({ cancel() {} }) };
      const budget = new HostBudget(clock, { burst: 5, perSecond: 2 });
      const taken = new Map<string, number>();
      for (const { waitMs, host } of steps) {
        nowMs += waitMs;
        if (budget.takes(from(host))) taken.set(host, (taken.get(host) ?? 0) + 1);
      }
      for (const count of taken.values()) assert.ok(count <= 5 + (nowMs * 2) / 1000);
    }),
  );
});

test('an IPv6 customer has one bucket, and its neighbour another', () => {
  const clock = { now: () => 0, monotonicMs: () => 0, after: () => ({ cancel() {} }) };
  const budget = new HostBudget(clock, { burst: 1, perSecond: 0 });
  const hosts = ['2001:db8:1:2:aaaa::1', '2001:db8:1:2::2', '2001:db8:1:3::1', '::ffff:10.0.0.1'];
  assert.deepEqual(
    hosts.map((host) => budget.takes(from(host))),
    [true, false, true, true],
  );
});
