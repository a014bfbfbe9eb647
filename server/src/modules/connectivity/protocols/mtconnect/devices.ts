// A Devices.xml (MTConnect part 2, any version) to devices, components and data items. Strict: what
// cannot be right is refused with its line, so that a wrong file is noticed when it is given.
import type { Failure } from '../../../../kernel/failure/failure.ts';
import { mtconnectFailures } from './failures.ts';
import { parseXml, type XmlNode } from './xml.ts';

export type Category = 'SAMPLE' | 'EVENT' | 'CONDITION';

export type DataItem = {
  readonly id: string;
  readonly name?: string;
  readonly category: Category;
  readonly type: string;
  readonly subType?: string;
  /** What its values are in: from adapters the native unit where one is given, from agents the standard's. */
  readonly units?: string;
  readonly representation: string;
  /** The text of its `<Source>`: another name that an adapter may use. */
  readonly source?: string;
  /** Hz; for time series whose lines do not tell it. */
  readonly sampleRate?: number;
  /** A value may carry `:WHY` behind it. */
  readonly resets: boolean;
};

export type Component = {
  /** The element's name, e.g. `Linear`. */
  readonly tag: string;
  readonly id: string;
  readonly name?: string;
  readonly description: {
    readonly text: string;
    readonly manufacturer?: string;
    readonly model?: string;
    readonly serialNumber?: string;
  };
  readonly items: readonly DataItem[];
  readonly components: readonly Component[];
};

export type Device = Component & { readonly uuid: string };

export const devicesBytesMax = 8 * 1024 * 1024;
const itemsMax = 20_000;
const identifierCharactersMax = 200;
const identifierCharacters = /^[\p{L}\p{N}._:-]+$/u;

/** What a description is for: adapters tell native values, agents have converted them. */
export type DevicesOptions = { readonly converted?: boolean };

/** `name` is the source's, for the messages. */
export function readDevices(name: string, text: string): Device[] {
  const bytes = Buffer.byteLength(text);
  if (bytes > devicesBytesMax) {
    throw mtconnectFailures['too-large']({ name, bytes, bytesMax: devicesBytesMax });
  }
  const xml = parseXml(text);
  if (!xml.ok) throw mtconnectFailures[xml.trouble]({ name, line: xml.line, reason: xml.reason });
  return devicesOf(name, xml.root);
}

/** From the document's root, for who has it already. */
export function devicesOf(name: string, root: XmlNode, options: DevicesOptions = {}): Device[] {
  if (root.tag !== 'MTConnectDevices') {
    throw mtconnectFailures['not-devices']({ name, found: root.tag, line: root.line });
  }
  return new DevicesReader(name, options.converted === true).read(root);
}

class DevicesReader {
  readonly #name: string;
  readonly #converted: boolean;
  readonly #lineOfId = new Map<string, number>();
  #items = 0;

  constructor(name: string, converted: boolean) {
    this.#name = name;
    this.#converted = converted;
  }

  read(root: XmlNode): Device[] {
    const found = child(root, 'Devices')?.children.filter(({ tag }) => tag === 'Device') ?? [];
    if (found.length === 0) {
      const line = child(root, 'Devices')?.line ?? root.line;
      throw mtconnectFailures['no-device']({ name: this.#name, line });
    }
    return found.map((node) => {
      const uuid = this.#identifier(node, 'uuid');
      this.#claim(`uuid ${uuid}`, node);
      return { ...this.#component(node), uuid };
    });
  }

  #component(node: XmlNode): Component {
    const id = this.#identifier(node, 'id');
    this.#claim(id, node);
    const parts = child(node, 'Components')?.children ?? [];
    const items = child(node, 'DataItems')?.children.filter(({ tag }) => tag === 'DataItem') ?? [];
    const about = child(node, 'Description');
    return {
      tag: node.tag,
      id,
      ...present({ name: node.attributes['name'] }),
      description: {
        text: (about?.text ?? '').replace(/\s+/g, ' '),
        ...present({
          manufacturer: about?.attributes['manufacturer'],
          model: about?.attributes['model'],
          serialNumber: about?.attributes['serialNumber'],
        }),
      },
      items: items.map((item) => this.#item(item)),
      components: parts.map((part) => this.#component(part)),
    };
  }

  #item(node: XmlNode): DataItem {
    this.#items += 1;
    if (this.#items > itemsMax)
      throw mtconnectFailures['too-many-items']({ name: this.#name, itemsMax });
    const id = this.#identifier(node, 'id');
    const type = this.#required(node, 'type');
    const category = this.#required(node, 'category');
    if (!isCategory(category)) throw this.#failure('unknown-category', node, { id, category });
    this.#claim(id, node);
    const { name, subType, nativeUnits, representation, sampleRate } = node.attributes;
    const { units: standard } = node.attributes;
    const units = this.#converted ? (standard ?? nativeUnits) : (nativeUnits ?? standard);
    const rate = Number(sampleRate ?? Number.NaN);
    const source = child(node, 'Source')?.text;
    return {
      id,
      type,
      category,
      representation: representation ?? 'VALUE',
      resets: !this.#converted && child(node, 'ResetTrigger') !== undefined,
      ...present({ name, subType, units, source: source === '' ? undefined : source }),
      ...(rate > 0 && Number.isFinite(rate) ? { sampleRate: rate } : {}),
    };
  }

  #required(node: XmlNode, attribute: string): string {
    const value = node.attributes[attribute];
    if (!value) throw this.#failure('missing-attribute', node, { element: node.tag, attribute });
    return value;
  }

  #identifier(node: XmlNode, attribute: string): string {
    const value = this.#required(node, attribute);
    if (value.length > identifierCharactersMax || !identifierCharacters.test(value)) {
      const charactersMax = identifierCharactersMax;
      throw this.#failure('bad-identifier', node, { attribute, value, charactersMax });
    }
    return value;
  }

  /** Ids are unique in the document (xs:ID); compared without case, as identifiers are. */
  #claim(id: string, node: XmlNode): void {
    const key = id.toLowerCase();
    const first = this.#lineOfId.get(key);
    if (first !== undefined) throw this.#failure('duplicate-id', node, { id, first });
    this.#lineOfId.set(key, node.line);
  }

  #failure(
    code: 'missing-attribute' | 'unknown-category' | 'duplicate-id' | 'bad-identifier',
    node: XmlNode,
    values: Record<string, unknown>,
  ): Failure {
    return mtconnectFailures[code]({ name: this.#name, line: node.line, ...values });
  }
}

export function child(node: XmlNode, tag: string): XmlNode | undefined {
  return node.children.find((candidate) => candidate.tag === tag);
}

function isCategory(text: string): text is Category {
  return text === 'SAMPLE' || text === 'EVENT' || text === 'CONDITION';
}

function present<T extends Record<string, string | undefined>>(values: T) {
  const kept = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(kept) as { [K in keyof T]?: string };
}
