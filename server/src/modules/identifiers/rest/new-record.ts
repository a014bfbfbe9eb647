// The body of a PUT: a whole record, a list of values, or one value (reference §1.9).
import { canonicalKey, type HandleValue } from '../../../wire/handle/handle.ts';
import { refuseJson } from '../model/json-reading.ts';
import { valueFromJson, valuesFromJson } from '../model/value-from-json.ts';

/** What the query says about the values: all of a record, whatever the body holds, or just these. */
export type Wanted = 'record' | 'various' | ReadonlySet<number>;

export function wantedBy(indexes: readonly string[] | undefined): Wanted {
  if (indexes === undefined || indexes.length === 0) return 'record';
  return indexes.includes('various') ? 'various' : new Set(indexes.map(Number));
}

type Body = readonly unknown[] | { handle?: string; values: unknown[] } | object;

/** Fails with `identifiers.bad-json`. */
export function newValuesOf(body: Body, handle: string, wanted: Wanted): HandleValue[] {
  const values = valuesIn(body, handle);
  if (typeof wanted === 'string') return values;
  const given = new Set(values.map(({ index }) => index));
  if (given.size === wanted.size && [...given].every((index) => wanted.has(index))) return values;
  return refuseJson('index', {
    en: 'the indexes of the address and of the values must be the same',
    zh: '地址中的索引与值的索引必须一致',
  });
}

function valuesIn(body: Body, handle: string): HandleValue[] {
  if (Array.isArray(body)) return valuesFromJson('values', body);
  if (!('values' in body)) return [valueFromJson('value', body)];
  const { handle: named, values } = body as { handle?: string; values: unknown[] };
  if (named !== undefined && canonicalKey(named) !== canonicalKey(handle)) {
    refuseJson('handle', {
      en: 'the identifier of the address must stand here, or none',
      zh: '此处须与地址中的标识一致，或省略',
    });
  }
  return valuesFromJson('values', values);
}
