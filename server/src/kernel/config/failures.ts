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
  absent: {
    kind: 'invalid',
    message: {
      en: 'There is no config file {path}. Check the path given with --config.',
      zh: '配置文件 {path} 不存在。请检查 --config 给出的路径。',
    },
  },
});
