// One typed source of settings: defaults < file < environment < flags. Unknown keys are refused with
// the nearest known one, and every problem is told in one go.
import { nearest } from '../failure/nearest.ts';
import { fill, type Bilingual } from '../schema/bilingual.ts';
import { check, type Problem, type TSchema } from '../schema/schema.ts';
import { configFailures } from './failures.ts';
import { settingKeys, type SettingKey, type SettingSchema } from './keys.ts';
import type { ConfigSection } from './section.ts';

export type Settings = Readonly<Record<string, unknown>>;
type Tree = Record<string, unknown>;

export type ConfigSources = {
  /** The file's text and where it came from; absent when there is no file. */
  readonly file?: { readonly path: string; readonly text: string };
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Flag -> text, e.g. `--http-port` -> `0`. */
  readonly flags: Readonly<Record<string, string>>;
};

/** Section name -> its checked settings. Fails with `config.invalid`, naming every problem. */
export function loadConfig(sections: readonly ConfigSection[], sources: ConfigSources): Settings {
  const keys = settingKeys(sections);
  const problems: Bilingual[] = [];
  const tree: Tree = Object.fromEntries(sections.map(({ name }) => [name, {}]));
  for (const key of keys) put(tree, key, structuredClone(key.schema.default));
  if (sources.file) readFile(tree, keys, sources.file, problems);
  readEnvironment(tree, keys, sources.environment, problems);
  readFlags(tree, keys, sources.flags, problems);
  for (const section of sections) {
    const checked = check(section.schema as TSchema, tree[section.name]);
    if (!checked.ok) problems.push(...checked.problems.map((problem) => say(section, problem)));
  }
  if (problems.length > 0) {
    throw configFailures.invalid({ problems });
  }
  return tree;
}

const words = {
  problem: { en: '{place}: {what}', zh: '{place}：{what}' },
  notJson: { en: '{place}: not JSON ({reason})', zh: '{place}：不是 JSON（{reason}）' },
  notObject: { en: '{place}: must be one JSON object', zh: '{place}：须为一个 JSON 对象' },
  unknown: {
    file: { en: '{place}: unknown setting {name}{meant}', zh: '{place}：未知设置 {name}{meant}' },
    environment: {
      en: 'environment: unknown setting {name}{meant}',
      zh: '环境变量：未知设置 {name}{meant}',
    },
    flags: { en: 'command line: unknown flag {name}{meant}', zh: '命令行：未知参数 {name}{meant}' },
  },
  meant: { en: ' (did you mean {near}?)', zh: '（是否要写 {near}？）' },
} as const;

function say(section: ConfigSection, { path, message: what }: Problem): Bilingual {
  const place = section.name + (path === '/' ? '' : path.replaceAll('/', '.'));
  return fill(words.problem, { place, what });
}

function unknown(
  where: keyof typeof words.unknown,
  name: string,
  { known, place = '' }: { known: readonly string[]; place?: string },
): Bilingual {
  const near = nearest(name, known);
  const meant = near === undefined ? '' : fill(words.meant, { near });
  return fill(words.unknown[where], { place, name, meant });
}

function readFile(
  tree: Tree,
  keys: readonly SettingKey[],
  file: { path: string; text: string },
  problems: Bilingual[],
): void {
  let parsed: unknown;
  try {
    parsed = JSON.parse(file.text);
  } catch (error) {
    problems.push(fill(words.notJson, { place: file.path, reason: (error as Error).message }));
    return;
  }
  if (!isTree(parsed)) {
    problems.push(fill(words.notObject, { place: file.path }));
    return;
  }
  const known = keys.map((key) => [key.section, ...key.path].join('.'));
  for (const [path, value] of flatten(parsed, [])) {
    const dotted = path.join('.');
    const key = keys[known.indexOf(dotted)];
    if (key) put(tree, key, value);
    else problems.push(unknown('file', dotted, { known, place: file.path }));
  }
}

function readEnvironment(
  tree: Tree,
  keys: readonly SettingKey[],
  environment: ConfigSources['environment'],
  problems: Bilingual[],
): void {
  const variables = keys.map((key) => key.variable);
  for (const [name, text] of Object.entries(environment)) {
    if (!name.startsWith('JINGWEI_') || text === undefined || programVariables.has(name)) continue;
    const key = keys[variables.indexOf(name)];
    if (key) put(tree, key, parse(key.schema, text));
    else problems.push(unknown('environment', name, { known: variables }));
  }
}

/** Variables that steer the program itself rather than a setting. */
const programVariables = new Set([
  'JINGWEI_LANG',
  'JINGWEI_DATA',
  'JINGWEI_ROLE',
  'JINGWEI_CONFIG',
  'JINGWEI_SERVER',
  'JINGWEI_TOKEN',
]);

function readFlags(
  tree: Tree,
  keys: readonly SettingKey[],
  flags: ConfigSources['flags'],
  problems: Bilingual[],
): void {
  const known = keys.map((key) => key.flag);
  for (const [flag, text] of Object.entries(flags)) {
    const key = keys[known.indexOf(flag)];
    if (key) put(tree, key, parse(key.schema, text));
    else problems.push(unknown('flags', flag, { known }));
  }
}

/** Text to the schema's type; what does not fit stays text, and the check names it. */
function parse(schema: SettingSchema, text: string): unknown {
  if (schema.type === 'integer' || schema.type === 'number') {
    return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  }
  if (schema.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  if (schema.type === 'array') return text === '' ? [] : text.split(',').map((part) => part.trim());
  return text;
}

function put(tree: Tree, key: SettingKey, value: unknown): void {
  let here = tree[key.section] as Tree;
  for (const name of key.path.slice(0, -1)) here = (here[name] ??= {}) as Tree;
  here[key.path.at(-1) ?? ''] = value;
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function flatten(tree: Tree, path: string[]): [string[], unknown][] {
  return Object.entries(tree).flatMap(([name, value]) =>
    isTree(value)
      ? flatten(value, [...path, name])
      : [[[...path, name], value] as [string[], unknown]],
  );
}
