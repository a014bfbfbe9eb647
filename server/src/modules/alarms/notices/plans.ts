// The plan of each enterprise: checked, kept, its secrets shown to nobody.
import type { RecordsStore } from '../../../stores/records/records.ts';
import { alarmsFailures } from '../failures.ts';
import type { Policies } from '../policies.ts';
import { allOf, plansCollection } from '../store.ts';
import type { Plan, Way } from './plan-schema.ts';

export const hiddenText = '••••••';

export class Plans {
  readonly #records: RecordsStore;
  readonly #policies: Policies;

  constructor(records: RecordsStore, policies: Policies) {
    this.#records = records;
    this.#policies = policies;
  }

  async open(): Promise<void> {
    for (const { tenant, document } of await allOf<Plan>(this.#records, plansCollection)) {
      this.#policies.setPlan(tenant, document);
    }
  }

  /** Secrets are dots. */
  shown(enterprise: string): Plan {
    const plan = this.#policies.planOf(enterprise);
    return { ...plan, ways: plan.ways.map(hidden) };
  }

  /** Dots mean the secret of the way of that name. Fails with `alarms.secret-not-known` or `alarms.nobody-to-tell`. */
  async put(enterprise: string, given: Plan): Promise<Plan> {
    const before = this.#policies.planOf(enterprise);
    const ways = given.ways.map((way, i) =>
      restored(
        way,
        before.ways.find(({ name }) => name === way.name),
        `ways/${i}`,
      ),
    );
    const plan = { ...given, ways };
    checkNames(plan);
    await this.#records.transaction(async (records) => {
      const collection = plansCollection.name;
      await records.put({ collection, tenant: enterprise, id: 'plan', document: plan });
    });
    this.#policies.setPlan(enterprise, plan);
    return this.shown(enterprise);
  }
}

function hidden(way: Way): Way {
  if (way.kind === 'webhook') return { ...way, secret: hiddenText };
  return way.password === undefined ? way : { ...way, password: hiddenText };
}

/** Dots with another server would hand the secret to it: then it must be written anew. */
function restored(way: Way, before: Way | undefined, at: string): Way {
  if (way.kind === 'webhook') {
    if (way.secret !== hiddenText) return way;
    if (before?.kind === 'webhook' && before.url === way.url)
      return { ...way, secret: before.secret };
    throw alarmsFailures['secret-not-known']({ place: `${at}/secret` });
  }
  if (way.password !== hiddenText) return way;
  const isSame = before?.kind === 'mail' && before.host === way.host && before.port === way.port;
  if (isSame && before.security === way.security && before.password !== undefined) {
    return { ...way, password: before.password };
  }
  throw alarmsFailures['secret-not-known']({ place: `${at}/password` });
}

function checkNames({ ways, people, escalations }: Plan): void {
  people.forEach(({ name, way, address }, i) => {
    const known = ways.find((one) => one.name === way);
    if (!known) throw alarmsFailures['nobody-to-tell']({ place: `people/${i}/way`, name: way });
    if (known.kind === 'mail' && address === undefined) {
      throw alarmsFailures['nobody-to-tell']({ place: `people/${i}/address`, name });
    }
  });
  escalations.forEach(({ steps }, i) => {
    steps.forEach(({ people: told }, j) => {
      const name = told.find((one) => !people.some((person) => person.name === one));
      const place = `escalations/${i}/steps/${j}`;
      if (name !== undefined) throw alarmsFailures['nobody-to-tell']({ place, name });
    });
  });
}
