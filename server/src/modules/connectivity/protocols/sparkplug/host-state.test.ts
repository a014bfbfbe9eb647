import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeState } from '../../../../wire/sparkplug/state.ts';
import { libraryOptions } from '../../mqtt/library.ts';
import { HostSession } from './host-state.ts';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

test('will and birth have the time of the connect, the death that of the disconnect', () => {
  const host = new HostSession('scada', 1_000);
  const will = host.will();
  const { topic, qos, retain } = will;
  assert.deepEqual({ topic, qos, retain }, { topic: 'spBv1.0/STATE/scada', qos: 1, retain: true });
  assert.equal(text(will.payload), '{"online":false,"timestamp":1000}');
  const birth = host.birth();
  assert.equal(text(birth.payload), '{"online":true,"timestamp":1000}');
  assert.deepEqual([birth.qos, birth.retain, birth.topic], [1, true, topic]);
  const death = host.death(9_000);
  assert.equal(text(death.payload), '{"online":false,"timestamp":9000}');
  assert.deepEqual([death.qos, death.retain, death.topic], [1, true, topic]);
});

test('a death of ours that others tell is answered with the birth, while we are born', () => {
  const host = new HostSession('scada', 1_000);
  const offline = encodeState({ online: false, timestamp: 5 });
  assert.equal(host.heard(offline), undefined, 'before the birth');
  host.birth();
  assert.equal(text(host.heard(offline)?.payload ?? offline), '{"online":true,"timestamp":1000}');
  assert.equal(host.heard(encodeState({ online: true, timestamp: 5 })), undefined);
  assert.equal(host.heard(new TextEncoder().encode('OFFLINE')), undefined);
  host.death(2_000);
  assert.equal(host.heard(offline), undefined, 'after the death');
});

test('the MQTT client begins a clean session that ends with the connection', () => {
  const place = { host: 'b', port: 1883 };
  const options = libraryOptions({ place, timeoutMs: 1, hear: () => {} }, 100);
  assert.equal(options.protocolVersion, 5);
  assert.equal(options.clean, true);
  assert.equal(options.properties?.sessionExpiryInterval, 0);
});
