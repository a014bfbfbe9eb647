// What can be wrong with settings on records.
import { defineFailures } from '../../../../kernel/failure/failure.ts';

export const recordFailures = defineFailures('records', {
  'bad-zone': {
    kind: 'invalid',
    message: {
      en: 'The source {name} has the time zone {zone}, which is not in the IANA database. Write it like Europe/Berlin or Asia/Shanghai.',
      zh: '数据源 {name} 的时区 {zone} 不在 IANA 数据库中。请写成 Asia/Shanghai 或 Europe/Berlin 的形式。',
    },
  },
  'bad-time-format': {
    kind: 'invalid',
    message: {
      en: 'The source {name} has the time format {format}, which is not one. Use iso, unix-s, unix-ms, unix-us, unix-ns, or a pattern with year, month and day like dd.MM.yyyy HH:mm:ss.',
      zh: '数据源 {name} 的时间格式 {format} 无效。请使用 iso、unix-s、unix-ms、unix-us、unix-ns，或包含年月日的模式，例如 yyyy/M/d H:mm:ss。',
    },
  },
  'bad-path': {
    kind: 'invalid',
    message: {
      en: 'In the source {name}, {path} is no path: it cannot be read from its character {at}. Write it like data.axes[0].position.',
      zh: '数据源 {name} 中的路径 {path} 从第 {at} 个字符起无法解析。请写成 data.axes[0].position 的形式。',
    },
  },
  'signal-without-value': {
    kind: 'invalid',
    message: {
      en: 'The source {name} names only one of signalField and valueField. Give both, or neither.',
      zh: '数据源 {name} 只设置了 signalField 和 valueField 中的一个。请同时设置或都不设置。',
    },
  },
  'no-signals': {
    kind: 'invalid',
    message: {
      en: 'The source {name} has no signals, so nothing that it reads would mean anything. Give each signal an id and an address.',
      zh: '数据源 {name} 没有测点，读到的数据没有意义。请为每个测点设置编号和地址。',
    },
  },
});
