// How the states of a machine come out of its signals: rules in the expression language, tried in order. The first
// that holds decides; one that cannot be decided makes the state unknown, since it might have held.
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import { bilingualSchema, oneOf, Type, type Static } from '../../../kernel/schema/schema.ts';
import type { InputNow } from '../../expressions/api.ts';
import { compile, troubleText, type Expression, type Form } from '../../expressions/api.ts';
import { states, type State } from './elements.ts';

export const inputName = Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]{0,39}$' });
export const signalName = Type.String({ minLength: 3, maxLength: 1_000 });
export const reasonId = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' });

export const ruleSchema = Type.Object({
  /** A condition over the inputs, e.g. `execution == "ACTIVE"`. */
  when: Type.String({ minLength: 1, maxLength: 4_000 }),
  is: oneOf(states),
  /** Why it stands, of the enterprise's tree of reasons. */
  reason: Type.Optional(reasonId),
  /** A stop by it is a failure: counts for MTBF and MTTR. */
  failure: Type.Optional(Type.Boolean()),
  says: Type.Optional(bilingualSchema),
});
export const mappingSchema = Type.Object({
  /** Where it was published, e.g. `OPC 40001-1 Annex C.2`. */
  source: Type.Optional(Type.String({ maxLength: 200 })),
  inputs: Type.Array(Type.Object({ name: inputName, signal: signalName }), {
    minItems: 1,
    maxItems: 12,
  }),
  rules: Type.Array(ruleSchema, { minItems: 1, maxItems: 100 }),
  /** When no rule holds. */
  otherwise: oneOf(states),
});
export type Mapping = Static<typeof mappingSchema>;

/** Which rule decided: its place from 0, or why none did. */
export type Decided = number | 'otherwise' | 'undecided' | 'silent';

export type Verdict = { readonly state: State; readonly by: Decided };

export type StateMapping = {
  /** In the order in which `at` takes them. */
  readonly signals: readonly string[];
  /** How far back what was before may decide. */
  readonly memoryMs: number;
  at(nowMs: number, inputs: readonly (InputNow | undefined)[], told: number): Verdict;
};

export type MappingOutcome =
  | { readonly ok: true; readonly mapping: StateMapping }
  | { readonly ok: false; readonly trouble: Bilingual };

/** `forms` by the identifiers of signals; a signal that is not known is taken for a text. */
export function compileMapping(
  { inputs, rules, otherwise }: Mapping,
  formOf: (signal: string) => Form,
): MappingOutcome {
  const forms = new Map(inputs.map(({ name, signal }) => [name, formOf(signal)]));
  if (forms.size < inputs.length) {
    const trouble = { en: 'two inputs have the same name.', zh: '有两个输入同名。' };
    return { ok: false, trouble };
  }
  const places = new Map(inputs.map(({ name }, place) => [name, place]));
  const compiled: Compiled[] = [];
  for (const [i, { when }] of rules.entries()) {
    const outcome = compile(when, forms);
    if (!outcome.ok) return { ok: false, trouble: ofRule(i, troubleText(outcome.trouble)) };
    const { expression } = outcome;
    if (expression.form.kind !== 'truth') {
      const trouble = { en: `${when} is no condition.`, zh: `${when} 不是条件。` };
      return { ok: false, trouble: ofRule(i, trouble) };
    }
    compiled.push({ expression, places: expression.inputs.map((name) => places.get(name) ?? 0) });
  }
  const stateOf = (by: number): State => rules[by]?.is ?? 'UNKNOWN';
  return {
    ok: true,
    mapping: {
      signals: inputs.map(({ signal }) => signal),
      memoryMs: Math.max(0, ...compiled.map(({ expression }) => expression.memoryMs)),
      at(nowMs, now, told) {
        let verdict: Verdict | undefined;
        for (const [i, rule] of compiled.entries()) {
          // All are evaluated, so that what remembers (windows, edges) hears of every moment.
          const holds = evaluate(rule, { nowMs, now, told });
          if (verdict || holds === false) continue;
          verdict =
            holds === true ? { state: stateOf(i), by: i } : { state: 'UNKNOWN', by: 'undecided' };
        }
        return verdict ?? { state: otherwise, by: 'otherwise' };
      },
    },
  };
}

const nothing: readonly number[] = [];

type Compiled = { readonly expression: Expression; readonly places: readonly number[] };
type Now = {
  readonly nowMs: number;
  readonly now: readonly (InputNow | undefined)[];
  readonly told: number;
};

/** Null: cannot be decided, as where `when` of the language tells nothing. */
function evaluate({ expression, places }: Compiled, { nowMs, now, told }: Now): boolean | null {
  const inputs = places.map((place) => now[place]);
  const place = places.indexOf(told);
  const value = expression.evaluate({ nowMs, inputs, told: place < 0 ? nothing : [place] });
  return typeof value === 'boolean' ? value : null;
}

function ofRule(i: number, trouble: Bilingual): Bilingual {
  return { en: `rule ${i + 1}: ${trouble.en}`, zh: `第 ${i + 1} 条规则：${trouble.zh}` };
}
