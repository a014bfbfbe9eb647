// Sessions message by message on a node in memory: who proves himself in one is not asked again, and nobody
// else gets anything out of it.
import assert from 'node:assert/strict';
import { constants, generateKeyPairSync, privateDecrypt, publicEncrypt } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { realRandom } from '../../../kernel/world/real/random.ts';
import {
  coveredBytes,
  decodeSecretKeyData,
  encodeSecretKeyData,
  keyExchangeMode,
  opFlag,
  requests,
  sessionCipher,
  valueType,
  type Request,
} from '../../../wire/handle/handle.ts';
import { keyRecordOf, verificationKeyOf } from '../administration/key-records.ts';
import { adminOf, codesOf, sentValue, signer } from '../testing/administrator.ts';
import { memoryNode, type MemoryNode } from '../testing/memory-node.ts';
import { clientCrypto, groupKeys, SessionClient } from '../testing/session-client.ts';
import { question, read, valuesOf } from '../testing/wire.ts';

const prefix = '88.1';
const own = '0.NA/88.1';
const keys = generateKeyPairSync('ed25519');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = (key: typeof keys.publicKey): string =>
  String(key.export({ format: 'pem', type: 'spki' }));
const rsaRecord = keyRecordOf(pem(rsa.publicKey)) ?? new Uint8Array(0);
const admin = signer({ handle: own, index: 300 }, keys.privateKey, 'Ed25519');
const impostor = signer(
  { handle: own, index: 300 },
  generateKeyPairSync('ed25519').privateKey,
  'Ed25519',
);

const records = {
  [own]: [
    adminOf(100, { handle: own, index: 300 }),
    sentValue(300, {
      type: valueType.publicKey,
      data: keyRecordOf(pem(keys.publicKey)) ?? Buffer.alloc(0),
    }),
    sentValue(301, { type: valueType.publicKey, data: rsaRecord }),
  ],
  [`${prefix}/A`]: [
    sentValue(1),
    sentValue(2, { permissions: 12 }),
    adminOf(100, { handle: own, index: 300 }),
  ],
};

const node = (t: TestContext, over: object = {}): Promise<MemoryNode> =>
  memoryNode(t, { prefix, records, ...over });
const add = (index: number): Request => requests.addValues(`${prefix}/A`, [sentValue(index)]);
const code = ([message]: readonly [{ header: { responseCode: number } }, boolean]): number =>
  message.header.responseCode;

async function proved(at: MemoryNode, encrypted = false): Promise<SessionClient> {
  const client = new SessionClient(at.send, encrypted);
  assert.equal((await client.setUp()).header.responseCode, 1);
  assert.equal(code(await client.ask(add(encrypted ? 901 : 900), admin)), 1);
  return client;
}

for (const encrypted of [false, true]) {
  test(`one challenge is enough for a session, ${encrypted ? 'encrypted' : 'in the clear'}`, async (t) => {
    const at = await node(t);
    const client = new SessionClient(at.send, encrypted);
    await client.setUp();
    const [first, challenged] = await client.ask(add(10), admin);
    assert.deepEqual([first.header.responseCode, challenged], [1, true]);
    const [second, again] = await client.ask(add(11));
    assert.deepEqual([second.header.responseCode, again], [1, false]);
    const [restricted] = await client.ask(requests.resolve(`${prefix}/A`, { indexes: [2] }));
    assert.deepEqual(valuesOf(restricted), [[2, 'value 2']]);
    const [ended] = (await at.send(client.sealed(requests.endSession()))).map(read);
    assert.deepEqual(
      [ended?.header.responseCode, ended?.envelope.sessionId],
      [1, client.sessionId],
    );
    assert.equal(at.sessions.count, 0);
    const [over] = (await at.send(new SessionClient(at.send).encode(add(12)))).map(read);
    assert.equal(over?.header.responseCode, 402, 'outside of the session he is a stranger');
  });
}

test('an encrypted session hides questions and answers', async (t) => {
  const at = await node(t);
  const client = await proved(at, true);
  const sealed = client.sealed(requests.resolve(`${prefix}/A`));
  const [answer] = await at.send(sealed);
  assert.ok(answer);
  for (const bytes of [sealed, answer]) {
    assert.equal(Buffer.from(bytes).includes(`${prefix}/A`), false);
    assert.equal((bytes[2] ?? 0) & 0x40, 0x40);
  }
  assert.equal(valuesOf(client.opened(answer)).length, 4);
});

