// The login as a state machine: whatever two connections do in whatever order, each request is answered as
// its own connection has come to deserve; and no bytes log anybody in.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { SimulatedClock } from '../../../kernel/world/simulated/clock.ts';
import { VirtualTime } from '../../../kernel/world/simulated/time.ts';
import { opCode, type Message } from '../../../wire/handle/handle.ts';
import { keyRecordOf, verificationKeyOf } from '../administration/key-records.ts';
import { verifySignature, verifySignatureOf } from '../administration/verify-signature.ts';
import type { Peer } from '../listeners/peer.ts';
import {
  adminOf,
  challengeAnswer,
  sentValue,
  signer,
  type Asked,
  type Send,
} from '../testing/administrator.ts';
import { loginOf } from '../testing/long-connection.ts';
import { memoryNode } from '../testing/memory-node.ts';
import { question, read } from '../testing/wire.ts';
import { Logins } from './logins.ts';

const own = { handle: '0.NA/88.1', index: 300 };
const keys = generateKeyPairSync('ed25519');
const right = signer(own, keys.privateKey, 'Ed25519');
const wrong = signer(own, generateKeyPairSync('ed25519').privateKey, 'Ed25519');
const pem = String(keys.publicKey.export({ format: 'pem', type: 'spki' }));
const records = {
  '0.NA/88.1': [
    adminOf(100, own),
    sentValue(300, { type: 'HS_PUBKEY', data: keyRecordOf(pem) ?? new Uint8Array(0) }),
  ],
};

const lifeMs = 1_000;

type Line = { readonly send: Send; challenge?: Message; sinceMs?: number; spoke: boolean };

async function twoLines(t: TestContext): Promise<{ time: VirtualTime; lines: Line[] }> {
  const time = new VirtualTime();
  const clock = new SimulatedClock(time);
  const logins = new Logins(clock, lifeMs);
  const node = await memoryNode(t, { prefix: '88.1', records, clock, logins });
  const lines = [1, 2].map((port): Line => {
    const peer: Peer = { transport: 'tcp', host: '127.0.0.1', port };
    return { send: node.sendAs(peer), spoke: false };
  });
  return { time, lines };
}

async function ask(line: Line, message: Uint8Array): Promise<Message> {
  const [answer, ...more] = await line.send(message);
  assert.equal(more.length, 0);
  return read(answer);
}

let made = 0;
function create(): Asked {
  made += 1;
  const body = { kind: 'values-request', handle: `88.1/${made}`, values: [sentValue(1)] } as const;
  return { op: opCode.create, body };
}

type Step =
  | { readonly does: 'begin'; readonly by: number }
  | { readonly does: 'create'; readonly by: number }
  | { readonly does: 'answer'; readonly by: number; readonly of: number; readonly good: boolean }
  | { readonly does: 'wait' };

const by = fc.nat(1);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ does: fc.constant('begin' as const), by }),
  fc.record({ does: fc.constant('create' as const), by }),
  fc.record({ does: fc.constant('answer' as const), by, of: by, good: fc.boolean() }),
  fc.constant({ does: 'wait' as const }),
);

async function take(one: Step, lines: readonly Line[], time: VirtualTime): Promise<void> {
  if (one.does === 'wait') {
    return time.run(new Promise((resolve) => void time.schedule(400, resolve)), 401);
  }
  const line = lines[one.by] as Line;
  const isIn = line.sinceMs !== undefined && time.elapsedMs - line.sinceMs < lifeMs;
  if (one.does === 'create') {
    const { header } = await ask(line, question({ flags: 0, ...create() }));
    assert.equal(header.responseCode, isIn ? 1 : line.spoke ? 408 : 402);
  } else if (one.does === 'begin') {
    const challenge = await ask(line, question(loginOf(own)));
    assert.equal(challenge.header.responseCode, isIn ? 407 : 402);
    if (isIn) return;
    line.challenge = challenge;
    line.spoke = true;
  } else {
    const owner = lines[one.of] as Line;
    if (owner.challenge === undefined) return;
    const answer = challengeAnswer(owner.challenge, one.good ? right : wrong);
    delete owner.challenge;
    const { header } = await ask(line, answer);
    const expected = owner !== line ? 500 : one.good ? 1 : 403;
    assert.equal(header.responseCode, expected);
    if (expected === 1) line.sinceMs = time.elapsedMs;
  }
}

test('each connection is answered as it has come to deserve', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const { time, lines } = await twoLines(t);
      for (const one of steps) await take(one, lines, time);
    }),
    { numRuns: 60 },
  );
});

