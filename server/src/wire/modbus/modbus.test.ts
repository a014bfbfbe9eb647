import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { answerLength, decodeAnswer, encodeAnswer, requestLength } from './answer.ts';
import { crc16 } from './crc16.ts';
import {
  encodeSerialFrame,
  encodeTcpFrame,
  serialFrameReader,
  tcpFrameReader,
  type FrameOutcome,
} from './frame.ts';
import type { ModbusAnswer, ModbusRequest } from './message.ts';
import { decodeRequest, encodeRequest, packBits } from './request.ts';
import {
  byteOrders,
  decodeRegisters,
  encodeRegisters,
  numberTypes,
  registerCount,
  reordered,
  type RegisterForm,
} from './values.ts';

const word = fc.integer({ min: 0, max: 65_535 });
const registers = (most: number) =>
  fc
    .array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: most })
    .map((half) => Uint8Array.from([...half, ...half]));
const bytes = fc.uint8Array({ maxLength: 300 });

const request: fc.Arbitrary<ModbusRequest> = fc
  .oneof(
    fc.record({
      kind: fc.constant('read-bits' as const),
      area: fc.constantFrom('coil' as const, 'discrete' as const),
      address: word,
      count: fc.integer({ min: 1, max: 2_000 }),
    }),
    fc.record({
      kind: fc.constant('read-registers' as const),
      area: fc.constantFrom('holding' as const, 'input' as const),
      address: word,
      count: fc.integer({ min: 1, max: 125 }),
    }),
    fc.record({ kind: fc.constant('write-coil' as const), address: word, on: fc.boolean() }),
    fc.record({ kind: fc.constant('write-register' as const), address: word, value: word }),
    fc.record({
      kind: fc.constant('write-coils' as const),
      address: word,
      bits: fc.array(fc.boolean(), { minLength: 1, maxLength: 1_968 }),
    }),
    fc.record({
      kind: fc.constant('write-registers' as const),
      address: word,
      registers: registers(123),
    }),
    fc.record({ kind: fc.constant('mask-register' as const), address: word, and: word, or: word }),
    fc.record({
      kind: fc.constant('read-write-registers' as const),
      address: word,
      count: fc.integer({ min: 1, max: 125 }),
      writeAddress: word,
      registers: registers(121),
    }),
    fc.record({
      kind: fc.constant('identify' as const),
      level: fc.integer({ min: 1, max: 4 }),
      object: fc.integer({ min: 0, max: 255 }),
    }),
  )
  .map((one) => ({ ...one }));

function answerTo(asked: ModbusRequest): ModbusAnswer {
  switch (asked.kind) {
    case 'read-bits':
      return { kind: 'bits', bits: new Uint8Array(Math.ceil(asked.count / 8)).fill(0xa5) };
    case 'read-registers':
    case 'read-write-registers':
      return { kind: 'registers', registers: new Uint8Array(asked.count * 2).fill(7) };
    case 'identify': {
      const objects = [
        { id: 0, text: '精为' },
        { id: 1, text: 'X-1' },
      ];
      return {
        kind: 'identity',
        identity: { level: asked.level, conformity: 0x82, next: 5, objects },
      };
    }
    default:
      return { kind: 'written' };
  }
}

test('requests and answers come back as they were, and serial lengths are known', () => {
  fc.assert(
    fc.property(request, (asked) => {
      const encoded = encodeRequest(asked);
      assert.deepEqual(decodeRequest(encoded), { ok: true, value: asked });
      assert.equal(requestLength(encoded), encoded.length);
      for (const answer of [answerTo(asked), { kind: 'exception', code: 2 } as const]) {
        const told = encodeAnswer(asked, answer);
        assert.deepEqual(decodeAnswer(asked, told), { ok: true, value: answer });
        assert.equal(answerLength(told), told.length);
      }
    }),
  );
});

test('no bytes crash anything, and no cut or stretched answer is an answer', () => {
  fc.assert(
    fc.property(request, bytes, (asked, random) => {
      decodeRequest(random);
      decodeAnswer(asked, random);
      const whole = encodeAnswer(asked, answerTo(asked));
      for (let length = 0; length < whole.length; length += 1) {
        assert.equal(decodeAnswer(asked, whole.subarray(0, length)).ok, false);
      }
      assert.equal(decodeAnswer(asked, Uint8Array.of(...whole, 0)).ok, false);
    }),
  );
});

test('an answer to something else is refused', () => {
  const read = { kind: 'read-registers', area: 'holding', address: 0, count: 2 } as const;
  const told = Uint8Array.of(4, 4, 0, 0, 0, 0);
  assert.deepEqual(decodeAnswer(read, told), { ok: false, trouble: 'other-function' });
  const write = { kind: 'write-register', address: 1, value: 2 } as const;
  const echo = Uint8Array.of(6, 0, 1, 0, 3);
  assert.deepEqual(decodeAnswer(write, echo), { ok: false, trouble: 'other-echo' });
});

test('CRC-16 is that of the standard', () => {
  assert.equal(crc16(new TextEncoder().encode('123456789')), 0x4b37);
  assert.deepEqual(
    [...encodeSerialFrame({ unit: 2, bytes: Uint8Array.of(7) })],
    [2, 7, 0x41, 0x12],
    'the example of Modbus over Serial Line',
  );
});

