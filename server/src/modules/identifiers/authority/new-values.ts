// Values as the nodes write them: readable by all, administered by the key of the prefix (reference §1.7).
import {
  adminPermission,
  bytesOfText,
  encodeAdmin,
  prefixHandle,
  ttlType,
  valuePermission,
  valueType,
  type HandleValue,
} from '../../../wire/handle/handle.ts';

/** Where HS_ADMIN stands in every record of ours. */
export const adminIndex = 100;
/** Where the administrator’s key of a prefix stands, by the custom of Handle.Net. */
export const adminKeyIndex = 300;
const ttlSeconds = 86_400;

export function publicValue(options: {
  index: number;
  type: string;
  data: Uint8Array;
  nowMs: number;
  ttlSeconds?: number;
}): HandleValue {
  return {
    index: options.index,
    type: options.type,
    data: options.data,
    timestampSeconds: Math.floor(options.nowMs / 1000),
    ttlType: ttlType.relative,
    ttlSeconds: options.ttlSeconds ?? ttlSeconds,
    permissions:
      valuePermission.adminRead | valuePermission.adminWrite | valuePermission.publicRead,
    references: [],
  };
}

export function textValue(options: {
  index: number;
  type: string;
  text: string;
  nowMs: number;
}): HandleValue {
  return publicValue({ ...options, data: bytesOfText(options.text) });
}

const everyPermission = Object.values(adminPermission).reduce((sum, bit) => sum | bit, 0) & 0x0fff;

/** The HS_ADMIN that names the key of a prefix. */
export function adminValue(prefix: string, nowMs: number): HandleValue {
  const data = encodeAdmin({
    permissions: everyPermission,
    handle: prefixHandle(prefix),
    index: adminKeyIndex,
  });
  return publicValue({ index: adminIndex, type: valueType.admin, data, nowMs });
}
