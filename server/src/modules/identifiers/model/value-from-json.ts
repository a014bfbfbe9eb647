// Handle values from JSON, as clients of the Handle JSON API send them (reference §1.9).
import {
  limits,
  ttlType,
  valuePermission,
  valueType,
  type HandleValue,
} from '../../../wire/handle/handle.ts';
import { dataFromJson, referencesAt } from './data-json.ts';
import { listAt, momentAt, objectAt, refuseJson, textAt, wholeAt } from './json-reading.ts';
import { usualPermissions } from './value-json.ts';

const indexRange = { min: 1, max: 0x7fff_ffff };
const ttlRange = { min: 0, max: 0x7fff_ffff };
const defaultTtlSeconds = 86_400;
const secretPermissions = valuePermission.adminRead | valuePermission.adminWrite;

/** Fails with `identifiers.bad-json`, which names the place. */
export function valuesFromJson(at: string, json: unknown): HandleValue[] {
  const taken = new Set<number>();
  return listAt(at, json, limits.valuesPerHandleMax).map((one, n) => {
    const value = valueFromJson(`${at}[${n}]`, one);
    if (taken.has(value.index)) {
      refuseJson(`${at}[${n}].index`, {
        en: `another value has the index ${value.index} already`,
        zh: `已有其他值使用索引 ${value.index}`,
      });
    }
    taken.add(value.index);
    return value;
  });
}

/** Fails with `identifiers.bad-json`. */
export function valueFromJson(at: string, json: unknown): HandleValue {
  const value = objectAt(at, json);
  const type = textAt(`${at}.type`, value['type']);
  const { timestamp, references } = value;
  return {
    index: wholeAt(`${at}.index`, value['index'], indexRange),
    timestampSeconds: timestamp === undefined ? 0 : momentAt(`${at}.timestamp`, timestamp),
    ...ttlAt(`${at}.ttl`, value['ttl']),
    permissions: permissionsAt(`${at}.permissions`, value['permissions'], type),
    type,
    data: dataFromJson(`${at}.data`, value['data']),
    references: references === undefined ? [] : referencesAt(`${at}.references`, references),
  };
}

/** A number is seconds from when the value was fetched, a text the moment when it expires. */
function ttlAt(at: string, json: unknown): Pick<HandleValue, 'ttlType' | 'ttlSeconds'> {
  if (typeof json === 'string') {
    return { ttlType: ttlType.absolute, ttlSeconds: momentAt(at, json) };
  }
  const ttlSeconds = json === undefined ? defaultTtlSeconds : wholeAt(at, json, ttlRange);
  return { ttlType: ttlType.relative, ttlSeconds };
}

/** Four digits: administrators read, write, everybody reads, writes. A secret is not everybody's. */
function permissionsAt(at: string, json: unknown, type: string): number {
  if (json === undefined)
    return type === valueType.secretKey ? secretPermissions : usualPermissions;
  if (typeof json === 'string' && /^[01]{4}$/.test(json)) return Number.parseInt(json, 2);
  return refuseJson(at, {
    en: 'four binary digits such as 1110 belong here: administrators read and write, everybody reads and writes',
    zh: '此处应为四位二进制数字（如 1110）：依次为管理员读、写，公众读、写',
  });
}
