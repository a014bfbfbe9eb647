// MQTT over WebSocket (MQTT 5, 6) on the broker's own port, with and without TLS, also on ::1.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { until } from '../../testing/until.ts';
import { encodePacket } from '../../wire/mqtt/encode.ts';
import { startBroker } from './testing/broker-under-test.ts';
import { open } from './testing/test-client.ts';

const token = '*';

for (const host of ['127.0.0.1', '::1']) {
  for (const transport of ['ws', 'wss'] as const) {
    test(`over ${transport} on ${host}: all sizes, both versions, beside plain ones`, async (t) => {
      const { port, root } = await startBroker(t, { host });
      const ca = transport === 'wss' ? { ca: await root() } : {};
      const plain = await open(t, { port, token, place: { host } });
      await plain.subscribe('#', 1);
      for (const version of ['5', '3.1.1'] as const) {
        const web = await open(t, { port, token, version, place: { host, transport, ...ca } });
        await web.subscribe('a', 2);
        const texts = [1, 200, 70_000].map((length) => version.slice(0, 1).repeat(length));
        for (const text of texts) await web.publish('a', text, { qos: 2 });
        await until('all came back', () => web.heard.length === texts.length);
        assert.deepEqual(web.texts(), texts);
        await until('the plain one has them', () =>
          texts.every((text) => plain.texts().includes(text)),
        );
        await web.connection.close();
      }
    });
  }
}

/** The status line of the answer. */
function asked(port: number, lines: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(
      port,
      '127.0.0.1',
      () => void socket.write(`${lines.join('\r\n')}\r\n\r\n`),
    );
    socket.once('data', (bytes) => {
      resolve(bytes.toString().split('\r\n')[0] ?? '');
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

test('a request that is no upgrade is told so, and the broker serves on', async (t) => {
  const { port } = await startBroker(t);
  assert.equal(await asked(port, ['GET / HTTP/1.1', 'Host: x']), 'HTTP/1.1 426 Upgrade Required');
  assert.equal(await asked(port, ['GET /', 'x']), 'HTTP/1.1 400 Bad Request');
  assert.equal(
    await asked(port, ['GET / HTTP/1.1', `X: ${'x'.repeat(9_000)}`]),
    'HTTP/1.1 400 Bad Request',
  );
  const after = await open(t, { port, token });
  await after.publish('a', '1', { qos: 1 });
});

test('a page in a browser of this machine is not let in without a token', async (t) => {
  const { port } = await startBroker(t, { anonymous: '88.118.8' });
  const program = await open(t, { port, place: { transport: 'ws' } });
  await program.publish('88.118.8/a', '1', { qos: 1 });
  const upgrade = [
    ...['GET /mqtt HTTP/1.1', 'Host: x', 'Connection: Upgrade', 'Upgrade: websocket'],
    ...['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Protocol: mqtt'],
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ];
  const connectPacket = encodePacket(
    {
      kind: 'connect',
      version: 4,
      cleanStart: true,
      keepAliveS: 60,
      clientId: 'p',
      properties: {},
    },
    4,
  );
  // Masked with zeros, which changes nothing.
  const frame = Buffer.from([0x82, 0x80 | connectPacket.length, 0, 0, 0, 0, ...connectPacket]);
  for (const [origin, code] of [
    [[], 0],
    [['Origin: https://elsewhere.example'], 5],
  ] as const) {
    const socket = connect(port, '127.0.0.1');
    t.after(() => socket.destroy());
    let heard = Buffer.alloc(0);
    socket.on('data', (bytes) => (heard = Buffer.concat([heard, bytes])));
    socket.write(`${[...upgrade, ...origin].join('\r\n')}\r\n\r\n`);
    socket.write(frame);
    const answer = Buffer.of(0x82, 4, 0x20, 2, 0, code);
    await until(`CONNACK with ${code}`, () => heard.includes(answer));
  }
});
