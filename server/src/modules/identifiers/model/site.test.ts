// The HS_SITE that a node tells of itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeSite } from '../../../wire/handle/handle.ts';
import { siteOf } from './site.ts';

test('a site names its TCP interface first', () => {
  const facts = {
    prefix: '88',
    description: 'top',
    host: '127.0.0.1',
    tcpPort: 2641,
    udpPort: 2642,
  };
  const site = decodeSite(siteOf({ ...facts, serial: 1 }));
  assert.ok(site.ok);
  const [server] = site.value.servers;
  assert.deepEqual(
    server?.interfaces.map(({ protocol, port }) => [protocol, port]),
    [
      [1, 2641],
      [0, 2642],
    ],
  );
});
