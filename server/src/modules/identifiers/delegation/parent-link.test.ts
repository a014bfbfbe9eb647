// A mirror has a parent in its settings, for the day when it is promoted; until then it must not ask there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folderOf } from '../../../testing/start-modules.ts';
import { until } from '../../../testing/until.ts';
import {
  enterpriseAuthorityPort,
  secondLevelDelegationsPort,
  type LocalAuthority,
} from '../api.ts';
import { enterpriseReplicationPort } from '../replication/ports.ts';
import { startNodes } from '../testing/four-nodes.ts';

test('a mirror asks its parent only once it is promoted', async (t) => {
  const parent = await startNodes(t, { roles: ['second-level'] });
  assert.ok(parent.has(secondLevelDelegationsPort));
  const settings = {
    // Nobody is there: the mirror has no records, and may be promoted as it is by who says so.
    mirrorOf: 'http://127.0.0.1:9',
    ...{ port: 0, parent: parent.origin },
  };
  const mirror = await startNodes(t, {
    roles: ['enterprise'],
    settings: { enterpriseNode: settings },
    folder: folderOf(t),
  });
  const node: LocalAuthority = mirror.port(enterpriseAuthorityPort);
  assert.equal(await node.askParent(), undefined);
  await mirror.port(enterpriseReplicationPort).promote({ incomplete: true });
  await until('the parent is asked', async () => (await node.askParent()) !== undefined);
});
