// What a person can do about what a server says and the gateway cannot take.
import type { Bilingual } from '../../../../kernel/schema/bilingual.ts';
import type { Trouble } from './values.ts';

const otherType: Bilingual = {
  en: 'The variable holds another data type than the signal is configured for. Correct the value kind of the signal or the variable.',
  zh: '变量的数据类型与测点配置不符。请更正测点的值类型或变量。',
};

export const remedies: Readonly<Record<Trouble | ItemTrouble, Bilingual>> = {
  'not-a-number': otherType,
  'not-a-boolean': otherType,
  'not-finite': {
    en: 'The server told a number that is not finite (NaN or infinity). Stored as bad. Check the sensor or the program of the controller.',
    zh: '服务器给出了非有限数值（NaN 或无穷大），已按坏值保存。请检查传感器或控制器程序。',
  },
  'integer-too-large': {
    en: 'A 64-bit integer beyond 2^53 does not fit a number exactly. Stored as uncertain. Make the signal a text to keep every digit.',
    zh: '超过 2^53 的 64 位整数无法以数值精确保存，已标记为不确定。请将测点改为文本以保留全部数位。',
  },
  'no-such-element': {
    en: 'The variable has no such element. Correct element= in the address of the signal.',
    zh: '变量没有该元素。请更正测点地址中的 element=。',
  },
  array: {
    en: 'The variable is an array and the signal a single value. Take one element with element=0; before the address, or make the signal a text.',
    zh: '变量为数组而测点为单值。请在地址前加 element=0; 取一个元素，或将测点改为文本。',
  },
  'too-long': {
    en: 'The text is longer than 65,536 characters and is not kept. Read a smaller part of it.',
    zh: '文本超过 65536 个字符，未保存。请读取其中较小的部分。',
  },
  overflow: {
    en: 'The server lost changes of this signal because its queue was full. Raise queueSize or lower publishMs of the source.',
    zh: '服务器队列已满，丢失了该测点的部分变化。请提高数据源的 queueSize 或缩短 publishMs。',
  },
  'future-time': {
    en: 'The time stamp lies more than a day ahead; the time of arrival is taken. Set the clock of the server, or choose times: arrival.',
    zh: '时间戳超前一天以上，已改用到达时间。请校准服务器时钟，或将 times 设为 arrival。',
  },
  'no-namespace': {
    en: 'The server does not have the namespace of this address. Correct it; browsing the server shows the right one.',
    zh: '服务器没有该地址所属的命名空间。请更正；浏览服务器可得到正确地址。',
  },
  'no-node': {
    en: 'The server does not know this node. Correct the address; it is tried again every minute.',
    zh: '服务器没有该节点。请更正地址；系统每分钟重试一次。',
  },
  'not-readable': {
    en: 'The account of this source may not read the node. Give it the right at the server.',
    zh: '该数据源的账户无权读取此节点。请在服务器上授权。',
  },
  'not-monitored': {
    en: 'The server does not watch this node; it is read from time to time instead.',
    zh: '服务器不支持订阅该节点，已改为定时读取。',
  },
};

export type ItemTrouble =
  | 'future-time'
  | 'no-namespace'
  | 'no-node'
  | 'not-readable'
  | 'not-monitored';
