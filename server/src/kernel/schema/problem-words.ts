// What does not fit a schema, in words that say what would: the checker speaks English only, and of some keywords
// not what is allowed.
import { fill, same, type Bilingual } from './bilingual.ts';

export type SchemaError = {
  readonly keyword: string;
  readonly message: string;
  readonly params: object;
};

const words: Readonly<Record<string, Bilingual>> = {
  enum: { en: 'must be one of: {allowedValues}', zh: '须为以下之一：{allowedValues}' },
  const: { en: 'must be {allowedValue}', zh: '须为 {allowedValue}' },
  required: { en: 'lacks {requiredProperties}', zh: '缺少 {requiredProperties}' },
  // How the checker says of a property that the schema does not name it.
  boolean: { en: 'is not known here; leave it out', zh: '不是已知的名称，请去掉' },
  type: { en: 'must be: {type}', zh: '类型须为 {type}' },
  pattern: { en: 'must have the form {pattern}', zh: '格式须为 {pattern}' },
  minLength: { en: 'must have at least {limit} characters', zh: '至少 {limit} 个字符' },
  maxLength: { en: 'must have at most {limit} characters', zh: '至多 {limit} 个字符' },
  minimum: { en: 'must be at least {limit}', zh: '须不小于 {limit}' },
  maximum: { en: 'must be at most {limit}', zh: '须不大于 {limit}' },
  exclusiveMinimum: { en: 'must be more than {limit}', zh: '须大于 {limit}' },
  exclusiveMaximum: { en: 'must be less than {limit}', zh: '须小于 {limit}' },
  minItems: { en: 'must have at least {limit} entries', zh: '至少 {limit} 项' },
  maxItems: { en: 'must have at most {limit} entries', zh: '至多 {limit} 项' },
  anyOf: { en: 'has none of the forms that are allowed', zh: '不符合任何允许的形式' },
};

export function problemWords({ keyword, message, params }: SchemaError): Bilingual {
  const known = words[keyword];
  if (!known) return same(message);
  const shown = Object.entries(params).map(([name, value]: [string, unknown]) => [
    name,
    Array.isArray(value) ? value.join(', ') : value,
  ]);
  return fill(known, Object.fromEntries(shown));
}

/** All of them in one line, each with its place. */
export function problemsText(
  problems: readonly { readonly path: string; readonly message: Bilingual }[],
): Bilingual {
  const all = (language: keyof Bilingual) =>
    problems.map(({ path, message }) => `${path} ${message[language]}`).join('; ');
  return { en: all('en'), zh: all('zh') };
}
