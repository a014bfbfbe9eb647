// The gateway's link and the platform's intake over HTTP, each as it is: the key is pinned, receipts hold, and what the
// platform refuses arrives as the same failure.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { realWorld } from '../../server/src/kernel/world/real/world.ts';
import { assetsModule } from '../../server/src/modules/assets/module.ts';
import { intakeModule } from '../../server/src/modules/intake/module.ts';
import {
  readingsFrame,
  stream,
  TestGateway,
  told,
} from '../../server/src/modules/intake/testing/test-gateway.ts';
import { HttpLink } from '../../server/src/modules/outbox/uplink/http-link.ts';
import { telemetryModule } from '../../server/src/modules/telemetry/module.ts';
import { folderOf, openDoor, startModules } from '../../server/src/testing/start-modules.ts';
import { openReceipt } from '../../server/src/wire/tier/receipt.ts';

test('a parcel over the link, where it stands, and what is refused', async (t) => {
  const modules = [assetsModule, telemetryModule, intakeModule, openDoor('platform')];
  const program = await startModules(t, { modules, roles: ['platform'] });
  const gateway = await new TestGateway().enrol(program, ['88.118.8']);
  const link = new HttpLink({
    url: new URL(program.origin),
    gateway: gateway.name,
    privateKey: gateway.keys.privateKey,
    platformKey: '',
    folder: folderOf(t),
    world: realWorld,
    timeoutMs: 10_000,
    invitation: '',
  });
  assert.deepEqual(await link.standing('inc-a'), []);
  const receipt = await link.receive(gateway.parcel([readingsFrame(1, 100)]));
  const opened = openReceipt(receipt, await link.key());
  assert.ok(opened.ok);
  assert.deepEqual(told(opened.value), [`${stream} 1-100 stored`]);
  assert.deepEqual(await link.standing('inc-a'), [{ stream, highest: 100 }]);
  const foreign = gateway.parcel([readingsFrame(1, 1)], { gateway: 'somebody' });
  await assert.rejects(link.receive(foreign), { code: 'intake.other-gateway' });
});
