// What can go wrong in a store, whichever engine is behind it.
import { defineFailures } from '../kernel/failure/failure.ts';

export const storeFailures = defineFailures('stores', {
  'changed-meanwhile': {
    kind: 'conflict',
    message: {
      en: 'The record {id} of {collection} was changed meanwhile. Read it again and repeat the change.',
      zh: '{collection} 的记录 {id} 已被他人修改。请重新读取后再修改。',
    },
  },
  'duplicate-key': {
    kind: 'conflict',
    message: {
      en: 'Another record of {collection} already has this value of {key}. Choose another value.',
      zh: '{collection} 中已有另一条记录使用了相同的 {key}。请换一个值。',
    },
  },
  'unknown-collection': {
    kind: 'internal',
    message: {
      en: 'The collection {collection} was never defined.',
      zh: '集合 {collection} 未定义。',
    },
  },
  'bad-query': {
    kind: 'invalid',
    message: { en: 'The query cannot be answered: {reason}.', zh: '无法执行该查询：{reason}。' },
  },
  'bad-sql': {
    kind: 'invalid',
    message: {
      en: 'The SQL is not answered: {reason}. One SELECT over the tables readings and signals is; files, the network and settings are out of reach.',
      zh: '无法执行该 SQL：{reason}。仅支持对 readings 与 signals 表的单条 SELECT，不能访问文件、网络和设置。',
    },
  },
  'sql-too-long': {
    kind: 'timeout',
    message: {
      en: 'The SQL was ended after at most {seconds} s. Ask for a shorter span or fewer signals.',
      zh: '该 SQL 在 {seconds} 秒内未完成，已终止。请缩短时间段或减少测点。',
    },
  },
  'too-many-corrections': {
    kind: 'exhausted',
    message: {
      en: 'There are {most} corrections of all enterprises, which is the most that is kept. Tell the operator, and correct readings where they come from.',
      zh: '所有企业的更正合计已达上限 {most} 条。请告知运维人员，并在数据来源处修正。',
    },
  },
  'damaged-blob': {
    kind: 'internal',
    message: {
      en: 'The stored file {name} is damaged: its bytes no longer match its name. Restore it from a backup.',
      zh: '存储的文件 {name} 已损坏：内容与名称不符。请从备份恢复。',
    },
  },
  'cannot-open': {
    kind: 'unavailable',
    message: {
      en: 'Cannot open the {shape} store in {path}: {reason}. If another Jingwei uses this folder, stop it; if the disk is damaged, restore a backup.',
      zh: '无法打开 {path} 中的 {shape} 存储：{reason}。若另一个经纬程序正在使用该文件夹，请先停止；若磁盘损坏，请从备份恢复。',
    },
  },
  closed: {
    kind: 'unavailable',
    message: { en: 'The {shape} store is closed.', zh: '{shape} 存储已关闭。' },
  },
});
