// The desk of a parent node: children ask it for their prefixes, its operator decides or invites. What is
// granted stands in the parent's store as the child's naming record, and referrals follow it.
import { createHash } from 'node:crypto';
import type { Clock } from '../../../kernel/world/clock.ts';
import { secretText, type Random } from '../../../kernel/world/random.ts';
import type { RecordsStore } from '../../../stores/records/records.ts';
import { canonicalKey } from '../../../wire/handle/handle.ts';
import type { Delegations, SiteServerFacts } from '../api.ts';
import { identifiersFailures } from '../failures.ts';
import { networkOf } from '../../../kernel/world/connection-places.ts';
import { fingerprintOf } from '../node-key/fingerprint.ts';
import { isBelow, questionOf } from '../model/question.ts';
import { DeskStore, type KeptRequest, type OpenDesk } from './desk-store.ts';
import { checkRequest, type DelegationReply, type DelegationRequest } from './request.ts';

export type DeskOptions = {
  readonly records: RecordsStore;
  /** The nodes of this process that may have children. */
  readonly parents: readonly Delegations[];
  readonly clock: Clock;
  readonly random: Random;
};

/** Requests that wait for a decision: of all, and from one address. */
const waitingMax = 1_000;
const waitingEachMax = 20;
const codeBytes = 18;

export class DelegationDesk {
  readonly #options: DeskOptions;
  readonly #store: DeskStore;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: DeskOptions) {
    this.#options = options;
    this.#store = new DeskStore(options.records);
  }

  define(): Promise<void> {
    return this.#store.define();
  }

  /**
   * A child asks for a prefix, or tells where it listens now. Granted at once with an invitation, and
   * to a key of the node that holds the prefix already, with whatever keys it brings; else it waits. Fails with `identifiers.bad-proof`,
   * `identifiers.clocks-differ`, `identifiers.not-a-child`, `identifiers.prefix-held` and
   * `identifiers.desk-full`.
   */
  async ask(request: DelegationRequest, askedFrom: string): Promise<DelegationReply> {
    const nowMs = this.#options.clock.now();
    checkRequest(request, nowMs);
    const prefix = canonicalPrefix(request.prefix);
    const parent = this.#parentOf(prefix);
    const asked = keptRequest({ ...request, prefix }, { parent: parent.prefix, askedFrom, nowMs });
    const { invitation } = request;
    return this.#inTurn(async () => {
      // Also a child of the settings, or of this process, that never asked here.
      const isHeld = await parent.holds(prefix);
      const given = { invitation, nowMs, isHeld };
      const kept = await this.#store.change((desk) => decided(asked, desk, given));
      if (kept.state === 'granted') await parent.delegate(childOf(kept));
      return this.#replyTo(kept, parent);
    });
  }

  list(query: Parameters<DeskStore['list']>[0]): ReturnType<DeskStore['list']> {
    return this.#store.list(query);
  }

  /**
   * Grants or refuses what waits. `fingerprint` may be left out, or cut short, where one request
   * fits. Granting to one key refuses the others. Fails with `identifiers.no-such-request`.
   */
  async decide(
    prefix: string,
    decision: { grant: boolean; fingerprint?: string; reason?: string; by: string },
  ): Promise<KeptRequest> {
    const key = canonicalPrefix(prefix);
    const parent = this.#parentOf(key);
    const decidedAt = this.#options.clock.now();
    const { by: decidedBy, grant, reason = '', fingerprint = '' } = decision;
    return this.#inTurn(async () => {
      const kept = await this.#store.change(async (desk) => {
        const all = await desk.requestsFor(key);
        const before = chosenOf(all, { prefix, fingerprint: fingerprint.toLowerCase() });
        const common = { decidedAt, decidedBy, reason };
        const state = grant ? ('granted' as const) : ('refused' as const);
        const kept = { ...before, ...common, state };
        await desk.keep(kept);
        if (grant) await refuseOthers(desk, all, kept);
        // Whoever only asked has nothing that could be taken back; another node may have the prefix.
        else if (before.state === 'granted') {
          await desk.endInvitations(key);
          await parent.withdraw(key); // where that fails, nothing is kept, and it can be tried again
        }
        return kept;
      });
      if (grant) await parent.delegate(childOf(kept));
      return kept;
    });
  }

  /** A code that grants a prefix at once, to whoever brings it first. */
  async invite(
    prefix: string,
    { days, givenBy }: { days: number; givenBy: string },
  ): Promise<{ code: string; expiresAt: number }> {
    const key = canonicalPrefix(prefix);
    this.#parentOf(key);
    const code = secretText(this.#options.random, codeBytes);
    const expiresAt = this.#options.clock.now() + days * 86_400_000;
    await this.#store.change((desk) =>
      desk.invite({ prefix: key, hash: hashOf(code), expiresAt, givenBy }),
    );
    return { code, expiresAt };
  }

  removeExpired(): Promise<void> {
    return this.#store.removeExpired(this.#options.clock.now());
  }

  /** What is kept last is what the parent is told last. */
  #inTurn<R>(work: () => Promise<R>): Promise<R> {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => {});
    return mine;
  }

  /** The nearest of our nodes above a prefix. */
  #parentOf(prefix: string): Delegations {
    const above = this.#options.parents.filter((one) => isBelow(prefix, one.prefix));
    const nearest = above.toSorted((one, other) => other.prefix.length - one.prefix.length)[0];
    if (nearest !== undefined) return nearest;
    const parent = this.#options.parents.map((one) => one.prefix).join(', ');
    throw identifiersFailures['not-a-child']({ prefix, parent });
  }

  #replyTo({ state, reason = '' }: KeptRequest, parent: Delegations): DelegationReply {
    const { prefix, description, publicKey } = parent;
    const time = new Date(this.#options.clock.now()).toISOString();
    const keyFingerprint = fingerprintOf(publicKey);
    return {
      state,
      ...(reason === '' ? {} : { reason }),
      parent: { prefix, description, time, keyFingerprint },
    };
  }
}

