// A packet id of QoS 2 stands for one message until PUBREL, over a kill too, and for another one after it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IPublishPacket } from 'mqtt';
import type { StepKey } from '../../../wire/tier/facts.ts';
import { Inbound } from './inbound.ts';

const message = (messageId: number, text: string, dup = true): IPublishPacket => {
  const payload = Buffer.from(text);
  return { cmd: 'publish', qos: 2, topic: 'a', payload, dup, retain: false, messageId };
};

class Disk {
  readonly keys = new Map<string, string>();
  heard: string[] = [];
  inbound = new Inbound();

  constructor() {
    this.killed();
  }

  killed(): void {
    this.inbound = new Inbound();
    const forget = async (keys: readonly string[]) => {
      for (const key of keys) this.keys.delete(key);
    };
    this.inbound.keepWith({ before: [...this.keys], forget });
  }

  async take(packet: IPublishPacket): Promise<void> {
    await this.inbound.take(packet, packet.topic, async (key: StepKey | undefined) => {
      this.heard.push(String(packet.payload));
      if (key !== undefined) this.keys.set(...key);
    });
  }
}

test('what was durable before a kill is not heard again', async () => {
  const disk = new Disk();
  await disk.take(message(7, 'on', false));
  disk.killed();
  await disk.take(message(7, 'on'));
  assert.deepEqual(disk.heard, ['on']);
});

test('the same text under the same id after PUBREL is another message', async () => {
  const disk = new Disk();
  await disk.take(message(7, 'on', false));
  disk.killed();
  await disk.inbound.complete(7);
  disk.killed();
  await disk.take(message(7, 'on'));
  assert.deepEqual(disk.heard, ['on', 'on']);
});

test('another text under an id that was not released is another message', async () => {
  const disk = new Disk();
  await disk.take(message(7, 'on', false));
  disk.killed();
  await disk.take(message(7, 'off'));
  assert.deepEqual(disk.heard, ['on', 'off']);
  assert.equal(disk.keys.size, 1);
});

test('a broker that forgot the session means other messages by its ids', async () => {
  const disk = new Disk();
  await disk.take(message(7, 'on', false));
  disk.killed();
  await disk.inbound.clear();
  assert.equal(disk.keys.size, 0);
  disk.killed();
  await disk.take(message(7, 'on'));
  assert.deepEqual(disk.heard, ['on', 'on']);
});

test('with QoS 1 nothing is kept', async () => {
  const disk = new Disk();
  await disk.take({ ...message(7, 'on', false), qos: 1 });
  assert.equal(disk.keys.size, 0);
});
