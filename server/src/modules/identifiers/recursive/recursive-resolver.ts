// The recursive node's mind: answers from memory where it can, walks where it must, gives old answers when nobody
// answers (RFC 8767), refreshes what is much asked for before it runs out, and tells how it came to each answer.
import type { Clock } from '../../../kernel/world/clock.ts';
import { Failure } from '../../../kernel/failure/failure.ts';
import type { Address } from '../../../kernel/world/network.ts';
import type { Random } from '../../../kernel/world/random.ts';
import {
  decodeValueBlock,
  encodeValueBlock,
  responseCode,
  type HandleValue,
} from '../../../wire/handle/handle.ts';
import type { Answer } from '../../../stores/names/names.ts';
import type { Resolution, ResolutionStep, Resolver, SignatureState } from '../api.ts';
import { identifiersFailures } from '../failures.ts';
import type { Finding, FindOptions, RecordSource } from '../listeners/record-source.ts';
import { filteredRecord } from '../model/filtered-record.ts';
import { askedFor, questionOf, shortened, type Question } from '../model/question.ts';
import { nodeName } from '../model/path-words.ts';
import type { Contact } from '../model/site.ts';
import { allPublic, everything, publicValues } from '../model/value-block.ts';
import { ttlSeconds } from '../model/value-json.ts';
import type { RecordVerifier } from '../trust/record-verifier.ts';
import { AnswerCache } from './answer-cache.ts';
import type { Asker } from './asker.ts';
import { BoundedCache } from './bounded-cache.ts';
import { CacheTally } from './cache-tally.ts';
import type { CachedAnswer, Remembered } from './cached-answer.ts';
import type { ClientLimits } from './client-limits.ts';
import { Flights } from './flights.ts';
import { journey, type JourneyParts } from './journey.ts';
import { ReferralMemory, ttlMsMax } from './referral-memory.ts';
import { ServerMemory } from './server-memory.ts';
import { cachedStep, findingOf, findingOfFailure, provenanceOf } from './told.ts';
import { RecordCheck } from './verified-record.ts';
import { trouble, type WalkEnd } from './walk.ts';

export type RecursiveOptions = {
  readonly asker: Asker;
  readonly clock: Clock;
  readonly random: Random;
  /** Where every walk begins. */
  readonly roots: readonly Contact[];
  readonly cacheBytesMax: number;
  /** For "not found". */
  readonly negativeTtlS: number;
  /** For "nobody is responsible". */
  readonly notResponsibleTtlS: number;
  /** For a walk that failed. */
  readonly unreachableTtlS: number;
  /** How long after its time to live an answer is given when no node answers; 0: never. */
  readonly staleMaxS: number;
  /** An old answer is given when the new one takes longer. */
  readonly staleWaitMs: number;
  /** Refreshes before the time, at once; 0: none. */
  readonly prefetchMax: number;
  readonly walksMax: number;
  readonly walkTimeoutMs: number;
  /** Our own site, for op 2. */
  readonly site: Uint8Array;
  /** Where we listen ourselves. */
  readonly self?: readonly Address[];
  readonly verifier?: RecordVerifier;
  /** Of callers that come with an address. */
  readonly limits?: ClientLimits;
};

type Landed = { readonly answer: CachedAnswer; readonly path: readonly ResolutionStep[] };
type Asking = { fresh?: boolean; recursionCount?: number; depth?: number; unchecked?: boolean };
/** An answer, and the memory that it came from. */
type Obtained = { readonly landed: Landed } | { readonly remembered: Remembered };

/** Records that lead to records: services, keys of signers. */
const depthMax = 8;
const failuresBytesMax = 4 * 1024 * 1024;
const failureBytes = 2_000;
/** Of the cache's memory, for referrals. */
const referralShare = 0.1;

