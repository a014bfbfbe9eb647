// What a Modbus client asks and a server answers, as values (Modbus Application Protocol 1.1b3, clause 6).

export const registersReadMax = 125;
export const bitsReadMax = 2_000;
export const registersWriteMax = 123;
export const bitsWriteMax = 1_968;
/** Of function 23. */
export const registersReadWriteMax = 121;

export type BitArea = 'coil' | 'discrete';
export type RegisterArea = 'holding' | 'input';
export type ModbusArea = BitArea | RegisterArea;

/** Addresses are those of the wire: 0 … 65535. Registers are bytes, two each, high byte first. */
export type ModbusRequest =
  /** Functions 1 and 2; 1 … 2000 bits. */
  | {
      readonly kind: 'read-bits';
      readonly area: BitArea;
      readonly address: number;
      readonly count: number;
    }
  /** Functions 3 and 4; 1 … 125 registers. */
  | {
      readonly kind: 'read-registers';
      readonly area: RegisterArea;
      readonly address: number;
      readonly count: number;
    }
  /** Function 5. */
  | { readonly kind: 'write-coil'; readonly address: number; readonly on: boolean }
  /** Function 6. */
  | { readonly kind: 'write-register'; readonly address: number; readonly value: number }
  /** Function 15. */
  | { readonly kind: 'write-coils'; readonly address: number; readonly bits: readonly boolean[] }
  /** Function 16. */
  | { readonly kind: 'write-registers'; readonly address: number; readonly registers: Uint8Array }
  /** Function 22: (register AND `and`) OR (`or` AND NOT `and`). */
  | {
      readonly kind: 'mask-register';
      readonly address: number;
      readonly and: number;
      readonly or: number;
    }
  /** Function 23: writes first, then reads. */
  | {
      readonly kind: 'read-write-registers';
      readonly address: number;
      readonly count: number;
      readonly writeAddress: number;
      readonly registers: Uint8Array;
    }
  /** Function 43/14; level 1 basic, 2 regular, 3 extended, 4 one object. */
  | { readonly kind: 'identify'; readonly level: number; readonly object: number };

export type ModbusIdentity = {
  readonly level: number;
  readonly conformity: number;
  /** The first object of the next answer; undefined when this was the last. */
  readonly next: number | undefined;
  readonly objects: readonly { readonly id: number; readonly text: string }[];
};

export type ModbusAnswer =
  /** Eight a byte, the first in the lowest bit. */
  | { readonly kind: 'bits'; readonly bits: Uint8Array }
  | { readonly kind: 'registers'; readonly registers: Uint8Array }
  | { readonly kind: 'written' }
  | { readonly kind: 'identity'; readonly identity: ModbusIdentity }
  | { readonly kind: 'exception'; readonly code: number };

export type ModbusTrouble =
  /** Fewer or more bytes than it says, or than were asked for. */
  | 'bad-length'
  /** Answers another function than was asked. */
  | 'other-function'
  /** The echo of a write differs from what was written. */
  | 'other-echo'
  | 'unknown-function'
  /** Counts and values outside of what the protocol allows. */
  | 'bad-value';

export type ModbusOutcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly trouble: ModbusTrouble };

/** Function code of each request (clause 5.1). */
export function functionOf(request: ModbusRequest): number {
  switch (request.kind) {
    case 'read-bits':
      return request.area === 'coil' ? 1 : 2;
    case 'read-registers':
      return request.area === 'holding' ? 3 : 4;
    case 'write-coil':
      return 5;
    case 'write-register':
      return 6;
    case 'write-coils':
      return 15;
    case 'write-registers':
      return 16;
    case 'mask-register':
      return 22;
    case 'read-write-registers':
      return 23;
    case 'identify':
      return 43;
  }
}

export function refused(trouble: ModbusTrouble): { readonly ok: false; trouble: ModbusTrouble } {
  return { ok: false, trouble };
}

/** Big-endian 16-bit word; 0 beyond the end. */
export function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
