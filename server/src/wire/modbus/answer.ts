// Modbus answers to bytes and back, read against the request that they answer: what was not asked for, or has
// another length than was asked for, is no answer (Modbus Application Protocol 1.1b3, clause 6).
import {
  functionOf,
  refused,
  type ModbusAnswer,
  type ModbusIdentity,
  type ModbusOutcome,
  type ModbusRequest,
} from './message.ts';
import { encodeRequest } from './request.ts';

const latin1 = new TextDecoder('latin1');
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** `bytes`: the protocol data unit without unit id and frame. */
export function decodeAnswer(
  request: ModbusRequest,
  bytes: Uint8Array,
): ModbusOutcome<ModbusAnswer> {
  const code = functionOf(request);
  if (bytes.length === 0) return refused('bad-length');
  if (bytes[0] === (code | 0x80)) {
    if (bytes.length !== 2) return refused('bad-length');
    return { ok: true, value: { kind: 'exception', code: bytes[1] ?? 0 } };
  }
  if (bytes[0] !== code) return refused('other-function');
  switch (request.kind) {
    case 'read-bits': {
      const length = Math.ceil(request.count / 8);
      if (bytes.length !== 2 + length || bytes[1] !== length) return refused('bad-length');
      return { ok: true, value: { kind: 'bits', bits: bytes.subarray(2) } };
    }
    case 'read-registers':
    case 'read-write-registers': {
      const length = request.count * 2;
      if (bytes.length !== 2 + length || bytes[1] !== length) return refused('bad-length');
      return { ok: true, value: { kind: 'registers', registers: bytes.subarray(2) } };
    }
    case 'identify':
      return identityOf(request.level, bytes);
    default:
      return echoed(request, bytes);
  }
}

/** Functions 5, 6 and 22 repeat the whole request, 15 and 16 its address and count. */
function echoed(request: ModbusRequest, bytes: Uint8Array): ModbusOutcome<ModbusAnswer> {
  const length = request.kind === 'mask-register' ? 7 : 5;
  if (bytes.length !== length) return refused('bad-length');
  const sent = encodeRequest(request);
  for (let i = 0; i < length; i += 1) if (bytes[i] !== sent[i]) return refused('other-echo');
  return { ok: true, value: { kind: 'written' } };
}

function identityOf(level: number, bytes: Uint8Array): ModbusOutcome<ModbusAnswer> {
  if (bytes.length < 7) return refused('bad-length');
  if (bytes[1] !== 14 || bytes[2] !== level) return refused('other-function');
  const objects: { id: number; text: string }[] = [];
  let at = 7;
  for (let left = bytes[6] ?? 0; left > 0; left -= 1) {
    const length = bytes[at + 1];
    if (length === undefined || at + 2 + length > bytes.length) return refused('bad-length');
    objects.push({ id: bytes[at] ?? 0, text: textOf(bytes.subarray(at + 2, at + 2 + length)) });
    at += 2 + length;
  }
  if (at !== bytes.length) return refused('bad-length');
  const next = bytes[4] === 0xff ? bytes[5] : undefined;
  const identity: ModbusIdentity = { level, conformity: bytes[3] ?? 0, next, objects };
  return { ok: true, value: { kind: 'identity', identity } };
}

/** The standard says ASCII; makers write UTF-8 or Latin-1. */
function textOf(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return latin1.decode(bytes);
  }
}

/** For servers: the answer must be one to `request`. */
export function encodeAnswer(request: ModbusRequest, answer: ModbusAnswer): Uint8Array {
  const code = functionOf(request);
  switch (answer.kind) {
    case 'exception':
      return Uint8Array.of(code | 0x80, answer.code);
    case 'bits':
      return Uint8Array.of(code, answer.bits.length, ...answer.bits);
    case 'registers': {
      const bytes = new Uint8Array(2 + answer.registers.length);
      bytes[0] = code;
      bytes[1] = answer.registers.length;
      bytes.set(answer.registers, 2);
      return bytes;
    }
    case 'written':
      return encodeRequest(request).slice(0, request.kind === 'mask-register' ? 7 : 5);
    case 'identity':
      return identityBytes(code, answer.identity);
  }
}

function identityBytes(code: number, identity: ModbusIdentity): Uint8Array {
  const { level, conformity, next, objects } = identity;
  const more = next === undefined ? [0, 0] : [0xff, next];
  const encoder = new TextEncoder();
  const bodies = objects.flatMap(({ id, text }) => {
    const bytes = encoder.encode(text);
    return [id, bytes.length, ...bytes];
  });
  return Uint8Array.of(code, 14, level, conformity, ...more, objects.length, ...bodies);
}

/**
 * How long the protocol data unit of an answer is that begins with `bytes`: serial frames do not say.
 * Undefined while too few bytes are there to know; 0 for functions that we never ask.
 */
export function answerLength(bytes: Uint8Array): number | undefined {
  const [code, second] = bytes;
  if (code === undefined) return undefined;
  if (code >= 0x80) return 2;
  switch (code) {
    case 1:
    case 2:
    case 3:
    case 4:
    case 23:
      return second === undefined ? undefined : 2 + second;
    case 5:
    case 6:
    case 15:
    case 16:
      return 5;
    case 22:
      return 7;
    case 43:
      return identityLength(bytes);
    default:
      return 0;
  }
}

function identityLength(bytes: Uint8Array): number | undefined {
  if (bytes.length < 7) return undefined;
  let at = 7;
  for (let left = bytes[6] ?? 0; left > 0; left -= 1) {
    const length = bytes[at + 1];
    if (length === undefined) return undefined;
    at += 2 + length;
  }
  return at;
}

/** The same of requests, for servers behind a serial line. */
export function requestLength(bytes: Uint8Array): number | undefined {
  const [code] = bytes;
  if (code === undefined) return undefined;
  if (code === 15 || code === 16) return bytes.length < 6 ? undefined : 6 + (bytes[5] ?? 0);
  if (code === 23) return bytes.length < 10 ? undefined : 10 + (bytes[9] ?? 0);
  if (code === 22) return 7;
  if (code === 43) return 4;
  return code >= 1 && code <= 6 ? 5 : 0;
}
