// Why something of a tag list cannot be taken, in words that say what to do.
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';

export const notTakenWords = {
  driver: {
    en: 'The driver {what} has no counterpart here. Connect the device by a protocol of this gateway.',
    zh: '驱动 {what} 在本网关中没有对应协议。请使用本网关支持的协议接入该设备。',
  },
  'device-id': {
    en: 'The device id {what} names no host. Enter host and port by hand.',
    zh: '设备 ID {what} 中没有主机地址。请手动填写主机和端口。',
  },
  endpoint: {
    en: 'The endpoint {what} is no opc.tcp:// address. Enter host and port by hand.',
    zh: '端点 {what} 不是 opc.tcp:// 地址。请手动填写主机和端口。',
  },
  secret: {
    en: 'Passwords are not in the export. Enter the password of {what} by hand.',
    zh: '导出文件不含密码。请手动填写 {what} 的密码。',
  },
  address: {
    en: 'The address {what} has no counterpart here. Enter it by hand.',
    zh: '地址 {what} 在本网关中没有对应写法。请手动填写。',
  },
  'data-type': {
    en: 'The data type {what} is not read at this address. Choose another by hand.',
    zh: '该地址不支持数据类型 {what}。请手动选择其他类型。',
  },
  array: {
    en: 'Arrays are read one element a signal. Add a signal for each element of {what}.',
    zh: '数组按每个元素一个测点采集。请为 {what} 的每个元素添加测点。',
  },
  'word-order': {
    en: 'Words and double words of {what} are ordered differently; such 64-bit values are not read.',
    zh: '{what} 的字序与双字序不一致，无法读取此类 64 位值。',
  },
  scaling: {
    en: 'The scaling {what} is not linear. Add a calculated signal for it.',
    zh: '换算方式 {what} 不是线性的。请为其添加计算测点。',
  },
  clamp: {
    en: 'The limits of the scaling are not applied; values beyond them are stored as told.',
    zh: '未采用换算的上下限钳位；超出范围的值按原样保存。',
  },
  'no-tags': { en: 'It has no tags, so it is not added.', zh: '没有标签，因此未添加。' },
  'no-address': {
    en: 'The line has no address. Enter it in the column `address`.',
    zh: '该行没有地址。请在 address 列中填写。',
  },
  'no-id': {
    en: 'The line has no name. Enter it in the column `id`.',
    zh: '该行没有名称。请在 id 列中填写。',
  },
  'bad-number': { en: 'The column {what} is no number.', zh: '列 {what} 不是数值。' },
  'bad-line': { en: 'The line cannot be read: {what}.', zh: '该行无法读取：{what}。' },
  twice: {
    en: 'The name {what} stands twice; the second is left out.',
    zh: '名称 {what} 重复，后一个已忽略。',
  },
  'too-many': {
    en: 'More than {what} tags; the rest is left out. Split the device into several sources.',
    zh: '标签超过 {what} 个，其余已忽略。请将设备拆分为多个数据源。',
  },
  'not-valid': { en: 'The source cannot be used: {what}', zh: '该数据源无法使用：{what}' },
} satisfies Record<string, Bilingual>;

export type NotTakenWord = keyof typeof notTakenWords;
