// Registering finished products in the enterprise node: from the machines while they produce, and
// from files. Repeating it changes nothing.
import { isSamePrefix } from '../../kernel/access/rights.ts';
import { Failure } from '../../kernel/failure/failure.ts';
import type { Log } from '../../kernel/log/log.ts';
import type { ProgramFacts } from '../../kernel/module/module.ts';
import type { Counter } from '../../kernel/metrics/metrics.ts';
import type { PartFinished } from '../connectivity/api.ts';
import type { RegistrationResult, Registry } from '../identifiers/api.ts';
import type { Product } from './api.ts';
import { productRecord } from './model/product-record.ts';

export class ProductRegistration {
  readonly #registry: Registry;
  readonly #program: Pick<ProgramFacts, 'publicUrl'>;
  readonly #log: Log;
  readonly #products: Counter;

  constructor(options: {
    registry: Registry;
    program: Pick<ProgramFacts, 'publicUrl'>;
    log: Log;
    products: Counter;
  }) {
    this.#registry = options.registry;
    this.#program = options.program;
    this.#log = options.log;
    this.#products = options.products;
  }

  get prefix(): string {
    return this.#registry.prefix;
  }

  /** One outcome for each product, durable when it resolves; a bad one is a Failure and stops no other. */
  async register(products: readonly Product[]): Promise<RegistrationResult[]> {
    const records = products.map((product) =>
      productRecord(this.#registry.prefix, this.#program.publicUrl, product),
    );
    const outcomes = await this.#registry.register(records);
    for (const outcome of outcomes) this.#products.add(1, { outcome: outcomeWord(outcome) });
    return outcomes;
  }

  /** From machines: what cannot be registered is told in the log. */
  async registerFinished(parts: readonly PartFinished[]): Promise<void> {
    const own = parts.filter((part) => this.#isOwn(part));
    const outcomes = await this.register(own.map(productOf));
    outcomes.forEach((outcome, i) => {
      const part = { part: own[i]?.part, machine: own[i]?.machine };
      if (outcome === 'conflict') this.#log.warn('part-number-used-twice', part);
      if (outcome instanceof Failure) this.#log.error('part-refused', { ...part, error: outcome });
    });
  }

  /** A gateway may read machines of other enterprises too, and these number nothing under our prefix. */
  #isOwn({ part, machine }: PartFinished): boolean {
    if (isSamePrefix(this.#registry.prefix, machine.slice(0, machine.indexOf('/')))) return true;
    this.#products.add(1, { outcome: 'refused' });
    this.#log.warn('part-of-another-enterprise', { part, machine });
    return false;
  }
}

export const outcomeWords = ['registered', 'unchanged', 'updated', 'conflict', 'refused'] as const;

/** An outcome as one word, for counting and for callers. */
export function outcomeWord(outcome: RegistrationResult): (typeof outcomeWords)[number] {
  return outcome instanceof Failure ? 'refused' : outcome;
}

function productOf({ values, ...part }: PartFinished): Product {
  return {
    ...part,
    values: values.map(({ name, value, unit }) => ({
      name,
      value,
      ...(unit === undefined ? {} : { unit }),
    })),
  };
}
