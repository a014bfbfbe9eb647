// The values of a block as JSON text, read at their fixed offsets (reference §1.5 "value"). Text that needs
// no escape, which nearly all of it is, is copied; the rest goes through the same function as the route.
import { ttlType, valueType } from '../../../wire/handle/handle.ts';
import { dataJson } from '../model/data-json.ts';
import { usualPermissions } from '../model/value-json.ts';

const countBytes = 4;
const typeOffset = 14;

/** Joined by commas; undefined when one is of a type that the route treats in a way of its own. */
export function valueTexts(block: Uint8Array): string | undefined {
  const bytes = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
  const latin1 = bytes.toString('latin1');
  const count = bytes.readInt32BE(0);
  let at = countBytes;
  let out = '';
  for (let n = 0; n < count; n++) {
    const typeFrom = at + typeOffset + 4;
    const typeTo = typeFrom + bytes.readInt32BE(at + typeOffset);
    const type = latin1.slice(typeFrom, typeTo);
    if (!isPlainType(type) || !isUsual(bytes, at)) return undefined;
    const dataFrom = typeTo + 4;
    const dataTo = dataFrom + bytes.readInt32BE(typeTo);
    const text = latin1.slice(dataFrom, dataTo);
    const data =
      type !== valueType.admin && unescaped.test(text)
        ? `{"format":"string","value":"${text}"}`
        : dataText(type, block.subarray(dataFrom, dataTo));
    const ttl = bytes.readInt32BE(at + 9);
    const time = timeText(bytes.readUInt32BE(at + 4));
    out += `${n === 0 ? '' : ','}{"index":${bytes.readInt32BE(at)},"type":"${type}","data":${data},"ttl":${ttl},"timestamp":"${time}"}`;
    if (bytes.readInt32BE(dataTo) !== 0) return undefined; // references
    at = dataTo + 4;
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

/** With a relative time to live, and readable as values usually are: the route has words for others. */
function isUsual(bytes: Buffer, at: number): boolean {
  const isRelative = bytes[at + 8] === ttlType.relative && bytes.readInt32BE(at + 9) >= 0;
  return isRelative && bytes[at + 13] === usualPermissions;
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
