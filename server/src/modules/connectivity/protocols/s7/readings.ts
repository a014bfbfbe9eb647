// From the bytes of a piece to readings of the signals that lie in it.
import type { Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { quality } from '../../../../stores/series/series.ts';
import { byteCount, decodeValue, type S7ValueTrouble } from '../../../../wire/s7/values.ts';
import { toldValue, type ToldValue } from '../../model/told-value.ts';
import type { ObservedReading } from '../protocol.ts';
import type { Piece, PlacedSignal } from './pieces.ts';

const remedies: Readonly<Record<S7ValueTrouble, Bilingual>> = {
  'not-bcd': {
    en: 'The bytes hold digits beyond 9 and are no S5TIME. Stored as bad. Check the type in the address.',
    zh: '字节中含有大于 9 的位，不是 S5TIME；已按坏值保存。请检查地址中的类型。',
  },
  'bad-date': {
    en: 'The bytes are no date. Stored as bad. Check the type in the address, and whether the program has set it yet.',
    zh: '字节内容不是有效日期；已按坏值保存。请检查地址中的类型，以及程序是否已赋值。',
  },
  'bad-string': {
    en: 'The string is longer than declared: no string lies there, or its declaration is larger than the length in the address. Stored as bad. Write the declared length, e.g. `DB1.STRING20[30]`.',
    zh: '字符串长度超出声明：该处不是字符串，或其声明长度大于地址中的长度；已按坏值保存。请写明声明长度，如 `DB1.STRING20[30]`。',
  },
  'too-short': {
    en: 'The controller answered with too few bytes. Stored as bad.',
    zh: '控制器返回的字节数不足；已按坏值保存。',
  },
};

export type Refuse = (signal: PlacedSignal, excerpt: string, remedy: Bilingual) => void;

export function readingsIn(piece: Piece, bytes: Uint8Array, refuse: Refuse): ObservedReading[] {
  return piece.signals.map((signal) => {
    const { value, quality: how, remedy } = valueIn(piece, bytes, signal);
    if (remedy) refuse(signal, String(value), remedy);
    return { signal: signal.position, value, quality: how };
  });
}

function valueIn(piece: Piece, bytes: Uint8Array, { place, value }: PlacedSignal): ToldValue {
  const at = place.byte - piece.byte;
  const own = bytes.subarray(at, at + byteCount(place.form));
  const lies = place.bit === undefined ? own : Uint8Array.of((own[0] ?? 0) >> place.bit);
  const decoded = decodeValue(place.form, own.length === 0 ? own : lies);
  if (decoded.ok) return toldValue(decoded.value, value);
  return { value: null, quality: quality.bad, remedy: remedies[decoded.trouble] };
}

export function badReadings(signals: readonly PlacedSignal[]): ObservedReading[] {
  return signals.map(({ position }) => ({ signal: position, value: null, quality: quality.bad }));
}
