// What a person reads, in both languages of the house. Chinese and English are written together
// so that neither can be forgotten.

export type Bilingual = { readonly en: string; readonly zh: string };
export type Language = keyof Bilingual;

/** Fills `{name}` holes in both languages; a bilingual value in its language, a list as lines. */
export function fill(text: Bilingual, values: Readonly<Record<string, unknown>>): Bilingual {
  return { en: fillOne(text, 'en', values), zh: fillOne(text, 'zh', values) };
}

function fillOne(
  text: Bilingual,
  language: Language,
  values: Readonly<Record<string, unknown>>,
): string {
  const all = text[language];
  return all.replace(/( ?)\{(\w+)\}/g, (hole, space: string, name: string, at: number) => {
    if (!Object.hasOwn(values, name)) return hole;
    const told = shown(values[name], language);
    // Lines begin a line of their own.
    return Array.isArray(values[name]) && at > 0 && all[at - 1] !== '\n'
      ? `\n${told}`
      : `${space}${told}`;
  });
}

const linesMax = 50;

/** A list is shown as lines; everything else as text. */
function shown(value: unknown, language: Language): string {
  if (!Array.isArray(value)) return shorten(wordOf(value, language));
  const lines = value.slice(0, linesMax).map((line) => `  - ${shorten(wordOf(line, language))}`);
  if (value.length > linesMax) lines.push(`  - … (${value.length - linesMax})`);
  return lines.join('\n');
}

function wordOf(value: unknown, language: Language): string {
  const word = (value as Partial<Bilingual> | null | undefined)?.[language];
  return typeof word === 'string' ? word : String(value);
}

const shownCharactersMax = 200;

/** A hostile value (a 10 MB identifier) must not become a 10 MB message. */
function shorten(text: string): string {
  if (text.length <= shownCharactersMax) return text;
  return `${text.slice(0, shownCharactersMax)}… (${text.length} characters)`;
}

/** What others said, in whatever language they said it. */
export function same(text: string): Bilingual {
  return { en: text, zh: text };
}

/** Reads `zh` out of things like `zh_CN.UTF-8`, `zh-Hans`, `zh`; everything else is English. */
export function languageOf(tag: string | undefined): Language {
  return tag?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
