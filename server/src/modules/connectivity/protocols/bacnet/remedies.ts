// Why a session with a device ended, and what to do about what it tells and we cannot take.
import type { Bilingual } from '../../../../kernel/schema/bilingual.ts';

export const endings = {
  gateway: { en: 'the gateway closed the connection', zh: '网关关闭了连接' },
  silence: { en: 'the device does not answer any more', zh: '设备不再应答' },
} satisfies Record<string, Bilingual>;

export const remedies = {
  unreadable: {
    en: 'The property cannot be read: {why}. Stored as bad.',
    zh: '属性无法读取：{why}。已按坏值保存。',
  },
  'not-single': {
    en: 'The property is no single value. Stored as bad. Name an element, e.g. device:1/object-list[3], or another property.',
    zh: '该属性不是单个值，已按坏值保存。请指定元素（如 device:1/object-list[3]）或其他属性。',
  },
  'not-number': {
    en: 'The signal is a number and the property is none, or no finite one. Stored as bad. Make it a text.',
    zh: '该测点为数值型，而属性不是有限数值，已按坏值保存。请改为文本型。',
  },
  'not-boolean': {
    en: 'The signal is a boolean and the property has another value than 0 and 1. Stored as bad. Make it a number.',
    zh: '该测点为布尔型，而属性值不是 0 或 1，已按坏值保存。请改为数值型。',
  },
  unsubscribed: {
    en: 'The device does not tell changes of this object: {why}. It is read at intervals instead.',
    zh: '设备不通知该对象的变化：{why}。改为周期读取。',
  },
  notification: {
    en: 'The device told changes that could not be read, or of an object that is no signal of this source. Check that no old subscription points here.',
    zh: '设备发来的变化通知无法解析，或不属于本数据源的测点。请检查是否有旧订阅指向本机。',
  },
} satisfies Record<string, Bilingual>;
