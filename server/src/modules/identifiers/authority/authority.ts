// What an authority node knows: the records of its own prefix, the naming records of the prefixes
// derived from it, and through these whom to ask instead (RFC 3651 §3; reference §1.5, §1.8).
import type { Answer } from '../../../stores/names/names.ts';
import { bytesOfText, prefixHandle, responseCode, valueType } from '../../../wire/handle/handle.ts';
import type { Finding, RecordSource } from '../listeners/record-source.ts';
import { firstOf, whenThere } from '../model/answered.ts';
import { isBelow, keyBytesMax, selfAndAncestors, type Question } from '../model/question.ts';
import { countOf, publicValues } from '../model/value-block.ts';
import type { SiteSplit } from '../split/site-split.ts';
import type { PrefixTemplate } from '../templates/prefix-template.ts';
import type { Ranges } from '../ranges/ranges.ts';
import type { RecordStore, StoredRecord } from '../records/record-store.ts';

const notFound: Finding = { code: responseCode.handleNotFound };
const notResponsible: Finding = { code: responseCode.notResponsible };

const siteTypes = [valueType.site, valueType.site6, valueType.service];
const prefixSiteTypes = [valueType.sitePrefix, valueType.servicePrefix, ...siteTypes];

/** What answers for handles that have no record of their own. */
/** What an authority is given besides its store. */
export type MadeRecords = {
  /** Where its site has several servers. */
  readonly split?: SiteSplit | undefined;
  readonly template?: PrefixTemplate | undefined;
  readonly ranges?: Ranges | undefined;
};

export class Authority implements RecordSource {
  readonly authoritative = true;
  /** Canonical. */
  readonly prefix: string;
  site: Uint8Array = new Uint8Array(0);
  siteSerial = 1;
  /** Prefixes derived from this one whose handles are held here too. */
  readonly homed = new Set<string>();
  readonly #store: RecordStore;
  readonly #ranges: Ranges | undefined;
  readonly #ownStart: string;
  readonly #template: PrefixTemplate | undefined;
  readonly #split: SiteSplit | undefined;

  constructor(prefix: string, store: RecordStore, made: MadeRecords = {}) {
    this.prefix = prefix;
    this.#store = store;
    this.#template = made.template;
    this.#ranges = made.ranges;
    this.#split = made.split;
    this.#ownStart = `${prefix}/`;
  }

  plain(key: string): Answer<Uint8Array | undefined> {
    if (!key.startsWith(this.#ownStart) && !this.#isInHomed(key)) return undefined;
    if (this.#split?.otherServer(key) !== undefined) return undefined;
    return whenThere(this.#readOrMake(key), (record) =>
      record?.allPublic === true ? record.block : undefined,
    );
  }

  find(question: Question, options: { doNotRefer: boolean }): Answer<Finding> {
    const { key, prefix, naming } = question;
    const other = naming || !this.isHome(prefix) ? undefined : this.#elsewhere(key);
    if (other !== undefined) return other;
    if (!naming && prefix === this.prefix) return this.#own(key, () => this.#made(question));
    if (!naming && this.homed.has(prefix)) return this.#own(key, () => notFound);
    if (naming && prefix === this.prefix) return this.#own(key, () => notResponsible);
    if (!isBelow(prefix, this.prefix)) return notResponsible;
    const refer = (): Answer<Finding> => (options.doNotRefer ? notFound : this.#refer(question));
    return naming ? this.#own(key, refer) : refer();
  }

  /** The handles of the prefix, and of those homed here, are spread over the servers; naming records stand on each. */
  #elsewhere(key: string): Finding | undefined {
    const other = this.#split?.otherServer(key);
    if (other === undefined) return undefined;
    return { code: responseCode.notResponsible, message: this.#split?.wordsFor(other) ?? '' };
  }

  /** Whether handles of a canonical prefix are held here. */
  isHome(prefix: string): boolean {
    return prefix === this.prefix || this.homed.has(prefix);
  }

  #isInHomed(key: string): boolean {
    return this.homed.size > 0 && this.homed.has(key.slice(0, key.indexOf('/')));
  }

  #own(key: string, otherwise: () => Answer<Finding>): Answer<Finding> {
    return whenThere(this.#readOrMake(key), (stored) =>
      stored === undefined ? otherwise() : { code: responseCode.ok, block: stored.block },
    );
  }

  /** A handle that is not stored may follow from its base by the template of the prefix. */
  #made(question: Question): Answer<Finding> {
    const made = this.#template?.find(question, (key) => this.#read(key));
    return whenThere(made, (finding) => finding ?? notFound);
  }

  /** The nearest delegated prefix at or above the question's; a naming record is its parent's affair. */
  #refer(question: Question): Answer<Finding> {
    const candidates = selfAndAncestors(question.prefix).filter(
      (prefix) => isBelow(prefix, this.prefix) && !(question.naming && prefix === question.prefix),
    );
    const found = firstOf(candidates, (prefix) => this.#delegation(prefix, question.prefix));
    return whenThere(found, (referral) => referral ?? notFound);
  }

  #delegation(prefix: string, asked: string): Answer<Finding | undefined> {
    return whenThere(this.#read(prefixHandle(prefix)), (stored) => {
      if (stored === undefined) return undefined;
      const exact = prefix === asked;
      const types = exact ? siteTypes : prefixSiteTypes;
      const block = publicValues(stored.block, { indexes: [], types });
      if (countOf(block) === 0) return undefined;
      const code = exact ? responseCode.serviceReferral : responseCode.prefixReferral;
      return { code, block, prefix };
    });
  }

  /** A record of its own goes before the range that its name lies in. */
  #readOrMake(key: string): Answer<StoredRecord | undefined> {
    return whenThere(this.#read(key), (record) => record ?? this.#ranges?.find(key));
  }

  /** No longer key can have been stored. */
  #read(key: string): Answer<StoredRecord | undefined> {
    if (key.length * 3 > keyBytesMax && bytesOfText(key).length > keyBytesMax) return undefined;
    return this.#store.get(key);
  }
}
