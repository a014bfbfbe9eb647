// What can be wrong with a page that is polled.
import { defineFailures } from '../../../../kernel/failure/failure.ts';

export const pollFailures = defineFailures('http-poll', {
  'nothing-found': {
    kind: 'invalid',
    message: {
      en: 'The answer of {url} holds none of the signals of {name} as {format}: {why}. Check format and addresses; it begins with {excerpt}',
      zh: '{url} 的应答（按 {format} 解析）中没有数据源 {name} 的任何测点：{why}。请检查格式和地址；应答开头为 {excerpt}',
    },
  },
  'bad-selector': {
    kind: 'invalid',
    message: {
      en: 'In the source {name}, the address {address} is no Prometheus series. Write it like temperature{label="value"}.',
      zh: '数据源 {name} 的地址 {address} 不是 Prometheus 序列。请写成 temperature{label="value"} 的形式。',
    },
  },
});
