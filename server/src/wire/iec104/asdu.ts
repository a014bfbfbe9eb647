// An application service data unit (companion 101, clause 7) with the field sizes that 104 fixes: cause in two octets,
// common address in two, information object address in three.
import { ByteReader } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import { readStationTime, writeStationTime, type StationTime } from './time.ts';
import { typeSpec, type Element, type TypeSpec } from './types.ts';

export type InformationObject = Element & {
  /** 0 … 16 777 215. */
  readonly address: number;
  readonly time?: StationTime;
};

export type AsduHeader = {
  readonly type: number;
  /** Of transmission, 1 … 63. */
  readonly cause: number;
  readonly negative: boolean;
  readonly test: boolean;
  readonly originator: number;
  /** 1 … 65 534; 65 535 means all. */
  readonly commonAddress: number;
};

export type Asdu = AsduHeader & {
  /** One element after the other from the first address on (the SQ bit). */
  readonly sequence: boolean;
  readonly objects: readonly InformationObject[];
};

export type AsduOutcome =
  | { readonly ok: true; readonly asdu: Asdu; readonly spec: TypeSpec }
  | {
      readonly ok: false;
      readonly trouble: 'too-short' | 'unknown-type' | 'length-mismatch' | 'address-overflow';
      /** Where it could be read. */
      readonly header?: AsduHeader;
    };

export const cause = {
  periodic: 1,
  background: 2,
  spontaneous: 3,
  initialized: 4,
  request: 5,
  activation: 6,
  activationConfirmed: 7,
  deactivation: 8,
  activationTerminated: 10,
  interrogated: 20,
  counterInterrogated: 37,
  unknownType: 44,
  unknownCause: 45,
  unknownCommonAddress: 46,
  unknownObjectAddress: 47,
} as const;

/** Every station behind the connection. */
export const allStations = 0xff_ff;
const objectAddressMax = 0xff_ff_ff;
const headerOctets = 6;

export function decodeAsdu(bytes: Uint8Array): AsduOutcome {
  if (bytes.length < headerOctets) return { ok: false, trouble: 'too-short' };
  const reader = new ByteReader(bytes);
  const type = reader.u8();
  const qualifier = reader.u8();
  const causeOctet = reader.u8();
  const header: AsduHeader = {
    type,
    cause: causeOctet & 0x3f,
    negative: (causeOctet & 0x40) !== 0,
    test: (causeOctet & 0x80) !== 0,
    originator: reader.u8(),
    commonAddress: reader.u16le(),
  };
  const spec = typeSpec(type);
  if (spec === undefined) return { ok: false, trouble: 'unknown-type', header };
  const sequence = (qualifier & 0x80) !== 0;
  const count = qualifier & 0x7f;
  const each = spec.octets + (spec.timed ? 7 : 0);
  const needed = sequence && count > 0 ? 3 + count * each : count * (3 + each);
  if (count === 0 || reader.remaining !== needed)
    return { ok: false, trouble: 'length-mismatch', header };
  const objects: InformationObject[] = [];
  const first = sequence ? reader.u24le() : 0;
  if (first + count - 1 > objectAddressMax)
    return { ok: false, trouble: 'address-overflow', header };
  for (let n = 0; n < count; n += 1) {
    const address = sequence ? first + n : reader.u24le();
    const element = spec.read(reader);
    const time = spec.timed ? { time: readStationTime(reader) } : {};
    objects.push({ address, ...element, ...time });
  }
  return { ok: true, asdu: { ...header, sequence, objects }, spec };
}

/** The caller gives at most 127 objects that fit into 249 octets. */
export function encodeAsdu(asdu: Asdu, spec: TypeSpec): Uint8Array {
  const writer = new ByteWriter()
    .u8(asdu.type)
    .u8(asdu.objects.length | (asdu.sequence ? 0x80 : 0))
    .u8(asdu.cause | (asdu.negative ? 0x40 : 0) | (asdu.test ? 0x80 : 0))
    .u8(asdu.originator)
    .u16le(asdu.commonAddress);
  asdu.objects.forEach((object, n) => {
    if (!asdu.sequence || n === 0) writer.u24le(object.address);
    spec.write(writer, object);
    if (object.time) writeStationTime(writer, object.time);
  });
  return writer.take();
}
