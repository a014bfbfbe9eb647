import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeValue, writeSkip } from './encode-value.ts';
import {
  encodeConfirm,
  encodeConnect,
  encodeData,
  encodeRefusal,
  TransportReader,
  type TransportOutcome,
} from './frame.ts';
import {
  decodeAnswer,
  encodeRequest,
  type S7Answer,
  type S7Item,
  type S7Request,
} from './message.ts';
import { decodeRequest, encodeAnswer } from './serve.ts';
import { byteCount, decodeValue, scalarTypes, type S7Form, type ScalarType } from './values.ts';

const plain = <T extends object>(one: T): T => ({ ...one });
const word = fc.integer({ min: 0, max: 65_535 });
const bytes = fc.uint8Array({ maxLength: 300 });
const item: fc.Arbitrary<S7Item> = fc.oneof(
  fc
    .record({
      area: fc.constantFrom('db' as const, 'marker' as const, 'input' as const, 'output' as const),
      db: word,
      byte: word,
      length: fc.integer({ min: 1, max: 40 }),
    })
    .map(plain),
  fc
    .record({
      area: fc.constant('db' as const),
      db: word,
      byte: word,
      bit: fc.integer({ min: 0, max: 7 }),
      length: fc.constant(1),
    })
    .map(plain),
);
const items = fc.array(item, { minLength: 1, maxLength: 20 });
const request: fc.Arbitrary<S7Request> = fc.oneof(
  fc.record({ kind: fc.constant('setup' as const), jobs: word, pduBytes: word }).map(plain),
  fc.record({ kind: fc.constant('read' as const), items }).map(plain),
  items.map((all) => ({
    kind: 'write' as const,
    items: all.map((one) => ({ item: one, bytes: new Uint8Array(one.length).fill(1) })),
  })),
  fc.record({ kind: fc.constant('status' as const), id: word, index: word }).map(plain),
);

function answerTo(asked: S7Request): S7Answer {
  switch (asked.kind) {
    case 'setup':
      return { kind: 'setup', jobs: 3, pduBytes: 480 };
    case 'read':
      return {
        kind: 'read',
        items: asked.items.map(({ length }, i) =>
          i % 3 === 2
            ? { ok: false, code: 10 }
            : { ok: true, bytes: new Uint8Array(length).fill(i) },
        ),
      };
    case 'write':
      return { kind: 'written', codes: asked.items.map((_, i) => (i % 2 === 0 ? 255 : 5)) };
    case 'status':
      return { kind: 'status', recordBytes: 4, records: new Uint8Array(12).fill(9) };
  }
}

test('jobs and answers come back as they were', () => {
  fc.assert(
    fc.property(request, word, (asked, number) => {
      const job = decodeRequest(encodeRequest(number, asked));
      assert.deepEqual(job, { ok: true, number, request: asked });
      const answer = answerTo(asked);
      const told = encodeAnswer(number, asked, answer);
      assert.deepEqual(decodeAnswer(asked, told), { ok: true, answer });
      if (asked.kind === 'status') return;
      const error = { kind: 'error', code: 0x8104 } as const;
      const refusal = encodeAnswer(number, asked, error);
      assert.deepEqual(decodeAnswer(asked, refusal), { ok: true, answer: error });
    }),
  );
});

test('no bytes crash anything, and no cut answer is an answer', () => {
  fc.assert(
    fc.property(request, bytes, fc.nat(), fc.nat(), (asked, random, at, by) => {
      decodeRequest(random);
      decodeAnswer(asked, random);
      const whole = encodeAnswer(1, asked, answerTo(asked));
      for (let length = 0; length < whole.length; length += 1) {
        assert.equal(decodeAnswer(asked, whole.subarray(0, length)).ok, false);
      }
      whole[at % whole.length] = by & 0xff;
      decodeAnswer(asked, whole);
      const job = encodeRequest(1, asked);
      job[at % job.length] = by & 0xff;
      decodeRequest(job);
    }),
  );
});

test('an answer with another length, count or function than asked is refused', () => {
  const read = (length: number, count = 1): S7Request => ({
    kind: 'read',
    items: Array.from({ length: count }, () => ({ area: 'db', db: 1, byte: 0, length })),
  });
  const told = encodeAnswer(1, read(4), answerTo(read(4)));
  assert.deepEqual(decodeAnswer(read(5), told), { ok: false, trouble: 'bad-length' });
  assert.deepEqual(decodeAnswer(read(4, 2), told), { ok: false, trouble: 'other-count' });
  const setup = { kind: 'setup', jobs: 1, pduBytes: 240 } as const;
  assert.deepEqual(decodeAnswer(setup, told), { ok: false, trouble: 'other-function' });
});

