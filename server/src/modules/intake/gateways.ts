// The gateways that may hand in parcels, and the invitations that make new ones. All gateways are few and asked for
// with every parcel, so they are in memory; what changes is durable before it holds.
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { allows, covers, type Principal, type Right } from '../../kernel/access/rights.ts';
import type { Clock } from '../../kernel/world/clock.ts';
import { secretText, type Random } from '../../kernel/world/random.ts';
import type { CollectionDefinition, RecordsStore } from '../../stores/records/records.ts';
import { openEnrolment, type SignedEnrolment } from '../../wire/tier/enrolment.ts';
import { enrolGatewaysRight } from './api.ts';
import { intakeFailures } from './failures.ts';

export type Gateway = {
  /** What it calls itself; unique. */
  readonly gateway: string;
  /** Absent for one in this process, which needs no proof. */
  readonly publicKey?: string;
  /** Prefixes that it serves, with what is derived from them; `*` for one in this process. */
  readonly enterprises: readonly string[];
  readonly enrolledAtMs: number;
  readonly enrolledBy: string;
  readonly heardAtMs?: number;
  readonly blockedAtMs?: number;
  readonly blockedBy?: string;
};

export type Invitation = {
  readonly enterprises: readonly string[];
  readonly expiresAtMs: number;
  readonly givenBy: string;
};
/** `id` names it without being the code. */
export type KnownInvitation = Invitation & { readonly id: string };

type Known = { readonly gateway: Gateway; readonly key: KeyObject | undefined };
type Options = { readonly records: RecordsStore; readonly clock: Clock; readonly random: Random };

const gatewaysCollection: CollectionDefinition = { name: 'intake.gateways', keys: {} };
const invitationsCollection: CollectionDefinition = {
  name: 'intake.invitations',
  keys: { expiresAtMs: { path: 'expiresAtMs' } },
};
/** Gateways and invitations serve several enterprises, so they belong to the installation. */
const tenant = 'installation';
const pageRows = 1_000;
const heardEveryMs = 60_000;
const secretBytes = 24;

export class Gateways {
  readonly #options: Options;
  readonly #known = new Map<string, Known>();

  constructor(options: Options) {
    this.#options = options;
  }

  async open(): Promise<void> {
    const { records } = this.#options;
    await records.define(gatewaysCollection);
    await records.define(invitationsCollection);
    for (let after: string | undefined, more = true; more; more = after !== undefined) {
      const query = { tenant, limit: pageRows, ...(after === undefined ? {} : { after }) };
      const page = await records.find<Gateway>(gatewaysCollection.name, query);
      for (const { document } of page.rows) this.#keep(document);
      after = page.next;
    }
  }

  get(gateway: string): Gateway | undefined {
    return this.#known.get(gateway)?.gateway;
  }

  /** Undefined for one that needs none, which therefore has no way in from outside. */
  keyOf(gateway: string): KeyObject | undefined {
    return this.#known.get(gateway)?.key;
  }

