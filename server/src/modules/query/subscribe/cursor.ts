// Where a subscription stands, as its reader keeps it: the number of the last arrival in this run of the program, and for
// each signal the machine time of the newest reading that was sent and how many of that very time were. The first is
// exact while the program runs; the second outlives it.
import { BytesIn } from '../../../wire/tier/bytes-in.ts';
import { BytesOut } from '../../../wire/tier/bytes-out.ts';

const version = 1;
/** “All of that time”, when it is not known how many there were. */
export const allOfThem = 2 ** 30;

export type SignalPlace = { timeUs: number; given: number };

export type Cursor = {
  readonly run: number;
  /** 0 while history is still sent. */
  readonly arrival: number;
  /** Of the list of signals, so that a place of another list is not taken for one of this. */
  readonly list: number;
  readonly places: readonly SignalPlace[];
};

/** FNV-1a. */
export function listOf(signals: readonly string[]): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(signals.join('\n'))) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash;
}

export function cursorText({ run, arrival, list, places }: Cursor): string {
  const out = new BytesOut(32 + places.length * 8);
  out.byte(version);
  for (const number of [run, arrival, list, places.length]) out.varint(number);
  let before = 0;
  for (const { timeUs, given } of places) {
    out.zigzag(timeUs - before);
    out.varint(given);
    before = timeUs;
  }
  return Buffer.from(out.done()).toString('base64url');
}

/** Undefined for what is no cursor. */
export function cursorOf(text: string): Cursor | undefined {
  const input = new BytesIn(new Uint8Array(Buffer.from(text, 'base64url')));
  if (input.byte() !== version) return undefined;
  const [run, arrival, list, count] = [
    input.varint(),
    input.varint(),
    input.varint(),
    input.varint(),
  ];
  if (input.failed || count < 1 || count > input.remaining) return undefined;
  const places: SignalPlace[] = [];
  let before = 0;
  for (let n = 0; n < count; n++) {
    const timeUs = before + input.zigzag();
    places.push({ timeUs, given: input.varint() });
    before = timeUs;
  }
  if (input.failed || input.remaining > 0) return undefined;
  return places.every(({ timeUs }) => Number.isSafeInteger(timeUs))
    ? { run, arrival, list, places }
    : undefined;
}
