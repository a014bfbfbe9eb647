// Where signals are found: by identifier, by path, and the path of one. What the assets of this process cannot do is told,
// not guessed.
import { enterpriseOf, type Assets, type Signal } from '../assets/api.ts';
import { alarmsFailures } from './failures.ts';
import type { Rule } from './rule-schema.ts';
import type { Found } from './model/build-conditions.ts';
import { inputIdentifier } from './model/build-conditions.ts';

type Search = { readonly scopes: readonly string[]; readonly path?: string };
type PageOf = { readonly limit: number; readonly after?: string };

/** The asset graph, as much of it as this process has. */
export type Graph = Pick<Assets, 'signal' | 'machine'> & {
  signals?(search: Search, page: PageOf): Promise<{ signals: Signal[]; next?: string }>;
  pathOf?(identifier: string): Promise<readonly string[] | undefined>;
  follow?(hear: (changed: { put: readonly string[]; removed: readonly string[] }) => void): {
    cancel(): void;
  };
};

export const signalsMax = 20_000;
const pageSize = 500;

export class Places {
  readonly #graph: Graph;

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  get graph(): Graph {
    return this.#graph;
  }

  /** Joined by `/`, from the enterprise down. */
  async pathOf(signal: Signal): Promise<string> {
    const known = await this.#graph.pathOf?.(signal.identifier);
    if (known) return known.join('/');
    const machine = (await this.#graph.machine(signal.machine))?.machine;
    const enterprise = enterpriseOf(signal.identifier);
    const above = machine ? [...(machine.location ?? []), machine.name] : [signal.machine];
    return [enterprise, ...above, signal.id].join('/');
  }

  /** What a rule is about: its signal, or all on its path. Fails where there is none or they are too many. */
  async subjects(rule: Rule, enterprise: string): Promise<Signal[]> {
    if (rule.path !== undefined) return this.#onPath(rule, rule.path, enterprise);
    const { condition } = rule;
    const free = condition.kind === 'expression' ? condition.inputs[0]?.signal : undefined;
    const identifier = rule.signal ?? free ?? '';
    const place = rule.signal === undefined ? 'condition/inputs/0' : 'signal';
    return [await this.#known(rule, enterprise, { identifier, place })];
  }

  /** The signal with the inputs of an expression. */
  async found(
    rule: Rule,
    signal: Signal,
    written: { readonly inputs: readonly { name: string; signal: string }[]; readonly at: string },
  ): Promise<Found> {
    const inputs = new Map<string, Signal>();
    for (const [i, { name, signal: given }] of written.inputs.entries()) {
      const identifier = inputIdentifier(given, signal.machine);
      const place = `${written.at}/inputs/${i}`;
      const enterprise = enterpriseOf(signal.identifier);
      inputs.set(name, await this.#known(rule, enterprise, { identifier, place }));
    }
    return { signal, inputs };
  }

  async #known(
    rule: Rule,
    enterprise: string,
    { identifier, place }: { identifier: string; place: string },
  ): Promise<Signal> {
    const refusal = { rule: rule.name, signal: identifier, place, enterprise };
    if (enterpriseOf(identifier).toLowerCase() !== enterprise.toLowerCase()) {
      throw alarmsFailures['foreign-signal'](refusal);
    }
    const signal = await this.#graph.signal(identifier);
    if (signal) return signal;
    throw alarmsFailures['unknown-signal'](refusal);
  }

  async #onPath(rule: Rule, path: string, enterprise: string): Promise<Signal[]> {
    const { signals } = this.#graph;
    if (!signals) throw alarmsFailures['no-paths']({ rule: rule.name });
    const found: Signal[] = [];
    let after: string | undefined;
    do {
      const page = await this.#graph.signals?.(
        { scopes: [enterprise], path },
        { limit: pageSize, ...(after === undefined ? {} : { after }) },
      );
      found.push(...(page?.signals ?? []));
      after = page?.next;
      if (found.length > signalsMax) {
        throw alarmsFailures['too-many-signals']({ rule: rule.name, path, countMax: signalsMax });
      }
    } while (after !== undefined);
    return found;
  }
}
