// What an agent answers, as XML of MTConnect part 1 and 3: devices, streams of observations, or errors.
import type { EpochUs } from '../../../../stores/series/series.ts';
import { epochUsOf } from '../../../../wire/iso-time.ts';
import { child } from '../mtconnect/devices.ts';
import { parseXml, type XmlNode } from '../mtconnect/xml.ts';

export type AgentHeader = {
  readonly instanceId: string;
  /** E.g. `2.3.0.1`. */
  readonly version: string;
  readonly creationTimeUs?: EpochUs;
  /** Of streams only. */
  readonly firstSequence?: number;
  readonly nextSequence?: number;
};

export type Observation = {
  readonly item: string;
  readonly sequence: number;
  readonly timeUs?: EpochUs;
  /** As fields of an adapter's line: what the kinds mean is the same. */
  readonly values: readonly string[];
};

export type AgentDocument =
  | { readonly kind: 'devices'; readonly header: AgentHeader; readonly root: XmlNode }
  | {
      readonly kind: 'streams';
      readonly header: AgentHeader;
      readonly observations: readonly Observation[];
    }
  | {
      readonly kind: 'errors';
      readonly errors: readonly { readonly code: string; readonly text: string }[];
    };

export type DocumentOutcome =
  | { readonly ok: true; readonly document: AgentDocument }
  /** `found`: what it is instead, in short. */
  | {
      readonly ok: false;
      readonly trouble: 'not-xml' | 'document-type' | 'not-mtconnect' | 'bad-header';
      readonly found: string;
    };

export function readDocument(bytes: Uint8Array): DocumentOutcome {
  const xml = parseXml(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'),
  );
  if (!xml.ok) return { ok: false, trouble: xml.trouble, found: `line ${xml.line}: ${xml.reason}` };
  const { root } = xml;
  if (root.tag === 'MTConnectError') {
    return { ok: true, document: { kind: 'errors', errors: errorsOf(root) } };
  }
  const header = headerOf(child(root, 'Header'));
  if (root.tag === 'MTConnectDevices') {
    if (!header) return { ok: false, trouble: 'bad-header', found: root.tag };
    return { ok: true, document: { kind: 'devices', header, root } };
  }
  if (root.tag !== 'MTConnectStreams') {
    return { ok: false, trouble: 'not-mtconnect', found: `<${root.tag.slice(0, 60)}>` };
  }
  if (header?.firstSequence === undefined || header.nextSequence === undefined) {
    return { ok: false, trouble: 'bad-header', found: root.tag };
  }
  return { ok: true, document: { kind: 'streams', header, observations: observationsOf(root) } };
}

function headerOf(node: XmlNode | undefined): AgentHeader | undefined {
  const { instanceId, version, creationTime, firstSequence, nextSequence } = node?.attributes ?? {};
  if (instanceId === undefined || !/^\d{1,20}$/.test(instanceId)) return undefined;
  const first = sequenceOf(firstSequence);
  const next = sequenceOf(nextSequence);
  const timeUs = epochUsOf(creationTime ?? '');
  return {
    instanceId,
    version: version ?? '',
    ...(timeUs === undefined ? {} : { creationTimeUs: timeUs }),
    ...(first === undefined ? {} : { firstSequence: first }),
    ...(next === undefined ? {} : { nextSequence: next }),
  };
}

/** Beyond 2^53, numbers of the standard's 64 bits are no whole doubles: no agent lives so long. */
function sequenceOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Version 1.0 has one `Error`, later ones several; from 2.2 on their elements are named after the code. */
function errorsOf(root: XmlNode): { code: string; text: string }[] {
  const single = child(root, 'Error');
  const nodes = single ? [single] : (child(root, 'Errors')?.children ?? []);
  return nodes.map(({ attributes, text, children }) => ({
    code: attributes['errorCode'] ?? '',
    text: (text || (children.find(({ tag }) => tag === 'ErrorMessage')?.text ?? '')).slice(0, 200),
  }));
}

function observationsOf(root: XmlNode): Observation[] {
  const found: Observation[] = [];
  for (const device of child(root, 'Streams')?.children ?? []) {
    if (device.tag !== 'DeviceStream') continue;
    for (const component of device.children) {
      for (const group of component.children) {
        for (const node of group.children) found.push(observationOf(group.tag, node));
      }
    }
  }
  // A document goes by component; what happened together has numbers that follow each other.
  return found.toSorted((a, b) => a.sequence - b.sequence);
}

function observationOf(group: string, node: XmlNode): Observation {
  const { dataItemId, timestamp, sequence } = node.attributes;
  const timeUs = epochUsOf(timestamp ?? '');
  return {
    item: dataItemId ?? '',
    sequence: sequenceOf(sequence) ?? 0,
    ...(timeUs === undefined ? {} : { timeUs }),
    values: group === 'Condition' ? conditionFields(node) : fieldsOf(node),
  };
}

function conditionFields({ tag, attributes, text }: XmlNode): string[] {
  const { nativeCode, nativeSeverity, qualifier } = attributes;
  return [tag.toUpperCase(), nativeCode ?? '', nativeSeverity ?? '', qualifier ?? '', text];
}

function fieldsOf({ attributes, children, text }: XmlNode): string[] {
  const { sampleCount, sampleRate, nativeCode, assetType, code, severity, state } = attributes;
  if (sampleCount !== undefined) return [sampleCount, sampleRate ?? '', text];
  if (children.some(({ tag }) => tag === 'Entry')) return [entriesText(children, 'Entry')];
  if (code !== undefined || severity !== undefined || state !== undefined) {
    return [code ?? '', nativeCode ?? '', severity ?? '', state ?? '', text];
  }
  const before = nativeCode ?? assetType;
  return before === undefined ? [text] : [before, text];
}

/** A data set or table as adapters write it: `a=1 b='two words' row={x=1 y=2}`; without a value, removed. */
function entriesText(nodes: readonly XmlNode[], tag: 'Entry' | 'Cell'): string {
  return nodes
    .filter((node) => node.tag === tag)
    .map(({ attributes, children, text }) => {
      const key = attributes['key'] ?? '';
      if (attributes['removed'] === 'true') return key;
      if (children.length > 0) return `${key}={${entriesText(children, 'Cell')}}`;
      return /^[^\s'"{}=]+$/.test(text)
        ? `${key}=${text}`
        : `${key}='${text.replaceAll("'", String.raw`\'`)}'`;
    })
    .join(' ');
}
