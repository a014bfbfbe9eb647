// The header `Authorization` as the Handle JSON API knows it: `Basic`, with the name percent-encoded since a
// handle may hold a colon, and `Handle` with named fields (reference §1.9 "Logins").
import { sessionIn } from '../../../kernel/http/admit.ts';
import type { Caller } from '../../../kernel/http/route.ts';
import type { Reference } from '../../../wire/handle/handle.ts';
import { restFailures } from './failures.ts';
import { referenceOf } from './identity-text.ts';

export type PasswordLogin = { readonly reference: Reference; readonly password: Uint8Array };
/** Field names are as they are written: sessionId, id, type, cnonce, alg, signature … */
export type HandleFields = ReadonlyMap<string, string>;

const handleScheme = /^\s*Handle(?:\s+|$)/i;
const basicScheme = /^\s*Basic\s+/i;

/** Whether a caller says who it is by means of the Handle system, not by our own. */
export function usesHandleLogin(caller: Caller): boolean {
  const header = authorizationOf(caller);
  if (header !== '') return handleScheme.test(header) || basicScheme.test(header);
  return caller.peerCertificate !== undefined && sessionIn(caller.headers) === undefined;
}

export function authorizationOf({ headers }: Caller): string {
  const header = headers['authorization'];
  return typeof header === 'string' ? header : '';
}

/** Undefined where the header is of another scheme. Fails with `handle-api.bad-login`. */
export function passwordLoginIn(header: string): PasswordLogin | undefined {
  if (!basicScheme.test(header)) return undefined;
  const bytes = Buffer.from(header.replace(basicScheme, ''), 'base64');
  const colon = bytes.indexOf(0x3a);
  const reference = colon < 0 ? undefined : referenceOf(decoded(bytes.toString('utf8', 0, colon)));
  if (reference !== undefined) return { reference, password: bytes.subarray(colon + 1) };
  throw restFailures['bad-login']({
    reason: {
      en: 'the user name must be index:handle, percent-encoded, such as 300%3A88.118.8/ADMIN',
      zh: '用户名须为经百分号编码的“索引:标识”，例如 300%3A88.118.8/ADMIN',
    },
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

const fieldsMax = 16;
const field = /\s*([\w-]{1,32})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))\s*(?:,\s*|$)/y;

/** Undefined where the header is of another scheme. Fails with `handle-api.bad-login`. */
export function handleFieldsIn(header: string): HandleFields | undefined {
  if (!handleScheme.test(header)) return undefined;
  const text = header.replace(handleScheme, '');
  const fields = new Map<string, string>();
  field.lastIndex = 0;
  while (field.lastIndex < text.length) {
    const [, name = '', quoted, bare = ''] = field.exec(text) ?? [];
    if (name === '' || fields.size >= fieldsMax)
      throw restFailures['bad-login']({ reason: badFields });
    fields.set(name, quoted === undefined ? bare : quoted.replaceAll(/\\(.)/gs, '$1'));
  }
  if ((fields.get('version') ?? '0') === '0') return fields;
  throw restFailures['bad-login']({ reason: badVersion });
}

const badFields = {
  en: 'the fields must be name="value", divided by commas',
  zh: '各字段须写成 名称="值"，以逗号分隔',
};
const badVersion = { en: 'only version="0" is known', zh: '仅支持 version="0"' };