test('the transport is the same however it is cut, in pieces too', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { minLength: 1, maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
      (messages, cuts) => {
        const all = Uint8Array.from([
          ...encodeConfirm(7),
          ...messages.flatMap((one) => [
            ...encodeData(one.subarray(0, 1), false),
            ...encodeData(one.subarray(1)),
          ]),
          ...encodeRefusal(7, 3),
          ...encodeConnect(0x100, 0x102),
        ]);
        const reader = new TransportReader();
        const outcomes: TransportOutcome[] = [];
        for (let at = 0, i = 0; at < all.length; i += 1) {
          const size = cuts[i % cuts.length] ?? 1;
          outcomes.push(...reader.push(all.subarray(at, at + size)));
          at += size;
        }
        assert.deepEqual(
          outcomes.map((one) => one.ok && one.message),
          [
            { kind: 'confirmed' },
            ...messages.map((one) => ({ kind: 'data', bytes: one })),
            { kind: 'refused', reason: 3 },
            { kind: 'request', reference: 1, calledTsap: 0x102 },
          ],
        );
      },
    ),
  );
});

test('what is no ISO transport is told at once; pieces that never end are bounded', () => {
  const push = (...chunk: number[]) => new TransportReader().push(Uint8Array.from(chunk));
  assert.deepEqual(push(0x48), [{ ok: false, trouble: 'other-protocol' }]);
  assert.deepEqual(push(3, 0, 0xff, 0xff), [{ ok: false, trouble: 'bad-length' }]);
  assert.deepEqual(push(3, 0, 0, 7, 2, 0x10, 0), [{ ok: false, trouble: 'unknown-message' }]);
  assert.deepEqual(push(3, 0, 0, 7, 9, 0xf0, 0), [{ ok: false, trouble: 'bad-length' }]);
  assert.deepEqual(push(3, 0, 0, 30), []);
  const reader = new TransportReader();
  const piece = encodeData(new Uint8Array(8_000), false);
  const outcomes = Array.from({ length: 10 }, () => reader.push(piece)).flat();
  assert.deepEqual(outcomes, [{ ok: false, trouble: 'too-long' }]);
  fc.assert(
    fc.property(fc.array(bytes), (chunks) => {
      const fuzzed = new TransportReader();
      for (const chunk of chunks) fuzzed.push(chunk);
    }),
  );
});

const unwritten = new Set<ScalarType>(['s5time', 'date', 'dt', 'dtl']);

test('no bytes crash a value; what is read is written as the same bytes', () => {
  const forms: S7Form[] = [
    ...(Object.keys(scalarTypes) as ScalarType[]).map((type) => ({ type })),
    { type: 'string', characters: 10 },
    { type: 'wstring', characters: 10 },
  ];
  fc.assert(
    fc.property(fc.constantFrom(...forms), fc.uint8Array({ maxLength: 40 }), (form, random) => {
      const read = decodeValue(form, random);
      if (!read.ok || (unwritten as Set<string>).has(form.type)) return;
      if (typeof read.value === 'number' && !Number.isFinite(read.value)) return;
      if (form.type === 'tod' && Number(read.value) >= 86_400_000) return;
      // Text decoders mend what is no text: only what is one comes back.
      if (typeof read.value === 'string' && /[^\x20-\x7e]/.test(read.value)) return;
      const encoded = encodeValue(form, read.value);
      assert.ok(encoded.ok, `${form.type} ${read.value}`);
      const own = form.type === 'bool' ? [(random[0] ?? 0) & 1] : [...random];
      const skip = writeSkip(form);
      assert.deepEqual([...encoded.bytes], own.slice(skip, skip + encoded.bytes.length));
    }),
    { numRuns: 1_000 },
  );
});

test('strings that are none, dates that are none, times of the controller', () => {
  const string = { type: 'string', characters: 4 } as const;
  assert.deepEqual(decodeValue(string, Uint8Array.of(4, 5, 65, 66, 67, 68)), {
    ok: false,
    trouble: 'bad-string',
  });
  const zeros = (type: ScalarType) => decodeValue({ type }, new Uint8Array(byteCount({ type })));
  assert.deepEqual(zeros('dt'), { ok: false, trouble: 'bad-date' });
  assert.deepEqual(zeros('dtl'), { ok: false, trouble: 'bad-date' });
  assert.deepEqual(zeros('date'), { ok: true, value: '1990-01-01' });
  assert.deepEqual(decodeValue({ type: 's5time' }, Uint8Array.of(0x39, 0x99)), {
    ok: true,
    value: 9_990_000,
  });
  assert.deepEqual(decodeValue({ type: 's5time' }, Uint8Array.of(0, 0x0a)), {
    ok: false,
    trouble: 'not-bcd',
  });
  for (const [type, value] of [
    ['int', 32_768],
    ['byte', -1],
    ['dword', 1.5],
    ['lint', 2 ** 60],
    ['real', 1e39],
    ['bool', 2],
    ['char', 'ab'],
    ['date', '2026-01-01'],
  ] as const) {
    assert.equal(encodeValue({ type }, value).ok, false, `${type} ${value}`);
  }
  assert.equal(encodeValue(string, '注塑').ok, false, 'a STRING holds Latin letters only');
});
