// Writes to coils and holding registers. A single bit of a register is written by a mask (function 22), never by
// reading and writing back: what the device changed in between would be lost.
import { isFailure } from '../../../../kernel/failure/failure.ts';
import { same, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import type { ModbusRequest } from '../../../../wire/modbus/message.ts';
import { encodeRegisters, type EncodeTrouble } from '../../../../wire/modbus/values.ts';
import type { SignalWrite, WriteOutcome } from '../protocol.ts';
import type { ModbusPlace } from './address.ts';
import type { ModbusClient } from './client.ts';

type Value = SignalWrite['value'];

const reasons: Readonly<Record<EncodeTrouble | 'read-only' | 'unsure' | 'unknown', Bilingual>> = {
  'not-whole': {
    en: 'the register takes whole numbers only; numbers beyond 2^53 are written as a text of digits',
    zh: '该寄存器只接受整数；超过 2^53 的数请以数字文本写入',
  },
  'out-of-range': {
    en: 'the value does not fit into the type of the register',
    zh: '数值超出寄存器类型的范围',
  },
  'not-a-number': { en: 'the value is no number', zh: '该值不是数值' },
  'too-long': {
    en: 'the text is longer than the registers of the signal',
    zh: '文本长度超出测点寄存器',
  },
  bits: { en: 'a single bit is written by a mask', zh: '单个位以掩码方式写入' },
  'read-only': {
    en: 'input registers and discrete inputs cannot be written; use a holding register or a coil',
    zh: '输入寄存器和离散输入不可写；请使用保持寄存器或线圈',
  },
  unsure: {
    en: ' It may have taken the value all the same; read it back.',
    zh: ' 设备仍可能已写入该值；请回读确认。',
  },
  unknown: { en: 'the source has no such signal', zh: '数据源没有该测点' },
};

type Asked =
  | { readonly ok: true; readonly request: ModbusRequest }
  | { readonly ok: false; readonly why: Bilingual };

export function writeRequest(place: ModbusPlace, value: Value, multiple: boolean): Asked {
  const { area, address } = place;
  if (area === 'coil') {
    const on = onOf(value);
    if (on === undefined) return { ok: false, why: reasons['not-a-number'] };
    const request: ModbusRequest = multiple
      ? { kind: 'write-coils', address, bits: [on] }
      : { kind: 'write-coil', address, on };
    return { ok: true, request };
  }
  if (area !== 'holding' || !('form' in place)) return { ok: false, why: reasons['read-only'] };
  const { form } = place;
  if (form.type === 'bit') {
    const on = onOf(value);
    if (on === undefined) return { ok: false, why: reasons['not-a-number'] };
    // In a register whose bytes are swapped, the bit lies in the other byte.
    const swapped = form.order === 'badc' || form.order === 'dcba';
    const mask = 1 << (swapped ? form.bit ^ 8 : form.bit);
    const [and, or] = [0xffff & ~mask, on ? mask : 0];
    return { ok: true, request: { kind: 'mask-register', address, and, or } };
  }
  const encoded = encodeRegisters(form, value);
  if (!encoded.ok) return { ok: false, why: reasons[encoded.trouble] };
  const { bytes } = encoded;
  if (bytes.length > 2 || multiple) {
    return { ok: true, request: { kind: 'write-registers', address, registers: bytes } };
  }
  const word = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
  return { ok: true, request: { kind: 'write-register', address, value: word } };
}

function onOf(value: Value): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const number = value === 'true' ? 1 : value === 'false' ? 0 : Number(value);
  return number === 0 || number === 1 ? number === 1 : undefined;
}

export async function write(
  client: ModbusClient,
  place: ModbusPlace | undefined,
  options: { readonly value: Value; readonly multiple: boolean },
): Promise<WriteOutcome> {
  if (!place) return { taken: false, why: reasons.unknown };
  const asked = writeRequest(place, options.value, options.multiple);
  if (!asked.ok) return { taken: false, why: asked.why };
  try {
    await client.askWell(place.unit, asked.request, true);
    return { taken: true };
  } catch (error) {
    if (!isFailure(error)) return { taken: false, why: same(String(error)) };
    const { en, zh } = error.publicMessage;
    if (isFailure(error, 'modbus.exception')) return { taken: false, why: { en, zh } };
    const why = { en: en + reasons.unsure.en, zh: zh + reasons.unsure.zh };
    return { taken: false, why };
  }
}
