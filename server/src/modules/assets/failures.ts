// What can go wrong with assets.
import { defineFailures } from '../../kernel/failure/failure.ts';

export const assetsFailures = defineFailures('assets', {
  'unknown-machine': {
    kind: 'missing',
    message: {
      en: 'There is no machine {identifier} that you may see. GET /api/machines lists those you may.',
      zh: '没有您可查看的设备 {identifier}。可查看的设备见 GET /api/machines。',
    },
  },
  'bad-path': {
    kind: 'invalid',
    message: {
      en: '"{path}" is no path of signals. Write names joined by "/", from the enterprise down, e.g. 88.118.8/**/melt_*; at most 1000 characters and 8 times "**".',
      zh: '“{path}”不是有效的测点路径。请从企业开始用“/”连接各级名称，例如 88.118.8/**/melt_*；最多 1000 个字符、8 个“**”。',
    },
  },
  'bad-place': {
    kind: 'invalid',
    message: {
      en: '"{after}" is not the "next" of a page of assets. Ask for the first page without "after".',
      zh: '“{after}”不是资产列表返回的“next”。请不带“after”查询第一页。',
    },
  },
  'foreign-part': {
    kind: 'invalid',
    message: {
      en: 'The model of {machine} holds {identifier}, which is not under that machine. Describe each machine by itself.',
      zh: '{machine} 的模型包含不属于该设备的 {identifier}。请分别描述每台设备。',
    },
  },
  'too-large': {
    kind: 'exhausted',
    message: {
      en: 'The model of {machine} has {count} parts, more than {countMax}. Split it.',
      zh: '{machine} 的模型有 {count} 个部分，超过 {countMax}。请拆分。',
    },
  },
});
