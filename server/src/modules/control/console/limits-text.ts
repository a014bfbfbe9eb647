// The limits of a signal in one line. Pure.
import type { Interlock } from '@jingwei/sdk';
import type { Bilingual, Language } from '@jingwei/console/kit';

const text = {
  within: { en: '{minimum} to {maximum} {unit}', zh: '{minimum} 至 {maximum} {unit}' },
  least: { en: 'at least {minimum} {unit}', zh: '不低于 {minimum} {unit}' },
  most: { en: 'at most {maximum} {unit}', zh: '不高于 {maximum} {unit}' },
  step: { en: 'steps of at most {step} {unit}', zh: '单次变化不超过 {step} {unit}' },
  allowed: { en: 'one of {allowed}', zh: '允许值：{allowed}' },
  condition: { en: 'while {condition}', zh: '须满足 {condition}' },
  readBack: { en: 'read back within {ms} ms', zh: '{ms} 毫秒内回读' },
  nothing: { en: 'no range', zh: '无范围限制' },
} satisfies Record<string, Bilingual>;

export function limitsText(
  interlock: Interlock,
  { language, unit }: { readonly language: Language; readonly unit: string },
): string {
  const { minimum, maximum, stepMaximum: step, allowed, condition, readBackMs: ms } = interlock;
  const range = minimum === undefined ? 'most' : maximum === undefined ? 'least' : 'within';
  const said = [
    ...(minimum === undefined && maximum === undefined ? [] : [text[range][language]]),
    ...(allowed ? [text.allowed[language]] : []),
    ...(step === undefined ? [] : [text.step[language]]),
    ...(condition === undefined ? [] : [text.condition[language]]),
    ...(ms > 0 ? [text.readBack[language]] : []),
  ];
  const values: Readonly<Record<string, unknown>> = {
    ...{ minimum, maximum, step, condition, unit, ms },
    allowed: allowed?.join(', '),
  };
  const line = said.length === 0 ? text.nothing[language] : said.join(' · ');
  return line.replace(/ ?\{(\w+)\}/g, (hole, name: string) => {
    const value = String(values[name] ?? '');
    return value === '' ? '' : hole.startsWith(' ') ? ` ${value}` : value;
  });
}
