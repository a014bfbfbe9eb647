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
  time: {
    en: "The time that the machine told cannot be: it is far ahead of this gateway's clock, before 1990, or no time. Stored with the gateway's time, as uncertain. Set the clock of the machine, or of this gateway (NTP); gateway.clockAheadMaxMs is the bound.",
    zh: '设备给出的时间不可信：远超本网关时钟、早于 1990 年或无效；已改存网关时间，质量记为可疑。请校准设备或本网关的时钟（NTP），上限由 gateway.clockAheadMaxMs 设定。',
  },
} satisfies Record<string, Bilingual>;
