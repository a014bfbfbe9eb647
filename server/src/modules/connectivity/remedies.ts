// What a person can do about values that the gateway itself does not take, whatever the protocol.
import type { Bilingual } from '../../kernel/schema/bilingual.ts';

export const remedies = {
  'not-a-number': {
    en: 'The signal is a number and the machine told something else, or no finite number. Stored as bad. Check the address and the data type of the signal, or make it a text.',
    zh: '该测点为数值型，而设备给出的不是有限数值；已按坏值保存。请检查测点的地址和数据类型，或将其改为文本。',
  },
} satisfies Record<string, Bilingual>;
