// From the registers and bits of an answer to readings of the signals that lie there.
import type { Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { quality } from '../../../../stores/series/series.ts';
import type { ModbusAnswer } from '../../../../wire/modbus/message.ts';
import { bitAt } from '../../../../wire/modbus/request.ts';
import { decodeRegisters, type ValueTrouble } from '../../../../wire/modbus/values.ts';
import { toldValue, type ToldValue } from '../../model/told-value.ts';
import type { ObservedReading } from '../protocol.ts';
import { sizeOf } from './address.ts';
import type { Block, PlacedSignal } from './blocks.ts';

const remedies: Readonly<Record<ValueTrouble, Bilingual>> = {
  'not-bcd': {
    en: 'The register holds digits beyond 9 and is no BCD number. Stored as bad. Check the type (uint16?) and the byte order.',
    zh: '寄存器中含有大于 9 的位，不是 BCD 数；已按坏值保存。请检查类型（uint16？）及字节序。',
  },
  'not-text': {
    en: 'The registers hold no text in ASCII or UTF-8. Stored as bad. Check the address, and whether the bytes are swapped (`badc`).',
    zh: '寄存器内容不是 ASCII 或 UTF-8 文本；已按坏值保存。请检查地址，以及字节是否交换（`badc`）。',
  },
  'too-short': {
    en: 'The unit answered with too few registers. Stored as bad.',
    zh: '单元返回的寄存器数不足；已按坏值保存。',
  },
};

export type Refuse = (signal: PlacedSignal, excerpt: string, remedy: Bilingual) => void;

export function readingsIn(block: Block, answer: ModbusAnswer, refuse: Refuse): ObservedReading[] {
  return block.signals.map((signal) => {
    const { value, quality: how, remedy } = valueIn(block, answer, signal);
    if (remedy) refuse(signal, String(value), remedy);
    return { signal: signal.position, value, quality: how };
  });
}

function valueIn(block: Block, answer: ModbusAnswer, { place, value }: PlacedSignal): ToldValue {
  const at = place.address - block.address;
  if (answer.kind === 'bits') return toldValue(bitAt(answer.bits, at), value);
  if (answer.kind !== 'registers' || !('form' in place)) return bad('too-short');
  const bytes = answer.registers.subarray(at * 2, (at + sizeOf(place)) * 2);
  const decoded = decodeRegisters(place.form, bytes);
  return decoded.ok ? toldValue(decoded.value, value) : bad(decoded.trouble);
}

function bad(trouble: ValueTrouble): ToldValue {
  return { value: null, quality: quality.bad, remedy: remedies[trouble] };
}

export function badReadings(signals: readonly PlacedSignal[]): ObservedReading[] {
  return signals.map(({ position }) => ({ signal: position, value: null, quality: quality.bad }));
}
