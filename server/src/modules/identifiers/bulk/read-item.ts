// One line of a load: a JSON object with a handle and its values, short as `{"URL": "…"}` or in full.
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import { check, problemsText, Type } from '../../../kernel/schema/schema.ts';
import type { NewValue, Registration } from '../api.ts';

const fullValue = Type.Object({
  index: Type.Integer(),
  type: Type.String(),
  data: Type.Optional(Type.Object({ format: Type.Literal('string'), value: Type.String() })),
  text: Type.Optional(Type.String()),
});
const itemSchema = Type.Object({
  handle: Type.String(),
  values: Type.Union([Type.Array(fullValue), Type.Record(Type.String(), Type.String())]),
});

export type ReadItem =
  | { readonly ok: true; readonly item: Registration }
  | { readonly ok: false; readonly fault: Bilingual };

export function readItem(text: string): ReadItem {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { ok: false, fault: { en: 'the line is not JSON', zh: '该行不是有效的 JSON' } };
  }
  const checked = check(itemSchema, parsed);
  if (!checked.ok) {
    const where = problemsText(checked.problems);
    return {
      ok: false,
      fault: { en: `the line is no item: ${where.en}`, zh: `条目格式有误：${where.zh}` },
    };
  }
  const { handle, values } = checked.value;
  return {
    ok: true,
    item: { handle, values: Array.isArray(values) ? full(values) : short(values) },
  };
}

function short(values: Readonly<Record<string, string>>): NewValue[] {
  return Object.entries(values).map(([type, text], at) => ({ index: at + 1, type, text }));
}

type FullValue = { index: number; type: string; data?: { value: string }; text?: string };

function full(values: readonly FullValue[]): NewValue[] {
  return values.map(({ index, type, data, text }) => ({
    index,
    type,
    text: data?.value ?? text ?? '',
  }));
}