test('the flag ENC alone gets an encrypted answer to a question in the clear', async (t) => {
  const at = await node(t);
  const client = await proved(at);
  const [answer] = await at.send(client.sealed(requests.resolve(`${prefix}/A`), opFlag.encrypt));
  assert.ok(answer);
  assert.equal((answer[2] ?? 0) & 0x40, 0x40);
  assert.equal(valuesOf(client.opened(answer)).length, 4);
});

test('a wrong answer to a challenge proves nothing, neither then nor later', async (t) => {
  const at = await node(t);
  const client = new SessionClient(at.send);
  await client.setUp();
  assert.equal(code(await client.ask(add(10), impostor)), 403);
  assert.deepEqual((await client.ask(add(10)))[1], true);
  assert.equal(code(await client.ask(add(10), admin)), 1);
});

test('a message is taken once; an old counter is refused, overtaking is not', async (t) => {
  const at = await node(t);
  const client = await proved(at);
  const [early, late] = [client.sealed(add(20)), client.sealed(add(21))];
  assert.deepEqual(codesOf(await client.exchange(late)), [1]);
  assert.deepEqual(codesOf(await client.exchange(early)), [1]);
  const before = await at.contents();
  assert.deepEqual(codesOf(await client.exchange(early)), [505]);
  assert.deepEqual(codesOf(await client.exchange(late)), [505]);
  const old = client.sealed(add(22));
  for (let n = 0; n < 200; n++) client.sealed(add(23));
  assert.deepEqual(
    codesOf(await client.exchange(client.sealed(requests.resolve(`${prefix}/A`)))),
    [1],
  );
  assert.deepEqual(codesOf(await client.exchange(old)), [505]);
  assert.deepEqual(await at.contents(), before);
});

test('another host, a bad MAC and a missing one change nothing and use nothing up', async (t) => {
  const at = await node(t);
  const client = await proved(at);
  const before = await at.contents();
  const sealed = client.sealed(add(30));
  const elsewhere = at.sendAs({ transport: 'tcp', host: '10.9.9.9', port: 1 });
  assert.deepEqual(codesOf((await elsewhere(sealed)).map(read)), [500]);
  const forged = sealed.slice();
  forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
  assert.deepEqual(codesOf((await at.send(forged)).map(read)), [404]);
  const envelope = { sessionId: client.sessionId };
  const bare = question({ op: add(30).op, body: add(30).body, envelope });
  assert.deepEqual(codesOf((await at.send(bare)).map(read)), [404]);
  const other = new SessionClient(at.send);
  await other.setUp();
  other.use(client.sessionId, realRandom.bytes(32));
  assert.deepEqual(codesOf((await at.send(other.sealed(add(30)))).map(read)), [404]);
  const end = question({ op: 401, body: requests.endSession().body, envelope });
  assert.deepEqual(codesOf((await at.send(end)).map(read)), [404]);
  assert.deepEqual(await at.contents(), before);
  assert.deepEqual(codesOf(await client.exchange(sealed)), [1], 'the counter is still good');
});

test('one session gets nothing of another', async (t) => {
  const at = await node(t);
  const [known, stranger] = [await proved(at), new SessionClient(at.send)];
  await stranger.setUp();
  assert.notEqual(known.sessionId, stranger.sessionId);
  assert.equal(code(await stranger.ask(add(40))), 402);
  assert.equal(code(await known.ask(add(40))), 1);
});

test('several requests of a new session may wait for their answers at once', async (t) => {
  const at = await node(t);
  const client = new SessionClient(at.send);
  await client.setUp();
  const answers = await Promise.all([50, 51, 52].map((n) => client.ask(add(n), admin)));
  assert.deepEqual(answers.map(code), [1, 1, 1]);
});

