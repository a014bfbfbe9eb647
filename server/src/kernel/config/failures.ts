// What can be wrong with the settings. All problems are told at once, each with its place.
import { defineFailures } from '../failure/failure.ts';

export const configFailures = defineFailures('config', {
  invalid: {
    kind: 'invalid',
    message: {
      en: 'The settings are not usable:\n{problems}\nNothing was started. `jingwei help settings` lists every setting.',
      zh: '设置无法使用：\n{problems}\n未启动任何组件。`jingwei help settings` 可列出全部设置。',
    },
  },
});
