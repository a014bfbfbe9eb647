// The control information of IEC 60870-5-104, clause 5: frames that carry data (I), acknowledge (S) or steer the
// connection (U), and their numbers modulo 2^15.

export const uFunctions = {
  'start-act': 0x07,
  'start-con': 0x0b,
  'stop-act': 0x13,
  'stop-con': 0x23,
  'test-act': 0x43,
  'test-con': 0x83,
} as const;
export type UFunction = keyof typeof uFunctions;

export type Apdu =
  | {
      readonly kind: 'I';
      readonly send: number;
      readonly receive: number;
      /** A view of the frame. */
      readonly asdu: Uint8Array;
    }
  | { readonly kind: 'S'; readonly receive: number }
  | { readonly kind: 'U'; readonly function: UFunction };

export type ApduTrouble =
  /** Octet 1 is not 0x68. */
  | 'bad-start'
  /** Shorter than the control fields, or longer than 253. */
  | 'bad-length'
  | 'bad-control';
export type ApduOutcome =
  | { readonly ok: true; readonly apdu: Apdu }
  | { readonly ok: false; readonly trouble: ApduTrouble };

/** Sequence numbers count modulo this. */
export const sequenceModulus = 0x8000;
export const asduBytesMax = 249;
export const startOctet = 0x68;

const functionOf = new Map<number, UFunction>(
  Object.entries(uFunctions).map(([name, octet]) => [octet, name as UFunction]),
);

/** Exactly one frame, its first two octets included. */
export function decodeApdu(frame: Uint8Array): ApduOutcome {
  if (frame[0] !== startOctet) return { ok: false, trouble: 'bad-start' };
  const length = frame[1] ?? 0;
  if (length < 4 || length > 253 || frame.length !== length + 2)
    return { ok: false, trouble: 'bad-length' };
  const [one = 0, two = 0, three = 0, four = 0] = frame.subarray(2, 6);
  const receive = (three >> 1) | (four << 7);
  if ((one & 1) === 0) {
    const send = (one >> 1) | (two << 7);
    if ((three & 1) !== 0 || frame.length === 6) return { ok: false, trouble: 'bad-control' };
    return { ok: true, apdu: { kind: 'I', send, receive, asdu: frame.subarray(6) } };
  }
  const rightLength = frame.length === 6;
  if ((one & 3) === 1 && rightLength && (three & 1) === 0)
    return { ok: true, apdu: { kind: 'S', receive } };
  const name = functionOf.get(one);
  if (name === undefined || !rightLength) return { ok: false, trouble: 'bad-control' };
  return { ok: true, apdu: { kind: 'U', function: name } };
}

export function encodeApdu(apdu: Apdu): Uint8Array {
  if (apdu.kind === 'U') return Uint8Array.of(startOctet, 4, uFunctions[apdu.function], 0, 0, 0);
  const low = (apdu.receive << 1) & 0xfe;
  const high = (apdu.receive >> 7) & 0xff;
  if (apdu.kind === 'S') return Uint8Array.of(startOctet, 4, 1, 0, low, high);
  const frame = new Uint8Array(6 + apdu.asdu.length);
  const sent = [(apdu.send << 1) & 0xfe, (apdu.send >> 7) & 0xff];
  frame.set([startOctet, frame.length - 2, ...sent, low, high]);
  frame.set(apdu.asdu, 6);
  return frame;
}
