// A child in another program than its parent rolls its key over, and its parent follows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { realWorld } from '../../../kernel/world/real/world.ts';
import { ask, folderOf } from '../../../testing/start-modules.ts';
import { until } from '../../../testing/until.ts';
import { enterpriseAuthorityPort, registryPort, resolverPort, type NodeKeys } from '../api.ts';
import { invitationFrom, startAbove, startEnterprise } from '../testing/separate-nodes.ts';
import { ShiftedClock } from '../testing/shifted-clock.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const [old, next] = ['410:0.NA/88.118.8', '411:0.NA/88.118.8'];

const stagesOf = (keys: NodeKeys | undefined): string =>
  (keys?.list() ?? []).map(({ signer, stage }) => `${stage} ${signer}`).join(', ');

test('over HTTP the parent certifies the next key, and then follows it', async (t) => {
  const clock = new ShiftedClock();
  const world = { ...realWorld, clock };
  const above = await startAbove(t, world);
  const invitation = await invitationFrom(above);
  const folder = folderOf(t);
  const settings = { parent: above.origin, invitation };
  const started = await startEnterprise(t, { settings, folder, world });
  const node = () => started.port(enterpriseAuthorityPort);
  await until('granted', async () => (await node().askParent())?.state === 'granted');
  const value = { index: 1, type: 'NAME', text: 'ten' };
  await started.port(registryPort).register([{ handle: '88.118.8/a', values: [value] }]);
  const signers = new Set<string>();
  const verified = async (when: string): Promise<void> => {
    for (const fresh of [false, true]) {
      const { signature } = await above.port(resolverPort).resolve('88.118.8/a', { fresh });
      assert.equal(signature?.state, 'verified', `${when}: ${JSON.stringify(signature)}`);
      if (signature.state === 'verified') signers.add(signature.signer);
    }
  };
  const { keys } = node();
  const passes = (stages: string) => () => {
    if (stagesOf(keys) === stages) return true;
    clock.forward(2 * minuteMs); // the node looks every minute
    return false;
  };
  await verified('before');
  await keys?.roll();
  assert.equal(stagesOf(keys), `current ${old}, next ${next}`);
  assert.notEqual(keys?.nextStepAt(), undefined, 'the parent was told');
  await verified('with a new key published');
  clock.forward(64 * minuteMs);
  await verified('while it becomes known');
  await until('the new key signs', passes(`previous ${old}, current ${next}`));
  await verified('by the new key');
  assert.equal((await node().askParent())?.state, 'granted', 'which the parent knows');
  for (let day = 0; day < 9; day++) {
    clock.forward(dayMs);
    await verified(`day ${day}`);
  }
  await until('the old key is dropped', passes(`current ${next}`));
  await verified('after');
  assert.equal((await node().askParent())?.state, 'granted');
  assert.deepEqual([...signers], [old, next]);
  const { body } = await ask(above, '/api/delegations', { as: '*' });
  const list = body['delegations'] as { state: string }[];
  assert.deepEqual(
    list.map(({ state }) => state),
    ['granted'],
    'one node holds the prefix all the while',
  );
});

test('a parent that is away when the key is made is told when it is back', async (t) => {
  const clock = new ShiftedClock();
  const world = { ...realWorld, clock };
  const above = await startAbove(t, world);
  const invitation = await invitationFrom(above);
  const settings = { parent: above.origin, invitation };
  const started = await startEnterprise(t, { settings, world });
  const node = started.port(enterpriseAuthorityPort);
  await until('granted', async () => (await node.askParent())?.state === 'granted');
  const path = '/api/delegations/88.118.8';
  const decide = (grant: boolean) =>
    ask(above, path, { method: 'PUT', as: '*', body: { grant, reason: 'not paid' } });
  assert.equal((await decide(false)).status, 200);
  await node.keys?.roll();
  assert.equal(node.keys?.nextStepAt(), undefined, 'nobody certifies it');
  assert.equal((await decide(true)).status, 200);
  await until('told again', () => {
    clock.forward(minuteMs);
    return node.keys?.nextStepAt() !== undefined;
  });
});
