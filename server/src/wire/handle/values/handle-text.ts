// HS_SERV, HS_SERV.PREFIX and HS_ALIAS: the data is another handle, as bare bytes (RFC 3651 §3.2.3, §3.2.4).

import type { Decoded } from '../outcome.ts';
import { bytesOfText, textOf } from '../text.ts';

export function decodeHandleText(bytes: Uint8Array): Decoded<string> {
  return { ok: true, value: textOf(bytes, 0, bytes.length) };
}

export function encodeHandleText(handle: string): Uint8Array {
  return bytesOfText(handle);
}
