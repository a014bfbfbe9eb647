// What registering in bulk refuses: ranges, and loads from files.
import { defineFailures } from '../../../kernel/failure/failure.ts';

export const rangeFailures = defineFailures('ranges', {
  'no-load-file': {
    kind: 'missing',
    message: {
      en: 'There is no file {file} to load. Check the path.',
      zh: '文件 {file} 不存在。请检查路径。',
    },
  },
  'bad-values': {
    kind: 'invalid',
    message: { en: 'The values will not do: {fault}.', zh: '值不可用：{fault}。' },
  },
  'bad-range': {
    kind: 'invalid',
    message: {
      en: 'The range {pattern} cannot be registered: {reason}.',
      zh: '无法注册区间 {pattern}：{reason}。',
    },
  },
  'range-overlaps': {
    kind: 'conflict',
    message: {
      en: 'The range {pattern} shares identifiers with {other}. Choose numbers that are free, or remove the other first.',
      zh: '区间 {pattern} 与 {other} 有重叠标识。请选择未占用的编号，或先删除后者。',
    },
  },
  'range-differs': {
    kind: 'conflict',
    message: {
      en: 'The range {pattern} is already registered with other values. Replace them on purpose with --overwrite (overwrite=true), or choose other numbers.',
      zh: '区间 {pattern} 已注册且值不同。如确需替换，请使用 --overwrite（overwrite=true），或另选编号。',
    },
  },
  'too-many-ranges': {
    kind: 'exhausted',
    message: {
      en: 'There are {limit} ranges already, the most that a node keeps. Join neighbouring ranges into one.',
      zh: '节点上的区间已达上限 {limit} 个。请合并相邻区间。',
    },
  },
  'no-such-range': {
    kind: 'missing',
    message: {
      en: 'There is no range {pattern}. List the ranges with "jingwei range list".',
      zh: '区间 {pattern} 不存在。可用“jingwei range list”查看。',
    },
  },
});
