// What questions about readings are refused for, each with the way to ask smaller.
import { defineFailures } from '../../kernel/failure/failure.ts';

export const queryFailures = defineFailures('query', {
  'part-missing': {
    kind: 'invalid',
    message: {
      en: 'A query of the kind “{query}” needs {part}.',
      zh: '“{query}” 类查询需要 {part}。',
    },
  },
  'bad-span': {
    kind: 'invalid',
    message: {
      en: 'The span from {from} to {to} is empty: it must end after it begins.',
      zh: '时间段 {from} 至 {to} 为空：结束时间必须晚于开始时间。',
    },
  },
  'bad-duration': {
    kind: 'invalid',
    message: {
      en: '“{text}” is no length of time. Write it like 250ms, 15m, 12h or 7d; {part} also takes hour, day, week, month or shift where it makes buckets.',
      zh: '“{text}” 不是有效时长。请写成 250ms、15m、12h 或 7d；分段时 {part} 也可为 hour、day、week、month 或 shift。',
    },
  },
  'bad-zone': {
    kind: 'invalid',
    message: {
      en: '“{zone}” is no time zone. Name one of the IANA list, like Asia/Shanghai.',
      zh: '“{zone}” 不是时区。请使用 IANA 名称，例如 Asia/Shanghai。',
    },
  },
  'bad-cursor': {
    kind: 'invalid',
    message: {
      en: '“{cursor}” is not a place where an answer goes on. Pass what the answer before gave as “next”, unchanged.',
      zh: '“{cursor}” 不是有效的续读位置。请原样传入上一个答复中的 next。',
    },
  },
  'other-enterprises': {
    kind: 'forbidden',
    message: {
      en: 'You may not see readings of {identifier}.',
      zh: '您无权查看 {identifier} 的读数。',
    },
  },
  'no-signals': {
    kind: 'missing',
    message: {
      en: 'No signal that you may see fits {what}. GET /api/machines lists machines and their signals.',
      zh: '没有您可查看且符合 {what} 的测点。可通过 GET /api/machines 查看设备及测点。',
    },
  },
  'too-many-signals': {
    kind: 'exhausted',
    message: {
      en: 'The query names {signals} signals or more; at most {most} are answered at once. It would read about {readings} readings. Narrow the path, or ask part by part.',
      zh: '查询涉及 {signals} 个以上测点，一次最多 {most} 个，预计读取约 {readings} 条读数。请缩小路径范围或分批查询。',
    },
    facts: ['signals', 'most', 'readings'],
  },
  'too-many-points': {
    kind: 'exhausted',
    message: {
      en: 'The answer would have {points} points; at most {most} are given. Ask for a shorter span, wider buckets, or fewer signals.',
      zh: '结果将有 {points} 个点，最多 {most} 个。请缩短时间段、加宽分段或减少测点。',
    },
    facts: ['points', 'most'],
  },
  'too-many-readings': {
    kind: 'exhausted',
    message: {
      en: 'The query would read about {readings} readings of {signals} signals; at most {most} are read for one answer. Ask for a span of at most {hours} h, or for fewer signals.',
      zh: '查询预计读取 {signals} 个测点约 {readings} 条读数，一次最多 {most} 条。请将时间段缩短到 {hours} 小时以内，或减少测点。',
    },
    facts: ['readings', 'signals', 'most', 'hours'],
  },
  'too-many-states': {
    kind: 'exhausted',
    message: {
      en: '{signal} has more than {most} different values in one stretch, so it has no states. Ask for its aggregates.',
      zh: '{signal} 在一个时段内有超过 {most} 个不同的值，不适合统计状态。请改用聚合查询。',
    },
  },
  'too-long': {
    kind: 'timeout',
    message: {
      en: 'The query was ended after {seconds} s, {readings} readings in. Ask for a shorter span or fewer signals.',
      zh: '查询在 {seconds} 秒后终止，已读取 {readings} 条读数。请缩短时间段或减少测点。',
    },
    facts: ['readings', 'seconds'],
  },
  'bad-file': {
    kind: 'invalid',
    message: {
      en: '“{file}” does not say what file it shall be. Let its name end in .csv, .parquet or .arrow.',
      zh: '无法从 “{file}” 判断文件类型。请使用 .csv、.parquet 或 .arrow 扩展名。',
    },
  },
  'exports-busy': {
    kind: 'exhausted',
    message: {
      en: 'All exports that may be under way are: {most} in all, half of them for one caller. Start again when one of yours has ended.',
      zh: '导出任务已达上限：共 {most} 个，单个调用方最多占一半。请待您的某个任务结束后重试。',
    },
  },
  left: {
    kind: 'unavailable',
    message: {
      en: 'The query was ended because its caller went away.',
      zh: '调用方已离开，查询终止。',
    },
  },
  busy: {
    kind: 'exhausted',
    message: {
      en: '{most} queries are answered at once, half of them for one caller, and as many as may wait are waiting. Ask again in a moment, one after the other.',
      zh: '同时最多执行 {most} 个查询，单个调用方最多占一半，等待队列已满。请稍后逐个重试。',
    },
  },
});
