// What goes wrong between us and an MQTT broker; each names the broker, the fault and the remedy.
import { defineFailures } from '../../../kernel/failure/failure.ts';

export const mqttFailures = defineFailures('mqtt', {
  'cannot-connect': {
    kind: 'unavailable',
    message: {
      en: 'No MQTT connection to {broker}: {reason}',
      zh: '无法与 {broker} 建立 MQTT 连接：{reason}',
    },
  },
  refused: {
    kind: 'forbidden',
    message: {
      en: 'The broker {broker} refused the connection: {reason}',
      zh: 'MQTT 服务器 {broker} 拒绝了连接：{reason}',
    },
  },
  'not-connected': {
    kind: 'unavailable',
    message: {
      en: 'The connection to {broker} is over; nothing was sent. It is made again by itself.',
      zh: '与 {broker} 的连接已断开，未发送任何内容；系统会自动重连。',
    },
  },
  'not-subscribed': {
    kind: 'forbidden',
    message: {
      en: 'The broker {broker} does not let us hear {filter}: {reason}',
      zh: 'MQTT 服务器 {broker} 不允许订阅 {filter}：{reason}',
    },
  },
  'not-published': {
    kind: 'forbidden',
    message: {
      en: 'The broker {broker} did not take what was published to {topic}: {reason}',
      zh: 'MQTT 服务器 {broker} 未接受发布到 {topic} 的消息：{reason}',
    },
  },
  'bad-filter': {
    kind: 'invalid',
    message: {
      en: 'The topic filter {filter} is not valid: {reason}. Correct it.',
      zh: '主题过滤器 {filter} 无效：{reason}。请更正。',
    },
  },
});
