// What lies around an APDU in BACnet/IP: the virtual link control of annex J and the network header of clause 6, with the
// address of a device behind a router.
import { ByteReader } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';

export const bvlcFunction = {
  result: 0x00,
  forwarded: 0x04,
  registerForeignDevice: 0x05,
  distributeBroadcast: 0x09,
  unicast: 0x0a,
  broadcast: 0x0b,
} as const;

/** A device on another network, behind the router that was talked to. */
export type RemoteStation = { readonly network: number; readonly mac: Uint8Array };

export type NetworkMessage = {
  readonly function: number;
  /** From whom, where a router passed it on. */
  readonly source?: RemoteStation;
  /** In a forwarded message, who sent it: an IPv4 address and port. */
  readonly origin?: { readonly host: string; readonly port: number };
  /** Absent in messages of the network layer and in results. */
  readonly apdu?: Uint8Array;
  /** Of a result. */
  readonly result?: number;
};

export const allNetworks = 0xff_ff;
const macOctetsMax = 32;

export function encodeNetwork(
  bvlc: number,
  apdu: Uint8Array,
  options: { readonly to?: RemoteStation; readonly expectsReply?: boolean } = {},
): Uint8Array {
  const { to, expectsReply = false } = options;
  const control = (to ? 0x20 : 0) | (expectsReply ? 0x04 : 0);
  const writer = new ByteWriter().u8(0x81).u8(bvlc).u16be(0).u8(1).u8(control);
  if (to) writer.u16be(to.network).u8(to.mac.length).bytes(to.mac).u8(255);
  writer.bytes(apdu);
  return writer.patchU16be(2, writer.length).take();
}

export function registerForeignDevice(seconds: number): Uint8Array {
  const writer = new ByteWriter().u8(0x81).u8(bvlcFunction.registerForeignDevice);
  return writer.u16be(6).u16be(seconds).take();
}

/** One datagram; undefined for what is no BACnet/IP. */
export function decodeNetwork(bytes: Uint8Array): NetworkMessage | undefined {
  const reader = new ByteReader(bytes);
  if (reader.u8() !== 0x81) return undefined;
  const bvlc = reader.u8();
  if (reader.u16be() !== bytes.length) return undefined;
  if (bvlc === bvlcFunction.result) {
    const result = reader.u16be();
    return reader.failed ? undefined : { function: bvlc, result };
  }
  const carries: readonly number[] = [
    bvlcFunction.forwarded,
    bvlcFunction.unicast,
    bvlcFunction.broadcast,
    bvlcFunction.distributeBroadcast,
  ];
  if (!carries.includes(bvlc)) return reader.failed ? undefined : { function: bvlc };
  const origin = bvlc === bvlcFunction.forwarded ? readOrigin(reader) : undefined;
  const network = readNpdu(reader);
  if (!network) return undefined;
  return { function: bvlc, ...network, ...(origin === undefined ? {} : { origin }) };
}

function readOrigin(reader: ByteReader): { host: string; port: number } {
  return { host: reader.bytes(4).join('.'), port: reader.u16be() };
}

function readNpdu(reader: ByteReader): Pick<NetworkMessage, 'source' | 'apdu'> | undefined {
  if (reader.u8() !== 1) return undefined;
  const control = reader.u8();
  if ((control & 0x20) !== 0) readStation(reader);
  const source = (control & 0x08) !== 0 ? readStation(reader) : undefined;
  if ((control & 0x20) !== 0) reader.u8(); // hop count
  const apdu = reader.rest();
  if (reader.failed || (source && (source.mac.length === 0 || source.mac.length > macOctetsMax)))
    return undefined;
  return {
    ...(source === undefined ? {} : { source }),
    ...((control & 0x80) !== 0 ? {} : { apdu }),
  };
}

function readStation(reader: ByteReader): RemoteStation {
  const network = reader.u16be();
  return { network, mac: reader.bytes(reader.u8()) };
}
