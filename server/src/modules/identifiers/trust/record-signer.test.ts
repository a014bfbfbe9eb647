// Signatures are made when asked for, once for a state of a record, and never beyond a bound.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { realDisk } from '../../../kernel/world/real/disk.ts';
import { temporaryFolder } from '../../../testing/temporary-folder.ts';
import {
  decodeValueBlock,
  encodeValueBlock,
  type HandleValue,
} from '../../../wire/handle/handle.ts';
import { registryPort } from '../api.ts';
import type { Finding } from '../listeners/record-source.ts';
import { KeyRing } from '../node-key/key-ring.ts';
import { overTcp, overUdp, sentValue } from '../testing/administrator.ts';
import { addressOf, startNodes } from '../testing/four-nodes.ts';
import { threeValues, SetClock } from '../testing/trust-tower.ts';
import { question, read } from '../testing/wire.ts';
import { RecordSigner, type SignerBounds } from './record-signer.ts';

const dayMs = 86_400_000;

async function signerOf(t: TestContext, bounds?: SignerBounds) {
  const { path: folder, remove } = temporaryFolder();
  t.after(remove);
  const clock = new SetClock();
  const spans = { publishMs: 1, retireMs: 1 };
  const ring = await KeyRing.open({ folder, disk: realDisk, clock, spans });
  const rest = bounds === undefined ? {} : { bounds };
  const signer = new RecordSigner({ prefix: '88', ring, clock, lifeMs: 7 * dayMs, ...rest });
  return { clock, signer };
}

const block = encodeValueBlock(threeValues);

function valuesIn(finding: Finding): readonly HandleValue[] {
  const decoded = decodeValueBlock(finding.block ?? new Uint8Array(0));
  assert.ok(decoded.ok);
  return decoded.value;
}

const signatureIn = (finding: Finding): string =>
  Buffer.from(valuesIn(finding).at(-1)?.data ?? []).toString();

test('one signature serves until the record changes or half of its life is over', async (t) => {
  const { clock, signer } = await signerOf(t);
  const [one, other] = await Promise.all([
    signer.signed('88/a', block),
    signer.signed('88/a', block),
  ]);
  const first = signatureIn(one);
  assert.equal(signatureIn(other), first);
  assert.deepEqual(
    valuesIn(one).map(({ index }) => index),
    [1, 2, 3, 400],
  );
  clock.nowMs += 3 * dayMs;
  assert.equal(signatureIn(await signer.signed('88/a', block)), first);
  const changed = encodeValueBlock([sentValue(1)]);
  assert.notEqual(signatureIn(await signer.signed('88/a', changed)), first);
  const again = signatureIn(await signer.signed('88/a', block));
  assert.notEqual(again, first, 'changed back is a new state');
  clock.nowMs += 4 * dayMs;
  assert.notEqual(signatureIn(await signer.signed('88/a', block)), again);
});

test('a signature of the owner stands; nothing public is nothing to sign', async (t) => {
  const { signer } = await signerOf(t);
  const own = sentValue(410, { type: 'HS_SIGNATURE' });
  for (const values of [[...threeValues, own], [own], [], [sentValue(1, { permissions: 12 })]]) {
    const as = encodeValueBlock(values);
    assert.equal((await signer.signed('88/a', as)).block, as);
  }
  const taken = encodeValueBlock([sentValue(400), sentValue(401)]);
  assert.equal(valuesIn(await signer.signed('88/a', taken)).at(-1)?.index, 402);
});

test('beyond the bound the node is busy, and then it goes on', async (t) => {
  const { signer } = await signerOf(t, { rememberedMax: 2, underWayMax: 3 });
  const all = Array.from({ length: 5 }, (_, n) => signer.signed(`88/${n}`, block));
  const codes = (await Promise.all(all)).map(({ code }) => code);
  assert.deepEqual(codes, [1, 1, 1, 3, 3]);
  assert.equal(signer.underWay, 0);
  assert.equal((await signer.signed('88/4', block)).code, 1);
});

test('over the wire a signature comes to who asks for it, and to nobody else', async (t) => {
  const program = await startNodes(t);
  const value = { index: 1, type: 'NAME', text: 'ten' };
  await program.port(registryPort).register([{ handle: '88.118.8/a', values: [value] }]);
  const to = addressOf(program, 'enterprise-node');
  for (const send of [overTcp(to), overUdp(to)]) {
    const typesOf = async (asked: Parameters<typeof question>[0]): Promise<string[]> => {
      const [answer] = await send(question({ handle: '88.118.8/a', ...asked }));
      const { body } = read(answer);
      return body.kind === 'resolve-response' ? body.values.map(({ type }) => type) : [];
    };
    assert.deepEqual(await typesOf({}), ['NAME', 'HS_ADMIN']);
    assert.deepEqual(await typesOf({ types: ['HS_SIGNATURE'] }), ['HS_SIGNATURE']);
    assert.deepEqual(await typesOf({ types: ['hs_signature', 'name'] }), ['NAME', 'HS_SIGNATURE']);
    assert.deepEqual(await typesOf({ indexes: [400] }), ['HS_SIGNATURE']);
    assert.deepEqual(await typesOf({ indexes: [1] }), ['NAME']);
    assert.deepEqual(await typesOf({ handle: '88.118.8/none', types: ['HS_SIGNATURE'] }), []);
  }
});

test('a node whose records live zero days long signs nothing', async (t) => {
  const program = await startNodes(t, {
    settings: { enterpriseNode: { port: 0, signatureDays: 0 } },
  });
  const value = { index: 1, type: 'NAME', text: 'ten' };
  await program.port(registryPort).register([{ handle: '88.118.8/a', values: [value] }]);
  const send = overTcp(addressOf(program, 'enterprise-node'));
  const [answer] = await send(question({ handle: '88.118.8/a', types: ['HS_SIGNATURE'] }));
  assert.equal(read(answer).header.responseCode, 200);
});
