// Which server of a site answers for a handle (RFC 3651 §3.2.2 "HashOption"; reference §1.7): MD5 of the chosen part with
// ASCII letters upper-cased, its last four bytes as a signed integer, the absolute value, modulo the number of servers.

import { int4At } from './bytes.ts';
import { canonicalKey, prefixOf, suffixOf } from './name.ts';
import { bytesOfText } from './text.ts';
import { hashOption } from './values/site.ts';

/** The MD5 of bytes, 16 bytes; handed in because this codec holds no cryptography. */
export type Md5 = (bytes: Uint8Array) => Uint8Array;

/** The hash of a handle under a site's hash option, 0 to 2^31. */
export function handleHash(handle: string, option: number, md5: Md5): number {
  const part =
    option === hashOption.prefix
      ? prefixOf(handle)
      : option === hashOption.suffix
        ? suffixOf(handle)
        : handle;
  return Math.abs(int4At(md5(bytesOfText(canonicalKey(part))), 12));
}

/** The place of the answering server in `site.servers`, or -1 for a site without servers. */
export function chooseServer(
  handle: string,
  site: { readonly hashOption: number; readonly servers: { readonly length: number } },
  md5: Md5,
): number {
  const count = site.servers.length;
  return count === 0 ? -1 : handleHash(handle, site.hashOption, md5) % count;
}
