// A type of assets as a person fills it in, line by line, and what is wrong with a line in words that name it.
import type { TypeContent } from '@jingwei/sdk';
import type { Bilingual, DraftRow } from '@jingwei/console/kit';

export type TypeDraft = {
  readonly attributes: readonly DraftRow[];
  readonly signals: readonly DraftRow[];
};
export type DraftedType =
  | { readonly ok: true; readonly value: TypeContent }
  | { readonly ok: false; readonly says: Bilingual };

export const valueKinds = ['number', 'text', 'boolean', 'choice'] as const;

export function draftOf({ attributes, signals }: TypeContent): TypeDraft {
  return {
    attributes: attributes.map(({ name, value, unit = '', choices = [], required = false }) => ({
      ...{ name, value, unit, choices: choices.join(', '), required: required ? 'yes' : '' },
    })),
    signals: signals.map(({ id, unit = '' }) => ({ id, unit })),
  };
}

export function contentOf(draft: TypeDraft): DraftedType {
  const attributes: TypeContent['attributes'][number][] = [];
  for (const [at, row] of draft.attributes.entries()) {
    const [name = '', unit = '', told = ''] = ['name', 'unit', 'choices'].map((one) =>
      (row[one] ?? '').trim(),
    );
    const value = valueKinds.find((one) => one === row['value']) ?? 'text';
    if (name === '') return wrong(at, 'the attribute has no name.', '属性缺少名称。');
    if (attributes.some((one) => one.name === name)) {
      return wrong(at, `there is an attribute “${name}” already above.`, `上方已有属性“${name}”。`);
    }
    const choices = told
      .split(/[,，、]/)
      .map((one) => one.trim())
      .filter(Boolean);
    if (value === 'choice' && choices.length === 0) {
      const en = `say what “${name}” may be, e.g. red, green.`;
      return wrong(at, en, `请填写“${name}”的可选值，例如 红, 绿。`);
    }
    attributes.push({
      ...{ name, value },
      ...(unit === '' || value !== 'number' ? {} : { unit }),
      ...(value === 'choice' ? { choices } : {}),
      ...(row['required'] === 'yes' ? { required: true } : {}),
    });
  }
  const signals: TypeContent['signals'][number][] = [];
  for (const [at, row] of draft.signals.entries()) {
    const [id = '', unit = ''] = ['id', 'unit'].map((one) => (row[one] ?? '').trim());
    if (id === '') {
      const en = 'the signal needs its id, or its type such as TEMPERATURE.';
      return wrong(at, en, '测点需要编号或类型（如 TEMPERATURE）。');
    }
    signals.push({ id, ...(unit === '' ? {} : { unit }) });
  }
  return { ok: true, value: { attributes, signals } };
}

function wrong(row: number, en: string, zh: string): DraftedType {
  return { ok: false, says: { en: `Line ${row + 1}: ${en}`, zh: `第 ${row + 1} 行：${zh}` } };
}
