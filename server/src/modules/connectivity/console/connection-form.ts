// A form made of the JSON Schema of a protocol's connection, and its answers as settings again. Pure: what is
// typed is text, and what cannot be read is named at its place.
import type { Bilingual } from '@jingwei/console/kit';

type Base = {
  readonly name: string;
  readonly about: Bilingual;
  readonly required: boolean;
  /** As a person would type it; what holds when nothing is typed. */
  readonly usual: string;
};
export type Field = Base &
  (
    | { readonly kind: 'text' | 'long' | 'secret'; readonly pattern?: string }
    | {
        readonly kind: 'number';
        readonly whole: boolean;
        readonly least: number;
        readonly most: number;
      }
    | { readonly kind: 'flag' }
    | { readonly kind: 'choice'; readonly choices: readonly string[] }
    /** One entry a line. */
    | { readonly kind: 'lines'; readonly numbers: boolean }
    | { readonly kind: 'table'; readonly columns: readonly Field[] }
  );

/** By field: text, or the rows of a table. */
export type Answer = string | readonly Answers[];
export type Answers = { readonly [name: string]: Answer };

type Schema = {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly description?: string;
  readonly descriptionZh?: string;
  readonly secret?: boolean;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
};

const longFrom = 8_001;

export function fieldsOf(schema: unknown): readonly Field[] {
  const { properties = {}, required = [] } = schema as Schema;
  return Object.entries(properties).map(([name, one]) =>
    fieldOf(name, one, required.includes(name)),
  );
}

function fieldOf(name: string, schema: Schema, required: boolean): Field {
  const words = schema.description === undefined ? (schema.items ?? {}) : schema;
  const { description = '', descriptionZh = description } = words;
  const usual = schema.default === undefined ? '' : String(schema.default);
  const base = { name, required, usual, about: { en: description, zh: descriptionZh } };
  if (schema.enum) return { ...base, kind: 'choice', choices: schema.enum.map(String) };
  const { type, minimum: least = -Infinity, maximum: most = Infinity } = schema;
  if (type === 'boolean') return { ...base, kind: 'flag' };
  if (type === 'integer' || type === 'number') {
    return { ...base, kind: 'number', whole: type === 'integer', least, most };
  }
  if (type === 'array') {
    const { items = {} } = schema;
    if (items.properties) return { ...base, kind: 'table', columns: fieldsOf(items) };
    return { ...base, kind: 'lines', numbers: items.type === 'integer' || items.type === 'number' };
  }
  // A key of many lines cannot be typed into one line, hidden or not.
  if ((schema.maxLength ?? 0) >= longFrom) return { ...base, kind: 'long' };
  const { pattern } = schema;
  const kind = schema.secret === true ? 'secret' : 'text';
  return { ...base, kind, ...(pattern === undefined ? {} : { pattern }) };
}

/** What stands in the form for settings that exist; without settings, what must be said and is usual. */
export function answersOf(
  fields: readonly Field[],
  connection: Readonly<Record<string, unknown>> = {},
): Answers {
  return Object.fromEntries(
    fields.map((field) => [field.name, answerOf(field, connection[field.name])]),
  );
}

function answerOf(field: Field, value: unknown): Answer {
  if (field.kind === 'table') {
    const rows: readonly unknown[] = Array.isArray(value) ? value : [];
    return rows.map((row) => answersOf(field.columns, row as Record<string, unknown>));
  }
  if (value === undefined) return field.required || field.kind === 'flag' ? field.usual : '';
  if (Array.isArray(value)) return value.map(String).join('\n');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const troubles = {
  missing: { en: 'This is needed.', zh: '此项必填。' },
  number: { en: 'This is not a number.', zh: '请填写数值。' },
  whole: { en: 'This must be a whole number.', zh: '请填写整数。' },
  range: { en: 'From {least} to {most}.', zh: '范围为 {least} 至 {most}。' },
  pattern: { en: 'This is not in the form that is described below.', zh: '格式与下方说明不符。' },
} satisfies Record<string, Bilingual>;

export type Read = {
  readonly connection: Readonly<Record<string, unknown>>;
  /** By place, e.g. `port` or `inputs/0/name`. */
  readonly problems: ReadonlyMap<string, Bilingual>;
};

/** What was left empty is left out, so that what is usual holds. */
export function readAnswers(fields: readonly Field[], answers: Answers): Read {
  const problems = new Map<string, Bilingual>();
  return { connection: readAll(fields, answers, { place: '', problems }), problems };
}

type Reading = { readonly place: string; readonly problems: Map<string, Bilingual> };

function readAll(
  fields: readonly Field[],
  answers: Answers,
  { place, problems }: Reading,
): Record<string, unknown> {
  const connection: Record<string, unknown> = {};
  for (const field of fields) {
    const here = `${place}${field.name}`;
    const value = readOne(field, answers[field.name] ?? '', { place: here, problems });
    if (value !== undefined) connection[field.name] = value;
    else if (field.required && !problems.has(here)) problems.set(here, troubles.missing);
  }
  return connection;
}

function readOne(field: Field, answer: Answer, { place, problems }: Reading): unknown {
  if (typeof answer !== 'string') {
    if (field.kind !== 'table' || answer.length === 0) return undefined;
    return answer.map((row, i) =>
      readAll(field.columns, row, { place: `${place}/${i}/`, problems }),
    );
  }
  const told = field.kind === 'long' || field.kind === 'secret' ? answer : answer.trim();
  if (told === '') return undefined;
  if (field.kind === 'flag') return told === field.usual ? undefined : told === 'true';
  if (field.kind === 'number') {
    const { value, trouble } = readNumber(field, told);
    if (trouble) problems.set(place, trouble);
    return value;
  }
  if (field.kind === 'lines') {
    const lines = told.split(/\r?\n/).flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
    if (!field.numbers) return lines;
    if (lines.some((line) => !Number.isFinite(Number(line)))) problems.set(place, troubles.number);
    return lines.map(Number);
  }
  if (field.kind === 'text' && field.pattern !== undefined && !fits(field.pattern, told)) {
    problems.set(place, troubles.pattern);
  }
  return told;
}

function readNumber(
  { whole, least, most }: Field & { kind: 'number' },
  told: string,
): { value: number; trouble?: Bilingual } {
  const value = Number(told.replace(/[\s_]/g, ''));
  if (!Number.isFinite(value)) return { value, trouble: troubles.number };
  if (whole && !Number.isInteger(value)) return { value, trouble: troubles.whole };
  if (value >= least && value <= most) return { value };
  const { en, zh } = troubles.range;
  const filled = (text: string) =>
    text.replace('{least}', String(least)).replace('{most}', String(most));
  return { value, trouble: { en: filled(en), zh: filled(zh) } };
}

/** A pattern that this browser cannot read is the server's to check. */
function fits(pattern: string, told: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(told);
  } catch {
    return true;
  }
}

/** The inputs of a calculated source. */
export function inputsOf(answers: Answers): readonly Answers[] {
  const { inputs = [] } = answers;
  return typeof inputs === 'string' ? [] : inputs;
}
