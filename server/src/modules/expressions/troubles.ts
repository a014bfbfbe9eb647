// What is wrong with an expression, in words.
import { fill, type Bilingual } from '../../kernel/schema/bilingual.ts';
import type { Trouble } from './syntax.ts';

const words: Readonly<Record<string, Bilingual>> = {
  'unknown-mark': { en: 'The mark {found} means nothing here.', zh: '无法识别的符号 {found}。' },
  'too-long': {
    en: 'The expression has more than {charactersMax} characters. Split the rule in two.',
    zh: '表达式超过 {charactersMax} 个字符。请拆分为两条规则。',
  },
  'too-deep': { en: 'Too many brackets within each other.', zh: '括号嵌套过深。' },
  'too-many-parts': {
    en: 'The expression has too many parts. Split the rule in two.',
    zh: '表达式过于复杂。请拆分为两条规则。',
  },
  'comparison-chain': {
    en: 'Comparisons cannot follow each other. Write a < b and b < c.',
    zh: '比较不能连写。请写成 a < b and b < c。',
  },
  unexpected: { en: '{found} is not expected here.', zh: '此处不应出现 {found}。' },
  wanted: {
    en: '{wanted} is expected here, not {found}.',
    zh: '此处应为 {wanted}，而不是 {found}。',
  },
  'ends-early': {
    en: 'The expression ends too early; {wanted} is missing.',
    zh: '表达式不完整，缺少 {wanted}。',
  },
  'unknown-unit': {
    en: "{unit} is not a UCUM unit that is known here. Write e.g. Cel, bar, kW, [rpm] or 'm/s2'.",
    zh: "{unit} 不是已知的 UCUM 单位。例如：Cel、bar、kW、[rpm] 或 'm/s2'。",
  },
  'unknown-input': {
    en: 'There is no input {name}. The inputs of this rule are: {known}.',
    zh: '没有名为 {name} 的输入。本规则的输入有：{known}。',
  },
  'unknown-function': { en: 'There is no function {name}.', zh: '没有名为 {name} 的函数。' },
  'wrong-count': {
    en: '{name} takes {wanted} arguments, not {given}.',
    zh: '{name} 需要 {wanted} 个参数，而不是 {given} 个。',
  },
  'truth-wanted': {
    en: 'A condition is wanted here, something that is true or false.',
    zh: '此处需要条件（真或假）。',
  },
  'number-wanted': { en: 'A number is wanted here.', zh: '此处需要数值。' },
  'text-wanted': { en: 'A text is wanted here.', zh: '此处需要文本。' },
  'unit-wanted': {
    en: 'A unit in double quotes is wanted here, e.g. to(x, "bar").',
    zh: '此处需要用双引号括起的单位，例如 to(x, "bar")。',
  },
  'input-wanted': {
    en: '{name} asks about an input; give the name of one.',
    zh: '{name} 只能用于输入，请给出输入的名称。',
  },
  'duration-wanted': {
    en: '{name} wants a written duration here, e.g. 30s, 5min or 1h.',
    zh: '{name} 在此处需要写明时长，例如 30s、5min 或 1h。',
  },
  'duration-range': {
    en: 'A duration is between 1 ms and 31 days.',
    zh: '时长须在 1 毫秒到 31 天之间。',
  },
  'exponent-wanted': {
    en: 'The exponent must be a written number without a unit.',
    zh: '指数须为不带单位的数字。',
  },
  'no-root': {
    en: 'There is no unit for this root or power of {unit}. Take the plain number with in(x, "{unit}") first.',
    zh: '{unit} 的该次方没有对应单位。请先用 in(x, "{unit}") 取其数值。',
  },
  'different-kinds': {
    en: 'These cannot meet: one is a {left}, the other a {right}.',
    zh: '两侧类型不同：一侧为 {left}，另一侧为 {right}。',
  },
  'different-units': {
    en: 'These cannot meet: {left} and {right} do not measure the same thing.',
    zh: '单位不相容：{left} 与 {right} 量纲不同。',
  },
  'temperatures-added': {
    en: 'Two temperatures cannot be added. Add a difference in K, or take the mean.',
    zh: '两个温度不能相加。请加上以 K 为单位的温差，或取平均值。',
  },
  'temperature-multiplied': {
    en: 'A temperature in degrees with a zero of its own cannot be multiplied with a unit. Write to(x, "K") first.',
    zh: '带零点的温度不能与带单位的量相乘。请先写 to(x, "K")。',
  },
  'truths-have-no-order': {
    en: 'True and false have no order; compare them with == or !=.',
    zh: '真与假没有大小之分，请用 == 或 != 比较。',
  },
};

export function troubleText({ what, values = {} }: Trouble): Bilingual {
  return fill(words[what] ?? { en: what, zh: what }, values);
}

export const troubleNames: readonly string[] = Object.keys(words);
