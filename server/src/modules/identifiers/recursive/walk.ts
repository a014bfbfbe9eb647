// The walk from a root to the node that holds a handle: ask, follow the referral, ask again. Each
// referral must lead to a longer prefix of the handle, so that the walk ends.
import type { Failure } from '../../../kernel/failure/failure.ts';
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Address } from '../../../kernel/world/network.ts';
import { responseCode, siteInfoSerialUnknown, type Message } from '../../../wire/handle/handle.ts';
import type { ResolutionStep } from '../api.ts';
import { identifiersFailures } from '../failures.ts';
import { nodeName, wayLines } from '../model/path-words.ts';
import { selfAndAncestors, shortened, type Question } from '../model/question.ts';
import type { Contact } from '../model/site.ts';
import type { Asker } from './asker.ts';
import { contactsOf, readReferral, type Referral } from './referral.ts';
import { placeOf, type ServerMemory } from './server-memory.ts';
import { whyUnusable } from './usable-contacts.ts';

const hopsMax = 10;
/** Servers asked at one hop; each may cost the whole time for an answer. */
const asksMax = 6;

/** The last answer of a walk, and who gave it when. */
export type WalkEnd = {
  readonly answer: Message;
  readonly node: string;
  readonly contact: Contact;
  readonly address: string;
  readonly askedAtMs: number;
};

export type WalkOptions = {
  readonly question: Question;
  readonly asker: Asker;
  readonly clock: Clock;
  readonly servers: ServerMemory;
  /** Where we listen ourselves: nobody may send us there. */
  readonly self: readonly Address[];
  /** Each question asked is added, also when the walk fails; what is known to be dead as cached. */
  readonly path: ResolutionStep[];
  /** Addresses that did not answer earlier in this walk: they are not asked again. */
  readonly dead: Set<string>;
  /** Of the question that we were asked; we ask with one more. */
  readonly recursionCount: number;
  /** Servers known to be dead are asked as patiently as others. */
  readonly patient: boolean;
  /** After it nobody is asked any more, monotonic. */
  readonly deadlineMs: number;
  readonly remember: (referral: Referral) => void;
  /** The referral with the sites of its services. */
  readonly withSites: (referral: Referral) => Promise<Referral>;
  /** The server that is asked next probably holds the record. */
  readonly atHolder?: (contact: Contact) => void;
  /** A server's site is newer than what led us to it. */
  readonly onNewer?: (prefix: string, serial: number) => void;
};

/** `last` is the prefix that led to the contacts, empty at a root. Fails as `Resolver.resolve` says. */
export async function walk(
  start: { contacts: readonly Contact[]; last: string },
  options: WalkOptions,
): Promise<WalkEnd> {
  let { contacts, last } = start;
  for (let hops = 0; ; hops++) {
    const end = await askAny(contacts, last, options);
    if (end.referral === undefined) return end;
    const { prefix } = end.referral;
    if (hops === hopsMax || !leadsOn(prefix, last, options.question)) {
      throw identifiersFailures['referral-loop'](trouble(options, { node: end.node, prefix }));
    }
    const referral = await options.withSites(end.referral);
    options.remember(referral);
    contacts = usableContacts(referral, options);
    last = prefix;
  }
}

/** Fails when a referral leads to nobody who can be asked. */
export function usableContacts(referral: Referral, options: WalkOptions): readonly Contact[] {
  const { prefix, from } = referral;
  const contacts = contactsOf(referral, options.question.handle);
  if (contacts.length === 0) {
    throw identifiersFailures['node-unreachable'](trouble(options, { node: prefix, address: '-' }));
  }
  const usable = contacts.filter((contact) => whyUnusable(contact, options.self) === undefined);
  const [first] = contacts;
  if (usable.length > 0 || first === undefined) return usable;
  const reason = whyUnusable(first, options.self) ?? 'unspecified';
  const values = { node: from, prefix, address: placeOf(first), reason: unusableWords[reason] };
  throw identifiersFailures['unusable-site'](trouble(options, values));
}

const unusableWords = {
  ourselves: { en: 'this recursive node itself', zh: '本递归节点自身' },
  unspecified: { en: 'no address of a server', zh: '不是服务器地址' },
  multicast: { en: 'a multicast address', zh: '组播地址' },
  broadcast: { en: 'a broadcast address', zh: '广播地址' },
  'bad-name': { en: 'not a valid host name', zh: '不是有效的主机名' },
};

type Answered = WalkEnd & { readonly referral?: Referral };
type Refusal = WalkEnd;

