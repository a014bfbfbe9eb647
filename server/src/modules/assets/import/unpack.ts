// A spreadsheet is a zip, and a zip may unpack to a thousand times its size, or say one thing in its directory and
// another in front of its parts: here its parts are unpacked against a budget, as the directory says, and packed anew,
// so that a reader gets these bytes and no others. The layout is that of PKWARE's APPNOTE, 4.3.
import { crc32, inflateRawSync } from 'node:zlib';

const endMark = 0x06054b50;
const entryMark = 0x02014b50;
const partMark = 0x04034b50;
const endBytes = 22;
const entryBytes = 46;
const partBytes = 30;
const commentBytesMax = 0xffff;
const partsMax = 2_000;

export type Part = { readonly name: Uint8Array; readonly bytes: Uint8Array };

/** `too-large`: more than `bytesMax` altogether; `not-a-zip`: no zip, or a damaged one. */
export function unpackZip(
  bytes: Uint8Array,
  bytesMax: number,
): readonly Part[] | 'too-large' | 'not-a-zip' {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view);
  if (end === undefined) return 'not-a-zip';
  const count = view.getUint16(end + 10, true);
  if (count > partsMax) return 'too-large';
  let at = view.getUint32(end + 16, true);
  let left = bytesMax;
  const parts: Part[] = [];
  for (let part = 0; part < count; part += 1) {
    if (at + entryBytes > view.byteLength || view.getUint32(at, true) !== entryMark) {
      return 'not-a-zip';
    }
    const unpacked = unpackedPart(bytes, view, { at, left });
    if (typeof unpacked === 'string') return unpacked;
    left -= unpacked.length;
    if (left < 0) return 'too-large';
    const [name = 0, extra = 0, comment = 0] = [28, 30, 32].map((offset) =>
      view.getUint16(at + offset, true),
    );
    const from = at + entryBytes;
    at = from + name + extra + comment;
    if (at > view.byteLength) return 'not-a-zip';
    parts.push({ name: bytes.subarray(from, from + name), bytes: unpacked });
  }
  return parts;
}

/** The parts as a zip that packs nothing. */
export function storedZip(parts: readonly Part[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  const entries: Uint8Array[] = [];
  let at = 0;
  for (const { name, bytes } of parts) {
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(0x0800, 2); // names are UTF-8
    facts.writeUInt32LE(crc32(bytes), 10);
    facts.writeUInt32LE(bytes.length, 14);
    facts.writeUInt32LE(bytes.length, 18);
    facts.writeUInt16LE(name.length, 22);
    const entry = Buffer.alloc(entryBytes);
    entry.writeUInt32LE(entryMark, 0);
    entry.writeUInt16LE(20, 4);
    facts.copy(entry, 6);
    entry.writeUInt32LE(at, 42);
    entries.push(entry, name);
    const mark = Buffer.alloc(4);
    mark.writeUInt32LE(partMark, 0);
    pieces.push(mark, facts, name, bytes);
    at += partBytes + name.length + bytes.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(endBytes);
  end.writeUInt32LE(endMark, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...pieces, directory, end]);
}

function unpackedPart(
  bytes: Uint8Array,
  view: DataView,
  { at, left }: { at: number; left: number },
): Uint8Array | 'too-large' | 'not-a-zip' {
  const method = view.getUint16(at + 10, true);
  const packed = view.getUint32(at + 20, true);
  const local = view.getUint32(at + 42, true);
  if (local + partBytes > view.byteLength || view.getUint32(local, true) !== partMark) {
    return 'not-a-zip';
  }
  const from =
    local + partBytes + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (from + packed > view.byteLength) return 'not-a-zip';
  const part = bytes.subarray(from, from + packed);
  if (method === 0) return part;
  if (method !== 8) return 'not-a-zip';
  try {
    return inflateRawSync(part, { maxOutputLength: Math.max(1, left) });
  } catch (error) {
    return (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'not-a-zip';
  }
}

function endOf(view: DataView): number | undefined {
  const first = Math.max(0, view.byteLength - endBytes - commentBytesMax);
  for (let at = view.byteLength - endBytes; at >= first; at -= 1) {
    if (view.getUint32(at, true) === endMark) return at;
  }
  return undefined;
}
