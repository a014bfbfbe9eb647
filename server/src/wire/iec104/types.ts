// The type identifications of IEC 60870-5-104 that we read and write (clause 8 of companion 101), each with how many octets
// an element has and how it is read: a value, and bits that say what to think of it.
import type { ByteReader } from '../bytes/byte-reader.ts';
import type { ByteWriter } from '../bytes/byte-writer.ts';

/** What belongs together whether time is told or not: single point, double point, step, bits, measured, counter. */
export type Family = 'SP' | 'DP' | 'ST' | 'BO' | 'PS' | 'ME_NA' | 'ME_NB' | 'ME_NC' | 'IT';

/** Bits of `flags` of what a station tells, wherever the standard puts them. */
export const flag = {
  overflow: 0x01,
  /** A step position that is on its way. */
  transient: 0x02,
  /** A counter that ran over since it was last told. */
  carry: 0x04,
  /** A counter that somebody set. */
  adjusted: 0x08,
  blocked: 0x10,
  substituted: 0x20,
  notTopical: 0x40,
  invalid: 0x80,
} as const;

/** Bit of `flags` of a command; the others are its qualifier. */
export const selectBit = 0x80;

export type Element = { readonly value: number; readonly flags: number };

export type TypeSpec = {
  readonly id: number;
  /** Without the `_1` that all of them end in. */
  readonly name: string;
  readonly direction: 'monitor' | 'control' | 'system';
  /** Of what is told; of a command, what it acts upon. */
  readonly family?: Family;
  /** Of one element, without its time. */
  readonly octets: number;
  readonly timed: boolean;
  read(reader: ByteReader): Element;
  write(writer: ByteWriter, element: Element): void;
};

type Form = Pick<TypeSpec, 'octets' | 'read' | 'write'>;

const qualityBits = 0xf1;
const plain = (reader: ByteReader, value: number): Element => ({
  value,
  flags: reader.u8() & qualityBits,
});

const siq: Form = {
  octets: 1,
  read(reader) {
    const octet = reader.u8();
    return { value: octet & 1, flags: octet & 0xf0 };
  },
  write: (writer, { value, flags }) => void writer.u8((value & 1) | (flags & 0xf0)),
};
const diq: Form = {
  octets: 1,
  read(reader) {
    const octet = reader.u8();
    return { value: octet & 3, flags: octet & 0xf0 };
  },
  write: (writer, { value, flags }) => void writer.u8((value & 3) | (flags & 0xf0)),
};
const vti: Form = {
  octets: 2,
  read(reader) {
    const octet = reader.u8();
    const { value, flags } = plain(reader, ((octet & 0x7f) << 25) >> 25);
    return { value, flags: flags | (octet & 0x80 ? flag.transient : 0) };
  },
  write(writer, { value, flags }) {
    writer.u8((value & 0x7f) | (flags & flag.transient ? 0x80 : 0)).u8(flags & qualityBits);
  },
};
const bits: Form = {
  octets: 5,
  read: (reader) => plain(reader, reader.u32le()),
  write: (writer, { value, flags }) => void writer.u32le(value).u8(flags & qualityBits),
};
/** 16 single points; the 16 that tell which of them changed are left out. */
const packed: Form = {
  octets: 5,
  read: (reader) => plain(reader, reader.u32le() & 0xff_ff),
  write: (writer, { value, flags }) => void writer.u32le(value & 0xff_ff).u8(flags & qualityBits),
};
const normalized = (value: number) =>
  Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768)));
/** A measured value or set point with the octet behind it, of which a set point has all bits. */
const measured = (
  octets: number,
  read: (reader: ByteReader) => number,
  write: (writer: ByteWriter, value: number) => void,
) => {
  return (mask: number): Form => ({
    octets: octets + 1,
    read: (reader) => ({ value: read(reader), flags: reader.u8() & mask }),
    write(writer, { value, flags }) {
      write(writer, value);
      writer.u8(flags & mask);
    },
  });
};
const readNormalized = (reader: ByteReader) => reader.i16le() / 32_768;
const writeNormalized = (writer: ByteWriter, value: number) =>
  void writer.u16le(normalized(value) & 0xff_ff);
const nva = measured(2, readNormalized, writeNormalized);
const sva = measured(
  2,
  (reader) => reader.i16le(),
  (writer, value) => void writer.u16le(value & 0xff_ff),
);
const float = measured(
  4,
  (reader) => reader.f32le(),
  (writer, value) => void writer.f32le(value),
);
const nvaAlone: Form = {
  octets: 2,
  read: (reader) => ({ value: readNormalized(reader), flags: 0 }),
  write: (writer, { value }) => writeNormalized(writer, value),
};
const counter: Form = {
  octets: 5,
  read(reader) {
    const value = reader.i32le();
    const octet = reader.u8();
    const marks = (octet & 0x20 ? flag.carry : 0) | (octet & 0x40 ? flag.adjusted : 0);
    return { value, flags: marks | (octet & 0x80) };
  },
  write(writer, { value, flags }) {
    const marks = (flags & flag.carry ? 0x20 : 0) | (flags & flag.adjusted ? 0x40 : 0);
    writer.u32le(value).u8(marks | (flags & flag.invalid));
  },
};
const commandOf = (stateBits: number): Form => ({
  octets: 1,
  read(reader) {
    const octet = reader.u8();
    return { value: octet & stateBits, flags: octet & 0xfc };
  },
  write: (writer, { value, flags }) => void writer.u8((value & stateBits) | (flags & 0xfc)),
});
const whole = (octets: 0 | 1 | 2 | 4): Form => ({
  octets,
  read: (reader) => ({
    value:
      octets === 0
        ? 0
        : octets === 1
          ? reader.u8()
          : octets === 2
            ? reader.u16le()
            : reader.u32le(),
    flags: 0,
  }),
  write(writer, { value }) {
    if (octets === 1) writer.u8(value);
    else if (octets === 2) writer.u16le(value);
    else if (octets === 4) writer.u32le(value);
  },
});
type Row = readonly [number, string, TypeSpec['direction'], Form, (Family | undefined)?, 'timed'?];

