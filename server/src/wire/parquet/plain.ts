// Values as they are: Parquet's PLAIN encoding of 64-bit whole numbers, doubles and texts, little-endian.
import { BytesIn } from '../tier/bytes-in.ts';
import { BytesOut } from '../tier/bytes-out.ts';

export function encodeLongs(values: Float64Array): Uint8Array {
  return bytesOf(BigInt64Array.from(values, BigInt));
}

/** Undefined when there are not so many. */
export function decodeLongs(bytes: Uint8Array, count: number): Float64Array | undefined {
  if (bytes.length !== count * 8) return undefined;
  return Float64Array.from(new BigInt64Array(copyOf(bytes)), Number);
}

export function encodeDoubles(values: Float64Array): Uint8Array {
  return bytesOf(values).slice();
}

export function decodeDoubles(bytes: Uint8Array): Float64Array | undefined {
  return bytes.length % 8 === 0 ? new Float64Array(copyOf(bytes)) : undefined;
}

export function encodeTexts(values: readonly string[]): Uint8Array {
  const out = new BytesOut(values.length * 16);
  for (const value of values) {
    const bytes = Buffer.from(value, 'utf8');
    out.bytes(
      Uint8Array.of(bytes.length, bytes.length >> 8, bytes.length >> 16, bytes.length >> 24),
    );
    out.bytes(bytes);
  }
  return out.done();
}

export function decodeTexts(bytes: Uint8Array): string[] | undefined {
  const input = new BytesIn(bytes);
  const texts: string[] = [];
  while (input.remaining > 0) {
    const [a = 0, b = 0, c = 0, d = 0] = input.bytes(4);
    const text = input.bytes(a + b * 2 ** 8 + c * 2 ** 16 + d * 2 ** 24);
    if (input.failed) return undefined;
    texts.push(Buffer.from(text.buffer, text.byteOffset, text.length).toString('utf8'));
  }
  return input.failed ? undefined : texts;
}

function bytesOf(column: Float64Array | BigInt64Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

/** Where it is aligned; `slice` of a Buffer is no copy. */
function copyOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
