// The controller's side of S7 messages, for test peers and simulations: reads jobs, writes answers.
import {
  bitCounted,
  functions,
  kinds,
  message,
  refused,
  type S7Area,
  type S7Answer,
  type S7Item,
  type S7Request,
  type S7Trouble,
} from './message.ts';
import { areas } from './message.ts';
import { word, wordBytes } from './bytes.ts';

export type S7Job =
  | { readonly ok: true; readonly number: number; readonly request: S7Request }
  | { readonly ok: false; readonly trouble: S7Trouble };

export function decodeRequest(bytes: Uint8Array): S7Job {
  const kind = bytes[1];
  if (bytes.length < 10 || bytes[0] !== 0x32) return refused('not-s7');
  const number = word(bytes, 4);
  const end = 10 + word(bytes, 6);
  if (bytes.length !== end + word(bytes, 8)) return refused('bad-length');
  const parameters = bytes.subarray(10, end);
  const data = bytes.subarray(end);
  if (kind === kinds.user) {
    if (data.length !== 8 || parameters[5] !== 0x44) return refused('other-function');
    return {
      ok: true,
      number,
      request: { kind: 'status', id: word(data, 4), index: word(data, 6) },
    };
  }
  if (kind !== kinds.job) return refused('other-function');
  switch (parameters[0]) {
    case functions.setup:
      if (parameters.length !== 8) return refused('bad-length');
      return {
        ok: true,
        number,
        request: { kind: 'setup', jobs: word(parameters, 2), pduBytes: word(parameters, 6) },
      };
    case functions.read: {
      const items = itemsOf(parameters);
      return items ? { ok: true, number, request: { kind: 'read', items } } : refused('bad-length');
    }
    case functions.write: {
      const items = itemsOf(parameters);
      const writes = items && writesOf(items, data);
      if (!writes) return refused('bad-length');
      return { ok: true, number, request: { kind: 'write', items: writes } };
    }
    default:
      return refused('other-function');
  }
}

function itemsOf(parameters: Uint8Array): S7Item[] | undefined {
  const count = parameters[1] ?? 0;
  if (parameters.length !== 2 + count * 12) return undefined;
  const items: S7Item[] = [];
  for (let at = 2; at < parameters.length; at += 12) {
    const area = areaOf(parameters[at + 8] ?? 0);
    const isBit = parameters[at + 3] === 1;
    if (!area || parameters[at] !== 0x12 || (!isBit && parameters[at + 3] !== 2)) return undefined;
    const place = ((parameters[at + 9] ?? 0) << 16) | word(parameters, at + 10);
    const item = { area, db: word(parameters, at + 6), byte: place >> 3 };
    const length = word(parameters, at + 4);
    items.push(isBit ? { ...item, bit: place & 7, length: 1 } : { ...item, length });
  }
  return items;
}

function areaOf(code: number): S7Area | undefined {
  return (Object.keys(areas) as S7Area[]).find((area) => areas[area] === code);
}

function writesOf(items: readonly S7Item[], data: Uint8Array) {
  const writes: { item: S7Item; bytes: Uint8Array }[] = [];
  let at = 0;
  for (const [i, item] of items.entries()) {
    const told = word(data, at + 2);
    const length = bitCounted.has(data[at + 1] ?? 0) ? Math.ceil(told / 8) : told;
    if (at + 4 + length > data.length || length !== item.length) return undefined;
    writes.push({ item, bytes: data.slice(at + 4, at + 4 + length) });
    at += 4 + length + (i < items.length - 1 ? length % 2 : 0);
  }
  return at === data.length ? writes : undefined;
}

export function encodeAnswer(number: number, request: S7Request, answer: S7Answer): Uint8Array {
  switch (answer.kind) {
    case 'error': {
      const head = [0x32, kinds.answer, 0, 0, ...wordBytes(number), 0, 0, 0, 0];
      return Uint8Array.from([...head, ...wordBytes(answer.code)]);
    }
    case 'setup': {
      const { jobs, pduBytes } = answer;
      const words = [...wordBytes(jobs), ...wordBytes(jobs), ...wordBytes(pduBytes)];
      return answered(number, [functions.setup, 0, ...words], []);
    }
    case 'read': {
      const data = answer.items.flatMap((item, i) => {
        if (!item.ok) return [item.code, 0, 0, 0];
        const odd = item.bytes.length % 2 === 1 && i < answer.items.length - 1;
        const head = [0xff, 4, ...wordBytes(item.bytes.length * 8)];
        return [...head, ...item.bytes, ...(odd ? [0] : [])];
      });
      return answered(number, [functions.read, answer.items.length], data);
    }
    case 'written':
      return answered(number, [functions.write, answer.codes.length], answer.codes);
    case 'status': {
      const { records, recordBytes } = answer;
      const count = recordBytes === 0 ? 0 : Math.floor(records.length / recordBytes);
      const [id, index] = request.kind === 'status' ? [request.id, request.index] : [0, 0];
      const words = [id, index, recordBytes, count].flatMap(wordBytes);
      const data = [0xff, 9, ...wordBytes(8 + records.length), ...words, ...records];
      const parameters = [0, 1, 0x12, 8, 0x12, 0x84, 1, 0, 0, 0, 0, 0];
      return message(kinds.user, number, parameters, data);
    }
  }
}

/** As a job's, with the error class and code 0 behind the lengths. */
function answered(
  number: number,
  parameters: readonly number[],
  data: readonly number[],
): Uint8Array {
  const plain = message(kinds.answer, number, parameters, data);
  return Uint8Array.from([...plain.subarray(0, 10), 0, 0, ...plain.subarray(10)]);
}
