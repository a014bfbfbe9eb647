// The recursive node's mind: answers from memory where it can, walks from a root where it must, one
// walk for all who ask the same at once, and tells how it came to each answer.
import type { Clock } from '../../../kernel/world/clock.ts';
import { Failure, isFailure } from '../../../kernel/failure/failure.ts';
import {
  encodeValueBlock,
  responseCode,
  type HandleValue,
  type Message,
} from '../../../wire/handle/handle.ts';
import type { Answer } from '../../../stores/names/names.ts';
import type { Resolution, ResolutionStep, Resolver } from '../api.ts';
import { identifiersFailures } from '../failures.ts';
import type { Finding, RecordSource } from '../listeners/record-source.ts';
import { filteredRecord } from '../model/filtered-record.ts';
import { questionOf, selfAndAncestors, shortened, type Question } from '../model/question.ts';
import { nodeName } from '../model/path-words.ts';
import type { Contact } from '../model/site.ts';
import { allPublic } from '../model/value-block.ts';
import { ttlSeconds } from '../model/value-json.ts';
import type { Asker } from './asker.ts';
import { BoundedCache } from './bounded-cache.ts';
import { contactsOf, type Referral } from './referral.ts';
import { walk, type WalkEnd, type WalkOptions } from './walk.ts';

export type RecursiveOptions = {
  readonly asker: Asker;
  readonly clock: Clock;
  /** Where every walk begins. */
  readonly roots: readonly Contact[];
  readonly cacheBytesMax: number;
  readonly negativeTtlS: number;
  /** Walks at the same time. */
  readonly walksMax: number;
  /** Our own site, for op 2. */
  readonly site: Uint8Array;
};

/** An answer and whence it came. `plain`: it may be given whole to anybody. */
type Known = { readonly finding: Finding; readonly node: string; readonly plain: boolean };
type Landed = { readonly known: Known; readonly path: readonly ResolutionStep[] };

/** Values are kept for two days at most (reference §1.8). */
const ttlMsMax = 2 * 86_400_000;
const referralBytes = 400;

export class RecursiveResolver implements RecordSource, Resolver {
  readonly authoritative = false;
  readonly siteSerial = 1;
  readonly site: Uint8Array;
  readonly #options: RecursiveOptions;
  readonly #records: BoundedCache<Known>;
  readonly #referrals: BoundedCache<Referral>;
  readonly #walks = new Map<string, Promise<Landed>>();

  constructor(options: RecursiveOptions) {
    const { clock, cacheBytesMax } = options;
    this.#options = options;
    this.site = options.site;
    this.#records = new BoundedCache({ clock, bytesMax: cacheBytesMax * 0.9 });
    this.#referrals = new BoundedCache({ clock, bytesMax: cacheBytesMax * 0.1 });
  }

  get cacheBytes(): number {
    return this.#records.bytes + this.#referrals.bytes;
  }

  get walksUnderWay(): number {
    return this.#walks.size;
  }

  plain(key: string): Uint8Array | undefined {
    const known = this.#records.get(key);
    return known?.plain === true ? known.finding.block : undefined;
  }