/** What becomes of a request, kept in the same step. */
async function decided(
  asked: KeptRequest,
  desk: OpenDesk,
  given: { invitation: string | undefined; nowMs: number; isHeld: boolean },
): Promise<KeptRequest> {
  const { invitation, nowMs, isHeld } = given;
  const all = await desk.requestsFor(asked.prefix);
  const before = all.find(({ fingerprint }) => fingerprint === asked.fingerprint);
  const holder = all.find((one) => isHeldBy(one, asked));
  const known = holder ?? before;
  // Signed before what we know: held back by the network, or sent again by somebody who heard it.
  if (known !== undefined && Date.parse(asked.time) < Date.parse(known.time)) return known;
  const isHolder = holder !== undefined;
  const used =
    isHolder || invitation === undefined
      ? undefined
      : await desk.useInvitation(asked.prefix, hashOf(invitation), nowMs);
  if (!isHolder && used === undefined) return waiting(asked, desk, { all, before, isHeld });
  const { decidedAt = nowMs, decidedBy } = { decidedBy: used?.givenBy, ...known };
  const by = used?.givenBy ?? decidedBy;
  const kept: KeptRequest = {
    ...asked,
    state: 'granted',
    decidedAt,
    ...(by === undefined ? {} : { decidedBy: by }),
  };
  await desk.keep(kept);
  const isRolled = isHolder && holder.fingerprint !== kept.fingerprint;
  if (isRolled) await desk.remove(holder);
  await refuseOthers(
    desk,
    all.filter((one) => one !== holder),
    kept,
  );
  return kept;
}

/** Whether a key that asks is one of those that the holder of the prefix told of: its own, or one that it rolls over to. */
function isHeldBy(one: KeptRequest, { fingerprint, publicKey }: KeptRequest): boolean {
  if (one.state !== 'granted') return false;
  const known = one.keys?.some(({ record }) => record === publicKey) ?? false;
  return known || one.fingerprint === fingerprint;
}

