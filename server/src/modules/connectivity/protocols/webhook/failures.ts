// What can be wrong with readings that somebody sends.
import { defineFailures } from '../../../../kernel/failure/failure.ts';

export const webhookFailures = defineFailures('webhook', {
  'bad-readings': {
    kind: 'invalid',
    facts: ['problems'],
    message: {
      en: 'Nothing was stored, because {count} things in the readings for {name} cannot be taken. The first: line {line}, {key}: {remedy} Correct them, or send with partial=true to store the others.',
      zh: '数据源 {name} 的读数中有 {count} 处无法接受，因此全部未保存。首个问题：第 {line} 行，{key}：{remedy}请更正，或使用 partial=true 仅保存其余读数。',
    },
  },
  'no-readings': {
    kind: 'invalid',
    message: {
      en: 'There is no reading in the body for {name}. Send JSON, NDJSON, CSV with a header, or the InfluxDB line protocol.',
      zh: '发送给数据源 {name} 的内容中没有读数。请发送 JSON、NDJSON、带表头的 CSV 或 InfluxDB 行协议。',
    },
  },
  'too-many-readings': {
    kind: 'invalid',
    message: {
      en: 'More than {readingsMax} readings at once for {name}. Nothing was stored; send them in several parts.',
      zh: '一次发送给数据源 {name} 的读数超过 {readingsMax} 个，未保存。请分多次发送。',
    },
  },
  'key-used': {
    kind: 'conflict',
    message: {
      en: 'The idempotency key {key} was used for other readings of {name}. Nothing was stored; use a new key for new readings.',
      zh: '幂等键 {key} 已用于数据源 {name} 的其他读数，本次未保存。新的读数请使用新的键。',
    },
  },
  'bad-key': {
    kind: 'invalid',
    message: {
      en: 'The idempotency key has {characters} characters, at most {charactersMax}. Use a UUID.',
      zh: '幂等键有 {characters} 个字符，最多 {charactersMax} 个。请使用 UUID。',
    },
  },
  'not-listening': {
    kind: 'unavailable',
    message: {
      en: 'The source {name} does not take readings now: {why}. Send them again in a moment.',
      zh: '数据源 {name} 暂时不接收读数：{why}。请稍后重发。',
    },
  },
  full: {
    kind: 'exhausted',
    message: {
      en: 'The source {name} has more readings waiting to be stored than may wait. Nothing was taken; send them again in a moment.',
      zh: '数据源 {name} 等待入库的读数已达上限，本次未接收。请稍后重发。',
    },
  },
  'not-pushed': {
    kind: 'invalid',
    message: {
      en: 'The source {name} speaks {protocol} and is not sent to. Add a source of the protocol webhook.',
      zh: '数据源 {name} 使用协议 {protocol}，不接收推送。请添加协议为 webhook 的数据源。',
    },
  },
});
