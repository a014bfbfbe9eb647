// The cache against a model: nothing invented, nothing given as fresh after its time, times to live that go down with
// age, never over its bound; what is used stays longer than what is not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Clock } from '../../../kernel/world/clock.ts';
import { realWorld } from '../../../kernel/world/real/world.ts';
import { decodeValueBlock, encodeValueBlock } from '../../../wire/handle/handle.ts';
import { textValue } from '../authority/new-values.ts';
import { AnswerCache } from './answer-cache.ts';
import type { CachedAnswer } from './cached-answer.ts';

const { random } = realWorld;
const staleMs = 10_000;

function answerOf(
  text: string,
  ttlSeconds: number,
  more: Partial<CachedAnswer> = {},
): CachedAnswer {
  const value = { ...textValue({ index: 1, type: 'T', text, nowMs: 0 }), ttlSeconds };
  const block = encodeValueBlock([value]);
  return { code: 1, block, node: 'n', address: 'a', askedAtMs: 0, plain: true, ...more };
}

function textAndTtl(block: Uint8Array | undefined): { text: string; ttl: number } | undefined {
  const decoded = decodeValueBlock(block ?? new Uint8Array(0));
  const value = decoded.ok ? decoded.value[0] : undefined;
  return value && { text: Buffer.from(value.data).toString(), ttl: value.ttlSeconds };
}

function clocked(bytesMax: number, onDue?: (key: string) => void) {
  const time = { ms: 0 };
  const clock = { monotonicMs: () => time.ms } as Clock;
  const due = onDue === undefined ? {} : { onDue };
  const cache = new AnswerCache({ clock, random, bytesMax, staleMs, ...due });
  return { cache, time };
}

const keys = ['88.1/A', '88.1/B', '88.1/标识', '88.1/', `88.1/${'X'.repeat(300)}`];
const aStep = fc.oneof(
  fc.record({ do: fc.constant('plain' as const), key: fc.constantFrom(...keys) }),
  fc.record({ do: fc.constant('get' as const), key: fc.constantFrom(...keys) }),
  fc.record({ do: fc.constant('delete' as const), key: fc.constantFrom(...keys) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.nat(8_000) }),
  fc.record({
    do: fc.constant('set' as const),
    key: fc.constantFrom(...keys),
    text: fc.string({ maxLength: 40 }),
    ttlSeconds: fc.nat(12),
  }),
);

