// Why a connection to a controller ended, and what to do about what it tells and we cannot take.
import type { Bilingual } from '../../../../kernel/schema/bilingual.ts';

export const endings = {
  device: { en: 'the device closed the connection', zh: '设备关闭了连接' },
  gateway: { en: 'the gateway closed the connection', zh: '网关关闭了连接' },
  silence: {
    en: 'the device did not answer within {seconds} s',
    zh: '设备在 {seconds} 秒内未应答',
  },
  nonsense: {
    en: 'what listens there does not speak EtherNet/IP. Check host and port',
    zh: '对方不使用 EtherNet/IP。请检查主机和端口',
  },
  refused: { en: 'the device refused with status {status}', zh: '设备拒绝，状态为 {status}' },
  full: { en: 'too many requests wait for the device', zh: '等待设备处理的请求过多' },
} satisfies Record<string, Bilingual>;

export const remedies = {
  unreadable: {
    en: 'The tag cannot be read: {why}. Stored as bad.',
    zh: '标签无法读取：{why}。已按坏值保存。',
  },
  structure: {
    en: 'The tag is a structure or of a type that is no single value ({type}). Stored as bad. Name a member of it, e.g. Tank.Level.',
    zh: '该标签为结构体或非单值类型（{type}），已按坏值保存。请指定其成员，如 Tank.Level。',
  },
  'not-boolean': {
    en: 'The signal is a boolean and the tag is a {type} with another value than 0 and 1. Stored as bad. Name a bit, e.g. Status.5, or make it a number.',
    zh: '该测点为布尔型，而标签类型为 {type} 且值不是 0 或 1，已按坏值保存。请指定某一位（如 Status.5）或改为数值型。',
  },
  'not-number': {
    en: 'The signal is a number and the tag is a {type}. Stored as bad. Make it a text.',
    zh: '该测点为数值型，而标签类型为 {type}，已按坏值保存。请改为文本型。',
  },
  'too-large': {
    en: 'The tag holds a 64-bit number that a double cannot hold exactly; it is stored rounded and uncertain. Make the signal a text for all digits.',
    zh: '标签的 64 位整数超出双精度可精确表示的范围，已舍入并标为可疑。如需全部位数，请将测点改为文本型。',
  },
} satisfies Record<string, Bilingual>;
