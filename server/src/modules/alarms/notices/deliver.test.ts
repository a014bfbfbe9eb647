// A mail server that says a little now and then holds up nobody, and its connection ends when it is given up.
import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { test } from 'node:test';
import { realWorld } from '../../../kernel/world/real/world.ts';
import { reachOf } from '../../../kernel/world/reach.ts';
import { until } from '../../../testing/until.ts';
import { HandClock } from '../testing/hand-clock.ts';
import { deliver } from './deliver.ts';

const person = { name: 'Li', language: 'en', way: 'mail', address: 'li@example.org' } as const;
const message = { subject: 's', text: 't' };

for (const hello of ['220-one moment\r\n', '220 ready\r\n']) {
  test(`given up after its time, the connection is closed (${hello.trim()})`, async (t) => {
    let peer: Socket | undefined;
    let isClosed = false;
    const server = createServer((socket) => {
      peer = socket;
      socket.on('error', () => {});
      socket.on('data', () => {});
      socket.on('close', () => (isClosed = true));
      socket.write(hello);
    });
    const trickle = setInterval(() => peer?.write('250-and another\r\n'), 50);
    t.after(() => clearInterval(trickle));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    const { port } = server.address() as AddressInfo;
    const clock = new HandClock(0);
    const outside = { world: { ...realWorld, clock }, reach: reachOf(['127.0.0.0/8']) };
    const place = { host: '127.0.0.1', port, from: 'a@example.org' };
    const way = { kind: 'mail', name: 'mail', security: 'none', ...place } as const;
    const failed = assert.rejects(
      deliver(outside, { id: '1', way, person, message }),
      /no end within 60 s/,
    );
    await until('the server is asked', () => peer !== undefined);
    assert.equal(isClosed, false);
    await clock.pass(61_000);
    await failed;
    await until('the connection is over', () => isClosed);
  });
}
