// HS_ADMIN: who may administer a handle and what (RFC 3651 §3.2.1; reference §1.7). It points at the key, or at a group of
// keys, that must answer the challenge.

import type { Decoded } from '../outcome.ts';
import { Reader } from '../reader.ts';
import { Writer } from '../writer.ts';

/** The bits of `Admin.permissions`. */
export const adminPermission = {
  addHandle: 0x0001,
  deleteHandle: 0x0002,
  addDerivedPrefix: 0x0004,
  deleteDerivedPrefix: 0x0008,
  modifyValue: 0x0010,
  removeValue: 0x0020,
  addValue: 0x0040,
  modifyAdmin: 0x0080,
  removeAdmin: 0x0100,
  addAdmin: 0x0200,
  readValue: 0x0400,
  listHandles: 0x0800,
  /** DO-IRP and RFC 3651 only; Handle.Net's mask ends at 0x0fff. */
  listDerivedPrefixes: 0x1000,
} as const;

export type Admin = {
  /** A sum of `adminPermission` values. */
  readonly permissions: number;
  /** Handle and index of the key or group; index 0 is any key of the handle. */
  readonly handle: string;
  readonly index: number;
  /** The two zero bytes that old servers append. */
  readonly legacyTrailing?: true;
};

export function decodeAdmin(bytes: Uint8Array): Decoded<Admin> {
  const reader = new Reader(bytes);
  const admin = { permissions: reader.int2(), handle: reader.text(), index: reader.int4() };
  if (reader.remaining !== 2) return reader.whole(admin);
  const at = reader.at;
  if (reader.int2() !== 0) reader.fail('trailing-bytes', at);
  return reader.outcome({ ...admin, legacyTrailing: true });
}

export function encodeAdmin(admin: Admin): Uint8Array {
  const writer = new Writer(64);
  writer.int2(admin.permissions);
  writer.text(admin.handle);
  writer.int4(admin.index);
  if (admin.legacyTrailing === true) writer.int2(0);
  return writer.finish();
}
