// The wire side of an authority, message by message.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { SimulatedNames } from '../../../../../field/simulation/simulated-names.ts';
import { silentLog } from '../../../kernel/log/log.ts';
import { MetricsRegistry } from '../../../kernel/metrics/metrics.ts';
import { realClock } from '../../../kernel/world/real/clock.ts';
import {
  contentOf,
  encodeMessage,
  encodeValueBlock,
  flagsOf,
  headerAndBody,
  opCode,
  opFlag,
  responseCode,
  valuePermission,
} from '../../../wire/handle/handle.ts';
import { Authority } from '../authority/authority.ts';
import { delegate } from '../authority/delegate.ts';
import { publicValue, textValue } from '../authority/new-values.ts';
import { register } from '../authority/register.ts';
import { openRecordStore, type OpenRecordStore } from '../records/open-record-store.ts';
import { question, read, valuesOf } from '../testing/wire.ts';
import { AnswerBuffer } from './answer-buffer.ts';
import { ResolveTally } from './resolve-tally.ts';
import { Responder } from './responder.ts';

const prefix = '88.118';
const nowMs = 1_790_000_000_000;

/** An authority with a few records; `at once` or `later` as its store answers. */
async function authority(t: TestContext, later = false): Promise<Ask> {
  const chance = (): boolean => !later;
  const names = new SimulatedNames({
    schedule: (_delayMs, work) => void setImmediate(work),
    random: { chance, between: () => 0 },
  });
  const space = await names.open('node');
  const store = await openRecordStore({ names: space, clock: realClock, historyDays: 365 });
  t.after(() => store.close());
  await fill(store);
  const tally = new ResolveTally('test-node', new MetricsRegistry());
  const source = new Authority(prefix, store);
  source.site = new Uint8Array([1, 2, 3]);
  const responder = new Responder({ source, clock: realClock, tally, log: silentLog });
  return async (message) => {
    const out = new AnswerBuffer();
    const answer = await responder.handle(message, out, {
      transport: 'udp',
      host: '127.0.0.1',
      port: 1,
    });
    return out.length > 0 ? out.take() : answer;
  };
}
type Ask = (message: Uint8Array) => Promise<Uint8Array | undefined>;

async function fill(store: OpenRecordStore): Promise<void> {
  const clock = { ...realClock, now: () => nowMs };
  const values = [
    { index: 1, type: 'URL', text: 'https://example.com' },
    { index: 2, type: 'NAME', text: '主轴箱' },
    { index: 3, type: 'URL.HOME', text: 'https://example.org' },
  ];
  const options = { store, clock, prefix, overwrite: false };
  await register([{ handle: '88.118/Widget', values }], options);
  const hidden = { ...textValue({ index: 2, type: 'SECRET', text: 'x', nowMs }), permissions: 12 };
  const shown = publicValue({ index: 1, type: 'URL', data: new Uint8Array(1), nowMs });
  const record = (key: string, block: Uint8Array) => ({
    key,
    record: { handle: key, block },
  });
  await store.write([
    record('88.118/MIXED', encodeValueBlock([shown, hidden])),
    record('88.118/HIDDEN', encodeValueBlock([hidden])),
  ]);
  const child = { description: 'enterprise', host: '10.0.0.3', tcpPort: 2643, udpPort: 2643 };
  await delegate({ ...child, prefix: '88.118.8' }, { store, clock, prefix });
}

for (const later of [false, true]) {
  const when = later ? 'later' : 'at once';

  test(`answers found by a store that answers ${when}`, async (t) => {
    const ask = await authority(t, later);
    const codeFor = async (handle: string, more: object = {}) =>
      read(await ask(question({ handle, ...more }))).header.responseCode;
    const found = read(await ask(question({ handle: '88.118/wIDGET' })));
    assert.equal(found.header.responseCode, responseCode.ok);
    assert.equal(found.envelope.requestId, 7);
    assert.equal(found.body.kind === 'resolve-response' && found.body.handle, '88.118/wIDGET');
    assert.deepEqual(valuesOf(found).slice(0, 2), [
      [1, 'https://example.com'],
      [2, '主轴箱'],
    ]);
    assert.equal(await codeFor('88.118/nothing'), responseCode.handleNotFound);
    assert.equal(await codeFor('88.118/Widget', { types: ['NONE'] }), responseCode.valuesNotFound);
    assert.equal(await codeFor('88.118/HIDDEN'), responseCode.valuesNotFound);
    assert.equal(await codeFor('99/x'), responseCode.notResponsible);
    assert.equal(await codeFor('0.NA/88.118'), responseCode.notResponsible);
    assert.equal(await codeFor('0.NA/88.118.8'), responseCode.ok);
    assert.equal(await codeFor('88.118.8'), responseCode.ok);
    assert.equal(await codeFor('88.118.8/x'), responseCode.serviceReferral);
    assert.equal(await codeFor('88.118.8.1/x'), responseCode.prefixReferral);
    assert.equal(await codeFor('0.NA/88.118.8.1'), responseCode.prefixReferral);
    assert.equal(await codeFor('88.118.80/x'), responseCode.handleNotFound);
    assert.equal(await codeFor('0.NA/88.118.80'), responseCode.handleNotFound);
    assert.equal(
      await codeFor('88.118.8/x', { flags: opFlag.doNotRefer }),
      responseCode.handleNotFound,
    );
    assert.equal(await codeFor('88..118/x'), responseCode.invalidHandle);
    assert.equal(await codeFor(''), responseCode.invalidHandle);
    assert.equal(await codeFor(`88.118/${'中'.repeat(640)}`), responseCode.handleNotFound);
  });
}

