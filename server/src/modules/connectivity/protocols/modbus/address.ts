// Where a signal is on a Modbus device: `[unit N] area number [type] [order]`, e.g. `holding 100 float32 cdab`.
// Also with colons or commas (`holding:100:float32`), and the numbers of old manuals (`40101`, `400101`).
import type { Bilingual } from '../../../../kernel/schema/bilingual.ts';
import type { BitArea, ModbusArea, RegisterArea } from '../../../../wire/modbus/message.ts';
import {
  byteOrders,
  numberTypes,
  registerCount,
  type ByteOrder,
  type NumberType,
  type RegisterForm,
} from '../../../../wire/modbus/values.ts';

export type ModbusPlace =
  | { readonly unit: number; readonly area: BitArea; readonly address: number }
  | {
      readonly unit: number;
      readonly area: RegisterArea;
      readonly address: number;
      readonly form: RegisterForm;
    };

/** What holds for addresses that do not say it. */
export type AddressDefaults = {
  readonly unit: number;
  /** The number of the first register in this person's addresses: 0 or 1. */
  readonly firstAddress: number;
  readonly order: ByteOrder;
};

export type PlaceOutcome =
  | { readonly ok: true; readonly place: ModbusPlace }
  | { readonly ok: false; readonly problem: Bilingual };

const areas: Readonly<Record<string, ModbusArea>> = {
  coil: 'coil',
  discrete: 'discrete',
  input: 'input',
  holding: 'holding',
};
/** The first digit of five- or six-digit numbers. */
const oldAreas: Readonly<Record<string, ModbusArea>> = {
  '0': 'coil',
  '1': 'discrete',
  '3': 'input',
  '4': 'holding',
};

const problems = {
  unit: { en: 'a unit id is 0 … 255.', zh: '单元号应为 0 … 255。' },
  area: {
    en: 'the area is one of coil, discrete, input, holding.',
    zh: '数据区应为 coil、discrete、input 或 holding 之一。',
  },
  number: {
    en: 'the number of the register is missing, or lies outside of the 65536 that a device can have.',
    zh: '缺少寄存器编号，或编号超出设备可有的 65536 个寄存器。',
  },
  type: {
    en: `the type is one of ${numberTypes.join(', ')}, bool, bit 0…15, string 1…250.`,
    zh: `类型应为 ${numberTypes.join('、')}、bool、bit 0…15 或 string 1…250 之一。`,
  },
  order: {
    en: `the byte order is one of ${byteOrders.join(', ')}.`,
    zh: `字节序应为 ${byteOrders.join('、')} 之一。`,
  },
  bits: {
    en: 'coils and discrete inputs are single bits and have no type.',
    zh: 'coil 和 discrete 为单个位，不带类型。',
  },
} satisfies Record<string, Bilingual>;

function wrong(problem: keyof typeof problems): { readonly ok: false; problem: Bilingual } {
  return { ok: false, problem: problems[problem] };
}

export function parseAddress(text: string, defaults: AddressDefaults): PlaceOutcome {
  const words = text
    .trim()
    .toLowerCase()
    .split(/[\s:,]+/);
  let { unit } = defaults;
  if (words[0] === 'unit') {
    const given = wholeIn(words[1], 0, 255);
    if (given === undefined) return wrong('unit');
    unit = given;
    words.splice(0, 2);
  }
  const located = whereIn(words, defaults.firstAddress);
  if (!located.ok) return located;
  const { area, address } = located;
  if (area === 'coil' || area === 'discrete') {
    const plain = words.length === 0 || (words.length === 1 && words[0] === 'bool');
    return plain ? { ok: true, place: { unit, area, address } } : wrong('bits');
  }
  const form = formOf(words, defaults.order);
  if (!('type' in form)) return form;
  if (address + registerCount(form) > 65_536) return wrong('number');
  return { ok: true, place: { unit, area, address, form } };
}

type Located =
  | { readonly ok: true; readonly area: ModbusArea; readonly address: number }
  | { readonly ok: false; readonly problem: Bilingual };

/** Takes the words that say where. */
function whereIn(words: string[], firstAddress: number): Located {
  const [first = '', second] = words;
  if (/^\d{5,6}$/.test(first)) {
    const area = oldAreas[first[0] ?? ''];
    const address = Number(first.slice(1)) - 1;
    words.splice(0, 1);
    if (!area) return wrong('area');
    return address >= 0 && address <= 65_535 ? { ok: true, area, address } : wrong('number');
  }
  const area = areas[first];
  if (!area) return wrong('area');
  const number = wholeIn(second, firstAddress, 65_535 + firstAddress);
  words.splice(0, 2);
  if (number === undefined) return wrong('number');
  return { ok: true, area, address: number - firstAddress };
}

function formOf(
  words: string[],
  usual: ByteOrder,
): RegisterForm | { readonly ok: false; problem: Bilingual } {
  const [type = 'uint16', ...rest] = words;
  if (type === 'bit' || type === 'string') {
    const [size, order = usual, ...more] = rest;
    if (more.length > 0 || !isOrder(order)) return wrong('order');
    const count = wholeIn(size, type === 'bit' ? 0 : 1, type === 'bit' ? 15 : 250);
    if (count === undefined) return wrong('type');
    return type === 'bit'
      ? { type: 'bit', bit: count, order }
      : { type: 'string', characters: count, order };
  }
  const [order = usual, ...more] = rest;
  if (type === 'bool') return rest.length === 0 ? { type: 'bool' } : wrong('order');
  if (!isNumberType(type)) return wrong('type');
  return more.length > 0 || !isOrder(order) ? wrong('order') : { type, order };
}

function wholeIn(text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined || !/^\d{1,6}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= least && value <= most ? value : undefined;
}

function isOrder(text: string): text is ByteOrder {
  return (byteOrders as readonly string[]).includes(text);
}

function isNumberType(text: string): text is NumberType {
  return (numberTypes as readonly string[]).includes(text);
}

/** How many registers or bits it takes. */
export function sizeOf(place: ModbusPlace): number {
  return 'form' in place ? registerCount(place.form) : 1;
}

/** What kind of value lies there, where the person does not say. */
export function naturalValue(place: ModbusPlace): 'number' | 'text' | 'boolean' {
  if (!('form' in place)) return 'boolean';
  const { type } = place.form;
  if (type === 'string') return 'text';
  return type === 'bool' || type === 'bit' ? 'boolean' : 'number';
}
