// Fine points of the protocol: long answers over UDP, questions that came too far or too late, connections
// that are to be kept or not.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { opFlag, requests, splitDatagrams, valueType } from '../../../wire/handle/handle.ts';
import { registryPort, resolverPort } from '../api.ts';
import { keyRecordOf } from '../administration/key-records.ts';
import { certifiedAnswer } from '../certification/certified-answer.ts';
import {
  administer,
  adminOf,
  codesOf,
  overTcp,
  sentValue,
  signer,
} from '../testing/administrator.ts';
import { addressOf, startNodes } from '../testing/four-nodes.ts';
import { memoryNode } from '../testing/memory-node.ts';
import { SessionClient } from '../testing/session-client.ts';
import { exchange, question, read, valuesOf } from '../testing/wire.ts';
import type { Peer } from './peer.ts';

const own = '0.NA/88.1';
const keys = generateKeyPairSync('ed25519');
const pemOf = (key: typeof keys.publicKey): string =>
  String(key.export({ format: 'pem', type: 'spki' }));
const record = keyRecordOf(pemOf(keys.publicKey)) ?? new Uint8Array(0);
const admin = signer({ handle: own, index: 300 }, keys.privateKey, 'Ed25519');
const long = sentValue(1, { data: Buffer.alloc(5_000, 'x') });
const short = sentValue(1, { data: Buffer.alloc(1_500, 'x') });
const records = {
  [own]: [
    adminOf(100, { handle: own, index: 300 }),
    sentValue(300, { type: valueType.publicKey, data: record }),
  ],
  '88.1/LONG': [long],
  '88.1/SHORT': [short],
  '88.1/SECRET': [
    sentValue(2),
    { ...long, permissions: 12 },
    adminOf(100, { handle: own, index: 300 }),
  ],
};
const udp: Peer = { transport: 'udp', host: '10.0.0.1', port: 7 };

test('an answer over UDP has at most four packets for each of its question; a longer one points to TCP', async (t) => {
  const at = await memoryNode(t, { prefix: '88.1', records });
  const asked = question({ handle: '88.1/LONG' });
  const [answer] = await at.sendAs(udp)(asked);
  assert.ok(answer && answer.length <= 512);
  const { envelope, header } = read(answer);
  assert.deepEqual([header.responseCode, envelope.truncated, envelope.requestId], [2, true, 7]);
  assert.equal(valuesOf(read((await at.send(asked))[0])).length, 1, 'over TCP it is answered');
  const [fits] = await at.sendAs(udp)(question({ handle: '88.1/SHORT' }));
  assert.equal(splitDatagrams(fits ?? answer).length, 4);
  assert.equal(valuesOf(read(fits)).length, 1);
  const types = ['URL', ...Array.from({ length: 60 }, (_, n) => `SOME-LONGER-TYPE-${n}`)];
  const asking = question({ handle: '88.1/LONG', types });
  assert.ok(splitDatagrams(asking).length >= 3);
  assert.equal(valuesOf(read((await at.sendAs(udp)(asking))[0])).length, 1);
});

test('who answered a challenge or set up a session over UDP gets answers of any length', async (t) => {
  const at = await memoryNode(t, { prefix: '88.1', records });
  const send = at.sendAs(udp);
  const [challenged] = await administer(send, requests.resolve('88.1/SECRET'), admin);
  assert.ok(challenged);
  assert.equal(valuesOf(challenged).length, 3);
  const client = new SessionClient(send);
  await client.setUp();
  const [inSession] = await client.ask(requests.resolve('88.1/LONG'));
  assert.equal(valuesOf(inSession).length, 1);
});

test('the pointer to TCP is certified where the question asks for that', async (t) => {
  const node = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const at = await memoryNode(t, { prefix: '88.1', records, nodeKey: node });
  const flags = opFlag.certified | opFlag.publicOnly;
  const [answer] = await at.sendAs(udp)(question({ handle: '88.1/LONG', flags }));
  const nodeRecord = keyRecordOf(pemOf(node.publicKey)) ?? new Uint8Array(0);
  const certified = answer && certifiedAnswer(answer, nodeRecord);
  assert.ok(certified?.ok);
  assert.equal(certified.message.header.responseCode, 2);
});

test('a request that is late or went through many hands is answered by an authority as by Handle.Net', async (t) => {
  const at = await memoryNode(t, { prefix: '88.1', records });
  const late = question({ handle: '88.1/SHORT' });
  new DataView(late.buffer, late.byteOffset).setUint32(36, 1); // expired in 1970
  const far = question({ handle: '88.1/SHORT' });
  far[34] = 255; // recursion count
  const stale = question({ handle: '88.1/SHORT' });
  new DataView(stale.buffer, stale.byteOffset).setUint16(32, 1); // site serial
  for (const asked of [late, far, stale]) {
    assert.deepEqual(codesOf((await at.send(asked)).map(read)), [1]);
  }
});

test('the recursive node refuses what was passed on too often, and asks over TCP for what is too long', async (t) => {
  const program = await startNodes(t);
  const to = addressOf(program, 'recursive-node');
  const handle = '88.118.8/LONG';
  const values = [{ index: 1, type: 'TEXT', text: 'x'.repeat(9_000) }];
  await program.port(registryPort).register([{ handle, values }]);
  const resolution = await program.port(resolverPort).resolve(handle);
  assert.match(resolution.path.at(-1)?.address ?? '', /tcp$/);
  const asked = question({ handle });
  const codes: number[] = [];
  for (const count of [0, 8, 9, 255]) {
    asked[34] = count;
    codes.push(...codesOf((await overTcp(to)(asked)).map(read)));
  }
  assert.deepEqual(codes, [1, 1, 6, 6]);
});

test('a connection stays usable whether the client asks to keep it or not', async (t) => {
  const program = await startNodes(t);
  const to = addressOf(program, 'enterprise-node');
  const ask = (requestId: number, flags: number): Uint8Array =>
    question({ handle: '88.118.8/none', flags, envelope: { requestId } });
  const all = [ask(1, 0), ask(2, opFlag.keepConnection), ask(3, 0)];
  const { messages, closed } = await exchange(to, all, 3);
  assert.deepEqual(
    messages.map((one) => read(one).envelope.requestId),
    [1, 2, 3],
  );
  assert.equal(closed, false);
});

test('the site of a node is told to whatever handle op 2 names, with and without a certificate', async (t) => {
  const program = await startNodes(t);
  const to = addressOf(program, 'enterprise-node');
  const { op, body } = requests.siteInfo();
  const [plain] = await overTcp(to)(question({ op, body, flags: 0 }));
  const asked = requests.siteInfo('/');
  const [certified] = await overTcp(to)(question({ ...asked, flags: opFlag.certified }));
  assert.ok(plain && certified);
  const { body: site } = read(plain);
  assert.deepEqual(read(certified).body, site);
  assert.equal(read(certified).credential?.type, 'HS_SIGNED');
});
