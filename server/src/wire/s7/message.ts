// S7 communication as classic controllers speak it (protocol id 32): jobs and their answers as values. There is no
// public standard; the layout is that of the free implementations and of recorded traffic.
import { word, wordBytes } from './bytes.ts';

export const areas = { input: 0x81, output: 0x82, marker: 0x83, db: 0x84 } as const;
export type S7Area = keyof typeof areas;

/** A span of bytes, or one bit. */
export type S7Item = {
  readonly area: S7Area;
  /** 0 where the area is not `db`. */
  readonly db: number;
  readonly byte: number;
  /** Absent for bytes. */
  readonly bit?: number;
  /** Bytes; 1 for a bit. */
  readonly length: number;
};

export type S7Request =
  /** Agrees on the size of messages and on how many are under way. */
  | { readonly kind: 'setup'; readonly jobs: number; readonly pduBytes: number }
  | { readonly kind: 'read'; readonly items: readonly S7Item[] }
  | {
      readonly kind: 'write';
      readonly items: readonly { readonly item: S7Item; readonly bytes: Uint8Array }[];
    }
  /** A part of the system status list. */
  | { readonly kind: 'status'; readonly id: number; readonly index: number };

export type S7ItemAnswer =
  | { readonly ok: true; readonly bytes: Uint8Array }
  /** Return code of the item, see `codes.ts`. */
  | { readonly ok: false; readonly code: number };

export type S7Answer =
  | { readonly kind: 'setup'; readonly jobs: number; readonly pduBytes: number }
  | { readonly kind: 'read'; readonly items: readonly S7ItemAnswer[] }
  /** A return code for each item; 255 is success. */
  | { readonly kind: 'written'; readonly codes: readonly number[] }
  /** Records of equal size. */
  | { readonly kind: 'status'; readonly recordBytes: number; readonly records: Uint8Array }
  /** Error class and code of the whole message, e.g. 8104. */
  | { readonly kind: 'error'; readonly code: number };

export type S7Trouble = 'not-s7' | 'bad-length' | 'other-function' | 'other-count';
export type S7Outcome =
  | { readonly ok: true; readonly answer: S7Answer }
  | { readonly ok: false; readonly trouble: S7Trouble };

/** What a read costs besides its data: the message, and each item, asked and answered. */
export const readCost = { asked: 12, askedItem: 12, answered: 14, answeredItem: 4 } as const;
export const writeCost = { asked: 12, askedItem: 16 } as const;
export const itemsMax = 20;

export const kinds = { job: 1, answerWithoutData: 2, answer: 3, user: 7 } as const;
export const functions = { read: 4, write: 5, setup: 0xf0 } as const;

export function encodeRequest(number: number, request: S7Request): Uint8Array {
  switch (request.kind) {
    case 'setup': {
      const { jobs, pduBytes } = request;
      const words = [...wordBytes(jobs), ...wordBytes(jobs), ...wordBytes(pduBytes)];
      return message(kinds.job, number, [functions.setup, 0, ...words]);
    }
    case 'read': {
      const items = request.items.flatMap(itemBytes);
      return message(kinds.job, number, [functions.read, request.items.length, ...items]);
    }
    case 'write': {
      const items = request.items.flatMap(({ item }) => itemBytes(item));
      const data = request.items.flatMap(({ item, bytes }, i) => {
        const isBit = item.bit !== undefined;
        const head = isBit ? [0, 3, 0, 1] : [0, 4, ...wordBytes(bytes.length * 8)];
        const odd = bytes.length % 2 === 1 && i < request.items.length - 1;
        return [...head, ...bytes, ...(odd ? [0] : [])];
      });
      return message(kinds.job, number, [functions.write, request.items.length, ...items], data);
    }
    case 'status': {
      const parameters = [0, 1, 0x12, 4, 0x11, 0x44, 1, 0];
      const data = [0xff, 9, 0, 4, ...wordBytes(request.id), ...wordBytes(request.index)];
      return message(kinds.user, number, parameters, data);
    }
  }
}

export function message(
  kind: number,
  number: number,
  parameters: readonly number[],
  data: readonly number[] = [],
): Uint8Array {
  const lengths = [...wordBytes(parameters.length), ...wordBytes(data.length)];
  const head = [0x32, kind, 0, 0, ...wordBytes(number), ...lengths];
  return Uint8Array.from([...head, ...parameters, ...data]);
}

