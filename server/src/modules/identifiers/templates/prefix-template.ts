// The template of a node's own prefix, kept in memory: read when the node starts, and again whenever a
// record that it stands in is written. A prefix without one costs one comparison at a handle that is
// not there, and nothing at one that is.
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import type { Log } from '../../../kernel/log/log.ts';
import type { Answer } from '../../../stores/names/names.ts';
import {
  canonicalKey,
  decodeValueBlock,
  encodeValueBlock,
  prefixHandle,
  responseCode,
  textOf,
  valueType,
  type HandleValue,
} from '../../../wire/handle/handle.ts';
import type { Finding } from '../listeners/record-source.ts';
import { whenThere } from '../model/answered.ts';
import type { Question } from '../model/question.ts';
import { everything, publicValues } from '../model/value-block.ts';
import type { OpenRecordStore } from '../records/open-record-store.ts';
import type { StoredRecord } from '../records/record-store.ts';
import { evaluate } from './evaluate.ts';
import { parseNamespace, type Namespace, type TemplateNode } from './namespace.ts';

/** Of one template, together: a reference may lead to references. */
const referencesMax = 10;

type Ready = { readonly delimiter: string; readonly body: readonly TemplateNode[] };

export class PrefixTemplate {
  /** The node's store; writing to it through this keeps the template fresh. */
  readonly store: OpenRecordStore;
  readonly #inner: OpenRecordStore;
  readonly #namingKey: string;
  readonly #fallback: Namespace | undefined;
  readonly #log: Log;
  #ready: Ready | undefined;
  /** Keys of the records that the template was read from. */
  #sources: ReadonlySet<string>;

  private constructor(options: PrefixTemplateOptions) {
    this.#inner = options.store;
    this.#namingKey = prefixHandle(options.prefix);
    this.#fallback = options.fallback;
    this.#log = options.log;
    this.#sources = new Set([this.#namingKey]);
    this.store = this.#watched();
  }

  static async read(options: PrefixTemplateOptions): Promise<PrefixTemplate> {
    const template = new PrefixTemplate(options);
    await template.#refresh();
    return template;
  }

  /** The record of a handle that is not stored: made from the public values of its base, or undefined. */
  find(
    { handle }: Question,
    read: (key: string) => Answer<StoredRecord | undefined>,
  ): Answer<Finding | undefined> {
    const ready = this.#ready;
    if (ready === undefined) return undefined;
    const at = handle.indexOf(ready.delimiter, handle.indexOf('/') + 1);
    if (at < 0) return undefined;
    const base = handle.slice(0, at);
    return whenThere(read(canonicalKey(base)), (stored) => {
      if (stored === undefined) return undefined;
      // What not everybody may read of the base must not be copied into what everybody may.
      const decoded = decodeValueBlock(publicValues(stored.block, everything));
      if (!decoded.ok) return undefined;
      const extension = handle.slice(at + ready.delimiter.length);
      const evaluated = evaluate(ready.body, { handle, base, extension, values: decoded.value });
      if (!evaluated.found) return undefined;
      return { code: responseCode.ok, block: encodeValueBlock(evaluated.values) };
    });
  }

  #watched(): OpenRecordStore {
    const inner = this.#inner;
    return {
      get: (key) => inner.get(key),
      scan: (range) => inner.scan(range),
      count: (prefix) => inner.count(prefix),
      historyOf: (key, range) => inner.historyOf(key, range),
      at: (key, timeMs) => inner.at(key, timeMs),
      changes: (after, limit) => inner.changes(after, limit),
      position: () => inner.position(),
      watch: (listener) => inner.watch(listener),
      purge: () => inner.purge(),
      packer: (options) => inner.packer(options),
      close: () => inner.close(),
      write: async (changes, options) => {
        const outcomes = await inner.write(changes, options);
        if (changes.some(({ key }) => this.#sources.has(key))) await this.#refresh();
        return outcomes;
      },
    };
  }

  async #refresh(): Promise<void> {
    const sources = new Set([this.#namingKey]);
    const namespace = (await this.#namespaceIn(this.#namingKey)) ?? this.#fallback;
    this.#sources = sources;
    this.#ready = namespace && (await this.#readyOf(namespace, sources));
  }

  async #namespaceIn(key: string, index?: number): Promise<Namespace | undefined> {
    const stored = await this.#inner.get(key);
    const decoded = stored === undefined ? undefined : decodeValueBlock(stored.block);
    if (decoded?.ok !== true) return undefined;
    const value = decoded.value.find((one) => isSource(one, index));
    if (value === undefined) return undefined;
    const parsed = parseNamespace(textOf(value.data, 0, value.data.length));
    if (parsed.ok) return parsed.namespace;
    this.#refuse(key, value.index, parsed.reason);
    return undefined;
  }

  async #readyOf(namespace: Namespace, sources: Set<string>): Promise<Ready | undefined> {
    const { delimiter } = namespace;
    if (delimiter === undefined) return undefined;
    const body = await this.#bodyOf(namespace, sources, { left: referencesMax });
    return body && { delimiter, body };
  }

  async #bodyOf(
    namespace: Namespace,
    sources: Set<string>,
    references: { left: number },
  ): Promise<readonly TemplateNode[] | undefined> {
    const bodies: TemplateNode[] = [];
    for (const template of namespace.templates) {
      if (template.kind === 'body') {
        bodies.push(...template.body);
        continue;
      }
      const key = canonicalKey(template.handle);
      sources.add(key);
      const isAllowed = references.left-- > 0;
      const next = isAllowed ? await this.#namespaceIn(key, template.index) : undefined;
      const body = next && (await this.#bodyOf(next, sources, references));
      if (body === undefined) {
        this.#refuse(key, template.index, missing);
        return undefined;
      }
      bodies.push(...body);
    }
    return bodies;
  }

  #refuse(record: string, index: number, reason: Bilingual): void {
    this.#log.warn('template-not-usable', { record, index, reason: reason.en });
  }
}

export type PrefixTemplateOptions = {
  readonly store: OpenRecordStore;
  /** Canonical. */
  readonly prefix: string;
  /** Used while the record of the prefix holds no namespace. */
  readonly fallback: Namespace | undefined;
  readonly log: Log;
};

function isSource(value: HandleValue, index: number | undefined): boolean {
  return index === undefined
    ? canonicalKey(value.type) === valueType.namespace
    : value.index === index;
}

const missing: Bilingual = {
  en: 'the template that is referred to is not in a record of this node, or refers on and on',
  zh: '所引用的模板不在本节点的记录中，或引用层数过多',
};
