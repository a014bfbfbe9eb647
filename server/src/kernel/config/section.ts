// A module's settings as a schema. Every setting has a default and a sentence in both languages; its
// key in the file, its variable and its flag follow from its path: `topNode.port`,
// `JINGWEI_TOP_NODE_PORT`, `--top-node-port`.
import type { Bilingual } from '../schema/bilingual.ts';
import { oneOf as choice, Type, type TSchema } from '../schema/schema.ts';

export type ConfigSection<S extends TSchema = TSchema> = {
  /** camelCase, unique among modules. */
  readonly name: string;
  readonly schema: S;
};

/** Marks for a setting: what it is for, and whether its value must not be shown. */
type Marks = { readonly secret?: boolean };

function described(about: Bilingual, marks: Marks): Record<string, unknown> {
  return { description: about.en, descriptionZh: about.zh, ...marks };
}

export const setting = {
  text: (defaultsTo: string, about: Bilingual, marks: Marks = {}) =>
    Type.String({ default: defaultsTo, ...described(about, marks) }),
  flag: (defaultsTo: boolean, about: Bilingual) =>
    Type.Boolean({ default: defaultsTo, ...described(about, {}) }),
  whole: (defaultsTo: number, range: { minimum: number; maximum: number }, about: Bilingual) =>
    Type.Integer({ default: defaultsTo, ...range, ...described(about, {}) }),
  port: (defaultsTo: number, about: Bilingual) =>
    Type.Integer({ default: defaultsTo, minimum: 0, maximum: 65_535, ...described(about, {}) }),
  texts: (defaultsTo: readonly string[], about: Bilingual) =>
    Type.Array(Type.String(), { default: [...defaultsTo], ...described(about, {}) }),
  oneOf: <const V extends readonly string[]>(values: V, defaultsTo: V[number], about: Bilingual) =>
    choice(values, { default: defaultsTo, ...described(about, {}) }),
};

export function defineConfig<S extends TSchema>(name: string, schema: S): ConfigSection<S> {
  return { name, schema };
}
