// Values as they stand in a resolve answer, int4 count and the values, looked through at fixed offsets
// (reference §1.5 "value"). Filtering copies the encoded values that fit and decodes none.
import { valuePermission } from '../../../wire/handle/handle.ts';

/** What a client wants of a record: nothing given is everything, both given add up (reference §8.10). */
export type Filter = { readonly indexes: readonly number[]; readonly types: readonly string[] };

export const everything: Filter = { indexes: [], types: [] };

const permissionsOffset = 13;
const typeOffset = 14;
const countBytes = 4;

/** The block of the public values of a block that fit the filter; the block itself when all do. */
export function publicValues(block: Uint8Array, filter: Filter): Uint8Array {
  return readableValues(block, filter, valuePermission.publicRead);
}

/** As `publicValues`, of the values that have one of the permissions. */
export function readableValues(block: Uint8Array, filter: Filter, permissions: number): Uint8Array {
  const view = viewOf(block);
  const kept: { from: number; to: number }[] = [];
  const count = view.getInt32(0);
  const wanted = wantedBy(filter);
  let at = countBytes;
  for (let n = 0; n < count; n++) {
    const to = endOfValue(view, at);
    const isReadable = (view.getUint8(at + permissionsOffset) & permissions) !== 0;
    if (isReadable && wanted(block, view, at)) kept.push({ from: at, to });
    at = to;
  }
  return kept.length === count ? block : joined(block, kept);
}

/** How many values a block holds. */
export function countOf(block: Uint8Array): number {
  return viewOf(block).getInt32(0);
}

/** Whether every value of a block may be read by everybody. */
export function allPublic(block: Uint8Array): boolean {
  return publicValues(block, everything) === block;
}

type Wanted = (block: Uint8Array, view: DataView, at: number) => boolean;

function wantedBy(filter: Filter): Wanted {
  if (filter.indexes.length === 0 && filter.types.length === 0) return () => true;
  const indexes = new Set(filter.indexes);
  const types = filter.types.map((type) => type.toUpperCase());
  return (block, view, at) => {
    if (indexes.has(view.getInt32(at))) return true;
    if (types.length === 0) return false;
    const from = at + typeOffset + 4;
    const own = text
      .decode(block.subarray(from, from + view.getInt32(at + typeOffset)))
      .toUpperCase();
    return types.some((type) => fits(own, type));
  };
}

/** A type ending in `.` covers the type before the dot and all of its sub-types. */
function fits(own: string, type: string): boolean {
  if (own === type) return true;
  return type.endsWith('.') && (own.startsWith(type) || own === type.slice(0, -1));
}

const text = new TextDecoder();

function endOfValue(view: DataView, from: number): number {
  let at = from + typeOffset;
  at += 4 + view.getInt32(at);
  at += 4 + view.getInt32(at);
  const references = view.getInt32(at);
  at += 4;
  for (let n = 0; n < references; n++) at += 8 + view.getInt32(at);
  return at;
}

function joined(block: Uint8Array, kept: readonly { from: number; to: number }[]): Uint8Array {
  const bytes = kept.reduce((sum, { from, to }) => sum + to - from, countBytes);
  const target = new Uint8Array(bytes);
  viewOf(target).setInt32(0, kept.length);
  let at = countBytes;
  for (const { from, to } of kept) {
    target.set(block.subarray(from, to), at);
    at += to - from;
  }
  return target;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
