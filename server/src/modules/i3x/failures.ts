// What the i3X interface refuses beyond what its parts do.
import { defineFailures } from '../../kernel/failure/failure.ts';

export const i3xFailures = defineFailures('i3x', {
  'no-subscription': {
    kind: 'missing',
    message: {
      en: 'There is no subscription {id} of this client. Create one with POST /subscriptions; one that is not asked for {minutes} min is deleted.',
      zh: '该客户端没有订阅 {id}。请通过 POST /subscriptions 创建；{minutes} 分钟未使用的订阅会被删除。',
    },
  },
  'stream-open': {
    kind: 'invalid',
    message: {
      en: 'The subscription {id} has an open stream. Close it before calling sync.',
      zh: '订阅 {id} 有打开的数据流，请先关闭再调用 sync。',
    },
  },
  'too-many-subscriptions': {
    kind: 'exhausted',
    message: {
      en: 'There are {most} subscriptions, which is the most: 50 of one caller, 500 of an enterprise, 2,000 of all. Delete one first.',
      zh: '订阅已达上限 {most} 个（每个调用者 50，每个企业 500，总计 2,000）。请先删除一个。',
    },
  },
  'too-many-followed': {
    kind: 'exhausted',
    message: {
      en: 'A subscription follows at most {most} objects, those below registered ones too. Register fewer, with a smaller maxDepth, or in another subscription.',
      zh: '一个订阅最多跟踪 {most} 个对象（含下级）。请减少注册对象、减小 maxDepth，或另建订阅。',
    },
  },
  'too-many-values': {
    kind: 'exhausted',
    message: {
      en: 'One answer has at most {most} values, and the objects before this one have them. Ask for fewer objects or a shorter span.',
      zh: '单次结果最多 {most} 个值，前面的对象已占满。请减少对象或缩短时间段。',
    },
  },
  'too-many-objects': {
    kind: 'invalid',
    message: {
      en: 'More than {most} objects would be in one answer. Ask for them by typeElementId, or follow relations from the roots (root=true, POST /objects/related).',
      zh: '单次结果将超过 {most} 个对象。请按 typeElementId 过滤，或从根对象（root=true）起用 POST /objects/related 逐级浏览。',
    },
  },
  'bad-time': {
    kind: 'invalid',
    message: {
      en: '{startTime} to {endTime} is no span of time. Write RFC 3339 times in UTC, the later one second.',
      zh: '{startTime} 至 {endTime} 不是有效时间段。请使用 UTC 的 RFC 3339 时间，结束不早于开始。',
    },
  },
  'not-written': {
    kind: 'unsupported',
    message: {
      en: 'Values are not written through i3X: they would pass the limits of the machine by. Give an order: POST /api/orders.',
      zh: '不支持通过 i3X 写值，以免绕过设备联锁。请下达指令：POST /api/orders。',
    },
  },
});
