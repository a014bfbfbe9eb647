// A value that a protocol read, as its signal may have it: whole numbers that a double cannot hold exactly are
// never rounded silently. Pure; shared by the protocols whose signals a person chose.
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import { quality, type Quality, type ReadingValue } from '../../../stores/series/series.ts';
import type { SignalSettings } from '../api.ts';

export type RawValue = number | bigint | string | boolean;
export type SignalValue = NonNullable<SignalSettings['value']>;

export type ToldValue = {
  readonly value: ReadingValue;
  readonly quality: Quality;
  /** Why it is not good, and what to do. */
  readonly remedy?: Bilingual;
};

const beyond: Bilingual = {
  en: 'A 64-bit number is too large to be kept exactly as a number; the rounded value is stored as uncertain. Set `value: text` for this signal to keep every digit.',
  zh: '64 位整数超出数值可精确表示的范围；已将舍入值按“不确定”质量保存。请将该测点设为 `value: text` 以保留全部数字。',
};
const notFinite: Bilingual = {
  en: 'The machine told NaN or infinity: usually a sensor that is not connected, or a wrong type or byte order in the address. Stored as bad.',
  zh: '设备给出 NaN 或无穷大：通常是传感器未接入，或地址中的类型、字节序有误。已按坏值保存。',
};
const textForNumber: Bilingual = {
  en: 'The address holds a text that is no number, and the signal is a number. Stored as bad. Set `value: text` for this signal.',
  zh: '该地址存放的是非数字文本，而测点为数值型；已按坏值保存。请将该测点设为 `value: text`。',
};

export function toldValue(raw: RawValue, wanted: SignalValue): ToldValue {
  if (typeof raw === 'number' && !Number.isFinite(raw)) {
    return { value: null, quality: quality.bad, remedy: notFinite };
  }
  switch (wanted) {
    case 'text':
      return { value: String(raw), quality: quality.good };
    case 'boolean':
      return typeof raw === 'string'
        ? { value: null, quality: quality.bad, remedy: textForNumber }
        : { value: Boolean(raw), quality: quality.good };
    case 'number':
      return numberOf(raw);
  }
}

function numberOf(raw: RawValue): ToldValue {
  if (typeof raw === 'bigint') {
    const value = Number(raw);
    return Number.isSafeInteger(value)
      ? { value, quality: quality.good }
      : { value, quality: quality.uncertain, remedy: beyond };
  }
  if (typeof raw === 'string') {
    const value = raw.trim() === '' ? NaN : Number(raw);
    if (!Number.isFinite(value)) {
      return { value: null, quality: quality.bad, remedy: textForNumber };
    }
    return Number.isInteger(value) && !Number.isSafeInteger(value)
      ? { value, quality: quality.uncertain, remedy: beyond }
      : { value, quality: quality.good };
  }
  return { value: Number(raw), quality: quality.good };
}
