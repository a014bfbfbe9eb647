// Elements of information to readings and, for commands, back. The quality bits of the standard decide what a reading is
// worth: invalid is bad; not topical, substituted, blocked, overflown, on its way or run over is uncertain.
import { fill, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { quality, type Quality, type ReadingValue } from '../../../../stores/series/series.ts';
import { flag, type Element, type Family } from '../../../../wire/iec104/types.ts';
import type { Signal } from '../../../assets/api.ts';

export type ReadElement = {
  readonly value: ReadingValue;
  readonly quality: Quality;
  /** Present when what was told does not fit the signal. */
  readonly refused?: 'not-boolean' | 'not-finite';
};

const pointWords = ['intermediate', 'off', 'on', 'indeterminate'] as const;
const doubtful =
  flag.notTopical | flag.substituted | flag.blocked | flag.overflow | flag.transient | flag.carry;

export function readElement(
  form: Signal['value'],
  family: Family,
  { value, flags }: Element,
): ReadElement {
  const worth =
    (flags & flag.invalid) !== 0
      ? quality.bad
      : (flags & doubtful) !== 0
        ? quality.uncertain
        : quality.good;
  if (!Number.isFinite(value)) return { value: null, quality: quality.bad, refused: 'not-finite' };
  if (family === 'DP' && (value === 0 || value === 3)) return between(form, value, worth);
  switch (form) {
    case 'number':
      return { value, quality: worth };
    case 'boolean':
      if (family === 'SP' || family === 'DP') {
        return { value: value === (family === 'SP' ? 1 : 2), quality: worth };
      }
      return { value: null, quality: quality.bad, refused: 'not-boolean' };
    default:
      return { value: textOf(family, value), quality: worth };
  }
}

/** A double point whose contacts contradict each other, or that moves. */
function between(form: Signal['value'], value: number, worth: Quality): ReadElement {
  const most = Math.min(worth, quality.uncertain) as Quality;
  if (form === 'boolean') return { value: null, quality: quality.bad };
  return { value: form === 'number' ? value : textOf('DP', value), quality: most };
}

function textOf(family: Family, value: number): string {
  if (family === 'DP') return pointWords[value] ?? String(value);
  if (family === 'SP') return value === 1 ? 'on' : 'off';
  return String(value);
}

/** How a signal of this family is kept when nobody said so. */
export function formOf(family: Family): Pick<Signal, 'kind' | 'value'> {
  if (family === 'SP') return { kind: 'event', value: 'boolean' };
  if (family === 'DP') return { kind: 'event', value: 'text' };
  return { kind: family === 'BO' || family === 'PS' ? 'event' : 'sample', value: 'number' };
}

export type CommandValue =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly why: Bilingual };

type Range = { readonly minimum: number; readonly maximum: number; readonly whole: boolean };

const ranges: Partial<Record<Family, Range>> = {
  BO: { minimum: 0, maximum: 0xff_ff_ff_ff, whole: true },
  ME_NA: { minimum: -1, maximum: 32_767 / 32_768, whole: false },
  ME_NB: { minimum: -32_768, maximum: 32_767, whole: true },
  ME_NC: { minimum: -3.402_823_466e38, maximum: 3.402_823_466e38, whole: false },
};

const states: Partial<Record<Family, Readonly<Record<string, number>>>> = {
  SP: { false: 0, true: 1, off: 0, on: 1, 0: 0, 1: 1 },
  DP: { false: 1, true: 2, off: 1, on: 2, 1: 1, 2: 2 },
  ST: { lower: 1, higher: 2, 1: 1, 2: 2 },
};

export function commandValue(family: Family, told: number | string | boolean): CommandValue {
  const words = states[family];
  if (words) {
    const value = Object.hasOwn(words, String(told)) ? words[String(told)] : undefined;
    if (value !== undefined) return { ok: true, value };
    return no(noState, { told, known: Object.keys(words).join(', ') });
  }
  const range = ranges[family];
  if (!range) return no(noCommand, {});
  const { minimum, maximum, whole } = range;
  const fits = typeof told === 'number' && told >= minimum && told <= maximum;
  if (!fits || (whole && !Number.isInteger(told)))
    return no(whole ? noWhole : noNumber, { told, minimum, maximum });
  return { ok: true, value: told };
}

function no(text: Bilingual, values: Readonly<Record<string, unknown>>): CommandValue {
  return { ok: false, why: fill(text, values) };
}

const noState = {
  en: '{told} is none of the states that can be commanded: {known}',
  zh: '{told} 不是可下发的状态。可用：{known}',
};
const noWhole = {
  en: '{told} is no whole number from {minimum} to {maximum}',
  zh: '{told} 不是 {minimum} 到 {maximum} 之间的整数',
};
const noNumber = {
  en: '{told} is no number from {minimum} to {maximum}',
  zh: '{told} 不是 {minimum} 到 {maximum} 之间的数',
};
const noCommand = {
  en: 'there is no command for signals of this type',
  zh: '该类型的测点没有对应的命令',
};
