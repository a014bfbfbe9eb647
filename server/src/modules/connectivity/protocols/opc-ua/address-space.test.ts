// A server that is looked through and has no end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { childrenOf, type View } from './address-space.ts';

function endless(perPage: number): View {
  const references = Array.from({ length: perPage }, (_, n) => ({
    nodeId: { serverIndex: 0, toString: () => `ns=1;i=${n}` },
    browseName: { name: 'x' },
    displayName: { text: 'x' },
    nodeClass: 1,
    typeDefinition: 'ns=0;i=61',
  }));
  const page = {
    statusCode: { name: 'Good', value: 0 },
    references,
    continuationPoint: Buffer.of(1),
  };
  const session = { browse: async () => [page], browseNext: async () => [page] };
  const library = {
    BrowseDirection: { Forward: 0 },
    NodeId: class {
      readonly namespace = 0;
    },
  };
  return { session, library, facts: {} } as unknown as View;
}

test('a node whose children never end is given up, with many on a page and with none', async () => {
  for (const perPage of [1_000, 0])
    await assert.rejects(
      childrenOf(endless(perPage), ['ns=0;i=85'], { size: 1 }),
      /BadTooManyMatches/,
    );
});
