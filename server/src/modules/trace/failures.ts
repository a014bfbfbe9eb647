// What tracing refuses, above all in files that people import.
import { defineFailures } from '../../kernel/failure/failure.ts';

export const traceFailures = defineFailures('trace', {
  'no-such-file': {
    kind: 'missing',
    message: {
      en: 'Cannot read {path}. Check the path and the permission to read it.',
      zh: '无法读取 {path}。请检查路径和读取权限。',
    },
  },
  'unknown-column': {
    kind: 'invalid',
    message: {
      en: '{path}, line 1: the columns are not those of a moulding record.\n{problems}\nNothing was registered.',
      zh: '{path} 第 1 行：列与注塑记录不符。\n{problems}\n未注册任何产品。',
    },
  },
  'bad-row': {
    kind: 'invalid',
    message: {
      en: '{path} cannot be imported:\n{problems}\nCorrect these lines and import again. Nothing was registered.',
      zh: '无法导入 {path}：\n{problems}\n请修正以上各行后重新导入。未注册任何产品。',
    },
  },
  'empty-file': {
    kind: 'invalid',
    message: {
      en: '{path} has no rows. Nothing was registered.',
      zh: '{path} 没有数据行。未注册任何产品。',
    },
  },
  'bad-option': {
    kind: 'invalid',
    message: {
      en: '{option} {value} is not usable: {reason}.',
      zh: '{option} {value} 无效：{reason}。',
    },
  },
});
