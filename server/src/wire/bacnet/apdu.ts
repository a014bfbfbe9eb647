// The eight kinds of application messages (ASHRAE 135 clause 20.1), and the numbers of the services that we use.
import { ByteReader } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';

export const confirmedService = {
  covNotification: 1,
  subscribeCov: 5,
  readProperty: 12,
  readPropertyMultiple: 14,
  writeProperty: 15,
} as const;

export const unconfirmedService = { iAm: 0, covNotification: 2, whoIs: 8 } as const;

export type Segment = {
  readonly sequence: number;
  readonly window: number;
  readonly more: boolean;
};

export type Apdu =
  | {
      readonly kind: 'confirmed';
      readonly invoke: number;
      readonly service: number;
      readonly data: Uint8Array;
      readonly segment?: Segment;
      /** Whether its sender takes answers in segments. */
      readonly takesSegments: boolean;
      /** As the standard codes them: most segments, and most octets of each. */
      readonly maxima: number;
    }
  | { readonly kind: 'unconfirmed'; readonly service: number; readonly data: Uint8Array }
  | { readonly kind: 'simple-ack'; readonly invoke: number; readonly service: number }
  | {
      readonly kind: 'complex-ack';
      readonly invoke: number;
      readonly service: number;
      readonly data: Uint8Array;
      readonly segment?: Segment;
    }
  | {
      readonly kind: 'segment-ack';
      readonly invoke: number;
      readonly sequence: number;
      readonly window: number;
      readonly negative: boolean;
      readonly server: boolean;
    }
  | {
      readonly kind: 'error';
      readonly invoke: number;
      readonly service: number;
      readonly errorClass: number;
      readonly errorCode: number;
    }
  | { readonly kind: 'reject'; readonly invoke: number; readonly reason: number }
  | {
      readonly kind: 'abort';
      readonly invoke: number;
      readonly reason: number;
      readonly server: boolean;
    };

/** 64 segments of 1476 octets. */
export const ourMaxima = 0x65;

export function encodeApdu(apdu: Apdu): Uint8Array {
  const writer = new ByteWriter();
  switch (apdu.kind) {
    case 'confirmed':
      writer.u8(segmentBits(apdu.segment) | (apdu.takesSegments ? 2 : 0));
      writer.u8(apdu.maxima).u8(apdu.invoke);
      writeSegment(writer, apdu.segment);
      return writer.u8(apdu.service).bytes(apdu.data).take();
    case 'unconfirmed':
      return writer.u8(0x10).u8(apdu.service).bytes(apdu.data).take();
    case 'simple-ack':
      return writer.u8(0x20).u8(apdu.invoke).u8(apdu.service).take();
    case 'complex-ack':
      writer.u8(0x30 | segmentBits(apdu.segment)).u8(apdu.invoke);
      writeSegment(writer, apdu.segment);
      return writer.u8(apdu.service).bytes(apdu.data).take();
    case 'segment-ack':
      writer.u8(0x40 | (apdu.negative ? 2 : 0) | (apdu.server ? 1 : 0));
      return writer.u8(apdu.invoke).u8(apdu.sequence).u8(apdu.window).take();
    case 'error':
      writer.u8(0x50).u8(apdu.invoke).u8(apdu.service);
      for (const value of [apdu.errorClass, apdu.errorCode]) {
        if (value > 0xff) writer.u8(0x92).u16be(value);
        else writer.u8(0x91).u8(value);
      }
      return writer.take();
    case 'reject':
      return writer.u8(0x60).u8(apdu.invoke).u8(apdu.reason).take();
    case 'abort':
      return writer
        .u8(0x70 | (apdu.server ? 1 : 0))
        .u8(apdu.invoke)
        .u8(apdu.reason)
        .take();
  }
}

/** Undefined for what is none; data are views. */
export function decodeApdu(bytes: Uint8Array): Apdu | undefined {
  const reader = new ByteReader(bytes);
  const apdu = readApdu(reader);
  return reader.failed ? undefined : apdu;
}

function readApdu(reader: ByteReader): Apdu | undefined {
  const first = reader.u8();
  const more = (first & 4) !== 0;
  const segmented = (first & 8) !== 0;
  switch (first >> 4) {
    case 0: {
      const [maxima, invoke] = [reader.u8(), reader.u8()];
      const segment = readSegment(reader, segmented, more);
      const takesSegments = (first & 2) !== 0;
      const service = reader.u8();
      const rest = { service, data: reader.rest(), takesSegments, maxima };
      return { kind: 'confirmed', invoke, ...rest, ...segment };
    }
    case 1:
      return { kind: 'unconfirmed', service: reader.u8(), data: reader.rest() };
    case 2:
      return { kind: 'simple-ack', invoke: reader.u8(), service: reader.u8() };
    case 3: {
      const invoke = reader.u8();
      const segment = readSegment(reader, segmented, more);
      return { kind: 'complex-ack', invoke, service: reader.u8(), data: reader.rest(), ...segment };
    }
    case 4: {
      const [invoke, sequence, window] = [reader.u8(), reader.u8(), reader.u8()];
      const marks = { negative: (first & 2) !== 0, server: (first & 1) !== 0 };
      return { kind: 'segment-ack', invoke, sequence, window, ...marks };
    }
    case 5: {
      const [invoke, service] = [reader.u8(), reader.u8()];
      // Some services wrap the two into a context tag; the numbers follow it.
      if (reader.peek() === 0x0e) reader.u8();
      return {
        ...{ kind: 'error', invoke, service },
        errorClass: readEnumerated(reader),
        errorCode: readEnumerated(reader),
      };
    }
    case 6:
      return { kind: 'reject', invoke: reader.u8(), reason: reader.u8() };
    case 7: {
      const server = (first & 1) !== 0;
      return { kind: 'abort', invoke: reader.u8(), reason: reader.u8(), server };
    }
    default:
      return undefined;
  }
}

function segmentBits(segment: Segment | undefined): number {
  return segment === undefined ? 0 : 8 | (segment.more ? 4 : 0);
}

function writeSegment(writer: ByteWriter, segment: Segment | undefined): void {
  if (segment) writer.u8(segment.sequence).u8(segment.window);
}

function readSegment(reader: ByteReader, segmented: boolean, more: boolean): { segment?: Segment } {
  if (!segmented) return {};
  return { segment: { sequence: reader.u8(), window: reader.u8(), more } };
}

function readEnumerated(reader: ByteReader): number {
  const tag = reader.u8();
  if (tag === 0x91) return reader.u8();
  if (tag === 0x92) return reader.u16be();
  reader.fail();
  return 0;
}