/** Asks one contact after the other until one gives an answer that decides. */
async function askAny(
  contacts: readonly Contact[],
  last: string,
  options: WalkOptions,
): Promise<Answered> {
  let refusal: Refusal | undefined;
  let silent: { node: string; address: string } | undefined;
  for (const contact of options.servers.inOrder(contacts).slice(0, asksMax)) {
    const key = placeOf(contact);
    if (options.dead.has(key)) {
      silent = { node: contact.node, address: key };
      options.path.push({ ...silent, outcome: 'no-answer', tookMs: 0, cached: true });
      continue;
    }
    const asked = await askOne({ contact, place: key, last }, options);
    if ('silentAt' in asked) {
      silent = { node: contact.node, address: asked.silentAt };
      continue;
    }
    if (asked.decides) return asked.end;
    refusal = asked.end;
  }
  const refusedWith = refusal?.answer.header.responseCode;
  if (refusal !== undefined && elsewhereCodes.has(refusedWith ?? 0)) return refusal;
  throw refusal === undefined
    ? identifiersFailures['node-unreachable'](trouble(options, { ...silent }))
    : refused(options, refusal);
}

type AskedOne =
  | { readonly decides: boolean; readonly end: Answered }
  | { readonly silentAt: string };

async function askOne(
  { contact, place, last }: { contact: Contact; place: string; last: string },
  options: WalkOptions,
): Promise<AskedOne> {
  const { question, clock, servers } = options;
  throwIfLate(options);
  if (last === question.prefix && !question.naming) options.atHolder?.(contact);
  const startedMs = clock.monotonicMs();
  const askedAtMs = clock.now();
  const brief = !options.patient && servers.isDead(place);
  const { recursionCount } = options;
  const asked = await options.asker.ask(contact, question, { brief, recursionCount });
  const tookMs = clock.monotonicMs() - startedMs;
  const at = isoText(askedAtMs);
  const step = { node: contact.node, address: asked.address, at, tookMs, cached: false };
  if (!asked.ok) {
    servers.silent(place);
    options.dead.add(place);
    options.path.push({ ...step, outcome: 'no-answer' });
    return { silentAt: asked.address };
  }
  servers.answered(place, tookMs);
  const answer = asked.message;
  noteSerial(answer, contact, { last, options });
  const { node } = contact;
  const end = { answer, node, contact, address: asked.address, askedAtMs };
  const referral = readReferral(answer, { question, last, from: node, nowMs: clock.now() });
  if (referral !== undefined) {
    options.path.push({ ...step, outcome: 'referred', prefix: referral.prefix });
    return { decides: true, end: { ...end, referral } };
  }
  const outcome = outcomes[answer.header.responseCode];
  options.path.push({ ...step, outcome: outcome ?? 'refused' });
  return { decides: outcome !== undefined, end };
}

let lastIso = { ms: Number.NaN, text: '' };

/** The steps of a walk often fall into the same millisecond, and the text is dear. */
function isoText(ms: number): string {
  if (lastIso.ms !== ms) lastIso = { ms, text: new Date(ms).toISOString() };
  return lastIso.text;
}

/** Answers that end a walk; others send us to the next server. */
const outcomes: Readonly<Record<number, 'answered' | 'not-found'>> = {
  [responseCode.ok]: 'answered',
  [responseCode.valuesNotFound]: 'answered',
  [responseCode.handleNotFound]: 'not-found',
};

/** The server is the wrong one: what led us to it is out of date, or nobody is responsible. */
const elsewhereCodes: ReadonlySet<number> = new Set([
  responseCode.notResponsible,
  responseCode.staleSiteInfo,
]);

function noteSerial(
  answer: Message,
  contact: Contact,
  { last, options }: { last: string; options: WalkOptions },
): void {
  const told = answer.header.siteInfoSerial;
  const known = contact.siteSerial;
  if (known === undefined || told === siteInfoSerialUnknown || last === '') return;
  const ahead = (told - known) & 0xffff;
  if (ahead > 0 && ahead < 0x8000) options.onNewer?.(last, told);
}

function throwIfLate(options: WalkOptions): void {
  if (options.clock.monotonicMs() < options.deadlineMs) return;
  throw identifiersFailures['walk-too-long'](trouble(options, {}));
}

function leadsOn(prefix: string, last: string, question: Question): boolean {
  return prefix.length > last.length && selfAndAncestors(question.prefix).includes(prefix);
}

function refused(options: WalkOptions, { node, address, answer }: Refusal): Failure {
  const values = { node, address, responseCode: answer.header.responseCode };
  return identifiersFailures['node-refused'](trouble(options, values));
}

/** What every failure of a walk tells; `path` is for programs, `way` for people. */
export function trouble(
  options: { readonly question: Question; readonly path: readonly ResolutionStep[] },
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return {
    handle: shortened(options.question.handle),
    way: wayLines(options.path),
    path: [...options.path],
    ...values,
    ...(typeof values['node'] === 'string' ? { node: nodeName(values['node']) } : {}),
  };
}
