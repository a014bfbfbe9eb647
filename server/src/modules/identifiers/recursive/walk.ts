// The walk from a root to the node that holds a handle: ask, follow the referral, ask again. Each
// referral must lead to a longer prefix of the handle, so that the walk ends.
import type { Failure } from '../../../kernel/failure/failure.ts';
import type { Bilingual, Language } from '../../../kernel/schema/bilingual.ts';
import type { Clock } from '../../../kernel/world/clock.ts';
import { responseCode, type Message } from '../../../wire/handle/handle.ts';
import type { ResolutionStep } from '../api.ts';
import { identifiersFailures } from '../failures.ts';
import { nodeName, outcomeWords } from '../model/path-words.ts';
import { hostPortText } from '../../../kernel/world/host-port.ts';
import { selfAndAncestors, shortened, type Question } from '../model/question.ts';
import type { Contact } from '../model/site.ts';
import type { Asker } from './asker.ts';
import { contactsOf, readReferral, type Referral } from './referral.ts';

const hopsMax = 10;

/** The last answer of a walk, and who gave it. */
export type WalkEnd = { readonly answer: Message; readonly node: string };

export type WalkOptions = {
  readonly question: Question;
  readonly asker: Asker;
  readonly clock: Clock;
  /** Each question asked is added, also when the walk fails; what is known to be dead as cached. */
  readonly path: ResolutionStep[];
  /** Addresses that did not answer earlier in this walk: they are not asked again. */
  readonly dead: Set<string>;
  readonly remember: (referral: Referral) => void;
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
    options.remember(end.referral);
    contacts = contactsOf(end.referral, options.question.handle);
    last = prefix;
    if (contacts.length === 0) {
      throw identifiersFailures['node-unreachable'](
        trouble(options, { node: prefix, address: '-' }),
      );
    }
  }
}

type Answered = WalkEnd & { readonly referral?: Referral };

/** Asks one contact after the other until one gives an answer that decides. */
async function askAny(
  contacts: readonly Contact[],
  last: string,
  options: WalkOptions,
): Promise<Answered> {
  let refusal: { contact: Contact; answer: Message; address: string } | undefined;
  let silent: { node: string; address: string } | undefined;
  for (const contact of contacts) {
    const key = hostPortText({ host: contact.host, port: contact.tcpPort ?? contact.udpPort ?? 0 });
    if (options.dead.has(key)) {
      silent = { node: contact.node, address: key };
      options.path.push({ ...silent, outcome: 'no-answer', tookMs: 0, cached: true });
      continue;
    }
    const startedMs = options.clock.monotonicMs();
    const asked = await options.asker.ask(contact, options.question);
    const tookMs = options.clock.monotonicMs() - startedMs;
    const step = { node: contact.node, address: asked.address, tookMs, cached: false };
    if (!asked.ok) {
      options.dead.add(key);
      options.path.push({ ...step, outcome: 'no-answer' });
      silent = { node: contact.node, address: asked.address };
      continue;
    }
    const answer = asked.message;
    const referral = readReferral(answer, {
      question: options.question,
      last,
      from: contact.node,
      nowMs: options.clock.now(),
    });
    if (referral !== undefined) {
      options.path.push({ ...step, outcome: 'referred', prefix: referral.prefix });
      return { answer, node: contact.node, referral };
    }
    const outcome = outcomes[answer.header.responseCode];
    options.path.push({ ...step, outcome: outcome ?? 'refused' });
    if (outcome !== undefined) return { answer, node: contact.node };
    refusal = { contact, answer, address: asked.address };
  }
  if (refusal?.answer.header.responseCode === responseCode.notResponsible) {
    return { answer: refusal.answer, node: refusal.contact.node };
  }
  throw refusal === undefined
    ? identifiersFailures['node-unreachable'](trouble(options, { ...silent }))
    : refused(options, refusal);
}

/** Answers that end a walk; others send us to the next server. */
const outcomes: Readonly<Record<number, 'answered' | 'not-found'>> = {
  [responseCode.ok]: 'answered',
  [responseCode.valuesNotFound]: 'answered',
  [responseCode.handleNotFound]: 'not-found',
};

function leadsOn(prefix: string, last: string, question: Question): boolean {
  return prefix.length > last.length && selfAndAncestors(question.prefix).includes(prefix);
}

function refused(
  options: WalkOptions,
  refusal: { contact: Contact; answer: Message; address: string },
): Failure {
  const { node } = refusal.contact;
  const { address } = refusal;
  const values = { node, address, responseCode: refusal.answer.header.responseCode };
  return identifiersFailures['node-refused'](trouble(options, values));
}

/** What every failure of a walk tells; `path` is for programs, `way` for people. */
function trouble(
  options: WalkOptions,
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

/** A line for each step: `top 88 (127.0.0.1:2641/udp) referred to 88.118`. */
function wayLines(path: readonly ResolutionStep[]): Bilingual[] {
  return path.map(({ node, address, outcome, prefix = '' }) => {
    const line = (language: Language) =>
      `${nodeName(node)[language]} (${address}) ${outcomeWords[outcome][language]} ${prefix}`.trim();
    return { en: line('en'), zh: line('zh') };
  });
}
