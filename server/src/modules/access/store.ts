// The access module's records: enterprises, accounts and credentials.
import type { RecordsStore } from '../../stores/records/records.ts';
import type { Account, Credential, Enterprise } from './model/accounts.ts';

const enterprises = 'access.enterprises';
const accounts = 'access.accounts';
const credentials = 'access.credentials';

/** Rows of one question; the store's own limit. */
const atOnceMax = 1_000;

type Page = { readonly limit: number; readonly after?: string };
type Listed<T> = { readonly items: readonly T[]; readonly next?: string };

export class AccessStore {
  readonly #records: RecordsStore;

  constructor(records: RecordsStore) {
    this.#records = records;
  }

  async define(): Promise<void> {
    await this.#records.define({ name: enterprises, keys: { name: { path: 'name' } } });
    await this.#records.define({ name: accounts, keys: { kind: { path: 'kind' } } });
    await this.#records.define({
      name: credentials,
      keys: {
        hash: { path: 'hash', unique: true },
        account: { path: 'account' },
        expiresAt: { path: 'expiresAt' },
      },
    });
  }

  async putEnterprise(enterprise: Enterprise): Promise<void> {
    const { prefix } = enterprise;
    await this.#put({ collection: enterprises, tenant: prefix, id: prefix, document: enterprise });
  }

  async enterprise(prefix: string): Promise<Enterprise | undefined> {
    return (await this.#records.get<Enterprise>(enterprises, prefix, prefix))?.document;
  }

  listEnterprises(page: Page): Promise<Listed<Enterprise>> {
    return this.#list<Enterprise>(enterprises, '*', page);
  }

  async putAccount(account: Account): Promise<void> {
    const { tenant, id } = account;
    await this.#put({ collection: accounts, tenant, id, document: account });
  }

  async account(tenant: string, id: string): Promise<Account | undefined> {
    return (await this.#records.get<Account>(accounts, tenant, id))?.document;
  }

  listAccounts(tenant: string, page: Page): Promise<Listed<Account>> {
    return this.#list<Account>(accounts, tenant, page);
  }

  /** Removes the account and all that signs in as it, in one step. */
  async removeAccount(tenant: string, id: string): Promise<boolean> {
    return this.#records.transaction(async (records) => {
      const where = [{ key: 'account', is: 'equal', value: id }] as const;
      for (;;) {
        const { rows } = await records.find(credentials, { tenant, where, limit: atOnceMax });
        for (const row of rows) await records.remove(credentials, tenant, row.id);
        if (rows.length < atOnceMax) break;
      }
      return records.remove(accounts, tenant, id);
    });
  }

  async putCredential(credential: Credential): Promise<void> {
    const { tenant, hash } = credential;
    await this.#put({ collection: credentials, tenant, id: hash, document: credential });
  }

  async credential(hash: string): Promise<Credential | undefined> {
    const { rows } = await this.#records.find<Credential>(credentials, {
      tenant: '*',
      where: [{ key: 'hash', is: 'equal', value: hash }],
      limit: 1,
    });
    return rows[0]?.document;
  }

  /** True for the one caller that removed it: a link is used once even when two use it together. */
  async removeCredential(credential: Credential): Promise<boolean> {
    return this.#records.transaction((records) =>
      records.remove(credentials, credential.tenant, credential.hash),
    );
  }

  async removeExpired(now: number): Promise<void> {
    await this.#records.transaction(async (records) => {
      const { rows } = await records.find<Credential>(credentials, {
        tenant: '*',
        where: [
          { key: 'expiresAt', is: 'greater', value: 0 },
          { key: 'expiresAt', is: 'at-most', value: now },
        ],
        limit: atOnceMax,
      });
      for (const row of rows) await records.remove(credentials, row.tenant, row.id);
    });
  }

  async #list<T>(collection: string, tenant: string, page: Page): Promise<Listed<T>> {
    const { rows, next } = await this.#records.find<T>(collection, { tenant, ...page });
    return { items: rows.map((row) => row.document), ...(next === undefined ? {} : { next }) };
  }

  async #put(row: { collection: string; tenant: string; id: string; document: unknown }) {
    await this.#records.transaction((records) => records.put(row));
  }
}
