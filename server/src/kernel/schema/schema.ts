// The one door to TypeBox: schemas are JSON Schema values, checked at every border (HTTP, config,
// events) and shown in OpenAPI, so that a shape is written once.
import { Type, type Static, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Errors } from 'typebox/schema';
import { fill, type Bilingual } from './bilingual.ts';
import { meantOf } from './meant-schema.ts';
import { problemWords } from './problem-words.ts';

export { problemsText } from './problem-words.ts';
export { Type, type Static, type TSchema };

/** One of a closed set of words. */
export function oneOf<const V extends readonly string[]>(values: V, marks: object = {}) {
  return Type.Unsafe<V[number]>({ type: 'string', enum: [...values], ...marks });
}

/** What a person reads; see `bilingual.ts`. */
export const bilingualSchema = Type.Object({ en: Type.String(), zh: Type.String() });

export type Problem = { readonly path: string; readonly message: Bilingual };
export type Check<T> = { ok: true; value: T } | { ok: false; problems: readonly Problem[] };

const compiled = new WeakMap<TSchema, ReturnType<typeof Compile>>();

/** Checks a value against a schema and names every place that does not fit; of a tagged choice only what was meant. */
export function check<S extends TSchema>(schema: S, value: unknown): Check<Static<S>> {
  let validator = compiled.get(schema);
  if (!validator) compiled.set(schema, (validator = Compile(schema)));
  if (validator.Check(value)) return { ok: true, value: value as Static<S> };
  const meant = meantOf(schema, value);
  const [, errors] = Errors(meant.schema, value);
  // Of properties that are not known each is told for itself.
  const told = errors.filter((error) => error.keyword !== 'additionalProperties');
  const problems = [...told, ...meant.unknown].map((error) => ({
    path: error.instancePath || '/',
    message: inChoice(meant.chosen, error.instancePath, problemWords(error)),
  }));
  return { ok: false, problems };
}

const ofChoice: Bilingual = { en: '({choice}) {message}', zh: '（{choice}）{message}' };

/** With the innermost choice that the place lies in. */
function inChoice(
  chosen: ReadonlyMap<string, string>,
  path: string,
  message: Bilingual,
): Bilingual {
  let at = path;
  while (at !== '' && !chosen.has(at)) at = at.slice(0, at.lastIndexOf('/'));
  const choice = chosen.get(at);
  return choice === undefined ? message : fill(ofChoice, { choice, message });
}