const rows: readonly Row[] = [
  [1, 'M_SP_NA', 'monitor', siq, 'SP'],
  [3, 'M_DP_NA', 'monitor', diq, 'DP'],
  [5, 'M_ST_NA', 'monitor', vti, 'ST'],
  [7, 'M_BO_NA', 'monitor', bits, 'BO'],
  [9, 'M_ME_NA', 'monitor', nva(qualityBits), 'ME_NA'],
  [11, 'M_ME_NB', 'monitor', sva(qualityBits), 'ME_NB'],
  [13, 'M_ME_NC', 'monitor', float(qualityBits), 'ME_NC'],
  [15, 'M_IT_NA', 'monitor', counter, 'IT'],
  [20, 'M_PS_NA', 'monitor', packed, 'PS'],
  [21, 'M_ME_ND', 'monitor', nvaAlone, 'ME_NA'],
  [30, 'M_SP_TB', 'monitor', siq, 'SP', 'timed'],
  [31, 'M_DP_TB', 'monitor', diq, 'DP', 'timed'],
  [32, 'M_ST_TB', 'monitor', vti, 'ST', 'timed'],
  [33, 'M_BO_TB', 'monitor', bits, 'BO', 'timed'],
  [34, 'M_ME_TD', 'monitor', nva(qualityBits), 'ME_NA', 'timed'],
  [35, 'M_ME_TE', 'monitor', sva(qualityBits), 'ME_NB', 'timed'],
  [36, 'M_ME_TF', 'monitor', float(qualityBits), 'ME_NC', 'timed'],
  [37, 'M_IT_TB', 'monitor', counter, 'IT', 'timed'],
  [45, 'C_SC_NA', 'control', commandOf(1), 'SP'],
  [46, 'C_DC_NA', 'control', commandOf(3), 'DP'],
  [47, 'C_RC_NA', 'control', commandOf(3), 'ST'],
  [48, 'C_SE_NA', 'control', nva(0xff), 'ME_NA'],
  [49, 'C_SE_NB', 'control', sva(0xff), 'ME_NB'],
  [50, 'C_SE_NC', 'control', float(0xff), 'ME_NC'],
  [51, 'C_BO_NA', 'control', whole(4), 'BO'],
  [58, 'C_SC_TA', 'control', commandOf(1), 'SP', 'timed'],
  [59, 'C_DC_TA', 'control', commandOf(3), 'DP', 'timed'],
  [60, 'C_RC_TA', 'control', commandOf(3), 'ST', 'timed'],
  [61, 'C_SE_TA', 'control', nva(0xff), 'ME_NA', 'timed'],
  [62, 'C_SE_TB', 'control', sva(0xff), 'ME_NB', 'timed'],
  [63, 'C_SE_TC', 'control', float(0xff), 'ME_NC', 'timed'],
  [64, 'C_BO_TA', 'control', whole(4), 'BO', 'timed'],
  [70, 'M_EI_NA', 'system', whole(1)],
  [100, 'C_IC_NA', 'system', whole(1)],
  [101, 'C_CI_NA', 'system', whole(1)],
  [102, 'C_RD_NA', 'system', whole(0)],
  [103, 'C_CS_NA', 'system', whole(0), undefined, 'timed'],
  [104, 'C_TS_NA', 'system', whole(2)],
  [105, 'C_RP_NA', 'system', whole(1)],
  [107, 'C_TS_TA', 'system', whole(2), undefined, 'timed'],
];

const specs: readonly TypeSpec[] = rows.map(([id, name, direction, form, family, timed]) => ({
  ...{ id, name, direction, ...form, timed: timed === 'timed' },
  ...(family === undefined ? {} : { family }),
}));
const byId = new Map(specs.map((spec) => [spec.id, spec]));
const byName = new Map(specs.map((spec) => [spec.name, spec]));

export const typeSpecs: readonly TypeSpec[] = specs;

export function typeSpec(id: number): TypeSpec | undefined {
  return byId.get(id);
}

/** `M_ME_NC_1`, `m_me_nc`, `13`. */
export function typeNamed(text: string): TypeSpec | undefined {
  return /^\d{1,3}$/.test(text)
    ? byId.get(Number(text))
    : byName.get(text.toUpperCase().replace(/_1$/, ''));
}
