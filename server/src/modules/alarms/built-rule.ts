// A rule with all its signals made ready: what fits is built, what does not is told with its signal.
import { isFailure, type Failure } from '../../kernel/failure/failure.ts';
import type { Signal } from '../assets/api.ts';
import {
  buildConditions,
  buildSuppression,
  type BuiltCondition,
} from './model/build-conditions.ts';
import type { Places } from './places.ts';
import type { KeptRule, Rule } from './rule-schema.ts';

export type Built = {
  readonly signal: Signal;
  readonly place: string;
  readonly conditions: readonly BuiltCondition[];
  readonly suppression?: BuiltCondition;
  /** What the expressions' inputs are, so that a change of one is seen. */
  readonly forms: string;
};

export type BuiltRule = {
  readonly built: readonly Built[];
  readonly troubles: readonly { readonly failure: Failure; readonly signal?: string }[];
  /** How many signals the rule is about. */
  readonly subjects: number;
};

export async function builtFor(
  rule: Rule & Pick<KeptRule, 'enterprise'>,
  places: Places,
): Promise<BuiltRule> {
  let subjects: Signal[];
  try {
    subjects = await places.subjects(rule, rule.enterprise);
  } catch (error) {
    if (!isFailure(error)) throw error;
    const { condition } = rule;
    const free = condition.kind === 'expression' ? condition.inputs[0]?.signal : undefined;
    const signal = rule.signal ?? (rule.path === undefined ? free : undefined);
    const trouble = { failure: error, ...(signal === undefined ? {} : { signal }) };
    return { built: [], troubles: [trouble], subjects: 0 };
  }
  const built: Built[] = [];
  const troubles: { failure: Failure; signal: string }[] = [];
  for (const signal of subjects) {
    try {
      built.push(await buildOne(rule, signal, places));
    } catch (error) {
      if (!isFailure(error)) throw error;
      troubles.push({ failure: error, signal: signal.identifier });
    }
  }
  return { built, troubles, subjects: subjects.length };
}

async function buildOne(rule: Rule, signal: Signal, places: Places): Promise<Built> {
  const { condition, suppressedWhen } = rule;
  const written = condition.kind === 'expression' ? condition.inputs : [];
  const found = await places.found(rule, signal, { inputs: written, at: 'condition' });
  const conditions = buildConditions(rule, found);
  const place = await places.pathOf(signal);
  const of = suppressedWhen?.inputs ?? [];
  const around = await places.found(rule, signal, { inputs: of, at: 'suppressedWhen' });
  const suppression = buildSuppression(rule, around);
  const forms = [...found.inputs.values(), ...around.inputs.values()]
    .map(({ identifier, value, unitCode = '' }) => `${identifier} ${value} ${unitCode}`)
    .join(',');
  return { signal, place, conditions, forms, ...(suppression ? { suppression } : {}) };
}