  /** Those that serve something on which the principal has the right. */
  listFor(principal: Principal, right: Right): Gateway[] {
    return [...this.#known.values()]
      .map(({ gateway }) => gateway)
      .filter(({ enterprises }) => enterprises.some((one) => allows(principal, right, one)))
      .toSorted((a, b) => (a.gateway < b.gateway ? -1 : 1));
  }

  /** Elsewhere, not blocked, and for this enterprise. */
  serving(enterprise: string): string[] {
    return [...this.#known.values()]
      .filter(({ gateway, key }) => key !== undefined && gateway.blockedAtMs === undefined)
      .filter(({ gateway }) => serves(gateway, enterprise))
      .map(({ gateway }) => gateway.gateway);
  }

  /** The gateway when the principal has the right on all that it serves. Fails with `intake.gateway-missing`, `intake.not-yours`. */
  ownedBy(principal: Principal, right: Right, gateway: string): Gateway {
    const found = this.get(gateway);
    if (!found?.enterprises.some((one) => allows(principal, right, one))) {
      throw intakeFailures['gateway-missing']({ gateway });
    }
    const enterprise = found.enterprises.find((one) => !allows(principal, right, one));
    if (enterprise !== undefined) throw intakeFailures['not-yours']({ enterprise });
    return found;
  }

  async invite(
    enterprises: readonly string[],
    given: { readonly days: number; readonly by: string },
  ): Promise<{ code: string; expiresAtMs: number }> {
    const code = secretText(this.#options.random, secretBytes);
    const expiresAtMs = this.#options.clock.now() + given.days * 86_400_000;
    const document: Invitation = { enterprises, expiresAtMs, givenBy: given.by };
    const row = { collection: invitationsCollection.name, tenant, id: hashOf(code), document };
    await this.#options.records.transaction((records) => records.put(row));
    return { code, expiresAtMs };
  }

  /** Those that are still good, and of which something concerns the principal. */
  async invitationsFor(
    principal: Principal,
    page: { readonly limit: number; readonly after?: string },
  ): Promise<{ invitations: KnownInvitation[]; next?: string }> {
    const { records, clock } = this.#options;
    const where = [{ key: 'expiresAtMs', is: 'at-least', value: clock.now() }] as const;
    const order = { key: 'expiresAtMs' };
    const query = { tenant, where, order, ...page };
    const found = await records.find<Invitation>(invitationsCollection.name, query);
    const invitations = found.rows
      .map(({ id, document }) => ({ id, ...document }))
      .filter(({ enterprises }) =>
        enterprises.some((one) => allows(principal, enrolGatewaysRight, one)),
      );
    return { invitations, ...(found.next === undefined ? {} : { next: found.next }) };
  }

  /** The code is good no more. Fails with `intake.invitation-missing`, `intake.not-yours`. */
  async revoke(principal: Principal, id: string): Promise<void> {
    await this.#options.records.transaction(async (records) => {
      const row = await records.get<Invitation>(invitationsCollection.name, tenant, id);
      const { enterprises } = row?.document ?? { enterprises: [] };
      const [mine, others] = [true, false].map((yes) =>
        enterprises.filter((one) => allows(principal, enrolGatewaysRight, one) === yes),
      );
      if (mine?.length === 0) throw intakeFailures['invitation-missing']({ id });
      const [enterprise] = others ?? [];
      if (enterprise !== undefined) throw intakeFailures['not-yours']({ enterprise });
      await records.remove(invitationsCollection.name, tenant, id);
    });
  }

  /**
   * The same key again is the same gateway: an answer that was lost is asked for again, and a new invitation adds
   * its enterprises. Fails with `intake.bad-enrolment`, `intake.bad-invitation`, `intake.name-taken`.
   */
  async enrol(enrolment: SignedEnrolment): Promise<Gateway> {
    const key = openEnrolment(enrolment);
    if (key === undefined) throw intakeFailures['bad-enrolment']();
    const { records, clock } = this.#options;
    const id = hashOf(enrolment.invitation);
    const gateway = await records.transaction(async (writing) => {
      const known = await writing.get<Gateway>(gatewaysCollection.name, tenant, enrolment.gateway);
      const before = known?.document;
      // One of this process has every enterprise, and hands none of them on.
      const isTaken = before !== undefined && !isKeyOf(before, key);
      const row = await writing.get<Invitation>(invitationsCollection.name, tenant, id);
      const invitation = row?.document;
      if (invitation === undefined || invitation.expiresAtMs < clock.now()) {
        return isTaken ? undefined : before;
      }
      if (isTaken) throw intakeFailures['name-taken'](enrolment);
      await writing.remove(invitationsCollection.name, tenant, id);
      const enrolled: Gateway = {
        ...before,
        gateway: enrolment.gateway,
        publicKey: enrolment.publicKey,
        enterprises: [...new Set([...(before?.enterprises ?? []), ...invitation.enterprises])],
        enrolledAtMs: clock.now(),
        enrolledBy: invitation.givenBy,
      };
      await writing.put(rowOf(enrolled));
      return enrolled;
    });
    if (gateway === undefined) throw intakeFailures['bad-invitation']();
    this.#keep(gateway);
    return gateway;
  }

  /** One in this process. Fails with `intake.other-gateway` when the name is that of an enrolled one. */
  async admitOwn(name: string): Promise<Gateway> {
    const before = this.get(name);
    if (before?.publicKey !== undefined) {
      throw intakeFailures['other-gateway']({ gateway: 'this process', named: name });
    }
    if (before !== undefined) return before;
    const enrolledAtMs = this.#options.clock.now();
    const own = { gateway: name, enterprises: ['*'], enrolledAtMs, enrolledBy: 'program' };
    await this.#options.records.transaction((records) => records.put(rowOf(own)));
    this.#keep(own);
    return own;
  }

  /** Lets it in again where nobody blocks it. Fails with `intake.gateway-missing`. */
  async block(name: string, by: string | undefined): Promise<Gateway> {
    const changed = await this.#change(name, (before) => {
      const { blockedAtMs: _at, blockedBy: _by, ...open } = before;
      if (by === undefined) return open;
      return { ...open, blockedAtMs: this.#options.clock.now(), blockedBy: by };
    });
    if (changed === undefined) throw intakeFailures['gateway-missing']({ gateway: name });
    return changed;
  }

