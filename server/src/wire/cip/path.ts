// Where a request goes: names of tags as people write them, `Program:Main.Tank[3].Level.5`, numbers of objects, and the route
// through backplanes, each as the segments of a padded EPATH (volume 1, appendix C).
import { ByteWriter } from '../bytes/byte-writer.ts';

export type TagPath = {
  readonly parts: readonly (string | number)[];
  /** The last part was a bit of an integer. */
  readonly bit?: number;
};

const name = /^(?:Program:)?[A-Za-z_][A-Za-z0-9_:]{0,127}$/i;
const indexMax = 0xff_ff_ff_ff;
const partsMax = 32;

/** Undefined for what is no name of a tag. */
export function parseTag(text: string): TagPath | undefined {
  const parts: (string | number)[] = [];
  const pieces = text.trim().split('.');
  let bit: number | undefined;
  for (const [n, piece] of pieces.entries()) {
    if (n > 0 && n === pieces.length - 1 && /^\d{1,2}$/.test(piece)) {
      bit = Number(piece);
      break;
    }
    const found = /^([^[\]]+)(?:\[(\d{1,10}(?:,\d{1,10}){0,2})\])?$/.exec(piece);
    if (!found?.[1] || !name.test(found[1])) return undefined;
    const indices = (found[2] ?? '').split(',').filter(Boolean).map(Number);
    if (indices.some((index) => index > indexMax)) return undefined;
    parts.push(found[1], ...indices);
  }
  if (parts.length > partsMax || (bit ?? 0) > 63) return undefined;
  return { parts, ...(bit === undefined ? {} : { bit }) };
}

export function encodeTagPath(parts: readonly (string | number)[]): Uint8Array {
  const writer = new ByteWriter();
  for (const part of parts) {
    if (typeof part === 'number') writeNumber(writer, 0x28, part);
    else {
      writer.u8(0x91).u8(part.length);
      for (const letter of part) writer.u8(letter.charCodeAt(0));
      if (part.length % 2 === 1) writer.u8(0);
    }
  }
  return writer.take();
}

export type ObjectPath = {
  readonly classId: number;
  readonly instance?: number;
  readonly attribute?: number;
};

export function encodeObjectPath({ classId, instance, attribute }: ObjectPath): Uint8Array {
  const writer = new ByteWriter();
  writeNumber(writer, 0x20, classId);
  if (instance !== undefined) writeNumber(writer, 0x24, instance);
  if (attribute !== undefined) writeNumber(writer, 0x30, attribute);
  return writer.take();
}

/** `1/0`, `1/3/2/192.168.1.5`; empty for the device itself. Undefined for what is no route. */
export function encodeRoute(text: string): Uint8Array | undefined {
  const writer = new ByteWriter();
  const pieces = text.split('/').filter((piece) => piece !== '');
  if (pieces.length % 2 === 1 || pieces.length > 16) return undefined;
  for (let n = 0; n < pieces.length; n += 2) {
    const [port, link = ''] = [Number(pieces[n]), pieces[n + 1]];
    if (!(Number.isInteger(port) && port >= 1 && port <= 14)) return undefined;
    if (/^\d{1,3}$/.test(link) && Number(link) <= 255) writer.u8(port).u8(Number(link));
    else if (/^[0-9a-zA-Z.:-]{1,64}$/.test(link)) {
      writer.u8(port | 0x10).u8(link.length);
      for (const letter of link) writer.u8(letter.charCodeAt(0));
      if (link.length % 2 === 1) writer.u8(0);
    } else return undefined;
  }
  return writer.take();
}

/** A segment whose number takes one, two or four octets. */
function writeNumber(writer: ByteWriter, segment: number, value: number): void {
  if (value <= 0xff) writer.u8(segment).u8(value);
  else if (value <= 0xff_ff)
    writer
      .u8(segment + 1)
      .u8(0)
      .u16le(value);
  else
    writer
      .u8(segment + 2)
      .u8(0)
      .u32le(value);
}

/** The parts of a tag in an EPATH, for those who answer. Undefined where another segment comes. */
export function decodeTagPath(path: Uint8Array): (string | number)[] | undefined {
  const parts: (string | number)[] = [];
  const view = new DataView(path.buffer, path.byteOffset, path.byteLength);
  let at = 0;
  while (at + 1 < path.length) {
    const [segment, length = 0] = [path[at], path[at + 1]];
    if (segment === 0x91) {
      if (at + 2 + length > path.length) return undefined;
      parts.push(String.fromCharCode(...path.subarray(at + 2, at + 2 + length)));
      at += 2 + length + (length % 2);
    } else if (segment === 0x28) {
      parts.push(length);
      at += 2;
    } else if (segment === 0x29 && at + 4 <= path.length) {
      parts.push(view.getUint16(at + 2, true));
      at += 4;
    } else if (segment === 0x2a && at + 6 <= path.length) {
      parts.push(view.getUint32(at + 2, true));
      at += 6;
    } else return undefined;
  }
  return at === path.length ? parts : undefined;
}
