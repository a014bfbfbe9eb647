// Frames around Modbus messages: MBAP on TCP (Modbus Messaging on TCP/IP 1.0b, 3.1.3) and serial frames with
// CRC-16 carried over TCP. Readers keep at most one frame of bytes, whatever the peer sends.
import { answerLength, requestLength } from './answer.ts';
import { crc16 } from './crc16.ts';
import { word } from './message.ts';

/** `bytes`: the protocol data unit; a copy, so that it may be kept. */
export type ModbusFrame = {
  /** Always 0 in serial frames. */
  readonly transaction: number;
  readonly unit: number;
  readonly bytes: Uint8Array;
};

export type FrameTrouble =
  /** Not zero where a Modbus frame has the protocol identifier: the peer speaks something else. */
  | 'other-protocol'
  /** A length that no Modbus frame has. */
  | 'bad-length'
  | 'bad-checksum'
  /** A serial frame of a function whose length is not known. */
  | 'unknown-function';

export type FrameOutcome =
  | ({ readonly ok: true } & ModbusFrame)
  | { readonly ok: false; readonly trouble: FrameTrouble };

export interface FrameReader {
  /** After a trouble of MBAP frames the connection is of no more use: where the next frame begins is unknown. */
  push(chunk: Uint8Array): FrameOutcome[];
  /** Forgets a frame begun: serial frames end with silence, which only the caller can tell. */
  reset(): void;
}

const pduBytesMax = 253;

export function encodeTcpFrame({ transaction, unit, bytes }: ModbusFrame): Uint8Array {
  const frame = new Uint8Array(7 + bytes.length);
  frame[0] = transaction >> 8;
  frame[1] = transaction & 0xff;
  frame[4] = (bytes.length + 1) >> 8;
  frame[5] = (bytes.length + 1) & 0xff;
  frame[6] = unit;
  frame.set(bytes, 7);
  return frame;
}

export function encodeSerialFrame({ unit, bytes }: Omit<ModbusFrame, 'transaction'>): Uint8Array {
  const frame = new Uint8Array(bytes.length + 3);
  frame[0] = unit;
  frame.set(bytes, 1);
  const crc = crc16(frame, 0, bytes.length + 1);
  frame[bytes.length + 1] = crc & 0xff;
  frame[bytes.length + 2] = crc >> 8;
  return frame;
}

type Step =
  | { readonly frame: FrameOutcome; readonly taken: number }
  /** More bytes are needed. */
  | undefined;

class StepReader implements FrameReader {
  readonly #step: (bytes: Uint8Array) => Step;
  #rest = new Uint8Array(0);

  constructor(step: (bytes: Uint8Array) => Step) {
    this.#step = step;
  }

  push(chunk: Uint8Array): FrameOutcome[] {
    const outcomes: FrameOutcome[] = [];
    let bytes = this.#rest.length === 0 ? chunk : joined(this.#rest, chunk);
    for (;;) {
      const step = this.#step(bytes);
      if (!step) break;
      outcomes.push(step.frame);
      if (!step.frame.ok) {
        bytes = bytes.subarray(bytes.length);
        break;
      }
      bytes = bytes.subarray(step.taken);
    }
    this.#rest = bytes.slice();
    return outcomes;
  }

  reset(): void {
    this.#rest = new Uint8Array(0);
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function trouble(what: FrameTrouble): Step {
  return { frame: { ok: false, trouble: what }, taken: 0 };
}

export function tcpFrameReader(): FrameReader {
  return new StepReader((bytes) => {
    if (bytes.length < 6) return bytes.length >= 4 && word(bytes, 2) !== 0 ? other : undefined;
    if (word(bytes, 2) !== 0) return other;
    const length = word(bytes, 4);
    if (length < 2 || length > pduBytesMax + 1) return trouble('bad-length');
    if (bytes.length < 6 + length) return undefined;
    const pdu = bytes.slice(7, 6 + length);
    const frame = {
      ok: true,
      transaction: word(bytes, 0),
      unit: bytes[6] ?? 0,
      bytes: pdu,
    } as const;
    return { frame, taken: 6 + length };
  });
}
const other = trouble('other-protocol');

/** Of answers, or for servers of requests. */
export function serialFrameReader(of: 'answers' | 'requests'): FrameReader {
  const lengthOf = of === 'answers' ? answerLength : requestLength;
  return new StepReader((bytes) => {
    const length = lengthOf(bytes.subarray(1));
    if (length === undefined) return bytes.length > pduBytesMax ? trouble('bad-length') : undefined;
    if (length === 0) return trouble('unknown-function');
    if (length > pduBytesMax) return trouble('bad-length');
    const end = 1 + length;
    if (bytes.length < end + 2) return undefined;
    const crc = (bytes[end] ?? 0) | ((bytes[end + 1] ?? 0) << 8);
    if (crc !== crc16(bytes, 0, end)) return trouble('bad-checksum');
    const frame = {
      ok: true,
      transaction: 0,
      unit: bytes[0] ?? 0,
      bytes: bytes.slice(1, end),
    } as const;
    return { frame, taken: end + 2 };
  });
}
