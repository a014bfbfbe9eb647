// Nodes of a Kepware project, its data types by their numbers, and what becomes of an address.
import type { NotTakenWord } from './not-taken.ts';

export type KepwareNode = Readonly<Record<string, unknown>>;

export type Refused = { readonly ok: false; readonly word: NotTakenWord; readonly what: string };
export type TakenAddress = {
  readonly ok: true;
  readonly address: string;
  readonly value: 'number' | 'text' | 'boolean';
};
export const typeNames: Readonly<Record<number, string>> = {
  ...{
    0: 'String',
    1: 'Boolean',
    2: 'Char',
    3: 'Byte',
    4: 'Short',
    5: 'Word',
    6: 'Long',
    7: 'DWord',
  },
  ...{ 8: 'Float', 9: 'Double', 10: 'BCD', 11: 'LBCD', 12: 'Date', 13: 'LLong', 14: 'QWord' },
};

export function valueOf(code: number): TakenAddress['value'] {
  if (code === 0 || code === 12) return 'text';
  return code === 1 ? 'boolean' : 'number';
}

export function refusedType(address: string, code: number): Refused | undefined {
  if (code >= 20) return { ok: false, word: 'array', what: address };
  return code >= -1 && (code === -1 || typeNames[code] !== undefined)
    ? undefined
    : { ok: false, word: 'data-type', what: String(code) };
}

export function nodeOf(value: unknown): KepwareNode | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as KepwareNode)
    : undefined;
}

export function nodesIn(value: unknown): KepwareNode[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.map(nodeOf).filter((node) => node !== undefined);
}

export function textOf(node: KepwareNode, property: string): string {
  const value = node[property];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
