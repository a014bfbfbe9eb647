// Requests and answers of CIP (volume 1, chapter 2), several of them in one packet, and one inside another that is routed.
import { ByteReader } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import type { Decoded } from './encapsulation.ts';
import { encodeObjectPath } from './path.ts';

export const cipService = {
  getAttributesAll: 0x01,
  multipleServices: 0x0a,
  getAttributeSingle: 0x0e,
  readTag: 0x4c,
  writeTag: 0x4d,
  readModifyWrite: 0x4e,
  forwardClose: 0x4e,
  readTagFragmented: 0x52,
  unconnectedSend: 0x52,
  forwardOpen: 0x54,
  getInstanceAttributeList: 0x55,
  largeForwardOpen: 0x5b,
} as const;

export const cipStatus = {
  success: 0x00,
  pathUnknown: 0x05,
  partial: 0x06,
  serviceUnsupported: 0x08,
  replyTooLarge: 0x11,
  embedded: 0x1e,
} as const;

export type CipRequest = {
  readonly service: number;
  /** An EPATH of whole words. */
  readonly path: Uint8Array;
  readonly data: Uint8Array;
};

export type CipReply = {
  readonly service: number;
  readonly status: number;
  /** First word of the additional status, where there is one. */
  readonly extended?: number;
  readonly data: Uint8Array;
};

const servicesMax = 1_000;
const noData = new Uint8Array(0);

export function encodeRequest({ service, path, data }: CipRequest): Uint8Array {
  return new ByteWriter()
    .u8(service)
    .u8(path.length / 2)
    .bytes(path)
    .bytes(data)
    .take();
}

export function decodeRequest(bytes: Uint8Array): Decoded<CipRequest> {
  const reader = new ByteReader(bytes);
  const service = reader.u8();
  const path = reader.bytes(reader.u8() * 2);
  const data = reader.rest();
  return reader.failed ? { ok: false } : { ok: true, value: { service, path, data } };
}

export function encodeReply({ service, status, extended, data }: CipReply): Uint8Array {
  const writer = new ByteWriter()
    .u8(service | 0x80)
    .u8(0)
    .u8(status);
  if (extended === undefined) writer.u8(0);
  else writer.u8(1).u16le(extended);
  return writer.bytes(data).take();
}

export function decodeReply(bytes: Uint8Array): Decoded<CipReply> {
  const reader = new ByteReader(bytes);
  const service = reader.u8();
  reader.u8();
  const status = reader.u8();
  const additional = reader.bytes(reader.u8() * 2);
  const data = reader.rest();
  if (reader.failed || (service & 0x80) === 0) return { ok: false };
  const [low, high] = additional;
  const extended = low === undefined || high === undefined ? {} : { extended: low | (high << 8) };
  return { ok: true, value: { service: service & 0x7f, status, ...extended, data } };
}

const messageRouter = encodeObjectPath({ classId: 2, instance: 1 });
const connectionManager = encodeObjectPath({ classId: 6, instance: 1 });

/** Several requests in one; the caller keeps to what one packet can carry. */
export function multipleServices(requests: readonly Uint8Array[]): CipRequest {
  return {
    service: cipService.multipleServices,
    path: messageRouter,
    data: encodeTogether(requests),
  };
}

/** How a packet of several lists them: count, offsets, then one after the other. */
export function encodeTogether(messages: readonly Uint8Array[]): Uint8Array {
  const writer = new ByteWriter().u16le(messages.length);
  let offset = 2 + messages.length * 2;
  for (const message of messages) {
    writer.u16le(offset);
    offset += message.length;
  }
  for (const message of messages) writer.bytes(message);
  return writer.take();
}

/** Each a view of the data. */
export function decodeTogether(data: Uint8Array): Decoded<readonly Uint8Array[]> {
  const reader = new ByteReader(data);
  const count = reader.u16le();
  if (count > servicesMax || count * 2 > reader.remaining) return { ok: false };
  const offsets = Array.from({ length: count }, () => reader.u16le());
  const messages: Uint8Array[] = [];
  for (const [n, offset] of offsets.entries()) {
    const end = offsets[n + 1] ?? data.length;
    if (offset < 2 + count * 2 || end < offset || end > data.length) return { ok: false };
    messages.push(data.subarray(offset, end));
  }
  return { ok: true, value: messages };
}

/** A request that the device passes on along a route; gives up after 9 seconds. */
export function unconnectedSend(message: Uint8Array, route: Uint8Array): CipRequest {
  const writer = new ByteWriter().u8(0x0a).u8(0x09).u16le(message.length).bytes(message);
  if (message.length % 2 === 1) writer.u8(0);
  writer
    .u8(route.length / 2)
    .u8(0)
    .bytes(route);
  return { service: cipService.unconnectedSend, path: connectionManager, data: writer.take() };
}

export function decodeUnconnectedSend(
  data: Uint8Array,
): Decoded<{ readonly message: Uint8Array; readonly route: Uint8Array }> {
  const reader = new ByteReader(data);
  reader.u16le();
  const length = reader.u16le();
  const message = reader.bytes(length);
  if (length % 2 === 1) reader.u8();
  const words = reader.u8();
  reader.u8();
  const route = reader.bytes(words * 2);
  return reader.failed ? { ok: false } : { ok: true, value: { message, route } };
}

export function objectRequest(
  service: number,
  at: { readonly classId: number; readonly instance?: number; readonly attribute?: number },
  data: Uint8Array = noData,
): CipRequest {
  return { service, path: encodeObjectPath(at), data };
}

export { connectionManager };
