// Modbus requests to bytes and back: the protocol data unit without unit id and frame (Modbus Application
// Protocol 1.1b3, clause 6).
import {
  bitsReadMax,
  bitsWriteMax,
  functionOf,
  refused,
  registersReadMax,
  registersReadWriteMax,
  registersWriteMax,
  word,
  type ModbusOutcome,
  type ModbusRequest,
} from './message.ts';

/** Counts and values must lie within the limits of `message.ts`; the caller sees to it. */
export function encodeRequest(request: ModbusRequest): Uint8Array {
  const code = functionOf(request);
  switch (request.kind) {
    case 'read-bits':
    case 'read-registers':
      return bytesOf(code, [request.address, request.count]);
    case 'write-coil':
      return bytesOf(code, [request.address, request.on ? 0xff00 : 0]);
    case 'write-register':
      return bytesOf(code, [request.address, request.value]);
    case 'write-coils':
      return bytesOf(code, [request.address, request.bits.length], packBits(request.bits));
    case 'write-registers':
      return bytesOf(code, [request.address, request.registers.length / 2], request.registers);
    case 'mask-register':
      return bytesOf(code, [request.address, request.and, request.or]);
    case 'read-write-registers': {
      const { address, count, writeAddress, registers } = request;
      return bytesOf(code, [address, count, writeAddress, registers.length / 2], registers);
    }
    case 'identify':
      return Uint8Array.of(code, 14, request.level, request.object);
  }
}

export function packBits(bits: readonly boolean[]): Uint8Array {
  const packed = new Uint8Array(Math.ceil(bits.length / 8));
  for (const [i, on] of bits.entries()) {
    if (on) packed[i >> 3] = (packed[i >> 3] ?? 0) | (1 << (i & 7));
  }
  return packed;
}

export function bitAt(packed: Uint8Array, index: number): boolean {
  return (((packed[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;
}

function bytesOf(code: number, words: readonly number[], tail?: Uint8Array): Uint8Array {
  const head = 1 + words.length * 2;
  const bytes = new Uint8Array(head + (tail ? 1 + tail.length : 0));
  bytes[0] = code;
  for (const [i, value] of words.entries()) {
    bytes[1 + i * 2] = value >> 8;
    bytes[2 + i * 2] = value & 0xff;
  }
  if (tail) {
    bytes[head] = tail.length;
    bytes.set(tail, head + 1);
  }
  return bytes;
}

/** For servers. */
export function decodeRequest(bytes: Uint8Array): ModbusOutcome<ModbusRequest> {
  const code = bytes[0] ?? 0;
  const address = word(bytes, 1);
  const second = word(bytes, 3);
  switch (code) {
    case 1:
    case 2:
    case 3:
    case 4:
      return bytes.length === 5 ? readOf(code, address, second) : refused('bad-length');
    case 5:
      if (bytes.length !== 5) return refused('bad-length');
      if (second !== 0 && second !== 0xff00) return refused('bad-value');
      return { ok: true, value: { kind: 'write-coil', address, on: second !== 0 } };
    case 6:
      if (bytes.length !== 5) return refused('bad-length');
      return { ok: true, value: { kind: 'write-register', address, value: second } };
    case 15:
      return writeCoils(bytes, address, second);
    case 16:
      return writeRegisters(bytes, address, second);
    case 22:
      if (bytes.length !== 7) return refused('bad-length');
      return {
        ok: true,
        value: { kind: 'mask-register', address, and: second, or: word(bytes, 5) },
      };
    case 23:
      return readWrite(bytes, address, second);
    case 43:
      if (bytes[1] !== 14) return refused('unknown-function');
      if (bytes.length !== 4) return refused('bad-length');
      return identifyOf(bytes[2] ?? 0, bytes[3] ?? 0);
    default:
      return refused('unknown-function');
  }
}

function readOf(code: number, address: number, count: number): ModbusOutcome<ModbusRequest> {
  const max = code <= 2 ? bitsReadMax : registersReadMax;
  if (count < 1 || count > max) return refused('bad-value');
  const value: ModbusRequest =
    code <= 2
      ? { kind: 'read-bits', area: code === 1 ? 'coil' : 'discrete', address, count }
      : { kind: 'read-registers', area: code === 3 ? 'holding' : 'input', address, count };
  return { ok: true, value };
}

function writeCoils(bytes: Uint8Array, address: number, count: number) {
  if (count < 1 || count > bitsWriteMax) return refused('bad-value');
  const length = Math.ceil(count / 8);
  if (bytes.length !== 6 + length || bytes[5] !== length) return refused('bad-length');
  const packed = bytes.subarray(6);
  const bits = Array.from({ length: count }, (_, i) => bitAt(packed, i));
  return { ok: true, value: { kind: 'write-coils', address, bits } } as const;
}

function writeRegisters(bytes: Uint8Array, address: number, count: number) {
  if (count < 1 || count > registersWriteMax) return refused('bad-value');
  if (bytes.length !== 6 + count * 2 || bytes[5] !== count * 2) return refused('bad-length');
  return {
    ok: true,
    value: { kind: 'write-registers', address, registers: bytes.slice(6) },
  } as const;
}

function readWrite(bytes: Uint8Array, address: number, count: number) {
  const writes = word(bytes, 7);
  if (count < 1 || count > registersReadMax) return refused('bad-value');
  if (writes < 1 || writes > registersReadWriteMax) return refused('bad-value');
  if (bytes.length !== 10 + writes * 2 || bytes[9] !== writes * 2) return refused('bad-length');
  const writeAddress = word(bytes, 5);
  const registers = bytes.slice(10);
  return {
    ok: true,
    value: { kind: 'read-write-registers', address, count, writeAddress, registers },
  } as const;
}

function identifyOf(level: number, object: number): ModbusOutcome<ModbusRequest> {
  if (level < 1 || level > 4) return refused('bad-value');
  return { ok: true, value: { kind: 'identify', level, object } };
}
