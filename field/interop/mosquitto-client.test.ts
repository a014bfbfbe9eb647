// Our MQTT client against mosquitto, in both versions: what is not durable is not acknowledged, and comes again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectMqtt } from '../../server/src/modules/connectivity/mqtt/client.ts';
import type { MqttOptions } from '../../server/src/modules/connectivity/mqtt/options.ts';
import type { MqttMessage } from '../../server/src/modules/connectivity/mqtt/message.ts';
import { isFailure } from '../../server/src/kernel/failure/failure.ts';
import { until } from '../../server/src/testing/until.ts';
import { startMosquitto, withoutMosquitto } from './mosquitto.ts';

const skip = withoutMosquitto;
type Version = '5' | '3.1.1';

function optionsOf(port: number, version: Version, more: Partial<MqttOptions> = {}): MqttOptions {
  const place = { host: '127.0.0.1', port, version };
  return { place, timeoutMs: 5_000, hear: () => {}, ...more };
}

const textOf = ({ payload }: MqttMessage): string => Buffer.from(payload).toString();

for (const version of ['5', '3.1.1'] as const) {
  test(`${version}: every QoS arrives`, { skip }, async (t) => {
    const { port } = await startMosquitto(t);
    const heard: string[] = [];
    const hear = (message: MqttMessage) => void heard.push(`${message.qos} ${textOf(message)}`);
    const reader = await connectMqtt(optionsOf(port, version, { hear }));
    assert.deepEqual(await reader.subscribe([{ filter: 'line/#', qos: 2 }]), [2]);
    const writer = await connectMqtt(optionsOf(port, version));
    for (const qos of [0, 1, 2] as const) await writer.publish('line/a', `m${qos}`, { qos });
    await until('three messages', () => heard.length === 3);
    assert.deepEqual(heard, ['0 m0', '1 m1', '2 m2']);
    await until('all are acknowledged', () => reader.unacknowledged === 0);
    await Promise.all([reader.close(), writer.close()]);
    assert.match((await reader.closed).en, /the gateway closed/);
  });

  for (const qos of [1, 2] as const) {
    test(`${version}, QoS ${qos}: what is not durable comes again`, { skip }, async (t) => {
      const { port } = await startMosquitto(t);
      const session = { clientId: 'gate', clean: false, sessionExpiryS: 600 };
      const first: string[] = [];
      const never = new Promise<void>(() => {});
      const hear = (message: MqttMessage) => {
        first.push(textOf(message));
        return textOf(message) === 'm0' ? Promise.resolve() : never;
      };
      const reader = await connectMqtt(optionsOf(port, version, { ...session, hear }));
      await reader.subscribe([{ filter: 'line/#', qos }]);
      const writer = await connectMqtt(optionsOf(port, version));
      for (let i = 0; i < 10; i += 1) await writer.publish('line/a', `m${i}`, { qos });
      await until('ten messages are under way at once', () => first.length === 10);
      assert.equal(reader.unacknowledged, 9);
      reader.drop();
      await reader.closed;
      const again: string[] = [];
      const second = await connectMqtt(
        optionsOf(port, version, {
          ...session,
          hear: (message) => void again.push(textOf(message)),
        }),
      );
      assert.equal(second.sessionPresent, true);
      await until('nine messages come again', () => again.length === 9);
      assert.deepEqual(again, first.slice(1));
      await Promise.all([second.close(), writer.close()]);
    });
  }

  test(
    `${version}: a handler that fails ends the connection, unacknowledged`,
    { skip },
    async (t) => {
      const { port } = await startMosquitto(t);
      const hear = () => Promise.reject(new Error('disk full'));
      const reader = await connectMqtt(optionsOf(port, version, { hear }));
      await reader.subscribe([{ filter: '#', qos: 1 }]);
      await reader.publish('a', 'x', { qos: 1 }).catch(() => {});
      assert.match((await reader.closed).en, /could not be stored/);
    },
  );

  test(`${version}: paused, nothing is heard; resumed, everything`, { skip }, async (t) => {
    const { port } = await startMosquitto(t);
    let heard = 0;
    const reader = await connectMqtt(optionsOf(port, version, { hear: () => void (heard += 1) }));
    await reader.subscribe([{ filter: 'line/#', qos: 1 }]);
    reader.pause();
    const writer = await connectMqtt(optionsOf(port, version));
    await Promise.all(Array.from({ length: 200 }, () => writer.publish('line/a', 'x', { qos: 1 })));
    assert.equal(heard, 0);
    reader.resume();
    await until('all are heard', () => heard === 200);
    await Promise.all([reader.close(), writer.close()]);
  });

  test(`${version}: a wrong password is named`, { skip }, async (t) => {
    const { port } = await startMosquitto(t, ['allow_anonymous false']);
    await assert.rejects(connectMqtt(optionsOf(port, version)), (error) => {
      assert.ok(isFailure(error, 'mqtt.refused'));
      assert.match(error.publicMessage.en, /user/);
      return true;
    });
  });
}

test('nobody there: the reason in words', async () => {
  await assert.rejects(connectMqtt(optionsOf(1, '5')), (error) => {
    assert.ok(isFailure(error, 'mqtt.cannot-connect'));
    assert.match(error.publicMessage.en, /nothing listens there/);
    return true;
  });
});
