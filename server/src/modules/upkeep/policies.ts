// Policies of retention as they are stored, by enterprise in the order of their positions.
import type { Clock } from '../../kernel/world/clock.ts';
import { isFailure } from '../../kernel/failure/failure.ts';
import type { RecordsStore } from '../../stores/records/records.ts';
import { upkeepFailures } from './failures.ts';
import { troubleOfPolicy, type NewPolicy } from './model/policy.ts';
import { collections, tenantOf, type PolicyDocument } from './store.ts';

export const policiesMax = 200;
const { name: collection } = collections.policies;
const order = { key: 'position' };

export class Policies {
  readonly #records: RecordsStore;
  readonly #clock: Clock;
  readonly #changes = new Map<string, number>();

  constructor(given: { readonly records: RecordsStore; readonly clock: Clock }) {
    this.#records = given.records;
    this.#clock = given.clock;
  }

  async of(enterprise: string): Promise<PolicyDocument[]> {
    const tenant = tenantOf(enterprise);
    const asked = { tenant, order, limit: policiesMax };
    const { rows } = await this.#records.find<PolicyDocument>(collection, asked);
    return rows.map(({ document }) => document);
  }

  /** Grows with each change of its policies: a run of the enterprise that began before stops. */
  changesOf(enterprise: string): number {
    return this.#changes.get(tenantOf(enterprise)) ?? 0;
  }

  /** Enterprises that have any. */
  async enterprises(): Promise<string[]> {
    const found = new Set<string>();
    let after: string | undefined;
    do {
      const page = await this.#records.find<PolicyDocument>(collection, {
        ...{ tenant: '*', limit: 1_000 },
        ...(after === undefined ? {} : { after }),
      });
      for (const { document } of page.rows) found.add(document.enterprise);
      after = page.next;
    } while (after !== undefined);
    return [...found];
  }

  async put(
    { enterprise, id }: { readonly enterprise: string; readonly id: string },
    policy: NewPolicy,
    by: string,
  ): Promise<PolicyDocument> {
    check({ enterprise, id }, policy);
    const at = new Date(this.#clock.now()).toISOString();
    const document: PolicyDocument = { ...policy, id, enterprise, by, at };
    const tenant = tenantOf(enterprise);
    try {
      await this.#records.transaction(async (records) => {
        const before = await records.get(collection, tenant, id);
        if (!before && (await records.count(collection, { tenant })) >= policiesMax) {
          throw upkeepFailures['too-many-policies']({ enterprise, most: policiesMax });
        }
        await records.put({ collection, tenant, id, document });
      });
    } catch (error) {
      if (!isFailure(error, 'stores.duplicate-key')) throw error;
      const { position } = policy;
      throw upkeepFailures['position-taken']({ enterprise, position }, error);
    }
    this.#changed(tenant);
    return document;
  }

  async remove(enterprise: string, id: string): Promise<void> {
    const tenant = tenantOf(enterprise);
    const was = await this.#records.transaction((records) =>
      records.remove(collection, tenant, id),
    );
    if (!was) throw upkeepFailures['unknown-policy']({ enterprise, id });
    this.#changed(tenant);
  }

  #changed(tenant: string): void {
    this.#changes.set(tenant, this.changesOf(tenant) + 1);
  }
}

export function check(
  { enterprise, id }: { readonly enterprise: string; readonly id: string },
  policy: NewPolicy,
): void {
  const trouble = troubleOfPolicy(policy);
  if (trouble) throw upkeepFailures['bad-policy']({ enterprise, id, trouble });
}
