// What a person can do about messages that could not be taken.
import type { Bilingual } from '../../../../kernel/schema/bilingual.ts';

export const remedies = {
  'own-topic': {
    en: 'This gateway publishes this topic itself, in its unified namespace; taking it in would go round for ever. It is left alone. Narrow the filter, or give the source another name if a machine writes this topic too.',
    zh: '该主题由本网关的统一命名空间自身发布，若再采集将无限循环，已忽略。请缩小过滤器范围；若设备也写入该主题，请更改数据源名称。',
  },
  'not-json': {
    en: 'The payload is not JSON. Choose the payload form `text`, or make the publisher send JSON.',
    zh: '载荷不是 JSON。请将载荷格式改为 text，或让发布方发送 JSON。',
  },
  'not-text': {
    en: 'The payload is not UTF-8 text. Binary payloads need their own protocol, e.g. `sparkplug`; narrow the filters.',
    zh: '载荷不是 UTF-8 文本。二进制载荷需使用相应协议（如 sparkplug）；请缩小过滤器范围。',
  },
  'too-long': {
    en: 'The payload is longer than is read. Narrow the filters, or raise payloadBytesMax.',
    zh: '载荷超过可读取长度。请缩小过滤器范围，或提高 payloadBytesMax。',
  },
  'no-value': {
    en: 'The payload has no value at this path. Correct the path behind the # of the address.',
    zh: '载荷在该路径处没有值。请更正地址中 # 后的路径。',
  },
  'not-scalar': {
    en: 'There is an object or a list at this path, not a value. Make the path longer.',
    zh: '该路径处是对象或列表而不是值。请将路径写得更深。',
  },
  'no-time': {
    en: 'The time of the payload cannot be read; the time of arrival was taken. Correct timePath and timeUnit.',
    zh: '载荷中的时间无法解析，已采用到达时间。请更正 timePath 和 timeUnit。',
  },
  'too-many': {
    en: 'More signals than may be learned. Narrow the filters, or raise learnMax.',
    zh: '可学习的测点已达上限。请缩小过滤器范围，或提高 learnMax。',
  },
  'unknown-topic': {
    en: 'No signal has this topic as address. Add one, or set learn.',
    zh: '没有测点以该主题为地址。请添加测点，或启用 learn。',
  },
  'not-durable': {
    en: 'The message could not be stored and is not acknowledged; the broker sends it again.',
    zh: '消息未能存储且未确认，服务器会重新发送。',
  },
} satisfies Record<string, Bilingual>;
