// What can go wrong in the demonstration plant.
import { defineFailures } from '../../server/src/kernel/failure/failure.ts';

export const plantFailures = defineFailures('plant', {
  'memory-damaged': {
    kind: 'invalid',
    message: {
      en: 'The counters of a simulated machine in {path} are damaged. Restore the file, or remove it if no part numbers of this machine are registered yet.',
      zh: '模拟设备的计数文件 {path} 已损坏。请恢复该文件；若该设备尚无已注册的工件编号，可删除该文件。',
    },
  },
  'no-recording': {
    kind: 'missing',
    message: {
      en: 'There is no recording {path}. Check the path.',
      zh: '记录文件 {path} 不存在。请检查路径。',
    },
  },
  'recording-unreadable': {
    kind: 'invalid',
    message: {
      en: 'The recording {path} cannot be read: {reason}. Check that it is a readable file.',
      zh: '无法读取记录文件 {path}：{reason}。请确认其为可读文件。',
    },
  },
  'not-a-recording': {
    kind: 'invalid',
    message: {
      en: '{path} is not an SHDR recording: none of its {lines} lines begins with a time stamp such as 2022-08-08T13:51:34.7167146Z. Give a file recorded from an MTConnect adapter.',
      zh: '{path} 不是 SHDR 记录：其 {lines} 行中没有一行以时间戳（如 2022-08-08T13:51:34.7167146Z）开头。请提供从 MTConnect 适配器录制的文件。',
    },
  },
  'bad-speed': {
    kind: 'invalid',
    message: {
      en: "The speed {speed} is not usable. Give a number above 0, e.g. --speed 20; 1 is the machine's own speed.",
      zh: '速度 {speed} 无效。请给出大于 0 的数，例如 --speed 20；1 为设备原速。',
    },
  },
  'bad-port': {
    kind: 'invalid',
    message: {
      en: 'The port {port} is not usable. Give a whole number from 0 to 65535; 0 picks a free one.',
      zh: '端口 {port} 无效。请给出 0 至 65535 的整数；0 表示自动选择。',
    },
  },
});
