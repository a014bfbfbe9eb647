// What is wrong with the settings of a source over MQTT.
import { defineFailures } from '../../../../kernel/failure/failure.ts';

export const mqttSourceFailures = defineFailures('mqtt-source', {
  nothing: {
    kind: 'invalid',
    message: {
      en: 'The source {name} hears nothing: it has neither signals nor filters. Give signals with a topic as address, or filters to learn from.',
      zh: '数据源 {name} 未订阅任何内容：既没有测点也没有过滤器。请为测点填写主题地址，或填写要学习的过滤器。',
    },
  },
  'bad-address': {
    kind: 'invalid',
    message: {
      en: 'The signal {id} of {name} has the address {address}, which is not `topic` or `topic#path`. Write it like line1/press#values.temp or line1/press#list[0].',
      zh: '{name} 的测点 {id} 的地址 {address} 不是“主题”或“主题#路径”。请写成 line1/press#values.temp 或 line1/press#list[0]。',
    },
  },
  'bad-filter': {
    kind: 'invalid',
    message: {
      en: 'The topic filter {filter} of {name} is not valid. + stands alone in its level, # alone in the last.',
      zh: '{name} 的主题过滤器 {filter} 无效。+ 须独占一级，# 须独占最后一级。',
    },
  },
  'bad-path': {
    kind: 'invalid',
    message: {
      en: 'The path {path} of {name} cannot be read. Write it like values.temp or list[0].v.',
      zh: '{name} 的路径 {path} 无法解析。请写成 values.temp 或 list[0].v。',
    },
  },
});
