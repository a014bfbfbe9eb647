// What a person can do about each thing that an agent says and the gateway cannot take.
import type { Bilingual } from '../../../../kernel/schema/bilingual.ts';
import type { ReadValue } from '../mtconnect/values.ts';

type Reason = NonNullable<ReadValue['refused']> | 'unknown-item' | 'bad-time' | 'gap' | 'instance';

const correctAgent: Bilingual = {
  en: 'Stored as bad. Correct the adapter of the machine, or the data item in the Devices.xml of the agent.',
  zh: '已按坏值保存。请更正设备适配器，或更正代理的 Devices.xml 中的数据项。',
};

export const remedies: Readonly<Record<Reason, Bilingual>> = {
  'not-a-number': correctAgent,
  'not-three-numbers': correctAgent,
  'unknown-level': correctAgent,
  'bad-series': correctAgent,
  'bad-time': {
    en: 'An observation without a time that can be read is left out. Correct the adapter or the agent.',
    zh: '没有可读时间戳的观测值已忽略。请更正适配器或代理。',
  },
  'unknown-item': {
    en: 'The agent tells of a data item that its probe does not describe. Restart the agent, or correct its Devices.xml.',
    zh: '代理上报了 probe 中未描述的数据项。请重启代理，或更正其 Devices.xml。',
  },
  gap: {
    en: 'The agent no longer holds these readings: they are lost. Give the agent a larger buffer (BufferSize), or keep the gateway connected.',
    zh: '代理已不再保存这些读数，数据丢失。请增大代理的缓冲区（BufferSize），或保持网关在线。',
  },
  instance: {
    en: 'The agent was started again and its buffer begins anew; what it read last before that may be lost. Let the agent keep its buffer, or restart it while the gateway reads.',
    zh: '代理已重新启动，缓冲区从头开始；此前最后的读数可能丢失。请在网关在线时重启代理。',
  },
};