test('a login that has run out asks to log in first, and can be made again', async (t) => {
  const { time, lines } = await twoLines(t);
  const steps: readonly Step[] = [
    { does: 'begin', by: 0 },
    { does: 'answer', by: 0, of: 0, good: true },
    { does: 'create', by: 0 },
    { does: 'wait' },
    { does: 'wait' },
    { does: 'create', by: 0 },
    { does: 'wait' },
    { does: 'create', by: 0 },
    { does: 'begin', by: 0 },
    { does: 'answer', by: 0, of: 0, good: true },
    { does: 'create', by: 0 },
  ];
  for (const one of steps) await take(one, lines, time);
});

test('no body of a login or an answer, however damaged, logs anybody in', async (t) => {
  const { lines } = await twoLines(t);
  const [line] = lines as [Line];
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 120 }), fc.boolean(), async (bytes, isLogin) => {
      const op = isLogin ? opCode.loginIdSystem : opCode.challengeAnswer;
      const message = question({ op, flags: 0, body: { kind: 'raw', bytes } });
      const answers = await line.send(message);
      assert.ok(answers.map(read).every(({ header }) => header.responseCode !== 1));
      const { header } = await ask(line, question({ flags: 0, ...create() }));
      assert.ok([402, 408].includes(header.responseCode));
    }),
  );
});

/** The operations 2001 and 200 as id-pointer-sdk 2.3.1 sent them, with the challenge between them. */
const recorded = {
  login:
    '020a020b0000271100000003000000000000002d000007d10000000010800000ffff00006b04590a' +
    '000000150000000d302e4e412f38382e3131382e380000012c',
  covered:
    'a2472914fcfae526b5b38d518c4f048d1bc1bec44650a4655e5e4c340c0974ed' +
    'b8ebd99a5c18432a92b980ee2707c5c3',
  answer:
    '020a020b6897a4a8000000040000000000000093000000c80000000010800000ffff00006b04590a' +
    '000000770000000948535f5055424b45590000000d302e4e412f38382e3131382e380000012c0000' +
    '005100000003534d3300000046304402200dbb53743cc2935775712d184b97af7ae0ee2578fa50cf' +
    '51e6b76240e275630302202b2a5a884b546e4a3b0b88a629f997261c6ae656c8dfdfcef4790a6707' +
    'a85e4800000000',
  key:
    'MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAEL3Ehufw5HwDWMvslb+Evg/zAbXME' +
    'yzkQZD4KZb9oG32IAWNRZX6CKmEVhEr1KHe5xYk3jlY1M+2prfv4IW1Zyw==',
};

test('what a client of the national system sent is read, and its SM2 signature verifies', () => {
  const login = read(Buffer.from(recorded.login, 'hex'));
  assert.deepEqual(login.body, {
    kind: 'login-request',
    userHandle: '0.NA/88.118.8',
    userIndex: 300,
  });
  assert.equal(login.envelope.sessionId, 10_001, 'its own number');
  const { body } = read(Buffer.from(recorded.answer, 'hex'));
  assert.ok(body.kind === 'challenge-answer');
  const der = Buffer.from(recorded.key, 'base64');
  const text = `-----BEGIN PUBLIC KEY-----\r\n${recorded.key}\r\n-----END PUBLIC KEY-----\r\n`;
  const covered = Buffer.from(recorded.covered, 'hex');
  const signed = { covered, signer: body.userHandle };
  for (const record of [
    keyRecordOf(text),
    sm2Record(Buffer.from(text)),
    sm2Record(der),
    Buffer.from(text),
  ]) {
    assert.ok(record);
    assert.equal(verificationKeyOf(record)?.algorithm, 'sm2');
    assert.ok(verifySignatureOf(record, body.signedResponse, signed));
    assert.ok(
      !verifySignatureOf(record, body.signedResponse, { ...signed, signer: '0.NA/88.118' }),
    );
    assert.ok(
      !verifySignature(record, body.signedResponse, covered),
      'signed by one without a name',
    );
    covered[0] = (covered[0] ?? 0) ^ 1;
    assert.ok(!verifySignatureOf(record, body.signedResponse, signed));
    covered[0] = (covered[0] ?? 0) ^ 1;
  }
});

/** As the client writes records: type, int2 flags, counted bytes. */
function sm2Record(key: Buffer): Buffer {
  const head = Buffer.alloc(4 + 11 + 2 + 4);
  head.writeInt32BE(11);
  head.write('SM2_PUB_KEY', 4);
  head.writeInt32BE(key.length, 17);
  return Buffer.concat([head, key]);
}
