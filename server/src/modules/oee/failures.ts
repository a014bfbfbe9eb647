// What OEE refuses.
import { defineFailures } from '../../kernel/failure/failure.ts';

export const oeeFailures = defineFailures('oee', {
  'not-set-up': {
    kind: 'missing',
    message: {
      en: 'No machine of {identifier} has a mapping of its states yet. GET /api/oee/mappings?machine=… proposes one, PUT /api/oee/machines/… takes it.',
      zh: '{identifier} 下尚无设备配置状态映射。GET /api/oee/mappings?machine=… 可给出建议，PUT /api/oee/machines/… 保存。',
    },
  },
  'bad-settings': {
    kind: 'invalid',
    message: {
      en: 'The settings of {machine} do not fit: {trouble} Correct them and send them again.',
      zh: '{machine} 的设置有误：{trouble} 请更正后重新提交。',
    },
  },
  'in-the-past': {
    kind: 'conflict',
    message: {
      en: 'Settings of {machine} from {from} on change figures that are already told. Send them without `from`, or with `correction: true`.',
      zh: '自 {from} 起更改 {machine} 的设置会影响既有指标。请去掉 `from`，或注明 `correction: true`。',
    },
  },
  'too-many-versions': {
    kind: 'conflict',
    message: {
      en: 'The settings of {machine} have as many versions as are kept: {countMax}, or 4 MB. Send these with the `from` of a version that holds and `correction: true`: they take its place.',
      zh: '{machine} 的设置版本已达上限（{countMax} 个或 4 MB）。请使用现有版本的 `from` 并注明 `correction: true` 提交，以替换该版本。',
    },
  },
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
  'too-much': {
    kind: 'exhausted',
    message: {
      en: 'That is {count} days of machines, more than {countMax}. Ask for a shorter span or fewer machines.',
      zh: '请求涉及 {count} 个设备日，超过 {countMax}。请缩短时间或减少设备。',
    },
  },
  'too-many-intervals': {
    kind: 'exhausted',
    message: {
      en: 'The span of {machine} has {count} intervals, more than {countMax}. Ask for a shorter one.',
      zh: '{machine} 该时段有 {count} 个区间，超过 {countMax}。请缩短时间段。',
    },
  },
  'too-many-readings': {
    kind: 'exhausted',
    message: {
      en: 'From {from} to {to} there are more than {countMax} readings to look at. Ask for a shorter span.',
      zh: '{from} 至 {to} 需读取超过 {countMax} 条读数。请缩短时间段。',
    },
  },
  'unknown-reason': {
    kind: 'invalid',
    message: {
      en: '{enterprise} has no reason “{reason}”. GET /api/oee/reasons/{enterprise} lists them.',
      zh: '{enterprise} 没有原因“{reason}”。可通过 GET /api/oee/reasons/{enterprise} 查看。',
    },
  },
  'bad-reasons': {
    kind: 'invalid',
    message: {
      en: 'The tree of reasons of {enterprise} does not hold: {trouble}',
      zh: '{enterprise} 的原因树有误：{trouble}',
    },
  },
  'bad-articles': {
    kind: 'invalid',
    message: {
      en: 'The articles of {enterprise} do not fit: {trouble}',
      zh: '{enterprise} 的物品有误：{trouble}',
    },
  },
  'empty-count': {
    kind: 'invalid',
    message: {
      en: 'An entry of parts for {machine} needs good, scrap or rework.',
      zh: '{machine} 的数量录入须包含合格、废品或返工数量。',
    },
  },
  'unknown-entry': {
    kind: 'missing',
    message: {
      en: '{machine} has no entry {id}.',
      zh: '{machine} 没有录入项 {id}。',
    },
  },
  'undone-already': {
    kind: 'conflict',
    message: {
      en: 'The entry {id} of {machine} was undone by {by} already.',
      zh: '{machine} 的录入项 {id} 已由 {by} 撤销。',
    },
  },
  'no-meters': {
    kind: 'missing',
    message: {
      en: '{identifier} has no meters. PUT /api/oee/meters/{identifier} names them.',
      zh: '{identifier} 未设置电表等计量表。请通过 PUT /api/oee/meters/{identifier} 设置。',
    },
  },
  'bad-meter': {
    kind: 'invalid',
    message: {
      en: 'The meter {signal} of {identifier} does not fit: {trouble}',
      zh: '{identifier} 的计量表 {signal} 有误：{trouble}',
    },
  },
});
