// A class 3 connection for explicit messages (volume 1, 3-5.5): opened with room for small or large packets, and closed.
import { ByteReader } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import { cipService, connectionManager, type CipRequest } from './message.ts';
import { encodeObjectPath } from './path.ts';

export type ConnectionNames = {
  /** By which the target names us on the way back. */
  readonly ourId: number;
  readonly serial: number;
  readonly vendor: number;
  readonly originatorSerial: number;
};

const router = encodeObjectPath({ classId: 2, instance: 1 });
/** Explicit messages, triggered by the application; the direction bit says server. */
const transportClass3 = 0xa3;
const intervalUs = 2_000_000;
/** 2^(7 + 2) intervals without a message: the target gives the connection up after 17 minutes. */
const timeoutMultiplier = 7;

export function forwardOpen(
  names: ConnectionNames,
  route: Uint8Array,
  size: { readonly octets: number; readonly large: boolean },
): CipRequest {
  const path = new ByteWriter().bytes(route).bytes(router).take();
  const writer = new ByteWriter().u8(0x0a).u8(0x09).u32le(0).u32le(names.ourId);
  writeNames(writer, names);
  writer.u8(timeoutMultiplier).u8(0).u16le(0);
  for (let direction = 0; direction < 2; direction += 1) {
    writer.u32le(intervalUs);
    // Point to point, low priority, of variable size.
    if (size.large) writer.u32le(0x42_00_00_00 | size.octets);
    else writer.u16le(0x42_00 | size.octets);
  }
  writer
    .u8(transportClass3)
    .u8(path.length / 2)
    .bytes(path);
  const service = size.large ? cipService.largeForwardOpen : cipService.forwardOpen;
  return { service, path: connectionManager, data: writer.take() };
}

export function forwardClose(names: ConnectionNames, route: Uint8Array): CipRequest {
  const path = new ByteWriter().bytes(route).bytes(router).take();
  const writer = new ByteWriter().u8(0x0a).u8(0x09);
  writeNames(writer, names);
  writer
    .u8(path.length / 2)
    .u8(0)
    .bytes(path);
  return { service: cipService.forwardClose, path: connectionManager, data: writer.take() };
}

/** The name by which the target knows the connection; undefined where the answer is none. */
export function openedConnection(data: Uint8Array): number | undefined {
  const reader = new ByteReader(data);
  const target = reader.u32le();
  reader.bytes(14); // our names back
  return reader.failed ? undefined : target;
}

function writeNames(writer: ByteWriter, names: ConnectionNames): void {
  writer.u16le(names.serial).u16le(names.vendor).u32le(names.originatorSerial);
}
