// What telemetry refuses.
import { defineFailures } from '../../kernel/failure/failure.ts';

export const telemetryFailures = defineFailures('telemetry', {
  'bad-time': {
    kind: 'invalid',
    message: {
      en: '“{text}” is not a time. Write it like 2026-11-22T08:00:00Z.',
      zh: '“{text}”不是有效时间。请写成 2026-11-22T08:00:00Z 的形式。',
    },
  },
  'bad-span': {
    kind: 'invalid',
    message: {
      en: 'The span from {from} to {to} is empty: it must end after it begins.',
      zh: '时间段 {from} 至 {to} 为空：结束时间必须晚于开始时间。',
    },
  },
  'other-enterprises': {
    kind: 'forbidden',
    message: {
      en: 'You may not see readings of {identifier}.',
      zh: '您无权查看 {identifier} 的读数。',
    },
  },
  'unknown-machine': {
    kind: 'missing',
    message: {
      en: 'There is no machine {identifier} here. GET /api/machines lists those that you may see.',
      zh: '此处没有设备 {identifier}。可通过 GET /api/machines 查看您有权访问的设备。',
    },
  },
});
