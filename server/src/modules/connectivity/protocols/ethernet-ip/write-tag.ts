// One write to a tag: its type is what it was read as, a value that the type cannot hold is not sent, and a single bit is set
// by the controller itself, so that nobody's change of the bits beside it is lost.
import { fill, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { ByteWriter } from '../../../../wire/bytes/byte-writer.ts';
import { cipType, encodeValue, fits, typeName } from '../../../../wire/cip/data-types.ts';
import { cipService, cipStatus, type CipRequest } from '../../../../wire/cip/message.ts';
import type { WriteOutcome } from '../protocol.ts';
import type { Batches } from './batches.ts';
import { statusText } from './status-text.ts';
import type { Tag } from './tags.ts';

type Value = number | string | boolean;

/** Rejects when the connection ends. */
export async function writeTag(batches: Batches, tag: Tag, value: Value): Promise<WriteOutcome> {
  if (tag.type === undefined) {
    const [reply] = await batches.send([{ request: tag.request, answerOctets: tag.answerOctets }]);
    if (reply && reply.status !== cipStatus.success)
      return { taken: false, why: statusText(reply) };
    const read = reply && tag.read(reply);
    if (tag.type === undefined) return { taken: false, why: read?.remedy ?? words.unknown };
  }
  if (tag.probe !== undefined) return { taken: false, why: words.unknown };
  const request = requestOf(tag, tag.type, value);
  if ('why' in request) return { taken: false, why: request.why };
  const [reply] = await batches.send([{ request: request.request, answerOctets: 4 }]);
  if (reply?.status === cipStatus.success) return { taken: true };
  return { taken: false, why: reply ? statusText(reply) : words.unknown };
}

function requestOf(
  tag: Tag,
  type: number,
  value: Value,
): { readonly request: CipRequest } | { readonly why: Bilingual } {
  const { path, bit, handle } = tag;
  if (bit !== undefined) {
    const octets = octetsOf.get(type);
    const on = value === true || value === 1;
    if (octets === undefined || !fits(cipType.BOOL, value))
      return { why: fill(words.misfit, { value, type: `${typeName(type)}.${bit}` }) };
    return { request: { service: cipService.readModifyWrite, path, data: masks(octets, bit, on) } };
  }
  if (!fits(type, value)) return { why: fill(words.misfit, { value, type: typeName(type) }) };
  const writer = new ByteWriter().u16le(type);
  if (handle !== undefined) writer.u16le(handle);
  const data = writer.u16le(1).bytes(encodeValue({ type, value })).take();
  return { request: { service: cipService.writeTag, path, data } };
}

/** How many octets the masks have, those to set and those to keep. */
function masks(octets: number, bit: number, on: boolean): Uint8Array {
  const set = new Uint8Array(octets);
  const keep = new Uint8Array(octets).fill(0xff);
  const mask = 1 << (bit & 7);
  if (on) set[bit >> 3] = mask;
  else keep[bit >> 3] = 0xff ^ mask;
  return new ByteWriter().u16le(octets).bytes(set).bytes(keep).take();
}

const octetsOf = new Map<number, number>([
  [cipType.SINT, 1],
  [cipType.USINT, 1],
  [cipType.BYTE, 1],
  [cipType.INT, 2],
  [cipType.UINT, 2],
  [cipType.WORD, 2],
  [cipType.DINT, 4],
  [cipType.UDINT, 4],
  [cipType.DWORD, 4],
  [cipType.LINT, 8],
  [cipType.ULINT, 8],
  [cipType.LWORD, 8],
]);

const words = {
  misfit: { en: '{value} does not fit into {type}', zh: '{value} 不能写入 {type}' },
  unknown: {
    en: 'the type of the tag is not known, since it could not be read',
    zh: '标签无法读取，类型未知',
  },
} satisfies Record<string, Bilingual>;