test('a session ends when it is unused for as long as its client said, and after a day at most', async (t) => {
  let nowMs = 0;
  const { now, after } = { now: () => 1_790_000_000_000 + nowMs, after: () => ({ cancel() {} }) };
  const clock = { now, monotonicMs: () => nowMs, after };
  const at = await node(t, { clock });
  const client = new SessionClient(at.send);
  await client.setUp({ timeoutSeconds: 60 });
  nowMs += 59_000;
  assert.equal(code(await client.ask(requests.resolve(`${prefix}/A`, { indexes: [1] }))), 1);
  nowMs += 61_000;
  const sealed = client.sealed(requests.resolve(`${prefix}/A`));
  assert.deepEqual(codesOf((await at.send(sealed)).map(read)), [500]);
  const forever = new SessionClient(at.send);
  await forever.setUp({ timeoutSeconds: 2_000_000_000 });
  for (let hour = 0; hour < 24; hour++) {
    nowMs += 3_600_000;
    assert.equal(code(await forever.ask(requests.resolve(`${prefix}/A`, { indexes: [1] }))), 1);
  }
  nowMs += 1;
  const late = forever.sealed(requests.resolve(`${prefix}/A`));
  assert.deepEqual(codesOf((await at.send(late)).map(read)), [500]);
});

test('sessions are bounded per host and in all; the unproved and idle go first', async (t) => {
  const sessionBounds = { countMax: 6, perHostMax: 3, idleMsMax: 86_400_000, idleMsMin: 1_000 };
  const at = await node(t, { sessionBounds });
  const client = await proved(at);
  const others: SessionClient[] = [];
  for (let n = 0; n < 10; n++) {
    const other = new SessionClient(at.send);
    await other.setUp();
    others.push(other);
  }
  assert.equal(at.sessions.count, 3);
  assert.equal(code(await client.ask(add(60))), 1, 'the one that proved himself stays');
  for (let n = 0; n < 10; n++) {
    const peer = { transport: 'tcp', host: `10.0.0.${n}`, port: 1 } as const;
    await new SessionClient(at.sendAs(peer)).setUp();
  }
  assert.equal(at.sessions.count, 6);
  assert.equal(code(await client.ask(add(61))), 1);
});

test('set-ups are limited per host', async (t) => {
  const at = await node(t, {
    setUpBounds: { perHost: { burst: 2, perSecond: 0 }, underWayMax: 8 },
  });
  const setUp = async (host: string): Promise<number> => {
    const client = new SessionClient(at.sendAs({ transport: 'tcp', host, port: 1 }));
    return (await client.setUp()).header.responseCode;
  };
  assert.deepEqual([await setUp('10.0.0.1'), await setUp('10.0.0.1')], [1, 1]);
  assert.deepEqual([await setUp('10.0.0.1'), await setUp('10.0.0.2')], [3, 1]);
});

for (const group of ['modp5', 'modp14', 'modp16']) {
  test(`a key is agreed in the group ${group}`, async (t) => {
    const client = new SessionClient((await node(t)).send);
    assert.equal((await client.setUp({ group })).header.responseCode, 1);
    assert.equal(code(await client.ask(requests.resolve(`${prefix}/A`, { indexes: [1] }))), 1);
  });
}

const setUpWith = (mode: number, parts: object): Request =>
  requests.setUpSession({
    mode,
    timeoutSeconds: 60,
    identityHandle: '',
    identityIndex: 0,
    ...parts,
  });

test('keys of unknown groups, of no order and of other kinds are refused, and so are old protocols', async (t) => {
  const at = await node(t);
  const { record } = groupKeys();
  const degenerate = record.slice();
  degenerate.fill(0, 20, 20 + 129); // y = 0, behind type, flags and length
  const unknown = record.slice();
  unknown[unknown.length - 60] = (unknown[unknown.length - 60] ?? 0) ^ 1;
  const { diffieHellman, clientKey, keyInHandle } = keyExchangeMode;
  const refused = [
    setUpWith(diffieHellman, { publicKey: degenerate }),
    setUpWith(diffieHellman, { publicKey: unknown }),
    setUpWith(diffieHellman, { publicKey: rsaRecord }),
    setUpWith(clientKey, { publicKey: record }),
    setUpWith(keyInHandle, { keyHandle: own, keyIndex: 300 }),
    setUpWith(keyInHandle, { keyHandle: `${prefix}/none`, keyIndex: 1 }),
    setUpWith(9, {}),
  ];
  for (const asked of refused) {
    assert.deepEqual(codesOf((await at.send(question(asked))).map(read)), [501]);
  }
  const envelope = { major: 2, minor: 6, suggestedMajor: 2, suggestedMinor: 6 };
  const old = question({ ...setUpWith(diffieHellman, { publicKey: record }), envelope });
  assert.deepEqual(codesOf((await at.send(old)).map(read)), [5]);
  assert.equal(at.sessions.count, 0);
});