  /** What it sent stays; it cannot send any more. */
  async remove({ gateway }: Gateway): Promise<void> {
    await this.#options.records.transaction((records) =>
      records.remove(gatewaysCollection.name, tenant, gateway),
    );
    this.#known.delete(gateway);
  }

  /** Durable once a minute: for people who wonder whether it lives. */
  async heard(name: string): Promise<void> {
    const known = this.#known.get(name);
    if (known === undefined) return;
    const nowMs = this.#options.clock.now();
    if (Math.abs(nowMs - (known.gateway.heardAtMs ?? 0)) < heardEveryMs) return;
    await this.#change(name, (before) => ({ ...before, heardAtMs: nowMs }));
  }

  async forgetExpired(): Promise<void> {
    const nowMs = this.#options.clock.now();
    await this.#options.records.transaction(async (records) => {
      const where = [{ key: 'expiresAtMs', is: 'less', value: nowMs }] as const;
      const { rows } = await records.find(invitationsCollection.name, {
        tenant,
        where,
        limit: 1_000,
      });
      for (const { id } of rows) await records.remove(invitationsCollection.name, tenant, id);
    });
  }

  /** What is changed is what is there then: somebody may block it at the same moment. */
  async #change(name: string, work: (before: Gateway) => Gateway): Promise<Gateway | undefined> {
    const changed = await this.#options.records.transaction(async (records) => {
      const row = await records.get<Gateway>(gatewaysCollection.name, tenant, name);
      if (row === undefined) return undefined;
      const after = work(row.document);
      await records.put(rowOf(after));
      return after;
    });
    if (changed !== undefined) this.#keep(changed);
    return changed;
  }

  #keep(gateway: Gateway): void {
    const { publicKey } = gateway;
    const key = publicKey === undefined ? undefined : createPublicKey(publicKey);
    this.#known.set(gateway.gateway, { gateway, key });
  }
}

export function serves({ enterprises }: Gateway, enterprise: string): boolean {
  return enterprises.some((one) => covers(one, enterprise));
}

function rowOf(document: Gateway) {
  return { collection: gatewaysCollection.name, tenant, id: document.gateway, document };
}

function isKeyOf({ publicKey }: Gateway, key: KeyObject): boolean {
  return publicKey !== undefined && createPublicKey(publicKey).equals(key);
}

/** An invitation is as good as a password while it lasts, so it is not kept itself. */
function hashOf(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}
