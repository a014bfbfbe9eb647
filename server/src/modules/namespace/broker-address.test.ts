import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFailure } from '../../kernel/failure/failure.ts';
import { brokerPlace } from './broker-address.ts';

const placeOf = (broker: string, more = {}) =>
  brokerPlace({ broker, username: '', password: '', ca: '', ...more });

test('addresses of brokers', () => {
  assert.equal(placeOf(''), undefined);
  assert.deepEqual(placeOf('mqtt://127.0.0.1'), {
    host: '127.0.0.1',
    port: 1883,
    transport: 'tcp',
  });
  assert.deepEqual(placeOf('mqtt://[::1]:1884', { username: 'a', password: 'b' }), {
    ...{ host: '::1', port: 1884, transport: 'tcp', username: 'a', password: 'b' },
  });
  assert.deepEqual(placeOf('wss://b.example/mqtt'), {
    ...{ host: 'b.example', port: 443, transport: 'wss', path: '/mqtt' },
  });
  for (const wrong of ['127.0.0.1:1883', 'http://b', 'mqtt://', 'x'])
    assert.throws(
      () => placeOf(wrong),
      (error) => isFailure(error, 'namespace.bad-broker'),
      wrong,
    );
});
