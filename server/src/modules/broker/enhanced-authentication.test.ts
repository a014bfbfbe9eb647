// Enhanced authentication (MQTT 5, 4.12) is not offered: a method is refused by its code, and AUTH has no turn.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { realWorld } from '../../kernel/world/real/world.ts';
import { until } from '../../testing/until.ts';
import { decodePacket } from '../../wire/mqtt/decode.ts';
import { encodePacket } from '../../wire/mqtt/encode.ts';
import { Framer } from '../../wire/mqtt/framer.ts';
import { reason, type Packet, type Properties, type Version } from '../../wire/mqtt/packet.ts';
import { startBroker } from './testing/broker-under-test.ts';

const connect = (version: Version, properties: Properties = {}): Packet => ({
  ...{ kind: 'connect', version, cleanStart: true, keepAliveS: 0, clientId: 'c', properties },
});
const auth = (properties: Properties = {}): Packet => ({ kind: 'auth', code: 0x18, properties });
const method = { authenticationMethod: 'SCRAM-SHA-256' };

/** What the broker answers before it closes. */
async function answers(port: number, packets: readonly (Packet | Uint8Array)[], version: Version) {
  const socket = await realWorld.network.connectTcp({ host: '127.0.0.1', port }, 2_000);
  const heard: string[] = [];
  const framer = new Framer(10_000);
  socket.onData((chunk) => {
    framer.push(chunk, ({ first, body }) => {
      const outcome = decodePacket(first, body, version);
      assert.ok(outcome.ok);
      const { packet } = outcome;
      heard.push(`${packet.kind} ${'code' in packet ? packet.code : ''}`);
      return true;
    });
  });
  let isClosed = false;
  socket.onClose(() => (isClosed = true));
  for (const one of packets)
    socket.write(one instanceof Uint8Array ? one : encodePacket(one, version));
  await until('the broker closes', () => isClosed);
  return heard;
}

test('a method in CONNECT is a bad one, data without a method an error of the protocol', async (t) => {
  const { port } = await startBroker(t, { anonymous: '*' });
  const authenticationData = Buffer.from('n,,n=user,r=nonce');
  assert.deepEqual(await answers(port, [connect(5, method)], 5), [
    `connack ${reason.badAuthenticationMethod}`,
  ]);
  assert.deepEqual(await answers(port, [connect(5, { ...method, authenticationData })], 5), [
    `connack ${reason.badAuthenticationMethod}`,
  ]);
  assert.deepEqual(await answers(port, [connect(5, { authenticationData })], 5), [
    `connack ${reason.protocolError}`,
  ]);
});

test('AUTH out of turn ends the connection: before CONNECT without a word, after it with one', async (t) => {
  const { port } = await startBroker(t, { anonymous: '*' });
  assert.deepEqual(await answers(port, [auth(method)], 5), []);
  for (const packet of [auth(method), auth()]) {
    assert.deepEqual(await answers(port, [connect(5), packet], 5), [
      ...['connack 0', `disconnect ${reason.protocolError}`],
    ]);
  }
  // MQTT 3.1.1 has no such packet, and no word for it.
  const bytes = encodePacket(auth(method), 5);
  assert.deepEqual(await answers(port, [connect(4), bytes], 4), ['connack 0']);
});
