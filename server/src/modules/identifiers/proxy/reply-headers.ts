// The headers of the proxy's answers: how long they may be kept and by whom, what they depend on, the
// other forms of the record, and that pages of other sites may read them.
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import type { HandleValueJson } from '../api.ts';
import { handlePath } from './handle-path.ts';
import { linksetType } from './linkset.ts';

export type Headers = Record<string, string>;

/** Reading is for everybody, so any page may read. */
export const corsHeaders: Readonly<Headers> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Link, Location, Expires, Jingwei-Notice',
};

/** Handle.Net believes no time to live beyond two days. */
const keptSecondsMax = 172_800;

/** `private` where the same address may lead others elsewhere. */
export function cacheHeaders(
  values: readonly HandleValueJson[],
  options: { nowMs: number; varies: boolean; fresh: boolean },
): Headers {
  const seconds = Math.min(
    keptSecondsMax,
    ...values.map(({ ttl }) => Math.max(0, Math.floor(ttl))),
  );
  if (options.fresh || values.length === 0 || seconds === 0) return { 'cache-control': 'no-cache' };
  return {
    'cache-control': `${options.varies ? 'private' : 'public'}, max-age=${seconds}`,
    expires: new Date(options.nowMs + seconds * 1000).toUTCString(),
  };
}

export function varyHeader(countryHeader: string): Headers {
  const country = countryHeader === '' ? '' : `, ${countryHeader}`;
  return { vary: `Accept, Accept-Language${country}` };
}

/** A client reads only so many bytes of headers. */
const linkedPathCharactersMax = 1_000;

/** `base` is the public address of this proxy. A very long handle gets none. */
export function linkHeader(handle: string, base: string): Headers {
  const path = handlePath(handle);
  if (path.length > linkedPathCharactersMax) return {};
  return {
    link: [
      `<${base}/api/handles/${path}>; rel="alternate"; type="application/json"`,
      `<${base}/hdl/${path}?linkType=linkset>; rel="linkset"; type="${linksetType}"`,
    ].join(', '),
  };
}

/** What was passed over, for programs: one line of ASCII. */
export function noticeHeader(notices: readonly Bilingual[]): Headers {
  if (notices.length === 0) return {};
  const line = notices.map(({ en }) => en).join(' ');
  const plain = line.replace(/[“”]/g, '"').replace(/[^ -~]+/g, '?');
  return { 'jingwei-notice': plain.slice(0, 500) };
}