function itemBytes({ area, db, byte, bit, length }: S7Item): number[] {
  const at = byte * 8 + (bit ?? 0);
  const size = bit === undefined ? [2, ...wordBytes(length)] : [1, 0, 1];
  const place = [areas[area], (at >> 16) & 0xff, (at >> 8) & 0xff, at & 0xff];
  return [0x12, 10, 0x10, ...size, ...wordBytes(db), ...place];
}

/** The number of the request that a message answers; undefined for what is no S7 message. */
export function numberOf(bytes: Uint8Array): number | undefined {
  return bytes.length >= 10 && bytes[0] === 0x32 ? word(bytes, 4) : undefined;
}

export function decodeAnswer(request: S7Request, bytes: Uint8Array): S7Outcome {
  const kind = bytes[1] ?? 0;
  const isUser = kind === kinds.user;
  if (numberOf(bytes) === undefined) return refused('not-s7');
  if (!isUser && kind !== kinds.answer && kind !== kinds.answerWithoutData)
    return refused('not-s7');
  const head = isUser ? 10 : 12;
  const parametersEnd = head + word(bytes, 6);
  if (bytes.length !== parametersEnd + word(bytes, 8)) return refused('bad-length');
  const code = isUser ? 0 : word(bytes, 10);
  if (code !== 0) return { ok: true, answer: { kind: 'error', code } };
  const parameters = bytes.subarray(head, parametersEnd);
  const data = bytes.subarray(parametersEnd);
  if (isUser !== (request.kind === 'status')) return refused('other-function');
  switch (request.kind) {
    case 'setup':
      if (parameters[0] !== functions.setup) return refused('other-function');
      if (parameters.length !== 8) return refused('bad-length');
      return {
        ok: true,
        answer: { kind: 'setup', jobs: word(parameters, 4), pduBytes: word(parameters, 6) },
      };
    case 'read':
      if (parameters[0] !== functions.read) return refused('other-function');
      if (parameters[1] !== request.items.length) return refused('other-count');
      return itemsIn(request.items, data);
    case 'write':
      if (parameters[0] !== functions.write) return refused('other-function');
      if (parameters[1] !== request.items.length) return refused('other-count');
      if (data.length !== request.items.length) return refused('bad-length');
      return { ok: true, answer: { kind: 'written', codes: [...data] } };
    case 'status':
      return statusIn(request.id, parameters, data);
  }
}

export function refused(trouble: S7Trouble): { readonly ok: false; readonly trouble: S7Trouble } {
  return { ok: false, trouble };
}

/** Lengths are told in bits or in bytes, by the kind of data. */
export const bitCounted: ReadonlySet<number> = new Set([3, 4, 5]);

function itemsIn(items: readonly S7Item[], data: Uint8Array): S7Outcome {
  const answers: S7ItemAnswer[] = [];
  let at = 0;
  for (const [i, item] of items.entries()) {
    if (at + 4 > data.length) return refused('bad-length');
    const code = data[at] ?? 0;
    const told = word(data, at + 2);
    const size = data[at + 1] ?? 0;
    const length = bitCounted.has(size) ? Math.ceil(told / 8) : told;
    if (code !== 0xff) {
      answers.push({ ok: false, code });
      at += 4;
      continue;
    }
    if (at + 4 + length > data.length) return refused('bad-length');
    if (length !== item.length) return refused('bad-length');
    answers.push({ ok: true, bytes: data.subarray(at + 4, at + 4 + length) });
    at += 4 + length + (i < items.length - 1 ? length % 2 : 0);
  }
  // Some controllers fill the last item up too.
  if (at !== data.length && at + 1 !== data.length) return refused('bad-length');
  return { ok: true, answer: { kind: 'read', items: answers } };
}

function statusIn(id: number, parameters: Uint8Array, data: Uint8Array): S7Outcome {
  if (parameters.length < 12 || parameters[5] !== 0x84) return refused('other-function');
  const code = word(parameters, 10);
  if (code !== 0) return { ok: true, answer: { kind: 'error', code } };
  if (data[0] !== 0xff) return { ok: true, answer: { kind: 'error', code: data[0] ?? 0 } };
  if (data.length < 12 || word(data, 2) + 4 > data.length) return refused('bad-length');
  if (word(data, 4) !== id) return refused('other-function');
  const recordBytes = word(data, 8);
  const records = data.slice(12, 12 + recordBytes * word(data, 10));
  return { ok: true, answer: { kind: 'status', recordBytes, records } };
}
