import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MqttDialer } from '../connectivity/api.ts';
import { mqttLink } from './mqtt-link.ts';

test('the will has QoS 1 and is not retained, the session is clean', async () => {
  let asked: Parameters<MqttDialer['connect']>[0] | undefined;
  const dial: Pick<MqttDialer, 'connect'> = {
    connect: (options) => {
      asked = options;
      return Promise.reject(new Error('nobody there'));
    },
  };
  const place = { host: 'b', port: 1883, version: '5' as const };
  const open = mqttLink({ dial, place, clientId: 'c', timeoutMs: 1 });
  const will = { topic: 'w', payload: 'x', qos: 1, retain: false } as const;
  await assert.rejects(open({ will, filters: [], hear: () => {} }), /nobody there/);
  assert.deepEqual(asked?.will, will);
  assert.equal(asked.place.version, '3.1.1');
  assert.notEqual(asked.clean, false);
});
