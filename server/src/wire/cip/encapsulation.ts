// The encapsulation of EtherNet/IP (CIP volume 2, chapter 2): a header of 24 octets around every message over TCP and UDP,
// and in it the common packet format, a list of typed items.
import { ByteReader } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';

export const eipCommand = {
  listIdentity: 0x63,
  registerSession: 0x65,
  unregisterSession: 0x66,
  sendRrData: 0x6f,
  sendUnitData: 0x70,
} as const;

export const cpfItem = {
  nullAddress: 0x00,
  identity: 0x0c,
  connectedAddress: 0xa1,
  connectedData: 0xb1,
  unconnectedData: 0xb2,
} as const;

export type EipMessage = {
  readonly command: number;
  readonly session: number;
  /** 0: success. */
  readonly status: number;
  /** Of the sender, given back with the answer. */
  readonly context: number;
  /** A view of the message. */
  readonly data: Uint8Array;
};

export type CpfItem = { readonly type: number; readonly data: Uint8Array };

export type Decoded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false };

const headerOctets = 24;
const itemsMax = 16;
const dataOctetsMax = 65_511;

export function encodeEip(message: EipMessage): Uint8Array {
  return new ByteWriter()
    .u16le(message.command)
    .u16le(message.data.length)
    .u32le(message.session)
    .u32le(message.status)
    .u32le(message.context)
    .u32le(0)
    .u32le(0)
    .bytes(message.data)
    .take();
}

/** One whole message, e.g. a datagram. */
export function decodeEip(bytes: Uint8Array): Decoded<EipMessage> {
  const reader = new ByteReader(bytes);
  const command = reader.u16le();
  const length = reader.u16le();
  const [session, status, context] = [reader.u32le(), reader.u32le(), reader.u32le()];
  reader.bytes(8); // the rest of the context, and options that must be 0
  const data = reader.bytes(length);
  if (reader.failed) return { ok: false };
  return { ok: true, value: { command, session, status, context, data } };
}

/** Bytes of a connection to messages, however they were cut; keeps less than one message of 64 KiB. */
export class EipSplitter {
  #rest: Uint8Array = new Uint8Array(0);

  /** Undefined once a length came that no message has: the stream is lost. */
  push(chunk: Uint8Array): EipMessage[] | undefined {
    let bytes = chunk;
    if (this.#rest.length > 0) {
      bytes = new Uint8Array(this.#rest.length + chunk.length);
      bytes.set(this.#rest);
      bytes.set(chunk, this.#rest.length);
    }
    const messages: EipMessage[] = [];
    let at = 0;
    while (bytes.length - at >= headerOctets) {
      const length = (bytes[at + 2] ?? 0) | ((bytes[at + 3] ?? 0) << 8);
      if (length > dataOctetsMax) return undefined;
      if (bytes.length - at < headerOctets + length) break;
      const end = at + headerOctets + length;
      const outcome = decodeEip(bytes.subarray(at, end));
      if (outcome.ok) messages.push(outcome.value);
      at = end;
    }
    this.#rest = bytes.slice(at);
    return messages;
  }
}

/** As SendRRData and SendUnitData carry them: behind an interface handle and a timeout. */
export function encodeItems(items: readonly CpfItem[], timeoutSeconds = 0): Uint8Array {
  const writer = new ByteWriter().u32le(0).u16le(timeoutSeconds).u16le(items.length);
  for (const { type, data } of items) writer.u16le(type).u16le(data.length).bytes(data);
  return writer.take();
}

export function decodeItems(data: Uint8Array): Decoded<readonly CpfItem[]> {
  const reader = new ByteReader(data);
  reader.bytes(6);
  return readItems(reader);
}

/** The list alone, as ListIdentity answers it. */
export function readItems(reader: ByteReader): Decoded<readonly CpfItem[]> {
  const count = reader.u16le();
  if (count > itemsMax) return { ok: false };
  const items: CpfItem[] = [];
  for (let n = 0; n < count && !reader.failed; n += 1) {
    const type = reader.u16le();
    items.push({ type, data: reader.bytes(reader.u16le()) });
  }
  return reader.failed ? { ok: false } : { ok: true, value: items };
}
