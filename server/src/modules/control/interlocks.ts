// The limits of signals: kept, checked when they are set, ready to be asked.
import { parseUnit, unitOne } from '../../wire/ucum/unit.ts';
import type { RecordsStore } from '../../stores/records/records.ts';
import { enterpriseOf, type Signal } from '../assets/api.ts';
import type { Actuation } from '../connectivity/api.ts';
import { compile, troubleText, type Expression, type Form } from '../expressions/api.ts';
import type { Interlock, Limits } from './api.ts';
import { controlFailures } from './failures.ts';
import { interlocksCollection, type InterlockDocument } from './store.ts';

export type KnownInterlock = {
  readonly interlock: Interlock;
  readonly condition: Expression | undefined;
};

export class Interlocks implements Limits {
  readonly #records: RecordsStore;
  /** None at a platform without machines. */
  readonly #actuation: Actuation | undefined;

  constructor(records: RecordsStore, actuation: Actuation | undefined) {
    this.#records = records;
    this.#actuation = actuation;
  }

  /** Fails with `control.unknown-signal`, `control.limits-elsewhere` or `control.bad-interlock`. */
  async put(identifier: string, interlock: Interlock): Promise<void> {
    const signal = this.#signal(identifier);
    const { minimum = -Infinity, maximum = Infinity, inputs = [] } = interlock;
    if (minimum > maximum) {
      throw bad(identifier, { en: 'the lowest is above the highest.', zh: '下限高于上限。' });
    }
    const enterprise = enterpriseOf(signal.identifier);
    const foreign = inputs.find((input) => enterpriseOf(input.signal) !== enterprise);
    if (foreign) {
      throw bad(identifier, {
        en: `${foreign.signal} belongs to another enterprise.`,
        zh: `${foreign.signal} 属于其他企业。`,
      });
    }
    this.#compiled(signal, interlock);
    const document: InterlockDocument = { signal: signal.identifier, interlock };
    await this.#records.transaction(async (records) => {
      const id = signal.identifier.toLowerCase();
      const collection = interlocksCollection.name;
      await records.put({ collection, tenant: enterprise, id, document });
    });
  }

  async ensure(identifier: string, interlock: Interlock): Promise<void> {
    if (!(await this.read(identifier))) await this.put(identifier, interlock);
  }

  async remove(identifier: string): Promise<boolean> {
    const { name } = interlocksCollection;
    return this.#records.transaction((records) =>
      records.remove(name, enterpriseOf(identifier), identifier.toLowerCase()),
    );
  }

  async read(identifier: string): Promise<Interlock | undefined> {
    const row = await this.#records.get<InterlockDocument>(
      interlocksCollection.name,
      enterpriseOf(identifier),
      identifier.toLowerCase(),
    );
    return row?.document.interlock;
  }

  async list(
    enterprise: string,
    page: { readonly limit: number; readonly after?: string },
  ): Promise<{ interlocks: readonly InterlockDocument[]; next?: string }> {
    const found = await this.#records.find<InterlockDocument>(interlocksCollection.name, {
      tenant: enterprise,
      ...page,
    });
    const interlocks = found.rows.map(({ document }) => document);
    return found.next === undefined ? { interlocks } : { interlocks, next: found.next };
  }

  async known(signal: Signal): Promise<KnownInterlock | undefined> {
    const interlock = await this.read(signal.identifier);
    if (!interlock) return undefined;
    return { interlock, condition: this.#compiled(signal, interlock) };
  }

  #signal(identifier: string): Signal {
    if (!this.#actuation) throw controlFailures['limits-elsewhere']({ signal: identifier });
    const known = this.#actuation.known(identifier);
    if (known) return known.signal;
    throw controlFailures['unknown-signal']({ signal: identifier });
  }

  /** Made anew for each order: a condition about writing must not remember the one before. */
  #compiled(signal: Signal, { condition, inputs = [] }: Interlock): Expression | undefined {
    if (condition === undefined) return undefined;
    const forms = new Map<string, Form>([['value', formOf(signal)]]);
    for (const { name, signal: identifier } of inputs) {
      forms.set(name, formOf(this.#signal(identifier)));
    }
    const outcome = compile(condition, forms);
    if (!outcome.ok) throw bad(signal.identifier, troubleText(outcome.trouble));
    const { form, remembers } = outcome.expression;
    if (remembers.length > 0) throw bad(signal.identifier, memoryTrouble(remembers));
    if (form.kind === 'truth') return outcome.expression;
    throw bad(signal.identifier, {
      en: `${condition} is no condition.`,
      zh: `${condition} 不是条件。`,
    });
  }
}

function bad(signal: string, trouble: { en: string; zh: string }) {
  return controlFailures['bad-interlock']({ signal, trouble });
}

function memoryTrouble(remembers: readonly string[]) {
  const names = remembers.join(', ');
  return {
    en: `its condition is asked for each order anew and remembers nothing, so ${names} cannot be in it. Let a source of the protocol calculated keep that as a signal, and make the signal an input.`,
    zh: `联锁条件在每条指令下达时重新判断，不保留历史，因此不能使用 ${names}。请用协议为 calculated 的数据源将其计算为测点，再将该测点作为输入。`,
  };
}

function formOf(signal: Signal): Form {
  if (signal.value === 'boolean') return { kind: 'truth' };
  if (signal.value !== 'number') return { kind: 'text' };
  const unit = parseUnit(signal.unitCode ?? '1');
  return { kind: 'number', unit: unit.ok ? unit.unit : unitOne };
}
