// What a person can do about values that the gateway itself does not take, whatever the protocol.
import type { Bilingual } from '../../kernel/schema/bilingual.ts';

export const remedies = {
  'not-a-number': {
    en: 'The signal is a number and the machine told something else, or no finite number. Stored as bad. Check the address and the data type of the signal, or make it a text.',
    zh: '该测点为数值型，而设备给出的不是有限数值；已按坏值保存。请检查测点的地址和数据类型，或将其改为文本。',
  },
  'not-a-text': {
    en: 'The text holds zero bytes or half characters, which no store takes. Each stands as \uFFFD, and the text is stored as uncertain. Check the length and the character set of the signal.',
    zh: '文本含有零字节或残缺字符，无法入库；已逐一替换为 \uFFFD，并按可疑质量保存。请检查测点的长度与字符集。',
  },
  'not-a-boolean': {
    en: 'The signal is true or false and the machine told something else. Stored as bad. Check the address and the data type of the signal, or make it a number or a text.',
    zh: '该测点为布尔型，而设备给出的不是真或假；已按坏值保存。请检查测点的地址和数据类型，或将其改为数值或文本。',
  },
  'too-long': {
    en: 'The machine told a text of more than 65,536 characters. Stored as bad. Take the part of it that is wanted, or leave the signal out.',
    zh: '设备给出的文本超过 65,536 个字符；已按坏值保存。请只取所需部分，或去掉该测点。',
  },
  'too-many-learned': {
    en: 'The source tells of more machines and signals than it may (setting gateway.learnedMax); further ones are not taken. Narrow what it reads, or raise the setting; then save the source again.',
    zh: '该数据源报出的设备与测点超过上限（设置 gateway.learnedMax），超出部分不予接收。请缩小采集范围或提高该设置，然后重新保存数据源。',
  },
  time: {
    en: "The time that the machine told cannot be: it is far ahead of this gateway's clock, before 1990, or no time. Stored with the gateway's time, as uncertain. Set the clock of the machine, or of this gateway (NTP); gateway.clockAheadMaxMs is the bound.",
    zh: '设备给出的时间不可信：远超本网关时钟、早于 1990 年或无效；已改存网关时间，质量记为可疑。请校准设备或本网关的时钟（NTP），上限由 gateway.clockAheadMaxMs 设定。',
  },
} satisfies Record<string, Bilingual>;