test('frames are the same however they are cut, in TCP and serial', () => {
  fc.assert(
    fc.property(
      fc.array(request, { minLength: 1, maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      fc.boolean(),
      (asked, cuts, tcp) => {
        const frames = asked.map((one, i) => ({
          transaction: tcp ? i : 0,
          unit: i,
          bytes: encodeRequest(one),
        }));
        const all = frames.flatMap((frame) => [
          ...(tcp ? encodeTcpFrame(frame) : encodeSerialFrame(frame)),
        ]);
        const reader = tcp ? tcpFrameReader() : serialFrameReader('requests');
        const outcomes: FrameOutcome[] = [];
        for (let at = 0, i = 0; at < all.length; i += 1) {
          const size = cuts[i % cuts.length] ?? 1;
          outcomes.push(...reader.push(Uint8Array.from(all.slice(at, at + size))));
          at += size;
        }
        assert.deepEqual(
          outcomes,
          frames.map((frame) => ({ ok: true, ...frame })),
        );
      },
    ),
  );
});

test('what is no Modbus frame is told at once; a changed byte of a serial frame is found', () => {
  const push = (...chunk: number[]) => tcpFrameReader().push(Uint8Array.from(chunk));
  assert.deepEqual(push(0, 1, 0, 1), [{ ok: false, trouble: 'other-protocol' }]);
  assert.deepEqual(push(0, 1, 0, 0, 0xff, 0xff), [{ ok: false, trouble: 'bad-length' }]);
  assert.deepEqual(push(0, 1, 0, 0, 0, 1), [{ ok: false, trouble: 'bad-length' }]);
  assert.deepEqual(push(0, 1, 0, 0, 0, 6, 1), []);
  fc.assert(
    fc.property(request, fc.nat(), fc.integer({ min: 1, max: 255 }), (asked, at, flip) => {
      const frame = encodeSerialFrame({ unit: 1, bytes: encodeRequest(asked) });
      const place = at % frame.length;
      frame[place] = (frame[place] ?? 0) ^ flip;
      const outcomes = serialFrameReader('requests').push(frame);
      assert.ok(outcomes.every(({ ok }) => !ok));
    }),
  );
  fc.assert(
    fc.property(fc.array(bytes), (chunks) => {
      for (const reader of [tcpFrameReader(), serialFrameReader('answers')]) {
        for (const chunk of chunks) reader.push(chunk);
        reader.reset();
      }
    }),
  );
});

test('byte orders of 0x0A0B0C0D as makers write them', () => {
  const lies = {
    abcd: [10, 11, 12, 13],
    badc: [11, 10, 13, 12],
    cdab: [12, 13, 10, 11],
    dcba: [13, 12, 11, 10],
  };
  for (const order of byteOrders) {
    const read = decodeRegisters({ type: 'uint32', order }, Uint8Array.from(lies[order]));
    assert.deepEqual(read, { ok: true, value: 0x0a0b0c0d });
    assert.deepEqual([...reordered(Uint8Array.of(10, 11, 12, 13), order)], lies[order]);
  }
});

test('every value of every type and order comes back; out of range is refused', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...numberTypes),
      fc.constantFrom(...byteOrders),
      fc.uint8Array({ minLength: 8, maxLength: 8 }),
      (type, order, random) => {
        const form: RegisterForm = { type, order };
        const told = random.subarray(0, registerCount(form) * 2);
        const read = decodeRegisters(form, told);
        if (!read.ok || typeof read.value === 'boolean') return;
        if (typeof read.value === 'number' && !Number.isFinite(read.value)) return;
        assert.deepEqual(encodeRegisters(form, read.value), { ok: true, bytes: told });
      },
    ),
  );
  const order = 'abcd';
  for (const [type, value] of [
    ['int16', 32_768],
    ['uint16', -1],
    ['bcd16', 10_000],
    ['uint64', '18446744073709551616'],
    ['int64', 2 ** 53],
    ['float32', 1e39],
    ['uint16', 'abc'],
    ['float64', ''],
  ] as const) {
    assert.equal(encodeRegisters({ type, order }, value).ok, false, `${type} ${value}`);
  }
  assert.deepEqual(decodeRegisters({ type: 'bcd16', order }, Uint8Array.of(0x12, 0x3a)), {
    ok: false,
    trouble: 'not-bcd',
  });
});

test('texts end at NUL, bits are counted from the least significant', () => {
  const form = { type: 'string', characters: 5, order: 'badc' } as const;
  const told = new TextEncoder().encode('eHll\0o');
  assert.deepEqual(decodeRegisters(form, told), { ok: true, value: 'Hello' });
  assert.equal(decodeRegisters(form, Uint8Array.of(255, 255, 0, 0, 0, 0)).ok, false);
  assert.equal(encodeRegisters(form, 'too long').ok, false);
  const bit = { type: 'bit', bit: 9, order: 'abcd' } as const;
  assert.deepEqual(decodeRegisters(bit, Uint8Array.of(2, 0)), { ok: true, value: true });
  assert.deepEqual(
    [...packBits([true, false, false, false, false, false, false, false, true])],
    [1, 1],
  );
});
