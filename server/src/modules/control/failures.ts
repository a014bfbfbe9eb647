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
      en: 'There is no order {id} that you may see.',
      zh: '没有您可查看的指令 {id}。',
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
      en: 'There are no limits for writing to {signal}.',
      zh: '测点 {signal} 未设置写入联锁。',
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
