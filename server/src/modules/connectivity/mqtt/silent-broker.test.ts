// Sources of MQTT and Sparkplug against brokers that take a connection and then do not keep to the protocol.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { realWorld } from '../../../kernel/world/real/world.ts';
import type { TcpConnection } from '../../../kernel/world/network.ts';
import { until } from '../../../testing/until.ts';
import { mqtt } from '../protocols/mqtt/mqtt.ts';
import { sparkplug } from '../protocols/sparkplug/sparkplug.ts';
import { sourceUnderTest } from '../testing/source-under-test.ts';

const { clock, network } = realWorld;
const connack = Uint8Array.of(0x20, 2, 0, 0);
const subscribe = 0x82;

type Peer = { readonly connections: TcpConnection[]; closed: number };

/** Answers CONNECT, the first publication, and SUBSCRIBE with what `granted` says, if anything. */
async function broker(
  t: TestContext,
  granted: readonly number[] | undefined,
): Promise<Peer & { port: number }> {
  const peer: Peer = { connections: [], closed: 0 };
  const listener = await network.listenTcp({ host: '127.0.0.1', port: 0 }, (connection) => {
    peer.connections.push(connection);
    connection.onClose(() => (peer.closed += 1));
    let published = 0;
    connection.onData((chunk) => {
      if (chunk[0] === 0x10) connection.write(connack);
      if (chunk[0] === subscribe && granted !== undefined)
        connection.write(
          Uint8Array.of(0x90, 2 + granted.length, chunk[2] ?? 0, chunk[3] ?? 0, ...granted),
        );
      if (chunk[0] === 0x33 && (published += 1) === 1) {
        const id = 4 + (chunk[3] ?? 0);
        connection.write(Uint8Array.of(0x40, 2, chunk[id] ?? 0, chunk[id + 1] ?? 0));
      }
    });
  });
  t.after(() => {
    for (const connection of peer.connections) connection.destroy();
    return listener.close();
  });
  return Object.assign(peer, { port: listener.address.port });
}

const protocols = [
  { protocol: mqtt, filters: 1, connection: { filters: ['line/#'] } },
  { protocol: sparkplug, filters: 2, connection: {} },
] as const;

for (const { protocol, filters, connection } of protocols) {
  const source = (t: TestContext, port: number) => {
    const place = { host: '127.0.0.1', port, version: '3.1.1', ...connection };
    const under = sourceUnderTest(
      protocol,
      { name: 'line', connection: place },
      { config: { connectTimeoutMs: 200 } },
    );
    t.after(() => under.stop());
    under.source.start();
    return under;
  };

  test(`${protocol.name}: a broker that never answers a subscription is given up and tried again`, async (t) => {
    const peer = await broker(t, undefined);
    const { source: tested } = source(t, peer.port);
    await until('the first is closed', () => peer.closed >= 1);
    await until('a second attempt', () => peer.connections.length >= 2);
    assert.match(tested.status().trouble?.en ?? '', /did not answer/);
  });

  test(`${protocol.name}: a refused subscription leaves no connection behind`, async (t) => {
    const peer = await broker(t, Array<number>(filters).fill(0x80));
    source(t, peer.port);
    await until('three attempts', () => peer.connections.length >= 3);
    await until('those before are closed', () => peer.closed >= peer.connections.length - 1);
  });

  test(`${protocol.name}: a broker that never closes its side does not hold up a stop`, async (t) => {
    const peer = await broker(t, Array<number>(filters).fill(1));
    const { source: tested, stop } = source(t, peer.port);
    await until(
      'it is subscribed',
      () => peer.connections.length === 1 && tested.session !== undefined,
    );
    const begunMs = clock.monotonicMs();
    await stop();
    assert.ok(clock.monotonicMs() - begunMs < 4_500, 'it did not wait for the broker');
    await until('the connection is closed', () => peer.closed === 1);
  });
}
