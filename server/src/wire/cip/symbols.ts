// The list of tags that Logix controllers keep in their symbol object (class 0x6B; Rockwell 1756-PM020, chapter 1).
import { ByteReader } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import type { Decoded } from './encapsulation.ts';
import { cipService, type CipRequest } from './message.ts';
import { encodeObjectPath, encodeTagPath } from './path.ts';

export type CipSymbol = {
  readonly instance: number;
  readonly name: string;
  /** Elementary type, absent for structures. */
  readonly type?: number;
  /** Number of its template, for structures. */
  readonly template?: number;
  /** Elements in each dimension; empty for a single value. */
  readonly dimensions: readonly number[];
  /** Of the system, not of the programmer. */
  readonly system: boolean;
};

/** Names, types and dimensions from an instance on, of the controller or of a program such as `Program:Main`. */
export function listSymbols(from: number, program?: string): CipRequest {
  const scope = program === undefined ? new Uint8Array(0) : encodeTagPath([program]);
  const path = new ByteWriter()
    .bytes(scope)
    .bytes(encodeObjectPath({ classId: 0x6b, instance: from }))
    .take();
  const data = new ByteWriter().u16le(3).u16le(1).u16le(2).u16le(8).take();
  return { service: cipService.getInstanceAttributeList, path, data };
}

export function decodeSymbols(data: Uint8Array): Decoded<readonly CipSymbol[]> {
  const reader = new ByteReader(data);
  const symbols: CipSymbol[] = [];
  while (reader.remaining > 0) {
    const instance = reader.u32le();
    const name = latin.decode(reader.bytes(reader.u16le()));
    const word = reader.u16le();
    const sizes = [reader.u32le(), reader.u32le(), reader.u32le()];
    const structure = (word & 0x80_00) !== 0;
    const dimensions = sizes.slice(0, (word >> 13) & 3);
    const kind = structure ? { template: word & 0x0f_ff } : { type: word & 0xff };
    symbols.push({ instance, name, ...kind, dimensions, system: (word & 0x10_00) !== 0 });
  }
  return reader.failed ? { ok: false } : { ok: true, value: symbols };
}

export function encodeSymbols(symbols: readonly CipSymbol[]): Uint8Array {
  const writer = new ByteWriter();
  for (const { instance, name, type, template, dimensions, system } of symbols) {
    const kind = template === undefined ? (type ?? 0) : 0x80_00 | template;
    const word = kind | (dimensions.length << 13) | (system ? 0x10_00 : 0);
    writer.u32le(instance).u16le(name.length);
    for (const letter of name) writer.u8(letter.charCodeAt(0));
    writer.u16le(word);
    for (let n = 0; n < 3; n += 1) writer.u32le(dimensions[n] ?? 0);
  }
  return writer.take();
}

const latin = new TextDecoder('latin1');