test('with room for all it behaves as the model', () => {
  fc.assert(
    fc.property(fc.array(aStep, { maxLength: 80 }), (steps) => {
      const { cache, time } = clocked(1_000_000);
      const model = new Map<string, { text: string; ttlSeconds: number; setMs: number }>();
      for (const step of steps) {
        if (step.do === 'wait') time.ms += step.ms;
        if (step.do === 'delete') {
          cache.delete(step.key);
          model.delete(step.key);
        }
        if (step.do === 'set') {
          const { key, text, ttlSeconds } = step;
          cache.set(key, answerOf(text, ttlSeconds), ttlSeconds * 1000);
          if (ttlSeconds === 0) model.delete(key);
          else model.set(key, { text, ttlSeconds, setMs: time.ms });
        }
        if (step.do !== 'plain' && step.do !== 'get') continue;
        const known = model.get(step.key);
        const ageMs = time.ms - (known?.setMs ?? 0);
        const lifeMs = (known?.ttlSeconds ?? 0) * 1000;
        const left = Math.max(0, (known?.ttlSeconds ?? 0) - Math.floor(ageMs / 1000));
        const expected = known && { text: known.text, ttl: left };
        if (step.do === 'plain') {
          const given = textAndTtl(cache.plain(step.key));
          assert.deepEqual(given, ageMs < lifeMs ? expected : undefined);
        } else {
          const given = cache.get(step.key);
          const kept = known !== undefined && ageMs < lifeMs + staleMs;
          assert.deepEqual(textAndTtl(given?.answer.block), kept ? expected : undefined);
          if (kept) assert.equal(given?.expiredForMs, Math.max(0, ageMs - lifeMs));
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('in little room it stays within its bound and gives nothing but what was set last', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(400), fc.nat(900), fc.boolean()), { minLength: 50, maxLength: 600 }),
      (sets) => {
        const bytesMax = 60_000;
        const { cache } = clocked(bytesMax);
        const last = new Map<string, string>();
        for (const [n, length, reads] of sets) {
          const key = `88.1/${n}`;
          const text = `${n} ${'x'.repeat(length)}`;
          cache.set(key, answerOf(text, 100), 100_000);
          last.set(key, text);
          if (reads) cache.plain(key);
          assert.ok(cache.bytes <= bytesMax, `${cache.bytes} bytes`);
          assert.equal(textAndTtl(cache.plain(key))?.text, text);
        }
        let found = 0;
        for (const [key, text] of last) {
          const given = textAndTtl(cache.plain(key));
          if (given === undefined) continue;
          found += 1;
          assert.equal(given.text, text);
        }
        assert.equal(found, cache.size);
      },
    ),
    { numRuns: 60 },
  );
});

test('what is asked for stays, what is not goes first', () => {
  const { cache } = clocked(200_000);
  for (let n = 0; n < 20; n++) cache.set(`88.1/hot-${n}`, answerOf('x'.repeat(100), 100), 100_000);
  for (let n = 0; n < 5_000; n++) {
    cache.set(`88.1/cold-${n}`, answerOf('x'.repeat(100), 100), 100_000);
    if (n % 20 === 0) for (let h = 0; h < 20; h++) cache.plain(`88.1/hot-${h}`);
  }
  const hot = Array.from({ length: 20 }, (_, n) => cache.plain(`88.1/hot-${n}`));
  assert.ok(hot.every((block) => block !== undefined));
  assert.equal(cache.get('88.1/cold-0'), undefined);
});

test('a cache without memory keeps nothing, and an answer larger than a segment is not kept', () => {
  const none = clocked(0).cache;
  none.set('88.1/A', answerOf('x', 100), 100_000);
  assert.equal(none.plain('88.1/A'), undefined);
  const small = clocked(100_000).cache;
  small.set('88.1/A', answerOf('x'.repeat(20_000), 100), 100_000);
  assert.equal(small.get('88.1/A'), undefined);
});

test('who gave it, and what became of its signature, is kept with the answer', () => {
  const { cache, time } = clocked(100_000);
  const until = '2027-01-01T00:00:00Z';
  const signature = { state: 'verified', signer: '300:0.NA/88.1', until } as const;
  const told = { node: '二级节点 88.118', address: '[::1]:2641/udp', askedAtMs: 77, signature };
  cache.set('88.1/A', answerOf('x', 100, told), 100_000);
  cache.set('88.1/B', { code: 100, node: 'n', address: 'a', askedAtMs: 1, plain: false }, 5_000);
  time.ms = 3_000;
  const { answer, ageMs } = cache.get('88.1/A') ?? assert.fail('lost');
  const { node, address, askedAtMs } = answer;
  assert.deepEqual({ node, address, askedAtMs, signature: answer.signature }, told);
  assert.equal(ageMs, 3_000);
  assert.deepEqual(cache.get('88.1/B')?.answer.block, undefined);
  assert.equal(cache.get('88.1/B')?.answer.code, 100);
  assert.equal(cache.plain('88.1/B'), undefined);
});

test('values without public-read and unchecked answers are not plain', () => {
  const { cache } = clocked(100_000);
  cache.set('88.1/A', answerOf('x', 100, { plain: false }), 100_000);
  cache.set('88.1/B', answerOf('x', 100, { unchecked: true }), 100_000);
  assert.equal(cache.plain('88.1/A'), undefined);
  assert.equal(cache.plain('88.1/B'), undefined);
  assert.equal(cache.get('88.1/B')?.answer.unchecked, true);
});

test('a hot answer is due once, in the last tenth of its life; a cold one never', () => {
  const due: string[] = [];
  const { cache, time } = clocked(100_000, (key) => void due.push(key));
  cache.set('88.1/HOT', answerOf('x', 100), 100_000);
  cache.set('88.1/COLD', answerOf('x', 100), 100_000);
  for (let n = 0; n < 5; n++) cache.plain('88.1/HOT');
  time.ms = 89_000;
  cache.plain('88.1/HOT');
  assert.deepEqual(due, []);
  time.ms = 91_000;
  for (let n = 0; n < 5; n++) cache.plain('88.1/HOT');
  cache.plain('88.1/COLD');
  assert.deepEqual(due, ['88.1/HOT']);
});
