import assert from 'node:assert/strict';
import { test } from 'node:test';
import { realNetwork } from './network.ts';

const anywhere = { host: '127.0.0.1', port: 0 };

test('sending a datagram never throws, though the peer forged port 0 or the socket is closed', async () => {
  const socket = await realNetwork.openUdp(anywhere);
  const bytes = new Uint8Array(1);
  for (const port of [0, -1, 65_536]) socket.send(bytes, { host: '127.0.0.1', port });
  await socket.close();
  socket.send(bytes, { host: '127.0.0.1', port: 9 });
});

test('a datagram still arrives', async () => {
  const [one, other] = [await realNetwork.openUdp(anywhere), await realNetwork.openUdp(anywhere)];
  const heard = new Promise<number>((resolve) =>
    other.onMessage((bytes) => resolve(bytes[0] ?? 0)),
  );
  one.send(Uint8Array.of(7), other.address);
  assert.equal(await heard, 7);
  await one.close();
  await other.close();
});
