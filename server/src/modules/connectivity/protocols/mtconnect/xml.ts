// XML text to a plain tree with line numbers. Document types are refused and entities are never
// expanded beyond XML's own five and character references, so a small file cannot grow.
import { XMLParser, XMLValidator } from 'fast-xml-parser';

export type XmlNode = {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
  /** Text directly inside, trimmed. */
  readonly text: string;
  /** 1, 2, 3 … */
  readonly line: number;
};

export type XmlOutcome =
  | { readonly ok: true; readonly root: XmlNode }
  | {
      readonly ok: false;
      readonly trouble: 'not-xml' | 'document-type';
      readonly line: number;
      readonly reason: string;
    };

type Ordered = Record<string | symbol, unknown>;

const attributesKey = ':@';
const textKey = '#text';
const position = XMLParser.getMetaDataSymbol() as symbol;

/** Namespace prefixes of elements and attributes are dropped. */
export function parseXml(text: string): XmlOutcome {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const declaration = declarationIn(source);
  if (declaration >= 0) {
    return { ok: false, trouble: 'document-type', line: lineOf(source, declaration), reason: '' };
  }
  const valid = XMLValidator.validate(source);
  if (valid !== true) {
    return { ok: false, trouble: 'not-xml', line: valid.err.line, reason: valid.err.msg };
  }
  try {
    const lines = lineStarts(source);
    const root = elements(newParser().parse(source) as Ordered[], lines)[0];
    if (root) return { ok: true, root };
    return { ok: false, trouble: 'not-xml', line: 1, reason: 'there is no element.' };
  } catch (error) {
    return { ok: false, trouble: 'not-xml', line: 1, reason: `${(error as Error).message}.` };
  }
}

/** Where a document type is declared outside of comments and CDATA, or -1; reads each character once. */
function declarationIn(source: string): number {
  const opening = /<!(?:--|\[CDATA\[|DOCTYPE|ENTITY)/gi;
  for (let found = opening.exec(source); found; found = opening.exec(source)) {
    if (/[DE]/i.test(found[0].charAt(2))) return found.index;
    const end = source.indexOf(found[0] === '<!--' ? '-->' : ']]>', opening.lastIndex);
    if (end >= 0) opening.lastIndex = end + 3;
    else {
      const declared = source.slice(opening.lastIndex).search(/<!(?:DOCTYPE|ENTITY)/i);
      return declared < 0 ? -1 : opening.lastIndex + declared;
    }
  }
  return -1;
}

function newParser(): XMLParser {
  return new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    preserveOrder: true,
    removeNSPrefix: true,
    processEntities: false,
    parseTagValue: false,
    parseAttributeValue: false,
    captureMetaData: true,
    ignoreDeclaration: true,
    ignorePiTags: true,
  });
}

function elements(nodes: readonly Ordered[], lines: readonly number[]): XmlNode[] {
  const found: XmlNode[] = [];
  for (const node of nodes) {
    const tag = Object.keys(node).find((key) => key !== attributesKey && key !== textKey);
    if (tag === undefined) continue;
    const content = (node[tag] ?? []) as Ordered[];
    const text = content.flatMap((part) => (textKey in part ? [String(part[textKey])] : []));
    const meta = node[position] as { startIndex?: number } | undefined;
    found.push({
      tag,
      attributes: decodedAttributes(node[attributesKey]),
      children: elements(content, lines),
      text: decodeReferences(text.join('')).trim(),
      line: lineAt(lines, meta?.startIndex ?? 0),
    });
  }
  return found;
}

function decodedAttributes(raw: unknown): Record<string, string> {
  const attributes: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries((raw ?? {}) as Record<string, unknown>)) {
    attributes[name] = decodeReferences(String(value));
  }
  return attributes;
}

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

function decodeReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#x([\dA-Fa-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/g,
    (whole, ...found) => {
      const [hex, decimal, name] = found as (string | undefined)[];
      if (name !== undefined) return named[name] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return Math.max(1, low);
}

function lineOf(text: string, offset: number): number {
  return lineAt(lineStarts(text), offset);
}
