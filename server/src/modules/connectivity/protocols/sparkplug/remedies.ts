// What a person can do about each thing that edge nodes say and the gateway cannot take.
import type { Bilingual } from '../../../../kernel/schema/bilingual.ts';
import type { PayloadTrouble } from '../../../../wire/sparkplug/payload.ts';
import type { BirthTrouble } from './birth.ts';
import type { ValueTrouble } from './values.ts';

type Reason =
  | PayloadTrouble
  | BirthTrouble
  | ValueTrouble
  | 'not-sparkplug'
  | 'name-too-long'
  | 'same-name'
  | 'same-machine'
  | 'bad-time'
  | 'too-many-nodes'
  | 'too-many-metrics';

const notProtobuf: Bilingual = {
  en: 'The message is no Sparkplug B payload. Check which program publishes to this topic; compressed payloads must be sent uncompressed.',
  zh: '该消息不是 Sparkplug B 载荷。请检查是哪个程序发布到此主题；压缩的载荷须改为不压缩发送。',
};
const correctType: Bilingual = {
  en: 'The value does not fit the data type that the metric was born with. Correct the metric in the edge node. Stored as bad.',
  zh: '该值与出生证书中声明的数据类型不符。请在边缘节点中更正；已按坏值保存。',
};

export const remedies: Readonly<Record<Reason, Bilingual>> = {
  'past-end': notProtobuf,
  'bad-varint': notProtobuf,
  'bad-wire-type': notProtobuf,
  'bad-field': notProtobuf,
  'not-utf-8': notProtobuf,
  'too-deep': {
    en: 'Templates or property sets lie more than 16 deep in each other. Flatten them in the edge node.',
    zh: '模板或属性集嵌套超过 16 层。请在边缘节点中减少层级。',
  },
  'too-many': {
    en: 'One message holds more metrics than are taken. Split it over several devices.',
    zh: '单条消息的指标数超过上限。请拆分到多个设备。',
  },
  'not-sparkplug': {
    en: 'The topic lies in the namespace of Sparkplug B and is none of its topics. Correct who publishes there.',
    zh: '该主题位于 Sparkplug B 命名空间内，但不符合其主题格式。请更正发布方。',
  },
  'no-name': {
    en: 'A metric of a birth certificate, or a member of a template, has no name. Give it one in the edge node.',
    zh: '出生证书中的指标或模板成员没有名称。请在边缘节点中命名。',
  },
  'no-type': {
    en: 'A metric was born without a data type of the standard; its values cannot be understood. Give it one in the edge node.',
    zh: '指标出生时没有标准的数据类型，无法解释其值。请在边缘节点中指定。',
  },
  'name-twice': {
    en: 'Two metrics of a birth certificate have the same name; the second is not read. Rename one in the edge node.',
    zh: '出生证书中有两个同名指标，第二个不会被读取。请在边缘节点中改名。',
  },
  'alias-twice': {
    en: 'Two metrics of the edge node have the same alias; what is told by it goes to the later one. Give each its own.',
    zh: '边缘节点中有两个指标使用同一别名，数据将归入后者。请为每个指标使用不同别名。',
  },
  'unknown-metric': {
    en: 'The metric was not in the birth certificate; the edge node is asked to be born again. When it comes again and again, correct the edge node.',
    zh: '该指标不在出生证书中，已要求边缘节点重新出生。若反复出现，请更正边缘节点。',
  },
  'wrong-field': correctType,
  'bad-array': correctType,
  'no-value': {
    en: 'The metric has neither a value nor the mark of null. Correct it in the edge node. Stored as bad.',
    zh: '该指标既无值也无空值标记。请在边缘节点中更正；已按坏值保存。',
  },
  'not-finite': {
    en: 'The value is not a finite number (NaN or infinite). Stored as bad; check the sensor or the calculation.',
    zh: '该值不是有限数值（NaN 或无穷大），已按坏值保存。请检查传感器或计算。',
  },
  'not-exact': {
    en: 'The integer is beyond 2^53 and kept as the nearest number, marked uncertain. Let the edge node send it as a text where every digit counts.',
    zh: '该整数超过 2^53，按最接近的数值保存并标记为不确定。若需要每一位精确，请让边缘节点以文本发送。',
  },
  'too-large': {
    en: 'The value is longer than 64 KiB and not kept as a reading. Transfer files another way.',
    zh: '该值超过 64 KiB，不作为读数保存。请用其他方式传输文件。',
  },
  'name-too-long': {
    en: 'The name gives an identifier of more than 200 characters. Shorten it in the edge node.',
    zh: '该名称形成的标识超过 200 个字符。请在边缘节点中缩短。',
  },
  'same-name': {
    en: 'The name differs from another only by upper and lower case, which identifiers do not tell apart; it is not read. Rename it.',
    zh: '该名称与另一名称仅大小写不同，标识不区分大小写，因此不会被读取。请改名。',
  },
  'same-machine': {
    en: 'The edge node or device differs from another only by upper and lower case, which identifiers do not tell apart; it is not read. Rename it.',
    zh: '该边缘节点或设备与另一个仅大小写不同，标识不区分大小写，因此不会被读取。请改名。',
  },
  'bad-time': {
    en: 'The time stamp is no time that can be meant; the time of arrival is taken. Correct the clock of the edge node.',
    zh: '时间戳不合理，已改用到达时间。请校正边缘节点的时钟。',
  },
  'too-many-metrics': {
    en: 'All edge nodes and devices that are alive have more than 400,000 metrics together; further births are not taken. Read fewer groups with this source.',
    zh: '所有在线边缘节点和设备的指标总数超过 400,000，不再接收新的出生消息。请减少此数据源读取的组。',
  },
  'too-many-nodes': {
    en: 'There are more edge nodes than one source reads. Connect the groups as sources of their own.',
    zh: '边缘节点数超过单个数据源的上限。请将各组分别接入为独立的数据源。',
  },
};
