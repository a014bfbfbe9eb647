// The values of a template handle: a checked template applied to the record of the base and the text
// behind the delimiter. Pure and bounded, whatever the template and the extension.
import {
  bytesOfText,
  limits,
  textOf,
  ttlType,
  valuePermission,
  type HandleValue,
} from '../../../wire/handle/handle.ts';
import type { Condition, TemplateNode } from './namespace.ts';
import type { Budget } from './pattern.ts';
import { filledText, type TemplateText, type Variables } from './template-text.ts';

export type TemplateQuestion = {
  /** As it was asked. */
  readonly handle: string;
  /** The handle before the delimiter. */
  readonly base: string;
  /** What stands behind the delimiter. */
  readonly extension: string;
  /** The record of the base. */
  readonly values: readonly HandleValue[];
};

export type Evaluated =
  | { readonly found: true; readonly values: readonly HandleValue[] }
  /** The template says that there is nothing, or it would take too much to find out. */
  | { readonly found: false; readonly reason: 'notfound' | 'too-large' };

export const evaluationBounds = {
  /** Of nodes and of pattern matching, together. */
  steps: 200_000,
  values: limits.valuesPerHandleMax,
  bytes: 128 * 1024,
} as const;

/** A created value lives for as long as Handle.Net gives by default. */
const createdTtlSeconds = 86_400;

/** Ends an evaluation from within. */
class Ended extends Error {
  readonly reason: 'notfound' | 'too-large';
  constructor(reason: 'notfound' | 'too-large') {
    super(reason);
    this.reason = reason;
  }
}

export function evaluate(body: readonly TemplateNode[], question: TemplateQuestion): Evaluated {
  const { handle, base, extension } = question;
  const variables = new Map(
    Object.entries({ handle, base, extension }).map(([name, text]) => [name, [text]] as const),
  );
  const run: Run = { question, budget: { steps: evaluationBounds.steps }, bytes: 0 };
  try {
    const values: HandleValue[] = [];
    applyAll(body, { run, variables, original: undefined, values, taken: new Set() });
    return { found: true, values };
  } catch (error) {
    if (error instanceof Ended) return { found: false, reason: error.reason };
    throw error;
  }
}

type Run = { readonly question: TemplateQuestion; readonly budget: Budget; bytes: number };
type Scope = {
  readonly run: Run;
  readonly variables: Variables;
  /** The value of the base that `<foreach>` is at. */
  readonly original: HandleValue | undefined;
  /** Where values go, and their indexes. */
  readonly values: HandleValue[];
  readonly taken: Set<number>;
};

function applyAll(nodes: readonly TemplateNode[], scope: Scope): void {
  let here = scope;
  for (const node of nodes) {
    spend(scope.run, 1);
    if (node.kind === 'notfound') throw new Ended('notfound');
    if (node.kind === 'value') addValue(node, here);
    else if (node.kind === 'if') applyIf(node, here);
    else if (node.kind === 'foreach') {
      for (const original of scope.run.question.values) {
        applyAll(node.body, { ...here, original, variables: withValue(here.variables, original) });
      }
    } else here = defined(node, here);
  }
}

function spend({ budget }: Run, steps: number): void {
  budget.steps -= steps;
  if (budget.steps < 0) throw new Ended('too-large');
}

function withValue(variables: Variables, { type, data, index }: HandleValue): Variables {
  const text = textOf(data, 0, data.length);
  return new Map([...variables, ['type', [type]], ['data', [text]], ['index', [String(index)]]]);
}

function applyIf(node: TemplateNode & { kind: 'if' }, scope: Scope): void {
  const { variables, run } = scope;
  const { value, parameter, condition, negated, body } = node;
  const text = variables.get(value)?.[0] ?? '';
  const groups = condition === undefined ? [text] : groupsOf(condition, text, run);
  if (negated !== (groups === undefined)) return;
  if (condition === undefined) applyAll(body, scope);
  else
    applyAll(body, { ...scope, variables: new Map([...variables, [parameter, groups ?? [text]]]) });
}

/** The whole text and the groups of a pattern; undefined where the condition does not hold. */
function groupsOf(condition: Condition, text: string, run: Run): readonly string[] | undefined {
  if (condition.kind === 'equals') return text === condition.expression ? [text] : undefined;
  const groups = condition.pattern.match(text, run.budget);
  spend(run, 0);
  return groups;
}

function defined(node: TemplateNode & { kind: 'def' }, scope: Scope): Scope {
  const values: HandleValue[] = [];
  applyAll(node.body, { ...scope, values, taken: new Set() });
  const [first] = values;
  if (first === undefined) return scope;
  const text = textOf(first.data, 0, first.data.length);
  return { ...scope, variables: new Map([...scope.variables, [node.parameter, [text]]]) };
}

function addValue(node: TemplateNode & { kind: 'value' }, scope: Scope): void {
  const { run, original, variables, values } = scope;
  const type = node.type && filled(node.type, variables);
  const data = node.data && bytesOfText(filled(node.data, variables));
  if (original === undefined && (type === undefined || data === undefined)) return;
  const index = freeIndex(node.index ?? original?.index ?? 1, scope);
  const from = original ?? created(run.question.values);
  const value = { ...from, index, type: type ?? from.type, data: data ?? from.data };
  run.bytes += value.data.length + value.type.length;
  if (values.length >= evaluationBounds.values || run.bytes > evaluationBounds.bytes) {
    throw new Ended('too-large');
  }
  values.push(value);
}

/** Never longer than all values together may be: holes for long texts must not become gigabytes. */
function filled(text: TemplateText, variables: Variables): string {
  const whole = filledText(text, variables, evaluationBounds.bytes);
  if (whole === undefined) throw new Ended('too-large');
  return whole;
}

/** The wanted index, or the next one that is not taken; it is taken then. */
function freeIndex(wanted: number, { taken, run }: Scope): number {
  let index = wanted;
  for (; taken.has(index); index++) spend(run, 1);
  taken.add(index);
  return index;
}

/** As old as the newest value of the base: the same question gets the same answer. */
function created(base: readonly HandleValue[]): HandleValue {
  return {
    index: 1,
    timestampSeconds: base.reduce((newest, one) => Math.max(newest, one.timestampSeconds), 0),
    ttlType: ttlType.relative,
    ttlSeconds: createdTtlSeconds,
    permissions:
      valuePermission.adminRead | valuePermission.adminWrite | valuePermission.publicRead,
    type: '',
    data: new Uint8Array(0),
    references: [],
  };
}
