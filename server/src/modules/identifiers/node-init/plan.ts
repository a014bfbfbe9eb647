// What a new node is to be, as a value: from flags, from a dialogue, or from both, checked before anything
// is written.
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import { prefixPattern } from '../../../kernel/access/rights.ts';
import { canonicalKey, parentPrefix } from '../../../wire/handle/handle.ts';
import { tiers, type Tier } from '../authority/tier.ts';

export const tierNames = ['root', 'top', 'second-level', 'enterprise'] as const;
export type TierName = (typeof tierNames)[number];

export type NodePlan = {
  readonly tier: TierName;
  readonly prefix: string;
  /** Under which others reach it. */
  readonly publicHost: string;
  readonly port: number;
  readonly httpPort: number;
  /** `https://host:port`; empty where nobody stands above. */
  readonly parent: string;
  readonly parentAuthorityFile: string;
  readonly invitation: string;
  readonly organisation: string;
  readonly contact: string;
  /** `host:port` of the nodes where resolution begins; empty: no recursive node, or our own root. */
  readonly roots: readonly string[];
};

export type FieldName = Exclude<keyof NodePlan, 'roots'> | 'roots';

export type Field = {
  readonly name: FieldName;
  /** Of the command line. */
  readonly flag: string;
  /** What stands behind the flag, in the help. */
  readonly value: string;
  readonly question: Bilingual;
  readonly defaultsTo: (soFar: Partial<Record<FieldName, string>>) => string | undefined;
  /** Why a text will not do; undefined when it does. */
  readonly fault: (text: string) => Bilingual | undefined;
  /** Asked only of some tiers. */
  readonly asked: (soFar: Partial<Record<FieldName, string>>) => boolean;
};

export const portOf: Readonly<Record<TierName, number>> = {
  root: 2640,
  top: 2641,
  'second-level': 2642,
  enterprise: 2643,
};

const tierOf = (soFar: Partial<Record<FieldName, string>>): TierName =>
  tierNames.find((name) => name === soFar.tier) ?? 'enterprise';

const anything = (): undefined => undefined;
const always = (): boolean => true;
const hasParent = (soFar: Partial<Record<FieldName, string>>): boolean =>
  (soFar.parent ?? '') !== '';

