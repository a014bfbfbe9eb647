// What the desk keeps: requests for prefixes, one for each prefix and key, and invitations.
import type {
  RecordRow,
  RecordsReader,
  RecordsStore,
  RecordsTransaction,
} from '../../../stores/records/records.ts';
import type { DelegationRequest, delegationStates } from './request.ts';

const requests = 'identifiers.delegation-requests';
const invitations = 'identifiers.delegation-invitations';

/** Rows that are looked at in one step. */
const atOnceMax = 1_000;
const waitMsMax = 30 * 86_400_000;

export type KeptRequest = Omit<DelegationRequest, 'signature' | 'invitation'> & {
  /** Canonical. */
  readonly prefix: string;
  /** The parent's prefix. */
  readonly parent: string;
  /** Of the child's key. */
  readonly fingerprint: string;
  readonly state: (typeof delegationStates)[number];
  readonly askedAt: number;
  /** The address that it was asked from. */
  readonly askedFrom: string;
  /** Of that address: a caller may have many. */
  readonly network: string;
  readonly decidedAt?: number;
  /** Who decided; the invitation's giver where there was one. */
  readonly decidedBy?: string;
  readonly reason?: string;
};

export type Invitation = {
  readonly prefix: string;
  readonly hash: string;
  readonly expiresAt: number;
  readonly givenBy: string;
};

export class DeskStore {
  readonly #records: RecordsStore;

  constructor(records: RecordsStore) {
    this.#records = records;
  }

  async define(): Promise<void> {
    const keys = {
      state: { path: 'state' },
      prefix: { path: 'prefix' },
      network: { path: 'network' },
    };
    await this.#records.define({ name: requests, keys });
    await this.#records.define({
      name: invitations,
      keys: { expiresAt: { path: 'expiresAt' } },
    });
  }

  /** Runs alone, so that a prefix is granted to one key even when two ask at once. */
  change<R>(work: (desk: OpenDesk) => Promise<R>): Promise<R> {
    return this.#records.transaction((records) => work(new OpenDesk(records)));
  }

  async list(query: {
    state?: KeptRequest['state'];
    limit: number;
    after?: string;
  }): Promise<{ items: readonly KeptRequest[]; next?: string }> {
    const { state, ...page } = query;
    const where = state === undefined ? [] : [{ key: 'state', is: 'equal', value: state } as const];
    const { rows, next } = await this.#records.find<KeptRequest>(requests, {
      tenant: '*',
      where,
      ...page,
    });
    return { items: rows.map(({ document }) => document), ...(next === undefined ? {} : { next }) };
  }

  /** Invitations whose time is over, and requests that were not repeated for a month. */
  async removeExpired(nowMs: number): Promise<void> {
    await this.#records.transaction(async (records) => {
      const isWaiting = [{ key: 'state', is: 'equal', value: 'waiting' } as const];
      const waiting = await rowsOf<KeptRequest>(records, requests, { where: isWaiting });
      for (const { tenant, id, document } of waiting) {
        if (nowMs - Date.parse(document.time) <= waitMsMax) continue;
        await records.remove(requests, tenant, id);
      }
      const where = [{ key: 'expiresAt', is: 'at-most', value: nowMs } as const];
      const over = await rowsOf<Invitation>(records, invitations, { where });
      for (const row of over) await records.remove(invitations, row.tenant, row.id);
    });
  }
}

export class OpenDesk {
  readonly #records: RecordsTransaction;

  constructor(records: RecordsTransaction) {
    this.#records = records;
  }

  /** All requests for a prefix, of whatever key. */
  async requestsFor(prefix: string): Promise<readonly KeptRequest[]> {
    const where = [{ key: 'prefix', is: 'equal', value: prefix } as const];
    const rows = await rowsOf<KeptRequest>(this.#records, requests, { where });
    return rows.map(({ document }) => document);
  }

  waiting(): Promise<number> {
    return this.#count([{ key: 'state', is: 'equal', value: 'waiting' }]);
  }

  waitingFrom(network: string): Promise<number> {
    return this.#count([
      { key: 'state', is: 'equal', value: 'waiting' },
      { key: 'network', is: 'equal', value: network },
    ]);
  }

  async keep(request: KeptRequest): Promise<void> {
    const { parent, prefix, fingerprint } = request;
    const row = { collection: requests, tenant: parent, id: `${prefix} ${fingerprint}` };
    await this.#records.put({ ...row, document: request });
  }

  async remove({ parent, prefix, fingerprint }: KeptRequest): Promise<void> {
    await this.#records.remove(requests, parent, `${prefix} ${fingerprint}`);
  }

  async invite(invitation: Invitation): Promise<void> {
    const { prefix, hash } = invitation;
    await this.#records.put({
      collection: invitations,
      tenant: prefix,
      id: hash,
      document: invitation,
    });
  }

  /** An invitation is used once; undefined where there is none such, or no more. */
  async useInvitation(
    prefix: string,
    hash: string,
    nowMs: number,
  ): Promise<Invitation | undefined> {
    const row = await this.#records.get<Invitation>(invitations, prefix, hash);
    if (row === undefined) return undefined;
    await this.#records.remove(invitations, prefix, hash);
    return row.document.expiresAt > nowMs ? row.document : undefined;
  }

  /** Nobody gets the prefix by an invitation that was given before. */
  async endInvitations(prefix: string): Promise<void> {
    for (const { id } of await rowsOf(this.#records, invitations, { tenant: prefix })) {
      await this.#records.remove(invitations, prefix, id);
    }
  }

  #count(where: Where): Promise<number> {
    return this.#records.count(requests, { tenant: '*', where });
  }
}

type Where = NonNullable<Parameters<RecordsReader['count']>[1]['where']>;

async function rowsOf<D>(
  records: RecordsReader,
  collection: string,
  query: { tenant?: string; where?: Where },
): Promise<readonly RecordRow<D>[]> {
  const { rows } = await records.find<D>(collection, { tenant: '*', ...query, limit: atOnceMax });
  return rows;
}
