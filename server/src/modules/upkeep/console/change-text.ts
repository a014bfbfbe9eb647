// A change in words, and from what a person writes into a form.
import type { ReadingChange, Signal } from '@jingwei/sdk';
import type { Bilingual } from '@jingwei/console/kit';

const qualities = {
  good: { en: 'good', zh: '良好' },
  uncertain: { en: 'uncertain', zh: '可疑' },
  bad: { en: 'bad', zh: '无效' },
};

export function changeText(change: ReadingChange): Bilingual {
  if (change.kind === 'withdrawn') return { en: 'not at all', zh: '不计入' };
  if (change.kind === 'quality') {
    const { en, zh } = qualities[change.quality];
    return { en: `quality ${en}`, zh: `质量：${zh}` };
  }
  if (change.kind === 'value') {
    const value = String(change.value);
    return { en: value, zh: value };
  }
  const { factor, offset } = change;
  const sign = offset < 0 ? '−' : '+';
  const line = `${factor === 1 ? '' : `× ${factor}`}${offset === 0 ? '' : ` ${sign} ${Math.abs(offset)}`}`;
  return { en: line.trim(), zh: line.trim() };
}

export type Draft = {
  readonly kind: ReadingChange['kind'];
  readonly value: string;
  readonly factor: string;
  readonly offset: string;
  readonly quality: 'good' | 'uncertain' | 'bad';
};
export const emptyDraft: Draft = {
  ...{ kind: 'line', value: '', factor: '1', offset: '0', quality: 'bad' },
};

/** Undefined where what is written makes no change for such a signal. */
export function changeOf(draft: Draft, tells: Signal['value']): ReadingChange | undefined {
  const { kind, value, quality } = draft;
  if (kind === 'withdrawn') return { kind };
  if (kind === 'quality') return { kind, quality };
  if (kind === 'line') {
    const [factor, offset] = [numberOf(draft.factor), numberOf(draft.offset)];
    if (factor === undefined || offset === undefined) return undefined;
    return factor === 1 && offset === 0 ? undefined : { kind, factor, offset };
  }
  if (tells === 'number') {
    const number = numberOf(value);
    return number === undefined ? undefined : { kind, value: number };
  }
  if (tells !== 'boolean') return value === '' ? undefined : { kind, value };
  return value === 'true' || value === 'false' ? { kind, value: value === 'true' } : undefined;
}

function numberOf(text: string): number | undefined {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}
