// Where a signal is in an S7 controller: `DB1.DBX0.3`, `DB1.DBW2:int`, `DB1.DBD4:real`, `DB1.STRING20[30]`,
// `DB1.LREAL8`, `M10.0`, `MW4`, `I0.0` (also E), `Q0.0` (also A). Upper and lower case are the same.
import type { Bilingual } from '../../../../kernel/schema/bilingual.ts';
import type { S7Area } from '../../../../wire/s7/message.ts';
import {
  byteCount,
  scalarTypes,
  type S7Form,
  type ScalarType,
} from '../../../../wire/s7/values.ts';

export type S7Place = {
  readonly area: S7Area;
  readonly db: number;
  readonly byte: number;
  /** Of a bool. */
  readonly bit?: number;
  readonly form: S7Form;
};

export type PlaceOutcome =
  | { readonly ok: true; readonly place: S7Place }
  | { readonly ok: false; readonly problem: Bilingual };

const problems = {
  area: {
    en: 'it begins with DB and a number, M, I (E) or Q (A).',
    zh: '应以 DB 加编号、M、I（E）或 Q（A）开头。',
  },
  place: {
    en: 'after the area comes X, B, W or D (or a type) and the byte, for bits also the bit.',
    zh: '数据区之后应为 X、B、W、D（或类型）及字节号，位地址还需位号。',
  },
  type: {
    en: `the type is one of ${Object.keys(scalarTypes).join(', ')}, string[n], wstring[n].`,
    zh: `类型应为 ${Object.keys(scalarTypes).join('、')}、string[n] 或 wstring[n] 之一。`,
  },
  size: {
    en: 'the type has another size than B (1 byte), W (2) or D (4); write it as `DB1.LREAL8`.',
    zh: '类型的大小与 B（1 字节）、W（2）或 D（4）不符；请写成 `DB1.LREAL8`。',
  },
  range: {
    en: 'a bit is 0 … 7, a byte 0 … 65535, a DB 1 … 65535, a string 1 … 254 and a wide one 1 … 16382 long.',
    zh: '位号 0 … 7，字节号 0 … 65535，DB 号 1 … 65535，string 长度 1 … 254，wstring 长度 1 … 16382。',
  },
} satisfies Record<string, Bilingual>;

function wrong(problem: keyof typeof problems): PlaceOutcome & { readonly ok: false } {
  return { ok: false, problem: problems[problem] };
}

const synonyms: Readonly<Record<string, ScalarType>> = {
  uint: 'word',
  usint: 'byte',
  udint: 'dword',
  ulint: 'lword',
  float: 'real',
  date_and_time: 'dt',
  time_of_day: 'tod',
  x: 'bool',
  b: 'byte',
  w: 'word',
  d: 'dword',
};
const areasByLetter: Readonly<Record<string, S7Area>> = {
  m: 'marker',
  i: 'input',
  e: 'input',
  q: 'output',
  a: 'output',
};
const plainSizes: Readonly<Record<string, number>> = { b: 1, w: 2, d: 4 };

const dbForm = /^db(\d{1,5})[.,](?:db)?(.*)$/;
const areaForm = /^([mieqa])\.?(.*)$/;
const restForm = /^([a-z_]+(?:5time)?)?(\d{1,5})(?:\.(\d))?(?:\[(\d{1,5})\])?(?::([a-z_0-9]+))?$/;

export function parseAddress(text: string): PlaceOutcome {
  const plain = text.trim().toLowerCase().replaceAll(/\s+/g, '');
  const inDb = dbForm.exec(plain);
  const [, letter = '', other = ''] = inDb ? [] : (areaForm.exec(plain) ?? []);
  const area = inDb ? 'db' : areasByLetter[letter];
  if (!area) return wrong('area');
  const db = Number(inDb?.[1] ?? 0);
  if (area === 'db' && (db < 1 || db > 65_535)) return wrong('range');
  const rest = restForm.exec(inDb ? (inDb[2] ?? '') : other);
  if (!rest) return wrong('place');
  const [, word = '', byteText, bitText, lengthText, typed] = rest;
  const byte = Number(byteText);
  if (byte > 65_535) return wrong('range');
  const bit = bitText === undefined ? undefined : Number(bitText);
  const said = word === '' && bit !== undefined ? 'x' : word;
  const form = formOf(said, typed, lengthText);
  if (!('type' in form)) return form;
  if ((form.type === 'bool') !== (bit !== undefined)) return wrong('place');
  if (bit !== undefined && bit > 7) return wrong('range');
  if (byte + byteCount(form) > 65_536) return wrong('range');
  return { ok: true, place: { area, db, byte, ...(bit === undefined ? {} : { bit }), form } };
}

/** `DBW2:int`: the letter says the size, the word behind says the type. */
function formOf(
  word: string,
  typed: string | undefined,
  length: string | undefined,
): S7Form | (PlaceOutcome & { readonly ok: false }) {
  if (word === '') return wrong('place');
  const name = typed ?? word;
  if (name === 'string' || name === 'wstring') {
    const characters = Number(length ?? (name === 'string' ? 254 : 0));
    const most = name === 'string' ? 254 : 16_382;
    if (typed !== undefined || characters < 1 || characters > most) return wrong('range');
    return { type: name, characters };
  }
  if (length !== undefined) return wrong('type');
  const type = synonyms[name] ?? name;
  if (!isScalar(type)) return wrong('type');
  if (typed !== undefined) {
    const size = plainSizes[word];
    if (size === undefined) return wrong('place');
    if (type === 'bool' || scalarTypes[type] !== size) return wrong('size');
  }
  return { type };
}

function isScalar(text: string): text is ScalarType {
  return Object.hasOwn(scalarTypes, text);
}

export function areaWords({ area, db }: Pick<S7Place, 'area' | 'db'>): string {
  return area === 'db' ? `DB${db}` : { input: 'I', output: 'Q', marker: 'M' }[area];
}
