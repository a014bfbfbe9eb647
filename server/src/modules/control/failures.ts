// What can go wrong with orders to machines before they are orders.
import { defineFailures } from '../../kernel/failure/failure.ts';

export const controlFailures = defineFailures('control', {
  'unknown-signal': {
    kind: 'missing',
    message: {
      en: 'This gateway reads no signal {signal}. Check the identifier, or connect its machine.',
      zh: '本网关没有测点 {signal}。请检查标识，或先接入其设备。',
    },
  },
  'no-gateway': {
    kind: 'missing',
    message: {
      en: 'No gateway that is enrolled here and not blocked serves {enterprise}. `npm run jingwei -- gateway list` shows them.',
      zh: '此处没有已登记且未停用的网关服务于 {enterprise}。可用 `npm run jingwei -- gateway list` 列出。',
    },
  },
  'limits-elsewhere': {
    kind: 'invalid',
    message: {
      en: 'The limits for writing to {signal} are set at the gateway that reads it, and kept there whether or not the platform is within reach.',
      zh: '测点 {signal} 的写入联锁须在读取该测点的网关上设置；无论平台是否可达，网关都会遵守。',
    },
  },
  'not-the-platform': {
    kind: 'unavailable',
    message: {
      en: 'Orders from the platform are not believed ({reason}): they must be signed with the key that this gateway has pinned.',
      zh: '平台下发的指令不可信（{reason}）：指令须用本网关已固定的平台密钥签名。',
    },
  },
  'bad-ask': {
    kind: 'invalid',
    message: {
      en: 'What the gateway {gateway} asks is no question for orders. Both ends should be of the same version.',
      zh: '网关 {gateway} 的请求不是有效的指令查询。两端版本应一致。',
    },
  },
  'several-enterprises': {
    kind: 'invalid',
    message: {
      en: 'One order is for one enterprise: {one} and {other} are two. Send two orders.',
      zh: '一条指令只能针对一个企业：{one} 与 {other} 属于两个企业。请分开下达。',
    },
  },
  'not-allowed': {
    kind: 'forbidden',
    message: {
      en: 'You may not write to {signal}. Ask for the right {right}.',
      zh: '您无权写入测点 {signal}。请申请权限 {right}。',
    },
  },
  'unknown-order': {
    kind: 'missing',
    message: {
      en: 'There is no order {id} of {enterprise} that you may see. `npm run jingwei -- order list {enterprise}` shows those you may.',
      zh: '没有您可查看的 {enterprise} 的指令 {id}。可用 `npm run jingwei -- order list {enterprise}` 列出。',
    },
  },
  'own-order': {
    kind: 'forbidden',
    message: {
      en: 'You gave the order {id} yourself; another person must agree to it.',
      zh: '指令 {id} 由您本人下达，须由他人批准。',
    },
  },
  'not-waiting': {
    kind: 'conflict',
    message: {
      en: 'The order {id} is not waiting for anybody: it is {state}.',
      zh: '指令 {id} 当前状态为 {state}，不在等待批准。',
    },
  },
  'bad-interlock': {
    kind: 'invalid',
    message: {
      en: 'The limits of {signal} are wrong: {trouble}',
      zh: '测点 {signal} 的联锁设置有误：{trouble}',
    },
  },
  'no-interlock': {
    kind: 'missing',
    message: {
      en: 'There are no limits for writing to {signal}. Set them, in the console under Orders or with PUT /api/interlocks/{signal}.',
      zh: '测点 {signal} 未设置写入联锁。请在控制台“设备指令”中或用 PUT /api/interlocks/{signal} 设置。',
    },
  },
  'too-many-waiting': {
    kind: 'exhausted',
    message: {
      en: 'There are {count} orders waiting already. Agree to some, reject some, or let them expire.',
      zh: '已有 {count} 条指令等待处理。请先批准、驳回或等待其过期。',
    },
  },
});
