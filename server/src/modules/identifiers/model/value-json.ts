// A handle value as the Handle JSON API shows it (reference §1.9).
import { ttlType, valuePermission, type HandleValue } from '../../../wire/handle/handle.ts';
import type { HandleValueJson } from '../api.ts';
import { dataJson } from './data-json.ts';

/** `nowMs` turns an absolute expiry into seconds left. */
export function valueJson(value: HandleValue, nowMs: number): HandleValueJson {
  const { index, type, permissions, references } = value;
  return {
    index,
    type,
    data: dataJson(value),
    ...(permissions === usualPermissions ? {} : { permissions: permissionDigits(permissions) }),
    ttl: ttlSeconds(value, nowMs),
    timestamp: momentText(value.timestampSeconds),
    ...(references.length === 0 ? {} : { references }),
  };
}

/** As a record is shown that somebody may change and send back: an absolute expiry stays one. */
export function exactValueJson(
  value: HandleValue,
): Omit<HandleValueJson, 'ttl'> & { ttl: number | string } {
  const { ttlSeconds: ttl } = value;
  const absolute = value.ttlType === ttlType.absolute;
  return { ...valueJson(value, 0), ttl: absolute ? momentText(ttl >>> 0) : ttl };
}

/** What a value may have left out: administrators read and write, everybody reads. */
export const usualPermissions =
  valuePermission.adminRead | valuePermission.adminWrite | valuePermission.publicRead;

function permissionDigits(permissions: number): string {
  return permissions.toString(2).padStart(4, '0');
}

/** Seconds for which the value may be kept, from now. */
export function ttlSeconds(
  value: Pick<HandleValue, 'ttlType' | 'ttlSeconds'>,
  nowMs: number,
): number {
  if (value.ttlType !== ttlType.absolute) return Math.max(0, value.ttlSeconds);
  return Math.max(0, (value.ttlSeconds >>> 0) - Math.floor(nowMs / 1000));
}

function momentText(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}
