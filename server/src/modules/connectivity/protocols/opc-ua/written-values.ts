// What a person writes, as the data type of the variable wants it (Part 4, 5.11.4: a server does not convert).
// What cannot be written exactly is refused before anything is sent.
import type { Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { builtIn } from './variants.ts';

export type WriteType = {
  /** Built-in type by its number. */
  readonly dataType: number;
  /** The variable holds an array, and all of it is written. */
  readonly array: boolean;
};

export type WrittenOutcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly why: Bilingual };

type Given = number | string | boolean;

const ranges: Readonly<Record<number, readonly [bigint, bigint]>> = {
  [builtIn.sByte]: [-128n, 127n],
  [builtIn.byte]: [0n, 255n],
  [builtIn.int16]: [-32_768n, 32_767n],
  [builtIn.uInt16]: [0n, 65_535n],
  [builtIn.int32]: [-2_147_483_648n, 2_147_483_647n],
  [builtIn.uInt32]: [0n, 4_294_967_295n],
  [builtIn.int64]: [-(2n ** 63n), 2n ** 63n - 1n],
  [builtIn.uInt64]: [0n, 2n ** 64n - 1n],
};

/** The value for the library's Variant. */
export function writtenValue(type: WriteType, given: Given): WrittenOutcome {
  if (!type.array) return scalar(type.dataType, given);
  const list = listOf(given);
  if (!list)
    return refuse(
      'is not a JSON list, and the variable is an array',
      '不是 JSON 列表，而该变量为数组',
    );
  const values: unknown[] = [];
  for (const one of list) {
    const outcome = scalar(type.dataType, one);
    if (!outcome.ok) return outcome;
    values.push(outcome.value);
  }
  return { ok: true, value: values };
}

function listOf(given: Given): Given[] | undefined {
  if (typeof given !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(given);
    if (!Array.isArray(parsed)) return undefined;
    const plain = parsed.every((one) => ['number', 'string', 'boolean'].includes(typeof one));
    return plain ? (parsed as Given[]) : undefined;
  } catch {
    return undefined;
  }
}

function scalar(dataType: number, given: Given): WrittenOutcome {
  const range = ranges[dataType];
  if (range) return integer(dataType, given, range);
  switch (dataType) {
    case builtIn.boolean:
      return boolean(given);
    case builtIn.float:
    case builtIn.double:
      return real(dataType, given);
    case builtIn.string:
    case builtIn.xmlElement:
      return { ok: true, value: String(given) };
    case builtIn.localizedText:
      return { ok: true, value: { text: String(given) } };
    case builtIn.dateTime:
      return dateTime(given);
    case builtIn.guid:
      return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(String(given))
        ? { ok: true, value: String(given) }
        : refuse('is no GUID', '不是 GUID');
    case builtIn.byteString:
      return typeof given === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(given)
        ? { ok: true, value: Buffer.from(given, 'base64') }
        : refuse(
            'is not Base64, and the variable is a byte string',
            '不是 Base64，而该变量为字节串',
          );
    default:
      return refuse(
        'cannot be written: its data type is not supported',
        '无法写入：不支持其数据类型',
      );
  }
}

function integer(
  dataType: number,
  given: Given,
  [from, to]: readonly [bigint, bigint],
): WrittenOutcome {
  const text = typeof given === 'boolean' ? (given ? '1' : '0') : String(given).trim();
  if (typeof given === 'number' && !Number.isSafeInteger(given))
    return refuse(
      'is not a whole number that is exact; write it as a text',
      '不是可精确表示的整数，请以文本形式写入',
    );
  if (!/^[+-]?\d{1,20}$/.test(text)) return refuse('is not a whole number', '不是整数');
  const whole = BigInt(text.replace(/^\+/, ''));
  if (whole < from || whole > to)
    return refuse(`is not between ${from} and ${to}`, `不在 ${from} 与 ${to} 之间`);
  const wide = dataType === builtIn.int64 || dataType === builtIn.uInt64;
  const bits = BigInt.asUintN(64, whole);
  return {
    ok: true,
    value: wide ? [Number(bits >> 32n), Number(bits & 0xffff_ffffn)] : Number(whole),
  };
}

function real(dataType: number, given: Given): WrittenOutcome {
  const value = typeof given === 'boolean' ? Number(given) : Number(String(given).trim() || 'no');
  if (!Number.isFinite(value)) return refuse('is not a number', '不是数值');
  if (dataType === builtIn.float && !Number.isFinite(Math.fround(value)))
    return refuse('is too large for a Float', '超出 Float 的范围');
  return { ok: true, value };
}

function boolean(given: Given): WrittenOutcome {
  const text = String(given).toLowerCase();
  if (text === 'true' || text === '1') return { ok: true, value: true };
  if (text === 'false' || text === '0') return { ok: true, value: false };
  return refuse('is neither true nor false', '既不是 true 也不是 false');
}

function dateTime(given: Given): WrittenOutcome {
  const date = new Date(typeof given === 'boolean' ? Number.NaN : given);
  return Number.isFinite(date.getTime())
    ? { ok: true, value: date }
    : refuse(
        'is no time; write it as 2026-11-22T08:00:00Z',
        '不是时间，请写成 2026-11-22T08:00:00Z',
      );
}

function refuse(en: string, zh: string): WrittenOutcome {
  return { ok: false, why: { en: `The value ${en}.`, zh: `该值${zh}。` } };
}
