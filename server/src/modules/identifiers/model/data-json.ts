// The data of a value between its bytes and its form in the Handle JSON API (reference §1.9): records of
// the protocol by their fields, text as it is, all else as base64. What is shown leads back to the very bytes.
import {
  bytesOfText,
  decodeAdmin,
  decodeAdminGroup,
  decodeSite,
  encodeAdmin,
  encodeAdminGroup,
  limits,
  textOf,
  valueType,
  type Reference,
} from '../../../wire/handle/handle.ts';
import type { HandleValueData } from '../api.ts';
import {
  base64At,
  flagAt,
  hexAt,
  listAt,
  objectAt,
  refuseJson,
  textAt,
  wholeAt,
} from './json-reading.ts';
import { keyFromJson, keyJson } from './key-json.ts';
import { siteFromJson, siteJson } from './site-json.ts';

export function dataJson({ type, data }: { type: string; data: Uint8Array }): HandleValueData {
  const record = records.get(type)?.(data);
  return record !== undefined && leadsBack(record, data) ? record : plainJson(data);
}

function leadsBack(record: HandleValueData, data: Uint8Array): boolean {
  try {
    return Buffer.compare(dataFromJson('data', record), data) === 0;
  } catch {
    return false; // a record that the form has no words for, such as a negative index
  }
}

/** Types whose data are records of the protocol; undefined for data that are none. */
const records = new Map<string, (data: Uint8Array) => HandleValueData | undefined>([
  [valueType.admin, adminData],
  [valueType.adminGroup, groupData],
  [valueType.site, siteData],
  [valueType.site6, siteData],
  [valueType.sitePrefix, siteData],
  [valueType.publicKey, keyData],
]);

const permissionDigits = 12;

function adminData(data: Uint8Array): HandleValueData | undefined {
  const admin = decodeAdmin(data);
  if (!admin.ok) return undefined;
  const { handle, index, permissions, legacyTrailing } = admin.value;
  const digits = permissions.toString(2).padStart(permissionDigits, '0');
  const legacy = legacyTrailing === undefined ? {} : { legacyByteLength: true };
  return { format: 'admin', value: { handle, index, permissions: digits, ...legacy } };
}

function groupData(data: Uint8Array): HandleValueData | undefined {
  const group = decodeAdminGroup(data);
  return group.ok ? { format: 'vlist', value: group.value } : undefined;
}

function keyData(data: Uint8Array): HandleValueData | undefined {
  const value = keyJson(data);
  return value === undefined ? undefined : { format: 'key', value };
}

function siteData(data: Uint8Array): HandleValueData | undefined {
  const site = decodeSite(data);
  if (!site.ok || site.value.servers.some(({ interfaces }) => interfaces.some(isOdd)))
    return undefined;
  return { format: 'site', value: siteJson(site.value) };
}

/** More kinds of use than the form can say. */
function isOdd({ type }: { type: number }): boolean {
  return type > 3;
}

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

function plainJson(data: Uint8Array): HandleValueData {
  const text = textOf(data, 0, data.length);
  if (text.isWellFormed() && !unprintable.test(text)) return { format: 'string', value: text };
  return { format: 'base64', value: Buffer.from(data).toString('base64') };
}

/** The bytes that a form stands for; a bare text stands for itself. Fails with `identifiers.bad-json`. */
export function dataFromJson(at: string, json: unknown): Uint8Array {
  if (typeof json !== 'object') return bytesOfText(plainTextAt(at, json));
  const { format, value } = objectAt(at, json);
  const place = `${at}.value`;
  switch (typeof format === 'string' ? format.toLowerCase() : '') {
    case 'string':
      return bytesOfText(plainTextAt(place, value));
    case 'base64':
      return base64At(place, value);
    case 'hex':
      return hexAt(place, value);
    case 'admin':
      return adminFromJson(place, value);
    case 'vlist':
      return encodeAdminGroup(referencesAt(place, value));
    case 'site':
      return siteFromJson(place, value);
    case 'key':
      return keyFromJson(place, value);
    default:
      return refuseJson(`${at}.format`, {
        en: 'string, base64, hex, admin, vlist, site or key belongs here',
        zh: '此处应为 string、base64、hex、admin、vlist、site 或 key',
      });
  }
}

/** Numbers and truth values stand for their text, as other servers take them. */
function plainTextAt(at: string, json: unknown): string {
  return textAt(at, typeof json === 'number' || typeof json === 'boolean' ? String(json) : json);
}

function adminFromJson(at: string, json: unknown): Uint8Array {
  const admin = objectAt(at, json);
  const legacy = flagAt(`${at}.legacyByteLength`, admin['legacyByteLength'] ?? false);
  return encodeAdmin({
    ...referenceAt(at, admin),
    permissions: permissionsAt(`${at}.permissions`, admin['permissions']),
    ...(legacy ? { legacyTrailing: true } : {}),
  });
}

/** Digits, the last for adding handles; `*` is all that Handle.Net knows. */
function permissionsAt(at: string, json: unknown): number {
  if (json === '*') return 2 ** permissionDigits - 1;
  if (typeof json === 'string' && /^[01]{1,16}$/.test(json)) return Number.parseInt(json, 2);
  return refuseJson(at, {
    en: 'up to 16 binary digits such as 011111110011 belong here, or *',
    zh: '此处应为最多 16 位二进制数字（如 011111110011），或 *',
  });
}

const referenceIndex = { min: 0, max: 0x7fff_ffff };

function referenceAt(at: string, json: unknown): Reference {
  const reference = objectAt(at, json);
  const handle = textAt(`${at}.handle`, reference['handle']);
  return { handle, index: wholeAt(`${at}.index`, reference['index'], referenceIndex) };
}

/** Fails with `identifiers.bad-json`. */
export function referencesAt(at: string, json: unknown): Reference[] {
  return listAt(at, json, limits.valuesPerHandleMax).map((one, n) =>
    referenceAt(`${at}[${n}]`, one),
  );
}
