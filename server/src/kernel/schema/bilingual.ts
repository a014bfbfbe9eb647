// What a person reads, in both languages of the house. Chinese and English are written together
// so that neither can be forgotten.

export type Bilingual = { readonly en: string; readonly zh: string };
export type Language = keyof Bilingual;

/** Fills `{name}` holes in both languages with the same values; a list becomes lines. */
export function fill(text: Bilingual, values: Readonly<Record<string, unknown>>): Bilingual {
  return { en: fillOne(text.en, values), zh: fillOne(text.zh, values) };
}

function fillOne(text: string, values: Readonly<Record<string, unknown>>): string {
  return text.replace(/\{(\w+)\}/g, (hole, name: string) =>
    Object.hasOwn(values, name) ? shown(values[name]) : hole,
  );
}

const linesMax = 50;

/** A list is shown as lines; everything else as text. */
function shown(value: unknown): string {
  if (!Array.isArray(value)) return shorten(String(value));
  const lines = value.slice(0, linesMax).map((line) => `  - ${shorten(String(line))}`);
  if (value.length > linesMax) lines.push(`  - … (${value.length - linesMax})`);
  return lines.join('\n');
}

const shownCharactersMax = 200;

/** A hostile value (a 10 MB identifier) must not become a 10 MB message. */
function shorten(text: string): string {
  if (text.length <= shownCharactersMax) return text;
  return `${text.slice(0, shownCharactersMax)}… (${text.length} characters)`;
}

/** Reads `zh` out of things like `zh_CN.UTF-8`, `zh-Hans`, `zh`; everything else is English. */
export function languageOf(tag: string | undefined): Language {
  return tag?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