test('filters add up, and a type that ends in a dot covers its sub-types', async (t) => {
  const ask = await authority(t);
  const indexes = async (filter: object) => {
    const answer = read(await ask(question({ handle: '88.118/Widget', ...filter })));
    return valuesOf(answer).map(([index]) => index);
  };
  assert.deepEqual(await indexes({}), [1, 2, 3, 100]);
  assert.deepEqual(await indexes({ indexes: [2, 100] }), [2, 100]);
  assert.deepEqual(await indexes({ types: ['name'] }), [2]);
  assert.deepEqual(await indexes({ types: ['URL'] }), [1]);
  assert.deepEqual(await indexes({ types: ['URL.'] }), [1, 3]);
  assert.deepEqual(await indexes({ indexes: [2], types: ['URL.HOME'] }), [2, 3]);
});

test('only values that everybody may read are given', async (t) => {
  const ask = await authority(t);
  for (const flags of [0, opFlag.publicOnly]) {
    const answer = read(await ask(question({ handle: '88.118/MIXED', flags })));
    assert.ok(answer.body.kind === 'resolve-response');
    assert.deepEqual(
      answer.body.values.map(({ index }) => index),
      [1],
    );
    const [value] = answer.body.values;
    assert.ok(((value?.permissions ?? 0) & valuePermission.publicRead) !== 0);
  }
});

test('a referral carries the site of the child', async (t) => {
  const ask = await authority(t);
  const exact = read(await ask(question({ handle: '88.118.8/x' })));
  assert.ok(exact.body.kind === 'referral');
  assert.equal(exact.body.handle, '');
  assert.deepEqual(
    exact.body.values?.map(({ type }) => type),
    ['HS_SITE'],
  );
  const below = read(await ask(question({ handle: '88.118.8.1/x' })));
  assert.ok(below.body.kind === 'referral');
  assert.deepEqual(
    below.body.values?.map(({ type }) => type),
    ['HS_SITE', 'HS_SITE.PREFIX'],
  );
});

test('version, digest and flags follow the question', async (t) => {
  const ask = await authority(t);
  const handle = '88.118/Widget';
  const old = { suggestedMajor: 2, suggestedMinor: 3 };
  const { envelope } = read(await ask(question({ handle, envelope: old })));
  assert.deepEqual([envelope.major, envelope.minor], [2, 3]);
  const third = { major: 3, minor: 0, suggestedMajor: 0, suggestedMinor: 0 };
  const newer = read(await ask(question({ handle, envelope: third })));
  assert.deepEqual([newer.envelope.major, newer.envelope.minor], [2, 11]);
  const asking = question({ handle, flags: opFlag.returnDigest | opFlag.certified });
  const { header, digest } = read(await ask(asking));
  const sha256 = createHash('sha256')
    .update(headerAndBody(contentOf(asking)))
    .digest();
  assert.deepEqual(Buffer.from(digest?.bytes ?? []), sha256);
  assert.equal(header.flags, flagsOf('returnDigest', 'authoritative', 'recursive'));
});

test('site information, other operations, malformed messages and stray answers', async (t) => {
  const ask = await authority(t);
  const handleBody = { kind: 'handle-request', handle: '' } as const;
  const site = read(await ask(question({ op: opCode.getSiteInfo, body: handleBody })));
  assert.deepEqual(site.body, { kind: 'site-info-response', site: new Uint8Array([1, 2, 3]) });
  const deletion = read(await ask(question({ op: opCode.delete, body: handleBody })));
  assert.equal(deletion.header.responseCode, responseCode.notSupported);
  const unknown = read(await ask(question({ op: 77, body: { kind: 'empty' } })));
  assert.equal(unknown.header.responseCode, responseCode.notSupported);
  const cut = question({ body: { kind: 'raw', bytes: new Uint8Array([255, 255, 255, 255]) } });
  const malformed = read(await ask(cut));
  assert.equal(malformed.header.responseCode, responseCode.protocolError);
  assert.equal(malformed.envelope.requestId, 7);
  const nothing = read(await ask(new Uint8Array(20)));
  assert.deepEqual([nothing.header.op, nothing.header.responseCode], [0, responseCode.error]);
  assert.deepEqual([nothing.envelope.requestId, nothing.envelope.minor], [-1, 3]);
  const answer = await ask(question({ handle: '88.118/Widget' }));
  assert.equal(await ask(answer ?? new Uint8Array(0)), undefined);
});

test('the fast path answers byte for byte as the decoded one', async (t) => {
  const ask = await authority(t);
  const handles = ['88.118/Widget', '88.118/widget', '88.118/none', '88.118/MIXED', '99/x'];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...handles),
      fc.integer(),
      fc.constantFrom(0, 0x0300_0000, 0x1900_0000),
      fc.nat(12),
      async (handle, requestId, flags, suggestedMinor) => {
        const envelope = { requestId, suggestedMajor: 2, suggestedMinor };
        const plain = question({ handle, flags, envelope });
        const trailing = new Uint8Array([0]);
        const slow = encodeMessage({ ...read(plain), trailing });
        assert.deepEqual(sameMoment(await ask(plain)), sameMoment(await ask(slow)));
      },
    ),
    { numRuns: 200 },
  );
});

/** The answer without its expiry, which follows the clock. */
function sameMoment(answer: Uint8Array | undefined): number[] {
  const bytes = [...(answer ?? [])];
  return bytes.fill(0, 36, 40);
}

test('no bytes whatever make the responder throw', async (t) => {
  const ask = await authority(t);
  const whole = question({ handle: '88.118/Widget', indexes: [1], types: ['URL'] });
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), (bytes) => ask(bytes).then(() => {})),
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
      const changed = whole.slice();
      changed[at] = byte;
      return ask(changed).then(() => {});
    }),
    { numRuns: 500 },
  );
});
