// UTF-8 that loses nothing: a byte that is not valid UTF-8 becomes the lone surrogate U+DC80..U+DCFF and turns back into
// the same byte (as in Python's PEP 383). Old and foreign servers put other encodings into names, types and messages; one
// such string must not cost the whole answer. `text.isWellFormed()` tells whether a string came through clean.

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** The text of `from <= offset < to`; never fails. */
export function textOf(bytes: Uint8Array, from: number, to: number): string {
  const text = decoder.decode(bytes.subarray(from, to));
  return text.includes('\uFFFD') ? escapedText(bytes, from, to) : text;
}

/** The bytes of a text, the reverse of `textOf`. */
export function bytesOfText(text: string): Uint8Array {
  if (text.isWellFormed()) return encoder.encode(text);
  const target = new Uint8Array(text.length * 3);
  return target.subarray(0, putText(text, target, 0));
}

/** Writes a text at an offset and returns its length in bytes. The target must have room for three bytes a code unit. */
export function putText(text: string, target: Uint8Array, at: number): number {
  for (let offset = 0; offset < text.length; offset++) {
    const unit = text.charCodeAt(offset);
    if (unit >= 0x80) return offset + putWideText(text.slice(offset), target, at + offset);
    target[at + offset] = unit;
  }
  return text.length;
}

function putWideText(text: string, target: Uint8Array, at: number): number {
  if (text.isWellFormed()) return encoder.encodeInto(text, target.subarray(at)).written;
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) target[at + length++] = code - 0xdc00;
    else length += encoder.encodeInto(character, target.subarray(at + length)).written;
  }
  return length;
}

function escapedText(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  let clean = from;
  for (let at = from; at < to;) {
    const length = sequenceLength(bytes, at, to);
    if (length > 0) {
      at += length;
      continue;
    }
    if (clean < at) text += decoder.decode(bytes.subarray(clean, at));
    text += String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
    at += 1;
    clean = at;
  }
  return text + decoder.decode(bytes.subarray(clean, to));
}

/** Length of the well-formed UTF-8 sequence at an offset (Unicode table 3-7), or 0 where there is none. */
function sequenceLength(bytes: Uint8Array, at: number, to: number): number {
  const byte = (offset: number): number => (at + offset < to ? (bytes[at + offset] ?? 0) : 0);
  const follows = (offset: number): boolean => (byte(offset) & 0xc0) === 0x80;
  const lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (byte(1) < lowest || byte(1) > highest) return 0;
  if (lead < 0xe0) return 2;
  if (!follows(2)) return 0;
  if (lead < 0xf0) return 3;
  return follows(3) ? 4 : 0;
}
