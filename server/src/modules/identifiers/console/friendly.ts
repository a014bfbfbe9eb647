// A value of a record as a person reads it: local time, signs of units, a site as its node and
// addresses. What is stored is not changed: it stays in the JSON, in the copy button and in the title.
import type { HandleValue } from '@jingwei/sdk';
import type { Language } from '@jingwei/console/kit';
import { nodeName } from './node-name.ts';

const words: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  KIND: { machine: '设备', component: '部件', signal: '测点' },
  TIME_BASIS: {
    'reckoned from cycle times; the record has no clock': '由周期时间推算；原记录没有时钟',
  },
};
const everything = { en: 'all rights', zh: '全部权限' };
const administrator = { en: '{handle}, index {index}', zh: '{handle}，索引 {index}' };

export type Reader = {
  readonly language: Language;
  /** A time in UTC as this reader has it, with the zone. */
  readonly timeText: (iso: string) => string;
  /** The sign of a UCUM code. */
  readonly signOf: (code: string) => string;
};

/** Undefined when the stored text is the best there is. */
export function friendlyText(value: HandleValue, reader: Reader): string | undefined {
  const { language } = reader;
  const { format, value: held } = value.data;
  if (format === 'string') return friendlyString(value.type, held, reader);
  if (format === 'admin') return adminText(held, language);
  return format === 'site' ? siteText(held, language) : undefined;
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

function friendlyString(type: string, text: string, reader: Reader): string | undefined {
  if (instant.test(text)) return reader.timeText(text.replace(/\.?0*Z$/, 'Z'));
  if (type === 'UNIT') return reader.signOf(text);
  if (type.startsWith('PROCESS.')) return measureOf(text, reader);
  return reader.language === 'zh' ? words[type]?.[text] : undefined;
}

const digitsShown = 6;

/** `885.1536783067113 kN` as `885.154 kN`. */
function measureOf(text: string, { signOf }: Reader): string | undefined {
  const [, number, code] = /^(-?\d+(?:\.\d+)?) (\S+)$/.exec(text) ?? [];
  if (number === undefined || code === undefined) return undefined;
  return `${Number(Number(number).toPrecision(digitsShown))} ${signOf(code)}`;
}

function adminText(held: unknown, language: Language): string {
  const { handle, index, permissions } = held as Record<string, unknown>;
  const who = administrator[language]
    .replace('{handle}', String(handle))
    .replace('{index}', String(index));
  const rights = /^1+$/.test(String(permissions)) ? everything[language] : String(permissions);
  return `${who} · ${rights}`;
}

type Site = {
  readonly attributes?: readonly { readonly name: string; readonly value: string }[];
  readonly servers?: readonly {
    readonly address: string;
    readonly interfaces: readonly { readonly protocol: string; readonly port: number }[];
  }[];
};

/** `enterprise 88.118.8 · 127.0.0.1:2643 UDP, TCP`. */
function siteText(held: unknown, language: Language): string | undefined {
  const { attributes = [], servers = [] } = held as Site;
  const description = attributes.find(({ name }) => name === 'desc')?.value;
  const name = description === undefined ? undefined : nodeName(description);
  const places = servers.flatMap(({ address, interfaces }) =>
    [...Map.groupBy(interfaces, ({ port }) => port)].map(([port, offered]) => {
      const host = address.includes(':') ? `[${address}]` : address;
      return `${host}:${port} ${offered.map(({ protocol }) => protocol).join(', ')}`;
    }),
  );
  const text = [...(name === undefined ? [] : [name[language]]), ...places].join(' · ');
  return text === '' ? undefined : text;
}
