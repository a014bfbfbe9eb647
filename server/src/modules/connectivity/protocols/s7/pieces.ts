// What is read together from a controller: neighbours become one span of bytes (a piece), pieces are packed into
// messages up to the size that the controller agreed to. Refused pieces are split, and the split stays.
import { itemsMax, readCost, type S7Area, type S7Item } from '../../../../wire/s7/message.ts';
import { byteCount } from '../../../../wire/s7/values.ts';
import type { S7Place } from './address.ts';

export type PlacedSignal = {
  readonly position: number;
  readonly id: string;
  readonly place: S7Place;
  readonly intervalMs: number;
  readonly value: 'number' | 'text' | 'boolean';
};

export type Piece = {
  readonly area: S7Area;
  readonly db: number;
  readonly byte: number;
  readonly length: number;
  readonly intervalMs: number;
  /** By address. */
  readonly signals: readonly PlacedSignal[];
};

/** What one message can bring of one item. */
export function dataBytesMax(pduBytes: number): number {
  return pduBytes - readCost.answered - readCost.answeredItem;
}

export type PieceLimits = { readonly gapMax: number; readonly pduBytes: number };

/** A piece is longer than a message only where a single value is: then its items are several. */
export function piecesOf(signals: readonly PlacedSignal[], limits: PieceLimits): Piece[] {
  const groups = Map.groupBy(
    signals,
    ({ place: { area, db }, intervalMs }) => `${area} ${db} ${intervalMs}`,
  );
  return [...groups.values()].flatMap((group) => merged(group, limits));
}

function merged(group: readonly PlacedSignal[], { gapMax, pduBytes }: PieceLimits): Piece[] {
  const most = dataBytesMax(pduBytes);
  const sorted = group.toSorted((a, b) => a.place.byte - b.place.byte);
  const pieces: Piece[] = [];
  let begun: PlacedSignal[] = [];
  let from = 0;
  let end = 0;
  for (const signal of sorted) {
    const { byte, form } = signal.place;
    const last = byte + byteCount(form);
    const fits = byte - end <= gapMax && Math.max(end, last) - from <= most;
    if (begun.length > 0 && !fits) {
      pieces.push(pieceOf(begun));
      begun = [];
    }
    if (begun.length === 0) [from, end] = [byte, last];
    begun.push(signal);
    end = Math.max(end, last);
  }
  if (begun.length > 0) pieces.push(pieceOf(begun));
  return pieces;
}

function pieceOf(signals: readonly PlacedSignal[]): Piece {
  const [first] = signals;
  const byte = first?.place.byte ?? 0;
  const end = Math.max(...signals.map(({ place }) => place.byte + byteCount(place.form)));
  const { area = 'db', db = 0 } = first?.place ?? {};
  return { area, db, byte, length: end - byte, intervalMs: first?.intervalMs ?? 0, signals };
}

/** Both halves of a piece that was refused; undefined for one that cannot be split. */
export function halves({ signals }: Piece): readonly [Piece, Piece] | undefined {
  if (signals.length < 2) return undefined;
  const middle = signals.length >> 1;
  return [pieceOf(signals.slice(0, middle)), pieceOf(signals.slice(middle))];
}

/** One item, or several where a value is longer than a message. */
export function itemsOf(piece: Piece, pduBytes: number): S7Item[] {
  const most = dataBytesMax(pduBytes) & ~1;
  const { area, db, byte, length } = piece;
  if (length <= dataBytesMax(pduBytes)) return [{ area, db, byte, length }];
  return Array.from({ length: Math.ceil(length / most) }, (_, i) => ({
    ...{ area, db, byte: byte + i * most },
    length: Math.min(most, length - i * most),
  }));
}

/** In their order, in as few messages as their sizes allow; what needs several items stands alone. */
export function packed<T extends { readonly items: readonly S7Item[] }>(
  things: readonly T[],
  pduBytes: number,
): T[][] {
  const messages: T[][] = [];
  let message: T[] = [];
  let asked: number = readCost.asked;
  let answered: number = readCost.answered;
  let count = 0;
  for (const thing of things) {
    const costAsked = thing.items.length * readCost.askedItem;
    const costAnswered = thing.items.reduce(
      (sum, { length }) => sum + readCost.answeredItem + length + (length & 1),
      0,
    );
    const long = thing.items.length > 1 || message.some(({ items }) => items.length > 1);
    const full =
      long ||
      count + thing.items.length > itemsMax ||
      asked + costAsked > pduBytes ||
      answered + costAnswered > pduBytes;
    if (full && message.length > 0) {
      messages.push(message);
      message = [];
      [asked, answered, count] = [readCost.asked, readCost.answered, 0];
    }
    message.push(thing);
    asked += costAsked;
    answered += costAnswered;
    count += thing.items.length;
  }
  if (message.length > 0) messages.push(message);
  return messages;
}
