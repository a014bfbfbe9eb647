// The settings that connections of many protocols have, worded once.
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import { Type } from '../../../kernel/schema/schema.ts';

/** As `setting` of the kernel words them: pages and forms read both. */
function worded(about: Bilingual, marks: object = {}): Record<string, unknown> {
  return { description: about.en, descriptionZh: about.zh, ...marks };
}

export const hostSetting = (
  about: Bilingual = {
    en: 'Host name or IP address (IPv4 or IPv6) of the machine',
    zh: '设备的主机名或 IP 地址（IPv4 或 IPv6）',
  },
) => Type.String({ minLength: 1, maxLength: 253, ...worded(about) });

export const portSetting = (
  usual: number,
  about: Bilingual = { en: `Port, usually ${usual}`, zh: `端口，通常为 ${usual}` },
) => Type.Integer({ minimum: 1, maximum: 65_535, default: usual, ...worded(about) });

export const textSetting = (
  about: Bilingual,
  marks: {
    readonly minLength?: number;
    readonly maxLength?: number;
    readonly pattern?: string;
    readonly default?: string;
    /** Never shown again, nor logged. */
    readonly secret?: boolean;
  } = {},
) => Type.String({ maxLength: 1_000, ...marks, ...worded(about) });

export const wholeSetting = (
  about: Bilingual,
  range: { readonly minimum: number; readonly maximum: number; readonly default?: number },
) => Type.Integer({ ...range, ...worded(about) });

export const flagSetting = (about: Bilingual, usual: boolean) =>
  Type.Boolean({ default: usual, ...worded(about) });

export { worded };