test('the key comes encrypted under the key of the client, or under the one in a handle', async (t) => {
  const at = await node(t);
  const { clientKey, keyInHandle } = keyExchangeMode;
  const ways = [
    setUpWith(clientKey, { publicKey: rsaRecord }),
    setUpWith(keyInHandle, { keyHandle: own, keyIndex: 301 }),
  ];
  for (const way of ways) {
    const [answer] = (await at.send(question(way))).map(read);
    assert.ok(answer?.body.kind === 'session-setup-response');
    const secret = { key: rsa.privateKey, padding: constants.RSA_PKCS1_PADDING };
    const data = decodeSecretKeyData(privateDecrypt(secret, answer.body.data));
    assert.ok(data.ok && data.value.cipher === sessionCipher.aes);
    const client = new SessionClient(at.send, true);
    client.use(answer.envelope.sessionId, data.value.key);
    assert.equal(code(await client.ask(requests.resolve(`${prefix}/A`), admin)), 1);
    assert.equal((await client.ask(requests.resolve(`${prefix}/A`)))[1], false);
  }
});

test('in mode 2 the client sends the key, once', async (t) => {
  const at = await node(t);
  const [answer] = (await at.send(question(setUpWith(keyExchangeMode.serverKey, {})))).map(read);
  assert.ok(answer?.body.kind === 'session-setup-response');
  const server = verificationKeyOf(answer.body.data);
  assert.ok(server?.algorithm === 'rsa');
  const { sessionId } = answer.envelope;
  const key = clientCrypto.random(32);
  const under = (bytes: Uint8Array): Uint8Array =>
    publicEncrypt({ key: server.key, padding: constants.RSA_PKCS1_PADDING }, bytes);
  const exchange = (encryptedKey: Uint8Array): Uint8Array =>
    question({ ...requests.exchangeSessionKey({ encryptedKey }), envelope: { sessionId } });
  const client = new SessionClient(at.send, true);
  client.use(sessionId, key);
  const early = client.sealed(add(80));
  const sent: Uint8Array[] = [
    early,
    exchange(new Uint8Array(256)),
    exchange(under(encodeSecretKeyData({ cipher: sessionCipher.des, key: key.slice(0, 8) }))),
    exchange(under(encodeSecretKeyData({ cipher: sessionCipher.aes, key }))),
    exchange(under(encodeSecretKeyData({ cipher: sessionCipher.aes, key: new Uint8Array(32) }))),
  ];
  const codes: number[] = [];
  for (const message of sent) {
    const [first] = await at.send(message);
    codes.push(
      first && (first[2] ?? 0) & 0x40
        ? client.opened(first).header.responseCode
        : read(first).header.responseCode,
    );
  }
  assert.deepEqual(codes, [502, 502, 502, 1, 502]);
  assert.equal(code(await client.ask(add(81), admin)), 1);
});

test('no bytes in a session crash the node, change its store or get past the MAC', async (t) => {
  const at = await node(t);
  const clients = [await proved(at), await proved(at, true)];
  const before = await at.contents();
  const changes = fc.array(fc.tuple(fc.nat(600), fc.integer({ min: 1, max: 255 })), {
    minLength: 1,
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...clients),
      changes,
      fc.nat(600),
      async (client, flips, cut) => {
        const bytes = client.sealed(add(90)).slice();
        const whole = bytes.slice();
        // In the clear, nothing signs the names in the credential, and changing them changes nothing.
        const isClear = ((bytes[2] ?? 0) & 0x40) === 0;
        const covered = isClear ? coveredBytes(bytes, 1).length - 16 : bytes.length - 20;
        for (const [where, by] of flips) {
          const at = 20 + (where % covered);
          bytes[at] = (bytes[at] ?? 0) ^ by;
        }
        const shorter = cut % 3 === 0 ? bytes.slice(0, 20 + (cut % (bytes.length - 20))) : bytes;
        if (Buffer.compare(shorter, whole) === 0) return;
        for (const answer of await at.send(shorter)) assert.ok(answer.length >= 20);
        assert.deepEqual(await at.contents(), before);
      },
    ),
    { numRuns: 400 },
  );
  assert.equal(code(await (clients[0] as SessionClient).ask(add(91))), 1, 'and it goes on');
});
