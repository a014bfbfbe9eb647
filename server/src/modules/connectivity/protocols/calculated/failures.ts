// What can be wrong with calculated signals.
import { defineFailures } from '../../../../kernel/failure/failure.ts';

export const calculatedFailures = defineFailures('calculated', {
  'bad-expression': {
    kind: 'invalid',
    message: {
      en: 'The expression of {signal} is wrong at character {place} ({excerpt}): {trouble}',
      zh: '测点 {signal} 的表达式第 {place} 个字符处（{excerpt}）有误：{trouble}',
    },
    facts: ['signal', 'place', 'trouble'],
  },
  'unknown-input': {
    kind: 'missing',
    message: {
      en: 'The input {name} of {source} is the signal {signal}, which this gateway does not know. Check the identifier, or connect its machine first.',
      zh: '{source} 的输入 {name} 指向测点 {signal}，本网关没有该测点。请检查标识，或先接入其设备。',
    },
  },
  'foreign-input': {
    kind: 'forbidden',
    message: {
      en: 'The input {name} of {source} is the signal {signal} of another enterprise. Calculate with signals of {enterprise} only.',
      zh: '{source} 的输入 {name} 指向其他企业的测点 {signal}。只能使用 {enterprise} 的测点进行计算。',
    },
  },
  'own-input': {
    kind: 'invalid',
    message: {
      en: 'The input {name} of {source} is calculated by itself: {signal}. Take the signal that it is calculated from.',
      zh: '{source} 的输入 {name} 是其自身的计算结果：{signal}。请改用其来源测点。',
    },
  },
  'input-twice': {
    kind: 'invalid',
    message: {
      en: 'The source {source} has two inputs called {name}. Rename one.',
      zh: '数据源 {source} 有两个名为 {name} 的输入。请为其中一个改名。',
    },
  },
  'bad-unit': {
    kind: 'invalid',
    message: {
      en: 'The signal {signal} is to be in {unit}, but its expression gives {given}. Change one of them.',
      zh: '测点 {signal} 的单位为 {unit}，而表达式的结果为 {given}。请修改其中之一。',
    },
  },
  'no-readings': {
    kind: 'missing',
    message: {
      en: 'This process keeps no readings, so there is nothing to try the expressions on. Try them at the platform.',
      zh: '本进程不保存读数，无法用历史数据试算。请在平台上试算。',
    },
  },
});