/** The one request that is meant: of those that wait, else of all. Fails with `identifiers.no-such-request`. */
function chosenOf(
  all: readonly KeptRequest[],
  { prefix, fingerprint }: { prefix: string; fingerprint: string },
): KeptRequest {
  const fitting = all.filter((one) => one.fingerprint.startsWith(fingerprint));
  const waiting = fitting.filter(({ state }) => state === 'waiting');
  const [chosen, another] = waiting.length > 0 ? waiting : fitting;
  if (chosen !== undefined && another === undefined) return chosen;
  throw identifiersFailures['no-such-request']({ prefix, count: fitting.length });
}

async function waiting(
  asked: KeptRequest,
  desk: OpenDesk,
  known: { all: readonly KeptRequest[]; before: KeptRequest | undefined; isHeld: boolean },
): Promise<KeptRequest> {
  const { all, before, isHeld } = known;
  if (before?.state === 'refused') return before;
  if (isHeld || all.some(({ state }) => state === 'granted')) {
    throw identifiersFailures['prefix-held']({ prefix: asked.prefix });
  }
  const isNew = before === undefined;
  const full =
    (await desk.waiting()) >= waitingMax ||
    (await desk.waitingFrom(asked.network)) >= waitingEachMax;
  if (isNew && full) throw identifiersFailures['desk-full']();
  const kept = { ...asked, askedAt: before?.askedAt ?? asked.askedAt };
  await desk.keep(kept);
  return kept;
}

async function refuseOthers(
  desk: OpenDesk,
  all: readonly KeptRequest[],
  granted: KeptRequest,
): Promise<void> {
  const { decidedAt = 0, decidedBy = '' } = granted;
  for (const other of all) {
    if (other.fingerprint === granted.fingerprint || other.state === 'refused') continue;
    await desk.keep({ ...other, state: 'refused', decidedAt, decidedBy });
  }
}

function keptRequest(
  request: DelegationRequest & { prefix: string },
  { parent, askedFrom, nowMs }: { parent: string; askedFrom: string; nowMs: number },
): KeptRequest {
  const { signature: _signature, invitation: _invitation, ...facts } = request;
  const fingerprint = fingerprintOf(Buffer.from(request.publicKey, 'base64'));
  const from = { askedAt: nowMs, askedFrom, network: networkOf(askedFrom) };
  return { ...facts, parent, fingerprint, state: 'waiting', ...from };
}

function childOf(kept: KeptRequest): Parameters<Delegations['delegate']>[0] {
  const { prefix, description, host, tcpPort, udpPort, publicKey, adminKey } = kept;
  const { servers, hashOption, mirrors, keys } = kept;
  return {
    ...{ prefix, description, host, tcpPort, udpPort, hashOption },
    servers: servers?.map(serverOf),
    publicKey: Buffer.from(publicKey, 'base64'),
    ...(mirrors && {
      mirrors: mirrors.map((mirror) => ({
        ...serverOf(mirror),
        description: mirror.description,
      })),
    }),
    ...(keys && {
      keys: keys.map(({ slot, record }) => ({ slot, record: Buffer.from(record, 'base64') })),
    }),
    ...(adminKey === undefined ? {} : { adminKey: Buffer.from(adminKey, 'base64') }),
  };
}

function serverOf(told: {
  readonly host: string;
  readonly tcpPort: number;
  readonly udpPort: number;
  readonly publicKey?: string;
}): SiteServerFacts {
  const { publicKey, host, tcpPort, udpPort } = told;
  const key = publicKey === undefined ? {} : { publicKey: Buffer.from(publicKey, 'base64') };
  return { host, tcpPort, udpPort, ...key };
}

/** Fails with `identifiers.malformed`. */
function canonicalPrefix(prefix: string): string {
  return questionOf(`${canonicalKey(prefix)}/`).prefix;
}

function hashOf(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}
