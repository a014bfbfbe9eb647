// XML that others put into values, 10320/loc and HS_NAMESPACE: bounded in size, depth and number of
// elements, without document types, so that no entity can grow or fetch anything.
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';

export type XmlElement = {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Text directly inside, with character references replaced. */
  readonly text: string;
};

export type XmlOutcome =
  | { readonly ok: true; readonly root: XmlElement }
  | { readonly ok: false; readonly reason: Bilingual };

export const xmlBounds = { characters: 65_536, depth: 24, elements: 2_000 } as const;

type Ordered = Record<string, unknown>;

const attributesKey = ':@';
const textKey = '#text';

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  preserveOrder: true,
  removeNSPrefix: true,
  processEntities: false,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

/** The root element, or in words why the text cannot be used. Prefixes of XML namespaces are dropped. */
export function parseXml(text: string): XmlOutcome {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (source.length > xmlBounds.characters) return refuse(reasons.tooLong);
  if (/<!(?:DOCTYPE|ENTITY)/i.test(source)) return refuse(reasons.documentType);
  const fault = faultIn(source);
  if (fault !== undefined) return refuse(fault);
  try {
    const counted = { elements: 0 };
    const roots = elementsOf(parser.parse(source) as Ordered[], counted, 1);
    const [root] = roots;
    if (root === undefined || roots.length > 1) return refuse(reasons.noRoot);
    return { ok: true, root };
  } catch (error) {
    return refuse(error instanceof TooMuch ? reasons.tooMuch : notXml((error as Error).message));
  }
}

class TooMuch extends Error {}

function faultIn(source: string): Bilingual | undefined {
  try {
    const valid = XMLValidator.validate(source);
    return valid === true ? undefined : notXml(`line ${valid.err.line}: ${valid.err.msg}`);
  } catch (error) {
    return notXml((error as Error).message);
  }
}

function elementsOf(
  nodes: readonly Ordered[],
  counted: { elements: number },
  depth: number,
): XmlElement[] {
  const found: XmlElement[] = [];
  for (const node of nodes) {
    const tag = Object.keys(node).find((key) => key !== attributesKey && key !== textKey);
    if (tag === undefined) continue;
    counted.elements += 1;
    if (depth > xmlBounds.depth || counted.elements > xmlBounds.elements) throw new TooMuch();
    const content = node[tag] as Ordered[];
    const parts = content.flatMap((part) => (textKey in part ? [String(part[textKey])] : []));
    found.push({
      tag,
      attributes: attributesOf(node[attributesKey]),
      children: elementsOf(content, counted, depth + 1),
      text: withoutReferences(parts.join('')),
    });
  }
  return found;
}

function attributesOf(given: unknown): Record<string, string> {
  const named: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries((given ?? {}) as Ordered)) {
    named[name] = withoutReferences(String(value));
  }
  return named;
}

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** The five entities of XML itself and character numbers; anything else stays as it stands. */
function withoutReferences(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,4}));/gi, (whole, ...groups) => {
    const [decimal, hex, name] = groups as (string | undefined)[];
    if (name !== undefined) return named[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    const usable = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    return usable ? String.fromCodePoint(code) : whole;
  });
}

const reasons = {
  tooLong: {
    en: `it has more than ${xmlBounds.characters} characters`,
    zh: `超过 ${xmlBounds.characters} 个字符`,
  },
  documentType: { en: 'it declares a document type', zh: '含有文档类型声明（DOCTYPE）' },
  noRoot: { en: 'it has not exactly one root element', zh: '根元素不唯一或不存在' },
  tooMuch: { en: 'it nests too deeply or has too many elements', zh: '嵌套过深或元素过多' },
} as const satisfies Record<string, Bilingual>;

function notXml(detail: string): Bilingual {
  const said = detail.slice(0, 200);
  return { en: `it is not well-formed XML (${said})`, zh: `不是格式良好的 XML（${said}）` };
}

function refuse(reason: Bilingual): XmlOutcome {
  return { ok: false, reason };
}
