// The nodes of one process sign and certify by themselves, and the recursive node verifies up to its own top node.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { registryPort, resolverPort, proofsPort } from '../api.ts';
import { startNodes } from '../testing/four-nodes.ts';

test('what an enterprise registers is verified up to the top node, without any setting', async (t) => {
  const program = await startNodes(t);
  const value = { index: 1, type: 'NAME', text: 'ten' };
  await program.port(registryPort).register([{ handle: '88.118.8/a', values: [value] }]);
  const resolver = program.port(resolverPort);
  const first = await resolver.resolve('88.118.8/a');
  assert.equal(first.responseCode, 1);
  assert.equal(first.signature?.state, 'verified', JSON.stringify(first.signature));
  assert.deepEqual(
    (await resolver.resolve('88.118.8/A')).signature,
    first.signature,
    'from memory',
  );
  for (const handle of ['0.NA/88.118.8', '0.NA/88.118', '0.NA/88']) {
    const { signature } = await resolver.resolve(handle);
    assert.equal(signature?.state, 'verified', `${handle} ${JSON.stringify(signature)}`);
  }
  const proof = await program.port(proofsPort).proofOf('88.118.8/a');
  assert.equal(proof.certificates.length, 2);
});
