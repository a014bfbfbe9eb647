// A proof convinces by itself, and no byte of it can be another.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Proof } from '../api.ts';
import { sentValue } from '../testing/administrator.ts';
import { newKeys, SetClock, Tower } from '../testing/trust-tower.ts';
import { ChainVerifier } from './chain-verifier.ts';
import { proofIn, proofOf, proofText, verifyProof } from './proof.ts';
import { rootOf } from './trust-roots.ts';

const tower = new Tower();
const values = [
  sentValue(1),
  sentValue(2, { data: Uint8Array.of(0, 255), references: [{ handle: 'a/b', index: -1 }] }),
  sentValue(3, { data: Buffer.from('中\ttext'), ttlType: 1, ttlSeconds: -5 }),
];

async function proofBy(signer: 'enterprise' | 'root'): Promise<Proof> {
  const top = { iss: '410:0.NA/88', key: tower.root.privateKey };
  const signature = tower.sign(values, signer === 'root' ? top : {});
  const roots = [rootOf('88', [tower.root.json])];
  const verifier = new ChainVerifier({ roots, clock: tower.clock, required: false });
  const record = { handle: '88.118.8/a', values };
  const { evidence } = await verifier.examine(record, tower.lookup(signature));
  assert.ok(evidence);
  return proofOf(record, evidence);
}

const proof = await proofBy('enterprise');
const text = proofText(proof);

test('a proof is verified with the key of the root alone', async () => {
  for (const one of [proof, await proofBy('root')]) {
    for (const written of [proofText(one), JSON.stringify(one)]) {
      const read = proofIn(Buffer.from(written));
      assert.deepEqual(read, one);
      const { state } = await verifyProof(one, tower.clock, [tower.root.json]);
      assert.equal(state.state, 'verified');
    }
  }
  assert.equal(proof.certificates.length, 2);
});

test('without a root it is undecided, with another it is refused, and it ends in time', async () => {
  const state = async (...of: Parameters<typeof verifyProof>): Promise<string> => {
    const outcome = await verifyProof(...of);
    return 'reason' in outcome.state ? outcome.state.reason : outcome.state.state;
  };
  assert.equal((await verifyProof(proof, tower.clock)).state.state, 'undecided');
  assert.equal(await state(proof, tower.clock, [newKeys().json]), 'untrusted-root');
  const clock = new SetClock();
  clock.nowMs = tower.clock.nowMs + 8 * 86_400_000;
  assert.equal(await state(proof, clock, [tower.root.json]), 'expired');
  const [first = '', second = ''] = proof.certificates;
  for (const certificates of [[], [first], [second, first], [first, second, second]]) {
    const changed = { ...proof, certificates };
    assert.notEqual(await state(changed, tower.clock, [tower.root.json]), 'verified');
  }
});

test('a byte changed anywhere, taken out or put in is refused', async () => {
  const bytes = Buffer.from(text);
  const change = fc.record({
    at: fc.nat(bytes.length - 1),
    by: fc.integer({ min: 1, max: 255 }),
    how: fc.constantFrom('changed', 'removed', 'added'),
  });
  await fc.assert(
    fc.asyncProperty(change, async ({ at, by, how }) => {
      const byte = Uint8Array.of((bytes[at] ?? 0) ^ by);
      const middle = how === 'removed' ? new Uint8Array(0) : byte;
      const rest = bytes.subarray(how === 'added' ? at : at + 1);
      const changed = Buffer.concat([bytes.subarray(0, at), middle, rest]);
      if (changed.equals(bytes)) return;
      const read = proofIn(changed);
      if (read === undefined) return;
      const { state } = await verifyProof(read, tower.clock, [tower.root.json]);
      assert.notEqual(state.state, 'verified', `byte ${at}`);
    }),
    { numRuns: 2_000 },
  );
});

test('a case bit changed anywhere is refused', async () => {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes);
    changed[at] = (bytes[at] ?? 0) ^ 0x20;
    const read = proofIn(changed);
    if (read === undefined) continue;
    const { state } = await verifyProof(read, tower.clock, [tower.root.json]);
    assert.notEqual(state.state, 'verified', `byte ${at}`);
  }
});

test('what is no proof is told apart', () => {
  for (const other of [
    '',
    '{}',
    '[]',
    text.slice(1),
    `${text} `,
    text.replace('proof/1', 'proof/2'),
  ]) {
    assert.equal(proofIn(Buffer.from(other)), undefined);
  }
});
