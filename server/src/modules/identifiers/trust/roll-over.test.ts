// Keys are replaced while the nodes serve, and at no moment is a record refused.
import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { isFailure } from '../../../kernel/failure/failure.ts';
import { realDisk } from '../../../kernel/world/real/disk.ts';
import { realWorld } from '../../../kernel/world/real/world.ts';
import { temporaryFolder } from '../../../testing/temporary-folder.ts';
import { until } from '../../../testing/until.ts';
import {
  enterpriseAuthorityPort,
  registryPort,
  resolverPort,
  topAuthorityPort,
  type NodeKeys,
} from '../api.ts';
import { KeyRing } from '../node-key/key-ring.ts';
import { startNodes } from '../testing/four-nodes.ts';
import { ShiftedClock } from '../testing/shifted-clock.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const stagesOf = (keys: NodeKeys | undefined): string =>
  (keys?.list() ?? []).map(({ signer, stage }) => `${stage} ${signer}`).join(', ');

for (const [tier, port, prefix] of [
  ['an enterprise', enterpriseAuthorityPort, '88.118.8'],
  ['the top node', topAuthorityPort, '88'],
] as const) {
  test(`the key of ${tier} rolls over while records are verified all the time`, async (t) => {
    const clock = new ShiftedClock();
    const program = await startNodes(t, { world: { ...realWorld, clock } });
    const value = { index: 1, type: 'NAME', text: 'ten' };
    await program.port(registryPort).register([{ handle: '88.118.8/a', values: [value] }]);
    const signers = new Set<string>();
    const verified = async (when: string): Promise<void> => {
      for (const fresh of [false, true]) {
        const { signature } = await program.port(resolverPort).resolve('88.118.8/a', { fresh });
        assert.equal(signature?.state, 'verified', `${when}: ${JSON.stringify(signature)}`);
        if (signature.state === 'verified') signers.add(signature.signer);
      }
    };
    const { keys } = program.port(port);
    const [old, next] = [`410:0.NA/${prefix}`, `411:0.NA/${prefix}`];
    await verified('before');
    await keys?.roll();
    assert.equal(stagesOf(keys), `current ${old}, next ${next}`);
    await assert.rejects(
      async () => keys?.roll(),
      (error) => isFailure(error, 'trust.roll-over-under-way'),
    );
    await verified('with a new key published');
    for (const minutes of [20, 20, 24]) {
      clock.forward(minutes * 60_000);
      await verified('while it becomes known');
      assert.equal(stagesOf(keys), `current ${old}, next ${next}`);
    }
    clock.forward(5 * 60_000);
    const passes = (stages: string) => () => {
      if (stagesOf(keys) === stages) return true;
      clock.forward(2 * 60_000); // the node looks every minute
      return false;
    };
    await until('the new key signs', passes(`previous ${old}, current ${next}`));
    for (let day = 0; day < 8; day++) {
      await verified(`day ${day}`);
      clock.forward(dayMs);
    }
    clock.forward(dayMs + hourMs);
    await until('the old key is dropped', passes(`current ${next}`));
    await verified('after');
    const signing = prefix === '88.118.8' ? [old, next] : ['410:0.NA/88.118.8'];
    assert.deepEqual([...signers], signing);
  });
}

test('the keys of a ring survive a restart at every stage, and old ones leave the disk', async (t) => {
  const { path: folder, remove } = temporaryFolder();
  t.after(remove);
  const clock = new ShiftedClock();
  const spans = { publishMs: hourMs, retireMs: dayMs };
  const open = (): Promise<KeyRing> => KeyRing.open({ folder, disk: realDisk, clock, spans });
  const stages = async (): Promise<string> =>
    (await open()).keys.map(({ slot, stage }) => `${slot} ${stage}`).join(', ');
  const first = (await open()).current.key.record;
  assert.equal(await stages(), '410 current');
  await (await open()).begin();
  assert.equal(await stages(), '410 current, 411 next');
  clock.forward(dayMs);
  assert.equal(await (await open()).advance(), false, 'the parent was not told');
  await (await open()).told();
  clock.forward(hourMs);
  assert.equal(await (await open()).advance(), true);
  assert.equal(await stages(), '410 previous, 411 current');
  assert.notDeepEqual((await open()).current.key.record, first);
  assert.equal((await stat(join(folder, 'node-411.key'))).mode & 0o777, 0o600);
  assert.equal(await (await open()).advance(), false);
  clock.forward(dayMs);
  assert.equal(await (await open()).advance(), true);
  assert.equal(await stages(), '411 current');
  await assert.rejects(stat(join(folder, 'node.key')));
});

test('a damaged list of keys stops the start', async (t) => {
  const { path: folder, remove } = temporaryFolder();
  t.after(remove);
  const spans = { publishMs: 1, retireMs: 1 };
  for (const text of [
    '',
    '{}',
    '[{"slot":1}]',
    '[{"slot":410,"stage":"current","sinceMs":0,"file":"../x"}]',
  ]) {
    await realDisk.write(join(folder, 'node-keys.json'), Buffer.from(text));
    await assert.rejects(
      KeyRing.open({ folder, disk: realDisk, clock: new ShiftedClock(), spans }),
      (error) => isFailure(error, 'trust.bad-key-list'),
      text,
    );
  }
});
