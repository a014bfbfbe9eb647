// What a person can do about each thing that a machine says and the gateway cannot take.
import type { Bilingual } from '../../../../kernel/schema/bilingual.ts';
import type { ShdrTrouble } from '../../../../wire/shdr/message.ts';
import type { ReadValue } from '../mtconnect/values.ts';

type Reason = ShdrTrouble | NonNullable<ReadValue['refused']> | 'unknown-key' | 'no-value';

const notShdr: Bilingual = {
  en: 'Check that the address is that of an MTConnect adapter (SHDR), not of another program.',
  zh: '请检查该地址是否为 MTConnect 适配器（SHDR），而非其他程序。',
};
const cut: Bilingual = {
  en: 'The connection ended in the middle; the rest is not known. Nothing to do unless it happens often.',
  zh: '连接在传输中途断开，后半部分未知。若不频繁出现则无需处理。',
};
const correctAdapter: Bilingual = {
  en: 'Correct the adapter, or the data item in Devices.xml, so that both mean the same.',
  zh: '请更正适配器或 Devices.xml 中的数据项，使二者一致。',
};

export const remedies: Readonly<Record<Reason, Bilingual>> = {
  'line-too-long': notShdr,
  'not-utf-8': notShdr,
  'nul-character': notShdr,
  'bad-timestamp': notShdr,
  'no-observation': notShdr,
  'bad-command': notShdr,
  'line-cut': cut,
  'body-cut': cut,
  'bad-asset': correctAdapter,
  'body-too-long': correctAdapter,
  'not-a-number': correctAdapter,
  'not-three-numbers': correctAdapter,
  'unknown-level': correctAdapter,
  'bad-series': correctAdapter,
  'no-value': correctAdapter,
  'unknown-key': {
    en: 'Add the data item to the Devices.xml of this source, or ignore it.',
    zh: '请在该数据源的 Devices.xml 中补充此数据项，或忽略。',
  },
};
