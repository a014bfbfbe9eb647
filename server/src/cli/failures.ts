// What the command line itself refuses.
import { defineFailures } from '../kernel/failure/failure.ts';

export const cliFailures = defineFailures('cli', {
  'unknown-command': {
    kind: 'invalid',
    message: {
      en: 'There is no command “{words}”. {meant}`npm run jingwei -- help` lists them.',
      zh: '没有命令“{words}”。{meant}运行 `npm run jingwei -- help` 可列出全部命令。',
    },
  },
  'unfinished-command': {
    kind: 'invalid',
    message: {
      en: 'After “{words}” something is missing. You can write:\n{commands}',
      zh: '“{words}”之后缺少内容。可以写：\n{commands}',
    },
  },
  'unknown-verb': {
    kind: 'invalid',
    message: {
      en: '“{verb}” does not follow “{words}”. You can write:\n{commands}',
      zh: '“{words}”之后不能是“{verb}”。可以写：\n{commands}',
    },
  },
  'bad-usage': {
    kind: 'invalid',
    message: { en: '{problem}\nUsage: {usage}', zh: '{problem}\n用法：{usage}' },
  },
  'no-server': {
    kind: 'unavailable',
    message: {
      en: 'No Jingwei answers at {origin} ({reason}). Start it with `npm start`, or name another one with --server or --data.',
      zh: '{origin} 没有经纬程序应答（{reason}）。请用 `npm start` 启动，或用 --server / --data 指定其他实例。',
    },
  },
  'not-running': {
    kind: 'unavailable',
    message: {
      en: 'No Jingwei runs on {folder}: it was stopped, or another account started it. Start it with `npm start -- --data {folder}`, or name a running one with --server.',
      zh: '没有经纬程序在 {folder} 上运行：可能已停止，或由其他账户启动。请用 `npm start -- --data {folder}` 启动，或用 --server 指定正在运行的实例。',
    },
  },
  'strange-answer': {
    kind: 'internal',
    message: {
      en: '{origin} answered {status} with something that is not Jingwei’s. Check the address.',
      zh: '{origin} 返回状态 {status}，且内容不是经纬的应答。请检查地址。',
    },
  },
});
