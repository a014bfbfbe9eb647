// S7 addresses of Kepware: `DB1.DBD4`, `DB1,REAL4`, `DB1,X0.3`, `DB1,STRING10.20`, `MW4`, `M10.0`. Where the place
// says only how many bytes, the tag's data type says what they mean.
import {
  refusedType,
  typeNames,
  valueOf,
  type Refused,
  type TakenAddress,
} from './kepware-types.ts';

/** By bytes of the place, then by data type. */
const meanings: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  B: { [-1]: 'byte', 2: 'sint', 3: 'byte' },
  W: { [-1]: 'word', 4: 'int', 5: 'word' },
  D: { [-1]: 'dword', 6: 'dint', 7: 'dword', 8: 'real' },
};
const named: Readonly<Record<string, { readonly type: string; readonly code: number }>> = {
  ...{
    BYTE: { type: 'BYTE', code: 3 },
    CHAR: { type: 'CHAR', code: 2 },
    WORD: { type: 'WORD', code: 5 },
  },
  ...{
    INT: { type: 'INT', code: 4 },
    DWORD: { type: 'DWORD', code: 7 },
    DINT: { type: 'DINT', code: 6 },
  },
  ...{ REAL: { type: 'REAL', code: 8 }, LREAL: { type: 'LREAL', code: 9 } },
};
const areas: Readonly<Record<string, string>> = {
  M: 'M',
  F: 'M',
  I: 'I',
  E: 'I',
  Q: 'Q',
  O: 'Q',
  A: 'Q',
};

export function s7Address(text: string, code: number): TakenAddress | Refused {
  const refused = refusedType(text, code);
  if (refused) return refused;
  const plain = text.trim().toUpperCase();
  const block = /^DB(\d{1,5})[.,](?:DB)?([A-Z]+)(\d{1,5})(?:\.(\d{1,3}))?$/.exec(plain);
  if (block) {
    const [, number = '', kind = '', at = '', part] = block;
    return inBlock(`DB${number}`, text, { kind, at, part, code });
  }
  const area = /^([MFIEQOA])([BWD]?)(\d{1,5})(?:\.(\d))?$/.exec(plain);
  const [, letter = '', size = '', at = '', bit] = area ?? [];
  const name = areas[letter];
  if (name === undefined) return { ok: false, word: 'address', what: text };
  if (size === '') return bitAt(`${name}${at}`, text, { bit, code });
  return sized(`${name}${size}${at}`, text, { size, code });
}

type Part = {
  readonly kind: string;
  readonly at: string;
  readonly part: string | undefined;
  readonly code: number;
};

function inBlock(
  block: string,
  text: string,
  { kind, at, part, code }: Part,
): TakenAddress | Refused {
  if (kind === 'X') return bitAt(`${block}.DBX${at}`, text, { bit: part, code });
  if (part !== undefined && kind !== 'STRING') return { ok: false, word: 'array', what: text };
  if (kind === 'B' || kind === 'W' || kind === 'D')
    return sized(`${block}.DB${kind}${at}`, text, { size: kind, code });
  if (kind === 'STRING') {
    const length = Number(part ?? 254);
    const fits = length >= 1 && length <= 254 && (code === 0 || code === -1);
    return fits
      ? { ok: true, address: `${block}.STRING${at}[${length}]`, value: 'text' }
      : { ok: false, word: 'data-type', what: text };
  }
  const known = named[kind];
  if (!known) return { ok: false, word: 'address', what: text };
  if (code !== -1 && code !== known.code)
    return { ok: false, word: 'data-type', what: typeNames[code] ?? text };
  return { ok: true, address: `${block}.${known.type}${at}`, value: valueOf(known.code) };
}

function bitAt(
  place: string,
  text: string,
  { bit, code }: { bit: string | undefined; code: number },
): TakenAddress | Refused {
  if (bit === undefined || Number(bit) > 7) return { ok: false, word: 'address', what: text };
  if (code !== 1 && code !== -1)
    return { ok: false, word: 'data-type', what: typeNames[code] ?? text };
  return { ok: true, address: `${place}.${bit}`, value: 'boolean' };
}

function sized(
  place: string,
  text: string,
  { size, code }: { size: string; code: number },
): TakenAddress | Refused {
  const meaning = meanings[size]?.[code];
  if (meaning === undefined) return { ok: false, word: 'data-type', what: typeNames[code] ?? text };
  return { ok: true, address: `${place}:${meaning}`, value: 'number' };
}
