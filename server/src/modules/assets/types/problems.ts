// What of an asset does not fit a version of its type, in words that name the attribute or signal.
import type { Asset, Attribute, Signal } from '../api.ts';
import type { TypeProblem } from '../schemas.ts';
import type { TypeContent } from './schemas.ts';

type AttributeRule = TypeContent['attributes'][number];
type SignalRule = TypeContent['signals'][number];

export function problemsOf(
  asset: Pick<Asset, 'attributes'>,
  signals: readonly Signal[],
  content: TypeContent,
): TypeProblem[] {
  const said = asset.attributes ?? {};
  return [
    ...content.attributes.flatMap((rule) => attributeProblems(rule, said[rule.name])),
    ...content.signals.flatMap((rule) => signalProblems(rule, signals)),
  ];
}

/** Missing ones are left out: what was set must fit, what was not may follow. */
export function wrongAttributes(
  attributes: NonNullable<Asset['attributes']>,
  content: TypeContent,
): TypeProblem[] {
  return content.attributes.flatMap((rule) => {
    const said = attributes[rule.name];
    return said === undefined ? [] : attributeProblems(rule, said);
  });
}

function attributeProblems(rule: AttributeRule, said: Attribute | undefined): TypeProblem[] {
  const { name, unit } = rule;
  if (said === undefined) {
    if (!rule.required) return [];
    const says = { en: `The attribute ${name} is missing.`, zh: `缺少属性 ${name}。` };
    return [{ name, problem: 'attribute-missing', says }];
  }
  if (rule.value === 'choice') {
    const choices = rule.choices ?? [];
    if (typeof said.value === 'string' && choices.includes(said.value)) return [];
    const says = {
      en: `The attribute ${name} is ${String(said.value)}; it may be ${choices.join(', ')}.`,
      zh: `属性 ${name} 为 ${String(said.value)}；可选值：${choices.join('、')}。`,
    };
    return [{ name, problem: 'attribute-not-a-choice', says }];
  }
  const wanted = rule.value === 'text' ? 'string' : rule.value;
  if (typeof said.value !== wanted) {
    const says = {
      en: `The attribute ${name} is ${JSON.stringify(said.value)}; it must be a ${rule.value}.`,
      zh: `属性 ${name} 为 ${JSON.stringify(said.value)}；应为${kindNames[rule.value]}。`,
    };
    return [{ name, problem: 'attribute-not-a-value', says }];
  }
  if (unit === undefined || said.unit === unit) return [];
  const says = {
    en: `The attribute ${name} is in ${said.unit ?? 'no unit'}; it must be in ${unit}.`,
    zh: `属性 ${name} 的单位为 ${said.unit ?? '无'}；应为 ${unit}。`,
  };
  return [{ name, problem: 'attribute-other-unit', says }];
}

const kindNames = { number: '数值', text: '文本', boolean: '是/否' } as const;

function signalProblems(rule: SignalRule, signals: readonly Signal[]): TypeProblem[] {
  const wanted = rule.id.toLowerCase();
  const fitting = signals.filter(
    ({ id, type }) => id.toLowerCase() === wanted || type.toLowerCase() === wanted,
  );
  const { id: name, unit } = rule;
  if (fitting.length === 0) {
    const says = {
      en: `No signal is called ${name}, or is of that type.`,
      zh: `缺少测点 ${name}。`,
    };
    return [{ name, problem: 'signal-missing', says }];
  }
  if (unit === undefined || fitting.some((signal) => signal.unitCode === unit)) return [];
  const found = fitting[0]?.unitCode ?? fitting[0]?.unit;
  const says = {
    en: `The signal ${name} is in ${found ?? 'no unit'}; it must be in ${unit}.`,
    zh: `测点 ${name} 的单位为 ${found ?? '无'}；应为 ${unit}。`,
  };
  return [{ name, problem: 'signal-other-unit', says }];
}
