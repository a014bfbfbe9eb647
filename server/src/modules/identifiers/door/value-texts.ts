// The values of a block as JSON text, read at their fixed offsets (reference §1.5 "value"). Text that needs
// no escape, which nearly all of it is, is copied; the rest goes through the same function as the route.
import { ttlType, valueType } from '../../../wire/handle/handle.ts';
import { dataJson, ttlSeconds } from '../model/value-json.ts';

const countBytes = 4;
const typeOffset = 14;

/** Joined by commas; undefined when one is of a type that the route treats in a way of its own. */
export function valueTexts(block: Uint8Array, nowMs: number): string | undefined {
  const bytes = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
  const latin1 = bytes.toString('latin1');
  const count = bytes.readInt32BE(0);
  let at = countBytes;
  let out = '';
  for (let n = 0; n < count; n++) {
    const typeFrom = at + typeOffset + 4;
    const typeTo = typeFrom + bytes.readInt32BE(at + typeOffset);
    const type = latin1.slice(typeFrom, typeTo);
    if (!isPlainType(type)) return undefined;
    const dataFrom = typeTo + 4;
    const dataTo = dataFrom + bytes.readInt32BE(typeTo);
    const text = latin1.slice(dataFrom, dataTo);
    const data =
      type !== valueType.admin && unescaped.test(text)
        ? `{"format":"string","value":"${text}"}`
        : dataText(type, block.subarray(dataFrom, dataTo));
    const ttl = ttlOf(bytes, at, nowMs);
    const time = timeText(bytes.readUInt32BE(at + 4));
    out += `${n === 0 ? '' : ','}{"index":${bytes.readInt32BE(at)},"type":"${type}","data":${data},"ttl":${ttl},"timestamp":"${time}"}`;
    at = afterReferences(bytes, dataTo);
  }
  return count === 0 ? undefined : out;
}

/** Types in plain letters that change nothing about the reply, and are text or an administrator. */
function isPlainType(type: string): boolean {
  return plainType.test(type) && (!type.startsWith('HS_') || type === valueType.admin);
}

const plainType = /^[\w.+/:-]+$/;
/** ASCII that stands in JSON as it is. */
const unescaped = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

function ttlOf(bytes: Buffer, at: number, nowMs: number): number {
  const [kind, seconds] = [bytes[at + 8] ?? 0, bytes.readInt32BE(at + 9)];
  if (kind !== ttlType.absolute) return Math.max(0, seconds);
  return ttlSeconds({ ttlType: kind, ttlSeconds: seconds }, nowMs);
}

function afterReferences(bytes: Buffer, from: number): number {
  const count = bytes.readInt32BE(from);
  let at = from + 4;
  for (let n = 0; n < count; n++) at += 8 + bytes.readInt32BE(at);
  return at;
}

let [lastSeconds, lastTime] = [-1, ''];

/** The values of a record were mostly made together. */
function timeText(seconds: number): string {
  if (seconds !== lastSeconds) {
    lastTime = `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
    lastSeconds = seconds;
  }
  return lastTime;
}

let [lastAdmin, lastAdminText] = [new Uint8Array(0), ''];

/** The records of a prefix mostly have the very same administrator. */
function dataText(type: string, data: Uint8Array): string {
  if (type !== valueType.admin) return JSON.stringify(dataJson({ type, data }));
  if (Buffer.compare(lastAdmin, data) !== 0) {
    lastAdmin = data.slice();
    lastAdminText = JSON.stringify(dataJson({ type, data }));
  }
  return lastAdminText;
}