  find(question: Question): Answer<Finding> {
    const known = this.#records.get(question.key);
    if (known !== undefined) return known.finding;
    return this.#land(question, false).then(
      (landed) => landed.known.finding,
      (error: unknown) => findingOf(error),
    );
  }

  async resolve(
    handle: string,
    options: Parameters<Resolver['resolve']>[1] = {},
  ): Promise<Resolution> {
    const { clock } = this.#options;
    const startedMs = clock.monotonicMs();
    const question = questionOf(handle);
    const known = options.fresh === true ? undefined : this.#records.get(question.key);
    const landed = known ?? (await this.#land(question, options.fresh === true));
    const { finding, node } = 'known' in landed ? landed.known : landed;
    const path = 'known' in landed ? landed.path : [cachedStep(landed)];
    if (finding.code === responseCode.notResponsible) {
      throw identifiersFailures['not-responsible']({
        handle: shortened(handle),
        node: nodeName(node),
        path,
      });
    }
    const record = filteredRecord(finding, options, clock.now());
    const tookMs = clock.monotonicMs() - startedMs;
    return { handle, ...record, cached: known !== undefined, tookMs, path };
  }

  /** Joins the walk that is after the same answer, or sets out. */
  #land(question: Question, fresh: boolean): Promise<Landed> {
    const key = `${fresh ? 'fresh ' : ''}${question.key}`;
    const underWay = this.#walks.get(key);
    if (underWay !== undefined) return underWay;
    const { walksMax } = this.#options;
    if (this.#walks.size >= walksMax) {
      return Promise.reject(identifiersFailures['too-busy']({ limit: walksMax }));
    }
    const landed = this.#walk(question, fresh).finally(() => this.#walks.delete(key));
    this.#walks.set(key, landed);
    return landed;
  }

  async #walk(question: Question, fresh: boolean): Promise<Landed> {
    const { asker, clock, roots } = this.#options;
    const path: ResolutionStep[] = [];
    const remember = (referral: Referral): void => this.#remember(referral);
    const options = { question, asker, clock, path, remember, dead: new Set<string>() };
    const shortCut = fresh ? undefined : this.#knownReferral(question);
    const end =
      (shortCut === undefined ? undefined : await this.#walkFrom(shortCut, options)) ??
      (await walk({ contacts: roots, last: '' }, options));
    const known = this.#keep(question, end.answer, end.node);
    return { known, path };
  }

  /** From a remembered referral; undefined when it leads nowhere, since the world may have changed. */
  async #walkFrom(referral: Referral, options: WalkOptions): Promise<WalkEnd | undefined> {
    const { prefix, from } = referral;
    const step = { node: from, address: 'cache', prefix, tookMs: 0, cached: true } as const;
    options.path.push({ ...step, outcome: 'referred' });
    const contacts = contactsOf(referral, options.question.handle);
    try {
      const end = await walk({ contacts, last: prefix }, options);
      if (end.answer.header.responseCode !== responseCode.notResponsible) return end;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
    this.#referrals.delete(referralKey(referral));
    return undefined;
  }

  #knownReferral(question: Question): Referral | undefined {
    for (const prefix of selfAndAncestors(question.prefix)) {
      const exact = prefix === question.prefix;
      if (exact && question.naming) continue; // its parent holds the naming record
      const referral = this.#referrals.get(referralKey({ prefix, exact }));
      if (referral !== undefined) return referral;
    }
    return undefined;
  }

  #remember(referral: Referral): void {
    const bytes = referral.sites.reduce((sum, site) => sum + site.length, referralBytes);
    const ttlMs = Math.min(referral.ttlMs, ttlMsMax);
    this.#referrals.set(referralKey(referral), detached(referral), { bytes, ttlMs });
  }

  #keep(question: Question, answer: Message, node: string): Known {
    const code = answer.header.responseCode;
    const values = answer.body.kind === 'resolve-response' ? answer.body.values : undefined;
    if (values === undefined) {
      const known = { finding: { code }, node, plain: false };
      const ttlMs = this.#options.negativeTtlS * 1000;
      this.#records.set(question.key, known, { bytes: node.length * 2, ttlMs });
      return known;
    }
    const block = encodeValueBlock(values);
    const finding: Finding = { code: responseCode.ok, block };
    const known = { finding, node, plain: values.length > 0 && allPublic(block) };
    const ttlMs = Math.min(this.#shortestTtlMs(values), ttlMsMax);
    this.#records.set(question.key, known, { bytes: block.length + node.length * 2, ttlMs });
    return known;
  }

  #shortestTtlMs(values: readonly HandleValue[]): number {
    const nowMs = this.#options.clock.now();
    return 1000 * Math.min(...values.map((value) => ttlSeconds(value, nowMs)));
  }
}

function referralKey({ prefix, exact }: { prefix: string; exact: boolean }): string {
  return `${exact ? 'at' : 'below'} ${prefix}`;
}

/** The sites are views of a whole message; keep only their bytes. */
function detached(referral: Referral): Referral {
  return { ...referral, sites: referral.sites.map((site) => site.slice()) };
}

function cachedStep({ finding, node }: Known): ResolutionStep {
  const outcome = stepOutcomes[finding.code] ?? 'answered';
  return { node, address: 'cache', outcome, tookMs: 0, cached: true };
}

const stepOutcomes: Readonly<Record<number, 'not-found' | 'refused'>> = {
  [responseCode.handleNotFound]: 'not-found',
  [responseCode.notResponsible]: 'refused',
};

/** What a client of the wire is told when a walk failed. */
function findingOf(error: unknown): Finding {
  if (!(error instanceof Failure)) throw error;
  const busy = isFailure(error, 'identifiers.too-busy');
  return { code: busy ? responseCode.busy : responseCode.error, message: error.publicMessage.en };
}
