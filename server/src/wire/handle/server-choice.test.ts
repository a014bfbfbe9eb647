// The choice of a server against the table that Handle.Net's own code gave.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { recordedCases, skip } from './recorded.contract.ts';
import { chooseServer, handleHash } from './server-choice.ts';

const md5 = (bytes: Uint8Array): Uint8Array => createHash('md5').update(bytes).digest();

type Row = { handle: string; hashOption: number; hash: number; server: number[] };

test('the recorded choices of a server, for sites of one server and more', { skip }, () => {
  const rows = recordedCases.find(({ name }) => name === 'server-choice')?.fields['table'] as Row[];
  assert.equal(rows.length, 72);
  for (const { handle, hashOption, hash, server } of rows) {
    assert.equal(handleHash(handle, hashOption, md5), hash, `${handle} ${hashOption}`);
    const found = server.map((_, n) =>
      chooseServer(handle, { hashOption, servers: { length: n + 1 } }, md5),
    );
    assert.deepEqual(found, server, `${handle} ${hashOption}`);
  }
});

test('a site without servers has none to choose', () => {
  assert.equal(chooseServer('88/x', { hashOption: 2, servers: [] }, md5), -1);
});

test('the lowest of all hashes stays in range', () => {
  const lowest = (): Uint8Array => Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0);
  assert.equal(
    chooseServer('88/x', { hashOption: 2, servers: { length: 3 } }, lowest),
    2_147_483_648 % 3,
  );
});