export class RecursiveResolver implements RecordSource, Resolver {
  readonly authoritative = false;
  readonly siteSerial = 1;
  readonly site: Uint8Array;
  readonly cache: AnswerCache;
  readonly tally = new CacheTally();
  readonly #options: RecursiveOptions;
  readonly #failures: BoundedCache<Failure>;
  readonly #flights: Flights<Landed>;
  readonly #parts: JourneyParts;
  /** Refusals that a change of the record between two answers explains too. */
  readonly #misfits = new WeakSet<Failure>();
  #prefetches = 0;

  constructor(options: RecursiveOptions) {
    const { clock, random, cacheBytesMax, staleMaxS } = options;
    this.#options = options;
    this.site = options.site;
    this.cache = new AnswerCache({
      clock,
      random,
      bytesMax: cacheBytesMax * (1 - referralShare),
      staleMs: staleMaxS * 1000,
      onDue: (key) => this.#prefetch(key),
    });
    this.#failures = new BoundedCache({ clock, bytesMax: failuresBytesMax });
    this.#flights = new Flights(clock, options);
    this.#parts = {
      ...options,
      self: options.self ?? [],
      servers: new ServerMemory(clock),
      referrals: new ReferralMemory({ clock, bytesMax: cacheBytesMax * referralShare }),
      valuesOf: (handle, depth) => this.#valuesOf(handle, depth),
    };
  }

  get cacheBytes(): number {
    return this.cache.bytes + this.#parts.referrals.bytes + this.#failures.bytes;
  }

  get walksUnderWay(): number {
    return this.#flights.size;
  }

  plain(key: string): Uint8Array | undefined {
    const block = this.cache.plain(key);
    if (block !== undefined) this.tally.hits += 1;
    return block;
  }

  find(question: Question, options: FindOptions): Answer<Finding> {
    const { authoritative = false, recursionCount = 0 } = options;
    const remembered = authoritative ? undefined : this.#remembered(question);
    if (remembered?.expiredForMs === 0) return this.#hit(remembered);
    return this.#obtain(question, remembered, { fresh: authoritative, recursionCount }).then(
      (obtained) =>
        'landed' in obtained
          ? findingOf(obtained.landed.answer, false)
          : findingOf(obtained.remembered.answer, true),
      (error: unknown) => findingOfFailure(error),
    );
  }

  async resolve(
    handle: string,
    options: Parameters<Resolver['resolve']>[1] = {},
  ): Promise<Resolution> {
    const { clock, limits } = this.#options;
    const { fresh = false, client } = options;
    if (client !== undefined && limits?.allows(client) === false) {
      throw identifiersFailures['too-many-questions']({ client });
    }
    const startedMs = clock.monotonicMs();
    const question = questionOf(handle);
    const remembered = fresh ? undefined : this.#remembered(question);
    if (remembered?.expiredForMs === 0) this.#hit(remembered);
    const obtained: Obtained =
      remembered?.expiredForMs === 0
        ? { remembered }
        : await this.#obtain(question, remembered, { fresh });
    const old = 'remembered' in obtained ? obtained.remembered : undefined;
    const { answer, path } =
      'landed' in obtained
        ? obtained.landed
        : { answer: obtained.remembered.answer, path: [cachedStep(obtained.remembered)] };
    const finding = findingOf(answer, old !== undefined && old.expiredForMs > 0);
    if (finding.code === responseCode.notResponsible) {
      const facts = { handle: shortened(handle), node: nodeName(answer.node), path };
      throw identifiersFailures['not-responsible'](facts);
    }
    return {
      handle,
      ...filteredRecord(finding, options, clock.now()),
      cached: old !== undefined,
      tookMs: clock.monotonicMs() - startedMs,
      path,
      provenance: provenanceOf(answer, old),
      ...(answer.signature === undefined ? {} : { signature: answer.signature }),
    };
  }

  #remembered(question: Question): Remembered | undefined {
    const remembered = this.cache.get(question.key);
    return remembered?.answer.unchecked === true ? undefined : remembered;
  }

  #hit({ answer }: Remembered): Finding {
    this.tally.hits += 1;
    if (answer.block === undefined) this.tally.negative += 1;
    return findingOf(answer, false);
  }

  /** Asks the nodes; when they fail or are slow, what ran out is given where it may be. */
  async #obtain(
    question: Question,
    remembered: Remembered | undefined,
    asking: Asking,
  ): Promise<Obtained> {
    const old = remembered?.answer.block === undefined ? undefined : remembered;
    const failure = asking.fresh === true ? undefined : this.#failures.get(question.key);
    if (failure !== undefined) {
      if (old !== undefined) return this.#stale(question, old);
      this.tally.negative += 1;
      throw failure;
    }
    this.tally.misses += 1;
    const landing = this.#land(question, asking);
    if (old === undefined) return { landed: await landing };
    const landed = await this.#orTooLate(landing);
    return landed === undefined ? this.#stale(question, old) : { landed };
  }

  #stale(question: Question, old: Remembered): Obtained {
    this.tally.stale += 1;
    const now = this.cache.get(question.key);
    return { remembered: now !== undefined && now.expiredForMs > 0 ? now : old };
  }

  /** Undefined when the walk failed, or goes on longer than who asks should wait. */
  #orTooLate(landing: Promise<Landed>): Promise<Landed | undefined> {
    const { clock, staleWaitMs } = this.#options;
    return new Promise((resolve, reject) => {
      const timer = clock.after(staleWaitMs, () => resolve(undefined));
      landing
        .then(resolve, (error: unknown) => {
          if (error instanceof Failure && error.code !== 'identifiers.signature-refused') {
            resolve(undefined);
          } else reject(error);
        })
        .finally(() => timer.cancel());
    });
  }

  /** Joins the walk that is after the same answer, or sets out. */
  #land(question: Question, asking: Asking): Promise<Landed> {
    const { fresh = false, unchecked = false } = asking;
    const key = `${fresh ? 'fresh ' : ''}${unchecked ? 'unchecked ' : ''}${question.key}`;
    const path: ResolutionStep[] = [];
    const tooLong = (): Failure =>
      identifiersFailures['walk-too-long'](trouble({ question, path }, {}));
    const setOut = (): Promise<Landed> => this.#walkOnceMore(question, asking, path);
    return this.#flights.join(key, setOut, tooLong).catch((error: unknown) => {
      const ttlMs = this.#options.unreachableTtlS * 1000;
      const remember = error instanceof Failure && error.code !== 'identifiers.too-busy';
      if (remember) this.#failures.set(question.key, error, { bytes: failureBytes, ttlMs });
      throw error;
    });
  }

  /**
   * A record that changes between its answer and its signature does not fit it: only when it does not fit a
   * second time either is it believed to be forged.
   */
  async #walkOnceMore(question: Question, asking: Asking, path: ResolutionStep[]): Promise<Landed> {
    try {
      return await this.#walk(question, asking, path);
    } catch (error) {
      if (!(error instanceof Failure) || !this.#misfits.delete(error)) throw error;
      return this.#walk(question, { ...asking, fresh: true }, path);
    }
  }

  async #walk(question: Question, asking: Asking, path: ResolutionStep[]): Promise<Landed> {
    const { clock, verifier, asker, walkTimeoutMs } = this.#options;
    const { fresh = false, recursionCount = 0, depth = 0, unchecked = false } = asking;
    this.tally.walks += 1;
    const elsewhere = (handle: string) => this.#valuesOf(handle, depth + 1);
    const check =
      verifier === undefined || unchecked
        ? undefined
        : new RecordCheck(question, { verifier, asker, elsewhere });
    const end = await journey(question, this.#parts, {
      path,
      fresh,
      recursionCount,
      depth,
      deadlineMs: clock.monotonicMs() + walkTimeoutMs,
      ...(check === undefined ? {} : { atHolder: (contact) => check.askAlongside(contact) }),
    });
    const values = end.answer.body.kind === 'resolve-response' ? end.answer.body.values : undefined;
    const signature = values && (await check?.verify(end, values));
    if (signature?.state === 'refused') throw this.#refused(question, { end, signature, path });
    const isUnchecked = unchecked && verifier !== undefined;
    const answer = this.#keep(question, { end, values, signature, unchecked: isUnchecked });
    return { answer, path };
  }

  #refused(
    question: Question,
    given: { end: WalkEnd; signature: SignatureState; path: ResolutionStep[] },
  ): Failure {
    const { end, signature, path } = given;
    this.tally.signatureRefusals += 1;
    this.cache.delete(question.key);
    const reason = 'reason' in signature ? (signature.text ?? signature.reason) : '';
    const { node, address } = end;
    const values = { node, address, reason };
    const failure = identifiersFailures['signature-refused'](trouble({ question, path }, values));
    if ('reason' in signature && signature.reason.startsWith('value-')) this.#misfits.add(failure);
    return failure;
  }

  #keep(
    question: Question,
    landed: {
      end: WalkEnd;
      values: readonly HandleValue[] | undefined;
      signature: SignatureState | undefined;
      unchecked: boolean;
    },
  ): CachedAnswer {
    const { end, values, signature, unchecked } = landed;
    const { node, address, askedAtMs } = end;
    const origin = { node, address, askedAtMs, ...(unchecked ? { unchecked } : {}) };
    this.#failures.delete(question.key);
    if (values === undefined) {
      const code = end.answer.header.responseCode;
      const { negativeTtlS, notResponsibleTtlS } = this.#options;
      const ttlS = code === responseCode.notResponsible ? notResponsibleTtlS : negativeTtlS;
      const answer = { ...origin, code, plain: false };
      this.cache.set(question.key, answer, ttlS * 1000);
      return answer;
    }
    const block = publicValues(encodeValueBlock(values), everything);
    const answer: CachedAnswer = {
      ...origin,
      code: responseCode.ok,
      block,
      plain: values.length > 0 && allPublic(block),
      ...(signature === undefined ? {} : { signature }),
    };
    this.cache.set(question.key, answer, Math.min(this.#shortestTtlMs(values), ttlMsMax));
    return answer;
  }

  #shortestTtlMs(values: readonly HandleValue[]): number {
    const nowMs = this.#options.clock.now();
    const shortest = (least: number, value: HandleValue): number =>
      Math.min(least, ttlSeconds(value, nowMs));
    return 1000 * values.reduce(shortest, Number.MAX_SAFE_INTEGER);
  }

  /** The public values of another handle, from memory or by a walk whose own record is not checked. */
  async #valuesOf(handle: string, depth: number): Promise<readonly HandleValue[] | undefined> {
    const asked = askedFor(handle);
    if (!asked.ok || depth > depthMax) return undefined;
    const { question } = asked;
    const remembered = this.cache.get(question.key);
    try {
      const answer =
        remembered?.expiredForMs === 0
          ? remembered.answer
          : (await this.#land(question, { depth, unchecked: true })).answer;
      if (answer.block === undefined) return undefined;
      const decoded = decodeValueBlock(answer.block);
      return decoded.ok ? decoded.value : undefined;
    } catch (error) {
      if (error instanceof Failure) return undefined;
      throw error;
    }
  }

  /** Much asked for and soon to run out: asked for again, while the old answer is still good. */
  #prefetch(key: string): void {
    const asked = askedFor(key);
    if (!asked.ok || this.#prefetches >= this.#options.prefetchMax) return;
    this.#prefetches += 1;
    this.tally.prefetches += 1;
    const done = (): void => void (this.#prefetches -= 1);
    this.#land(asked.question, {}).then(done, done);
  }
}
