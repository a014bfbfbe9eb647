// Texts in the two languages of the house, and numbers and words put into them.
import type { Bilingual } from '@jingwei/sdk';

export type { Bilingual };
export type Language = keyof Bilingual;

/** The text in one language, its `{name}` holes filled. */
export function say(
  text: Bilingual,
  language: Language,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return text[language].replace(/\{(\w+)\}/g, (hole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : hole,
  );
}

/** Chinese for every kind of Chinese, English for everybody else. */
export function languageOf(tags: readonly string[]): Language {
  return tags[0]?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** What `lang` of the page says, so that fonts and screen readers choose well. */
export const htmlLanguage: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-Hans' };
