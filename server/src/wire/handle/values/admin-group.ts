// HS_VLIST: a group of administrators, by reference (RFC 3651 §3.2.5; reference §1.7). Groups may name groups; whoever
// follows them bounds the depth.

import type { Reference } from '../handle-value.ts';
import { readReference, referenceBytesMin, writeReference } from '../handle-value.ts';
import type { Decoded } from '../outcome.ts';
import { Reader } from '../reader.ts';
import { Writer } from '../writer.ts';

export function decodeAdminGroup(bytes: Uint8Array): Decoded<readonly Reference[]> {
  const reader = new Reader(bytes);
  return reader.whole(reader.array(referenceBytesMin, readReference));
}

export function encodeAdminGroup(members: readonly Reference[]): Uint8Array {
  const writer = new Writer(4 + members.length * 40);
  writer.array(members, writeReference);
  return writer.finish();
}
