// Peers that take the connection and are no OPC UA servers, over real sockets.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TcpConnection } from '../../../../kernel/world/network.ts';
import { realWorld } from '../../../../kernel/world/real/world.ts';
import { reachUnderTest } from '../../testing/source-under-test.ts';
import { opcUa } from './opc-ua.ts';

const peers: Readonly<Record<string, (connection: TcpConnection) => void>> = {
  'says nothing': (connection) => connection.onData(() => undefined),
  'hangs up': (connection) => connection.destroy(),
  'hangs up when spoken to': (connection) => connection.onData(() => connection.destroy()),
  'speaks HTTP': (connection) =>
    connection.onData(() => void connection.write('HTTP/1.1 400 Bad Request\r\n\r\n')),
  'announces a gigabyte': (connection) =>
    connection.onData(() => {
      connection.write(Buffer.concat([Buffer.from('ACKF'), Buffer.from([0, 0, 0, 64])]));
      connection.write(new Uint8Array(1_000_000));
    }),
};

for (const [name, behave] of Object.entries(peers)) {
  for (const host of ['127.0.0.1', '::1']) {
    test(`a peer on ${host} that ${name} is told to be no OPC UA server`, async (t) => {
      const listener = await realWorld.network.listenTcp({ host, port: 0 }, behave);
      t.after(() => listener.close());
      const { reach, remove } = reachUnderTest();
      t.after(remove);
      const { port } = listener.address;
      const connection = { host, port, securityMode: 'none' };
      const settings = { name: 'x', protocol: 'opc-ua', connection };
      const steps = (await opcUa.test?.({ ...reach, connectTimeoutMs: 300 }, settings)) ?? [];
      assert.deepEqual(
        steps.map(({ ok }) => ok),
        [true, false],
      );
      assert.match(steps[1]?.says.en ?? '', /does not answer as an OPC UA server/);
      assert.match(steps[1]?.says.zh ?? '', /没有按 OPC UA 服务器应答/);
    });
  }
}
