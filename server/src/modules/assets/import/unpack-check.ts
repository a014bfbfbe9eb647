// A spreadsheet is a zip, and a zip may unpack to a thousand times its size: before a reader gets it, every
// part is unpacked here against a budget. The layout is that of PKWARE's APPNOTE, 4.3.
import { inflateRawSync } from 'node:zlib';

const endMark = 0x06054b50;
const entryMark = 0x02014b50;
const partMark = 0x04034b50;
const endBytes = 22;
const commentBytesMax = 0xffff;
const partsMax = 2_000;

/** `too-large`: more than `bytesMax` altogether; `not-a-zip`: no zip, or a damaged one. */
export function checkZip(bytes: Uint8Array, bytesMax: number): 'good' | 'too-large' | 'not-a-zip' {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view);
  if (end === undefined) return 'not-a-zip';
  const count = view.getUint16(end + 10, true);
  if (count > partsMax) return 'too-large';
  let at = view.getUint32(end + 16, true);
  let left = bytesMax;
  for (let part = 0; part < count; part += 1) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== entryMark) return 'not-a-zip';
    const used = unpackedBytes(bytes, view, { at, left });
    if (typeof used === 'string') return used;
    left -= used;
    if (left < 0) return 'too-large';
    const [name, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    at += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return 'good';
}

function unpackedBytes(
  bytes: Uint8Array,
  view: DataView,
  { at, left }: { at: number; left: number },
): number | 'too-large' | 'not-a-zip' {
  const method = view.getUint16(at + 10, true);
  const packed = view.getUint32(at + 20, true);
  const local = view.getUint32(at + 42, true);
  if (local + 30 > view.byteLength || view.getUint32(local, true) !== partMark) return 'not-a-zip';
  const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (from + packed > view.byteLength) return 'not-a-zip';
  if (method === 0) return packed;
  if (method !== 8) return 'not-a-zip';
  try {
    const part = bytes.subarray(from, from + packed);
    return inflateRawSync(part, { maxOutputLength: Math.max(1, left) }).length;
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
