// Whether a change fits what a signal tells: numbers stay numbers, texts texts.
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import type { Change } from '../../../stores/series/series.ts';
import type { Signal } from '../../assets/api.ts';

/** What is wrong; undefined where nothing is. Of signals that are no longer known, anything may be. */
export function troubleOf(
  change: Change,
  tells: Signal['value'] | undefined,
): Bilingual | undefined {
  if (change.kind === 'line') {
    if (tells !== undefined && tells !== 'number') return notNumbers;
    const changes = change.factor !== 1 || change.offset !== 0;
    return changes ? undefined : nothing;
  }
  if (change.kind !== 'value' || change.value === null) return undefined;
  const { value } = change;
  if (typeof value === 'string' && (!value.isWellFormed() || value.includes('\0'))) return badText;
  if (tells === undefined || tells === 'three-space') return undefined;
  const wanted = { number: 'number', text: 'string', boolean: 'boolean' }[tells];
  return typeof value === wanted ? undefined : otherKind[tells];
}

const notNumbers = {
  en: 'it tells no numbers, so factor and offset change nothing.',
  zh: '该测点不是数值型，比例与偏移无效。',
};
const nothing = {
  en: 'factor 1 and offset 0 change nothing.',
  zh: '比例为 1 且偏移为 0 不产生任何更改。',
};
const badText = {
  en: 'the text has characters that cannot be stored.',
  zh: '文本含有无法存储的字符。',
};
const otherKind = {
  number: { en: 'it tells numbers; give a number.', zh: '该测点为数值型，请给出数值。' },
  text: { en: 'it tells texts; give a text.', zh: '该测点为文本型，请给出文本。' },
  boolean: {
    en: 'it tells true or false; give one of them.',
    zh: '该测点为布尔型，请给出 true 或 false。',
  },
};
