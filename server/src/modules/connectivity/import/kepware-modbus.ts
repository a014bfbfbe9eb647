// Modbus addresses of Kepware: `40001`, `400001`, `40001.5` for a bit, `400100.20H` for a string. By default they
// count from one, the low word comes first, and both can be set otherwise on the device.
import {
  refusedType,
  typeNames,
  valueOf,
  type Refused,
  type TakenAddress,
} from './kepware-types.ts';

export type ModbusOptions = {
  /** One is taken from the number before it is sent. */
  readonly zeroBased: boolean;
  /** Bits in registers count from 0, otherwise from 1. */
  readonly zeroBasedBits: boolean;
  /** High byte first in a register. */
  readonly bytesAsUsual: boolean;
  readonly lowWordFirst: boolean;
  readonly lowDoubleFirst: boolean;
};

const areas: Readonly<Record<string, string>> = {
  0: 'coil',
  1: 'discrete',
  3: 'input',
  4: 'holding',
};
const types: Readonly<Record<number, string>> = {
  ...{ 4: 'int16', 5: 'uint16', 6: 'int32', 7: 'uint32', 8: 'float32', 9: 'float64' },
  ...{ 10: 'bcd16', 11: 'bcd32', 13: 'int64', 14: 'uint64' },
};
const wide = new Set([9, 13, 14]);

export function modbusAddress(
  text: string,
  code: number,
  options: ModbusOptions,
): TakenAddress | Refused {
  const found = /^([0134])(\d{4,5})(?:\.(\d{1,3})([HhLl])?)?$/.exec(text.trim());
  if (!found) return { ok: false, word: text.includes('[') ? 'array' : 'address', what: text };
  const [, digit = '', digits = '', part, stringOrder] = found;
  const number = Number(digits) - (options.zeroBased ? 1 : 0);
  const area = areas[digit];
  const refused = refusedType(text, code);
  if (refused) return refused;
  if (area === undefined || number < 0 || number > 65_535)
    return { ok: false, word: 'address', what: text };
  if (area === 'coil' || area === 'discrete') {
    if (part !== undefined || (code !== 1 && code !== -1))
      return { ok: false, word: 'data-type', what: typeNames[code] ?? text };
    return { ok: true, address: `${area} ${number}`, value: 'boolean' };
  }
  const at = `${area} ${number}`;
  if (code === 0) return stringAt(at, text, { part, stringOrder });
  if (part !== undefined)
    return bitAt(at, text, { bit: Number(part) - (options.zeroBasedBits ? 0 : 1), code });
  const type = types[code === -1 ? 5 : code];
  if (type === undefined)
    return { ok: false, word: 'data-type', what: typeNames[code] ?? String(code) };
  if (wide.has(code) && options.lowWordFirst !== options.lowDoubleFirst)
    return { ok: false, word: 'word-order', what: text };
  return { ok: true, address: `${at} ${type} ${orderOf(options)}`, value: valueOf(code) };
}

function orderOf({ bytesAsUsual, lowWordFirst }: ModbusOptions): string {
  if (bytesAsUsual) return lowWordFirst ? 'cdab' : 'abcd';
  return lowWordFirst ? 'dcba' : 'badc';
}

function stringAt(
  at: string,
  text: string,
  { part, stringOrder }: { part: string | undefined; stringOrder: string | undefined },
): TakenAddress | Refused {
  const length = Number(part ?? 0);
  if (length < 1 || length > 250) return { ok: false, word: 'address', what: text };
  const order = stringOrder?.toUpperCase() === 'L' ? 'badc' : 'abcd';
  return { ok: true, address: `${at} string ${length} ${order}`, value: 'text' };
}

function bitAt(
  at: string,
  text: string,
  { bit, code }: { bit: number; code: number },
): TakenAddress | Refused {
  if (bit < 0 || bit > 15) return { ok: false, word: 'address', what: text };
  if (code !== 1 && code !== -1)
    return { ok: false, word: 'data-type', what: typeNames[code] ?? text };
  return { ok: true, address: `${at} bit ${bit}`, value: 'boolean' };
}