export const fields: readonly Field[] = [
  {
    name: 'tier',
    flag: '--tier',
    value: 'tier',
    question: {
      en: `Which node: ${tierNames.join(', ')}?`,
      zh: `节点层级（${tierNames.map((name) => `${name} ${tierOfPlan({ tier: name }).title.zh}`).join('，')}）？`,
    },
    defaultsTo: () => 'enterprise',
    fault: (text) =>
      tierNames.some((name) => name === text)
        ? undefined
        : { en: `one of ${tierNames.join(', ')}`, zh: `应为 ${tierNames.join('、')} 之一` },
    asked: always,
  },
  {
    name: 'prefix',
    flag: '--prefix',
    value: 'prefix',
    question: { en: 'Its prefix, e.g. 88.118.8?', zh: '节点前缀，如 88.118.8？' },
    defaultsTo: (soFar) => (tierOf(soFar) === 'root' ? '0.NA' : undefined),
    fault: (text) =>
      text.length <= 200 && new RegExp(prefixPattern).test(text)
        ? undefined
        : { en: 'letters, digits and dots, as 88.118.8', zh: '由字母、数字和点组成，如 88.118.8' },
    asked: (soFar) => tierOf(soFar) !== 'root',
  },
  {
    name: 'publicHost',
    flag: '--public-host',
    value: 'host',
    question: {
      en: 'Name or IP address under which others reach this machine?',
      zh: '其他节点访问本机所用的主机名或 IP 地址？',
    },
    defaultsTo: () => '127.0.0.1',
    fault: (text) =>
      /^[A-Za-z0-9:][A-Za-z0-9.:-]{0,252}$/.test(text)
        ? undefined
        : { en: 'a host name or an IP address, without a port', zh: '主机名或 IP 地址，不含端口' },
    asked: always,
  },
  portField('port', '--port', { en: 'Port, UDP and TCP?', zh: '端口（UDP 与 TCP）？' }, (soFar) =>
    String(portOf[tierOf(soFar)]),
  ),
  portField(
    'httpPort',
    '--http-port',
    { en: 'Port of its HTTP interface?', zh: 'HTTP 端口？' },
    () => '8640',
  ),
  {
    name: 'parent',
    flag: '--parent',
    value: 'address',
    question: {
      en: 'HTTP address of the parent node, e.g. https://parent.example:8640 (empty: none, or not yet)?',
      zh: '上级节点的 HTTP 地址，如 https://parent.example:8640（留空表示没有或稍后设置）？',
    },
    defaultsTo: () => '',
    fault: (text) =>
      text === '' || (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol))
        ? undefined
        : {
            en: 'an address that begins with https:// or http://',
            zh: '应以 https:// 或 http:// 开头',
          },
    asked: (soFar) => tierOf(soFar) !== 'root',
  },
  {
    name: 'invitation',
    flag: '--invitation',
    value: 'code',
    question: {
      en: "Invitation code from the parent's operator (empty: they decide when asked)?",
      zh: '上级节点给出的邀请码（留空则等待其审批）？',
    },
    defaultsTo: () => '',
    fault: (text) =>
      text.length <= 100 ? undefined : { en: 'at most 100 characters', zh: '不超过 100 个字符' },
    asked: hasParent,
  },
  {
    name: 'parentAuthorityFile',
    flag: '--parent-authority',
    value: 'file',
    question: {
      en: "PEM file of the authority that vouches for the parent's certificate, or its SHA-256 fingerprint (empty: those of this machine)?",
      zh: '为上级节点签发证书的机构的 PEM 文件或其 SHA-256 指纹（留空则使用本机信任的机构）？',
    },
    defaultsTo: () => '',
    fault: anything,
    asked: (soFar) => (soFar.parent ?? '').startsWith('https:'),
  },
  {
    name: 'organisation',
    flag: '--organisation',
    value: 'name',
    question: { en: 'Who runs this node?', zh: '运营单位？' },
    defaultsTo: () => '',
    fault: shortText,
    asked: hasParent,
  },
  {
    name: 'contact',
    flag: '--contact',
    value: 'text',
    question: { en: 'How to reach them: mail or telephone?', zh: '联系方式（邮箱或电话）？' },
    defaultsTo: () => '',
    fault: shortText,
    asked: hasParent,
  },
  {
    name: 'roots',
    flag: '--roots',
    value: 'host:port,…',
    question: {
      en: 'Where resolution begins: host:port of top or root nodes, with commas (empty: no recursive node here)?',
      zh: '解析起点：根节点或顶级节点的 主机:端口，以逗号分隔（留空则本机不设递归节点）？',
    },
    defaultsTo: () => '',
    fault: anything,
    asked: (soFar) => tierOf(soFar) !== 'root' && tierOf(soFar) !== 'top',
  },
];

export function planOf(texts: Readonly<Record<FieldName, string>>): NodePlan {
  const { port, httpPort, roots, tier, prefix, ...rest } = texts;
  return {
    ...rest,
    tier: tierOf({ tier }),
    prefix: canonicalKey(prefix),
    port: Number(port),
    httpPort: Number(httpPort),
    roots: roots
      .split(',')
      .map((root) => root.trim())
      .filter((root) => root !== ''),
  };
}

/** The prefix whose node the parent must be, as far as it can be told from the name. */
export function expectedParent({ tier, prefix }: NodePlan): string {
  return tier === 'top' ? '0.NA' : (parentPrefix(prefix) ?? '0.NA');
}

export function tierOfPlan({ tier }: Pick<NodePlan, 'tier'>): Tier {
  return tier === 'second-level' ? tiers.secondLevel : tiers[tier];
}

function portField(
  name: 'port' | 'httpPort',
  flag: string,
  question: Bilingual,
  defaultsTo: Field['defaultsTo'],
): Field {
  const fault = (text: string): Bilingual | undefined =>
    /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535
      ? undefined
      : { en: 'a number from 1 to 65535', zh: '1 到 65535 的数字' };
  return { name, flag, value: 'port', question, defaultsTo, fault, asked: always };
}

function shortText(text: string): Bilingual | undefined {
  return text.length <= 200 ? undefined : { en: 'at most 200 characters', zh: '不超过 200 个字符' };
}
