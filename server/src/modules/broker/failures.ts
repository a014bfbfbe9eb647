// What the broker refuses to those in this process; clients get the codes of MQTT.
import { defineFailures } from '../../kernel/failure/failure.ts';

export const brokerFailures = defineFailures('broker', {
  'bad-topic': {
    kind: 'invalid',
    message: {
      en: 'Nothing can be published to the topic {topic}: {reason}. Use 1 to 4,096 bytes without + and #.',
      zh: '不能发布到主题 {topic}：{reason}。请使用 1 至 4096 字节且不含 + 和 # 的主题。',
    },
  },
  'bad-filter': {
    kind: 'invalid',
    message: {
      en: 'The topic filter {filter} is not valid: {reason}. + stands alone in its level, # alone in the last.',
      zh: '主题过滤器 {filter} 无效：{reason}。+ 须独占一级，# 须独占最后一级。',
    },
  },
  'not-stored': {
    kind: 'unavailable',
    message: {
      en: 'The broker could not keep a message: {reason}. It is not acknowledged; check the disk of the data folder.',
      zh: 'MQTT 服务器未能保存消息：{reason}。该消息未确认；请检查数据目录所在磁盘。',
    },
  },
  'retained-full': {
    kind: 'exhausted',
    message: {
      en: 'The broker keeps {count} retained messages already. Remove some, or raise broker.retainedMax.',
      zh: 'MQTT 服务器已保留 {count} 条消息。请清除部分保留消息，或提高 broker.retainedMax。',
    },
  },
});
