// Writes to a controller, as many items a message as fit; bits are written as bits, so that their neighbours stay.
import { isFailure } from '../../../../kernel/failure/failure.ts';
import { same, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { itemCodes } from '../../../../wire/s7/codes.ts';
import { itemsMax, writeCost, type S7Item } from '../../../../wire/s7/message.ts';
import { encodeValue, writeSkip, type S7EncodeTrouble } from '../../../../wire/s7/encode-value.ts';
import type { SignalWrite, WriteOutcome } from '../protocol.ts';
import type { S7Place } from './address.ts';
import type { S7Client } from './client.ts';
import { itemWords } from './meanings.ts';

type Reason = S7EncodeTrouble | 'unsure' | 'unknown' | 'too-large';
const reasons: Readonly<Record<Reason, Bilingual>> = {
  'not-whole': {
    en: 'the address takes whole numbers only; numbers beyond 2^53 are written as a text of digits',
    zh: '该地址只接受整数；超过 2^53 的数请以数字文本写入',
  },
  'out-of-range': {
    en: 'the value does not fit into the type of the address',
    zh: '数值超出该地址类型的范围',
  },
  'not-a-number': { en: 'the value is no number', zh: '该值不是数值' },
  'too-long': { en: 'the text is longer than declared', zh: '文本长度超出声明' },
  'not-writable': {
    en: 'dates and S5TIME are read only; write their parts as bytes or words',
    zh: '日期和 S5TIME 仅可读；请按字节或字写入其各部分',
  },
  'too-large': {
    en: 'the value is longer than a message of this controller',
    zh: '该值超过此控制器的报文长度',
  },
  unsure: {
    en: ' It may have taken the value all the same; read it back.',
    zh: ' 控制器仍可能已写入该值；请回读确认。',
  },
  unknown: { en: 'the source has no such signal', zh: '数据源没有该测点' },
};

type Writing = { readonly index: number; readonly item: S7Item; readonly bytes: Uint8Array };
type Asked = { readonly ok: true; item: S7Item; bytes: Uint8Array } | { ok: false; why: Bilingual };

export async function writeAll(
  client: S7Client,
  placeOf: (signal: number) => S7Place | undefined,
  writes: readonly SignalWrite[],
): Promise<WriteOutcome[]> {
  const outcomes: WriteOutcome[] = [];
  const writings: Writing[] = [];
  for (const [index, { signal, value }] of writes.entries()) {
    const place = placeOf(signal);
    const asked: Asked = place ? itemFor(place, value) : { ok: false, why: reasons.unknown };
    if (!asked.ok) outcomes[index] = { taken: false, why: asked.why };
    else if (costOf(asked.bytes) + writeCost.asked > client.pduBytes) {
      outcomes[index] = { taken: false, why: reasons['too-large'] };
    } else writings.push({ index, item: asked.item, bytes: asked.bytes });
  }
  for (const message of messagesOf(writings, client.pduBytes)) {
    const told = await outcomesOf(client, message);
    for (const [i, { index }] of message.entries()) {
      outcomes[index] = told[i] ?? { taken: false, why: reasons.unknown };
    }
  }
  return outcomes;
}

function itemFor(place: S7Place, value: SignalWrite['value']): Asked {
  const encoded = encodeValue(place.form, value);
  if (!encoded.ok) return { ok: false, why: reasons[encoded.trouble] };
  const { bytes } = encoded;
  const { area, db, bit } = place;
  const byte = place.byte + writeSkip(place.form);
  const item = { area, db, byte, length: bytes.length, ...(bit === undefined ? {} : { bit }) };
  return { ok: true, item, bytes };
}

function costOf(bytes: Uint8Array): number {
  return writeCost.askedItem + bytes.length + (bytes.length & 1);
}

/** In their order: what is written to one address twice ends with the last. */
function messagesOf(writings: readonly Writing[], pduBytes: number): Writing[][] {
  const messages: Writing[][] = [];
  let size = Infinity;
  for (const writing of writings) {
    const cost = costOf(writing.bytes);
    const last = messages.at(-1);
    if (!last || size + cost > pduBytes || last.length >= itemsMax) {
      messages.push([writing]);
      size = writeCost.asked + cost;
    } else {
      last.push(writing);
      size += cost;
    }
  }
  return messages;
}

async function outcomesOf(client: S7Client, message: readonly Writing[]): Promise<WriteOutcome[]> {
  try {
    const answer = await client.ask({ kind: 'write', items: message }, true);
    const codes = answer.kind === 'written' ? answer.codes : [];
    return message.map((_, i) =>
      codes[i] === itemCodes.ok ? { taken: true } : { taken: false, why: itemWords(codes[i] ?? 0) },
    );
  } catch (error) {
    const said = isFailure(error) ? error.publicMessage : same(String(error));
    const refused = isFailure(error, 's7.refused') || isFailure(error, 's7.put-get-disabled');
    const why = refused
      ? said
      : { en: said.en + reasons.unsure.en, zh: said.zh + reasons.unsure.zh };
    return message.map(() => ({ taken: false, why }));
  }
}
