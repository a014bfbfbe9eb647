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
