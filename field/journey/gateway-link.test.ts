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
import { HttpLink, keyOf } from '../../server/src/modules/outbox/uplink/http-link.ts';
import { telemetryModule } from '../../server/src/modules/telemetry/module.ts';
import { ask, folderOf, openDoor, startModules } from '../../server/src/testing/start-modules.ts';
import { openReceipt } from '../../server/src/wire/tier/receipt.ts';

test('a parcel over the link, where it stands, and what is refused', async (t) => {
  const modules = [assetsModule, telemetryModule, intakeModule, openDoor('platform')];
  const program = await startModules(t, { modules, roles: ['platform'] });
  const gateway = new TestGateway();
  const body = { enterprises: ['88.118.8'] };
  const invited = await ask(program, '/api/gateways/invitations', {
    method: 'POST',
    as: '*',
    body,
  });
  const link = new HttpLink({
    url: new URL(program.origin),
    gateway: gateway.name,
    privateKey: gateway.keys.privateKey,
    platformKey: '',
    invitation: String(invited.body['code']),
    folder: folderOf(t),
    world: realWorld,
    timeoutMs: 10_000,
  });
  assert.deepEqual(await link.standing('inc-a'), [], 'it has enrolled by itself');
  const key = await link.key();
  const receipt = await link.receive(gateway.parcel([readingsFrame(1, 100)]));
  const opened = openReceipt(receipt, key);
  assert.ok(opened.ok);
  assert.deepEqual(told(opened.value), [`${stream} 1-100 stored`]);
  assert.deepEqual(await link.standing('inc-a'), [{ stream, highest: 100 }]);
  assert.ok(
    keyOf(String((await ask(program, '/api/intake/key')).body['key'])).equals(key),
    'as the platform shows it',
  );
  const foreign = gateway.parcel([readingsFrame(1, 1)], { gateway: 'somebody' });
  await assert.rejects(link.receive(foreign), { code: 'intake.other-gateway' });
});
