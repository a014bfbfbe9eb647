// The interoperability tests of Eclipse Paho against our broker, every one of both versions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBroker } from '../../server/src/modules/broker/testing/broker-under-test.ts';
import { runPaho, withoutPaho } from './paho-suite.ts';

const skip = withoutPaho;
const suites = [
  ['3.1.1', 'client_test.py', 10],
  ['5', 'client_test5.py', 27],
] as const;

for (const [version, suite, count] of suites) {
  test(
    `all ${count} tests of Paho for MQTT ${version} pass`,
    { skip, timeout: 400_000 },
    async (t) => {
      const { port } = await startBroker(t, { anonymous: '*', noSubscribe: ['test/nosubscribe'] });
      const { results, output } = await runPaho(suite, port);
      const failed = results.filter(({ passed }) => !passed).map(({ name }) => name);
      assert.deepEqual(failed, [], output.slice(-4_000));
      assert.equal(results.length, count, output.slice(-4_000));
    },
  );
}
