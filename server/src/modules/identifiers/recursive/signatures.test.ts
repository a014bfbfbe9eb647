// The hook for signatures: asked along with the record, kept with it, and a refused record is not given.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { isFailure } from '../../../kernel/failure/failure.ts';
import type { SignatureState } from '../api.ts';
import type { Finding } from '../listeners/record-source.ts';
import { questionOf, type Question } from '../model/question.ts';
import { block, node, record, referral, resolverFrom } from '../testing/staged-nodes.ts';
import type { RecordVerifier, ValuesLookup, VerifiedRecord } from '../trust/record-verifier.ts';

const textOf = (data: Uint8Array | undefined): string => Buffer.from(data ?? []).toString();
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const verified: SignatureState = { state: 'verified', signer: '300:0.NA/88.1', until: '2030' };

type Verify = (record: VerifiedRecord, lookup: ValuesLookup) => Promise<SignatureState>;

async function stage(t: TestContext, verify: Verify, find: (question: Question) => Finding) {
  const asked: string[] = [];
  const holder = await node(t, (question) => {
    asked.push(question.handle);
    return find(question);
  });
  const root = await node(t, ({ prefix }) => referral(302, prefix, holder));
  const verifier: RecordVerifier = { verify };
  return { asked, resolver: await resolverFrom(t, [root], { verifier }) };
}

const signed = (): Finding => ({
  code: 1,
  block: block({ type: 'T', data: bytes('x') }, { type: 'HS_SIGNATURE', data: bytes('by me') }),
});

test('the verifier sees the values, the signature and other records; its finding stays with the answer', async (t) => {
  const { resolver } = await stage(
    t,
    async ({ handle, values }, { alsoThere, elsewhere }) => {
      assert.equal(handle, '88.1/x');
      assert.deepEqual(
        values.map(({ type }) => type),
        ['T'],
      );
      assert.equal(textOf((await alsoThere('HS_SIGNATURE'))?.[0]?.data), 'by me');
      assert.deepEqual(await alsoThere('HS_CERT'), []);
      assert.equal(textOf((await elsewhere('88.1/key'))?.[0]?.data), 'key');
      assert.equal(await elsewhere('88.1/absent'), undefined);
      assert.equal(await elsewhere('/'), undefined);
      return verified;
    },
    ({ key }) => {
      if (key === '88.1/KEY') return record('key');
      return key === '88.1/X' ? signed() : { code: 100 };
    },
  );
  for (const cached of [false, true]) {
    const resolution = await resolver.resolve('88.1/x');
    assert.deepEqual(resolution.signature, verified);
    assert.equal(resolution.cached, cached);
  }
});

test('the signature is asked for in the same moment as the record', async (t) => {
  const { asked, resolver } = await stage(
    t,
    async (_record, { alsoThere }) => {
      assert.equal(asked.length, 2, 'both had been asked when the record was there');
      assert.ok((await alsoThere('HS_SIGNATURE')) !== undefined);
      return { state: 'unsigned' };
    },
    () => record('x'),
  );
  assert.deepEqual((await resolver.resolve('88.1/x')).signature, { state: 'unsigned' });
  assert.equal(asked.length, 2);
});

test('a refused record is neither given nor kept, and the reason is told', async (t) => {
  let honest = true;
  const reason = 'the signature of value 1 does not hold';
  const { resolver } = await stage(
    t,
    async () => (honest ? verified : { state: 'refused', reason }),
    signed,
  );
  await resolver.resolve('88.1/x');
  honest = false;
  await assert.rejects(resolver.resolve('88.1/x', { fresh: true }), (error) => {
    assert.ok(isFailure(error, 'identifiers.signature-refused'));
    assert.match(error.message, new RegExp(reason));
    assert.match(error.publicMessage.zh, /不可信/);
    return true;
  });
  assert.equal(resolver.cache.get('88.1/X'), undefined);
  const told = await resolver.find(questionOf('88.1/x'), { doNotRefer: false });
  assert.equal(told.code, 2);
  assert.match('message' in told ? (told.message ?? '') : '', /not believed/);
  assert.equal(resolver.tally.signatureRefusals, 2);
});

test('a record fetched only for a check is checked itself before a client gets it', async (t) => {
  const seen: string[] = [];
  const { resolver } = await stage(
    t,
    async ({ handle }, { elsewhere }) => {
      seen.push(handle);
      await elsewhere('88.1/key');
      return handle === '88.1/key' ? { state: 'refused', reason: 'forged' } : verified;
    },
    () => record('x'),
  );
  await resolver.resolve('88.1/x');
  assert.equal(resolver.plain('88.1/KEY'), undefined);
  await assert.rejects(resolver.resolve('88.1/key'), (error) =>
    isFailure(error, 'identifiers.signature-refused'),
  );
  assert.deepEqual(seen, ['88.1/x', '88.1/key']);
});

test('undecided is told, and the record is given', async (t) => {
  const state = { state: 'undecided', reason: 'no root is configured' } as const;
  const { resolver } = await stage(t, async () => state, signed);
  const { signature, responseCode } = await resolver.resolve('88.1/x');
  assert.deepEqual({ signature, responseCode }, { signature: state, responseCode: 1 });
});

test('a record that changed between its answer and its signature is asked for once more, then refused', async (t) => {
  let misfits = 1;
  let seen = 0;
  const misfit: SignatureState = { state: 'refused', reason: 'value-changed' };
  const { resolver } = await stage(
    t,
    async () => {
      seen += 1;
      return seen <= misfits ? misfit : verified;
    },
    signed,
  );
  assert.deepEqual((await resolver.resolve('88.1/x')).signature, verified);
  assert.equal(seen, 2);
  [misfits, seen] = [9, 0];
  const refused = (error: unknown): boolean => isFailure(error, 'identifiers.signature-refused');
  await assert.rejects(resolver.resolve('88.1/y'), refused);
  assert.equal(seen, 2);
});
