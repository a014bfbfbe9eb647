// How an answer is come by: from the nearest referral that we remember, from its parent's where that one proves
// out of date, and from a root in the end. A root that refers nobody but holds naming records, as the global root
// of the Handle System does, is asked for the naming record of the prefix (reference §1.8).
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Address } from '../../../kernel/world/network.ts';
import { Failure, isFailure } from '../../../kernel/failure/failure.ts';
import { prefixHandle, responseCode, type HandleValue } from '../../../wire/handle/handle.ts';
import type { ResolutionStep } from '../api.ts';
import { questionOf, type Question } from '../model/question.ts';
import type { Contact, SiteOutline } from '../model/site.ts';
import type { Asker } from './asker.ts';
import { ttlMsMax, type ReferralMemory } from './referral-memory.ts';
import { contactsOf, sitesOfRecord, type Referral } from './referral.ts';
import type { ServerMemory } from './server-memory.ts';
import { contactsMax } from './usable-contacts.ts';
import { usableContacts, walk, type WalkEnd, type WalkOptions } from './walk.ts';

export type JourneyParts = {
  readonly asker: Asker;
  readonly clock: Clock;
  readonly servers: ServerMemory;
  readonly referrals: ReferralMemory;
  /** Where every walk begins. */
  readonly roots: readonly Contact[];
  readonly self: readonly Address[];
  /** The public values of another handle: a service, a key. Undefined when it cannot be had. */
  readonly valuesOf: (handle: string, depth: number) => Promise<readonly HandleValue[] | undefined>;
};

export type JourneyOptions = {
  readonly path: ResolutionStep[];
  /** Nothing that is remembered is used. */
  readonly fresh: boolean;
  readonly recursionCount: number;
  /** How many records led to this question: a service's sites, a signer's key. */
  readonly depth: number;
  readonly deadlineMs: number;
  readonly atHolder?: (contact: Contact) => void;
};

export async function journey(
  question: Question,
  parts: JourneyParts,
  options: JourneyOptions,
): Promise<WalkEnd> {
  const walking = walkOptions(question, parts, options);
  const known = options.fresh ? [] : parts.referrals.known(question);
  for (const referral of known) {
    const end = await walkFrom(referral, walking);
    if (end !== undefined) return end;
    parts.referrals.forget(referral);
  }
  const end = await walk({ contacts: parts.roots, last: '' }, walking);
  if (question.naming || end.answer.header.responseCode !== responseCode.notResponsible) return end;
  return (await walkByNamingRecord(question, walking, parts)) ?? end;
}

/**
 * From a remembered referral; undefined when it leads nowhere, since the world may have changed. Where a node on the
 * way has just referred us anew, its word is the last: nobody above knows better.
 */
async function walkFrom(referral: Referral, options: WalkOptions): Promise<WalkEnd | undefined> {
  const { prefix, from } = referral;
  const step = { node: from, address: 'cache', prefix, tookMs: 0, cached: true } as const;
  options.path.push({ ...step, outcome: 'referred' });
  const before = options.path.length;
  const referredAnew = (): boolean =>
    options.path.slice(before).some(({ outcome, cached }) => outcome === 'referred' && !cached);
  try {
    const contacts = usableContacts(referral, options);
    const end = await walk({ contacts, last: prefix }, options);
    return leadsElsewhere(end) && !referredAnew() ? undefined : end;
  } catch (error) {
    const outOfTime = isFailure(error, 'identifiers.walk-too-long');
    if (!(error instanceof Failure) || outOfTime || referredAnew()) throw error;
    return undefined;
  }
}

/** A server that is not responsible, or says that our site information is stale. */
function leadsElsewhere({ answer }: WalkEnd): boolean {
  const code = answer.header.responseCode;
  return code === responseCode.notResponsible || code === responseCode.staleSiteInfo;
}

async function walkByNamingRecord(
  question: Question,
  options: WalkOptions,
  parts: JourneyParts,
): Promise<WalkEnd | undefined> {
  const { prefix } = question;
  const asked = { ...options, question: questionOf(prefixHandle(prefix)) };
  const named = await walk({ contacts: parts.roots, last: '' }, asked).catch((error: unknown) => {
    if (error instanceof Failure) return undefined;
    throw error;
  });
  if (named?.answer.body.kind !== 'resolve-response') return undefined;
  const context = { prefix, from: named.node, nowMs: parts.clock.now() };
  const found = sitesOfRecord(named.answer.body.values, context);
  const referral = await options.withSites(found);
  if (contactsOf(referral, question.handle).length === 0) return undefined;
  parts.referrals.remember(referral);
  return walk({ contacts: usableContacts(referral, options), last: prefix }, options);
}

function walkOptions(
  question: Question,
  parts: JourneyParts,
  options: JourneyOptions,
): WalkOptions {
  const { asker, clock, servers, self, referrals } = parts;
  const { path, fresh, recursionCount, deadlineMs, atHolder } = options;
  return {
    question,
    asker,
    clock,
    servers,
    self,
    path,
    dead: new Set(),
    recursionCount: recursionCount + 1,
    patient: fresh,
    deadlineMs,
    remember: (referral) => referrals.remember(referral),
    withSites: (referral) => withSites(referral, parts, options.depth),
    onNewer: (prefix, serial) => {
      for (const exact of [true, false]) referrals.isNewer({ prefix, exact }, serial);
    },
    ...(atHolder === undefined ? {} : { atHolder }),
  };
}

/** Services may point to services; as many as a person would set up, and then no more. */
const servicesMax = 4;

/** A referral by services (HS_SERV, HS_SERV.PREFIX) with the sites that their records hold. */
async function withSites(
  referral: Referral,
  parts: JourneyParts,
  depth: number,
): Promise<Referral> {
  if (referral.sites.length > 0 || referral.services.length === 0) return referral;
  const sites: SiteOutline[] = [];
  let ttlMs = Math.min(referral.ttlMs, ttlMsMax);
  for (const service of referral.services.slice(0, servicesMax)) {
    const values = depth >= servicesMax ? undefined : await parts.valuesOf(service, depth + 1);
    if (values === undefined) continue;
    const { prefix, from } = referral;
    const context = { prefix, from, nowMs: parts.clock.now() };
    const found = await withSites(sitesOfRecord(values, context), parts, depth + 1);
    sites.push(...found.sites);
    ttlMs = Math.min(ttlMs, found.ttlMs);
  }
  return { ...referral, sites: sites.slice(0, contactsMax), ttlMs };
}
