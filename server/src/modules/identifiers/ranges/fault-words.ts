// What is wrong with the pattern of a range, for people.
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import { digitRunsMax, digitsMax, type PatternFault } from './pattern.ts';

export const faultWords: Readonly<Record<PatternFault, Bilingual>> = {
  'no-number': {
    en: 'it must hold exactly one run of numbers, as {000000..999999}',
    zh: '必须恰好含有一段编号，如 {000000..999999}',
  },
  'not-a-handle': {
    en: 'its handles are no valid identifiers',
    zh: '其标识格式无效',
  },
  'number-in-prefix': {
    en: 'the numbers must stand behind the slash',
    zh: '编号必须在斜杠之后',
  },
  'too-many-digits': {
    en: `a number may have ${digitsMax} digits at most`,
    zh: `编号最多 ${digitsMax} 位`,
  },
  backwards: {
    en: 'the first number must not be above the last; with zeros in front both need equally many digits',
    zh: '起始编号不得大于结束编号；有前导零时两者位数须相同',
  },
  'digit-beside': {
    en: 'no digit may stand directly before or behind the numbers',
    zh: '编号前后不得紧邻数字',
  },
  'too-many-numbers': {
    en: `fewer than ${digitRunsMax} runs of digits may stand before the numbers`,
    zh: `编号之前的数字段须少于 ${digitRunsMax} 段`,
  },
};
