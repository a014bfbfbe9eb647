// Writes values to variables (Part 4, 5.11.4): the data type of each is asked first, since a server converts nothing;
// the value alone is sent, since most servers take no time stamps.
import type { SignalWrite, WriteOutcome } from '../protocol.ts';
import type { View } from './address-space.ts';
import { inBatches } from './batches.ts';
import { DataTypes } from './data-types.ts';
import type { Item } from './items.ts';
import { nodeIdOf } from './node-ids.ts';
import { readValues } from './polled.ts';
import { builtIn, elementsOf } from './variants.ts';
import { writtenValue, type WriteType } from './written-values.ts';

const valueAttribute = 13;

export class Writing {
  readonly #view: View;
  readonly #types: DataTypes;
  readonly #known = new Map<string, WriteType>();

  constructor(view: View) {
    this.#view = view;
    this.#types = new DataTypes(view);
  }

  /** One outcome for each, in order. Rejects when nothing was sent. */
  async write(
    writes: readonly SignalWrite[],
    itemOf: (signal: number) => Item | undefined,
  ): Promise<WriteOutcome[]> {
    const items = writes.map(({ signal }) => itemOf(signal));
    await this.#learn(items.filter((item) => item !== undefined));
    const outcomes: WriteOutcome[] = writes.map(() => notThere);
    const ready: { at: number; item: Item; type: WriteType; value: unknown }[] = [];
    for (const [at, { value }] of writes.entries()) {
      const item = items[at];
      const type = item && this.#known.get(item.nodeId);
      if (!item || !type) continue;
      const isElement = item.address.element !== undefined;
      const written = writtenValue({ ...type, array: type.array && !isElement }, value);
      if (written.ok) ready.push({ at, item, type, value: written.value });
      else outcomes[at] = { taken: false, why: written.why };
    }
    const { session, facts } = this.#view;
    const statuses = await inBatches(ready, { size: facts.limits.write }, (some) =>
      session.write(some.map((one) => this.#writeValue(one))),
    );
    for (const [i, { at }] of ready.entries()) {
      const status = statuses[i];
      outcomes[at] =
        status && status.value >>> 30 === 0
          ? { taken: true }
          : { taken: false, why: refusalOf(status?.name ?? 'Bad') };
    }
    return outcomes;
  }

  #writeValue({ item, type, value }: { item: Item; type: WriteType; value: unknown }) {
    const { library } = this.#view;
    const { element } = item.address;
    const array = type.array || element !== undefined;
    return {
      nodeId: nodeIdOf(library, item.nodeId),
      attributeId: valueAttribute,
      ...(element === undefined ? {} : { indexRange: String(element) as never }),
      value: {
        value: {
          dataType: type.dataType,
          arrayType: array ? library.VariantArrayType.Array : library.VariantArrayType.Scalar,
          value: element === undefined ? value : [value],
        },
      },
    };
  }

  /** Declared type and what the node holds now: a declared type may be abstract, and a value says whether it is an array. */
  async #learn(items: readonly Item[]): Promise<void> {
    const unknown = items.filter(({ nodeId }) => !this.#known.has(nodeId));
    if (unknown.length === 0) return;
    const declared = await this.#types.of(unknown.map(({ nodeId }) => nodeId));
    const values = await readValues(this.#view, unknown, { size: this.#view.facts.limits.read });
    for (const [i, { nodeId }] of unknown.entries()) {
      const now = values[i]?.value;
      const known = declared[i] ?? builtIn.null;
      const dataType = known === builtIn.null ? (now?.dataType ?? builtIn.null) : known;
      const array = now ? elementsOf(now) !== undefined : false;
      if (dataType !== builtIn.null) this.#known.set(nodeId, { dataType, array });
    }
  }
}

const notThere: WriteOutcome = {
  taken: false,
  why: {
    en: 'The server does not know this node, or does not tell its data type. Check the address of the signal.',
    zh: '服务器没有该节点或未提供其数据类型。请检查测点地址。',
  },
};

const refusals: Readonly<Record<string, { en: string; zh: string }>> = {
  BadNotWritable: {
    en: 'The variable cannot be written (BadNotWritable). Make it writable at the server.',
    zh: '该变量不可写（BadNotWritable）。请在服务器上将其设为可写。',
  },
  BadUserAccessDenied: {
    en: 'The account of this source may not write (BadUserAccessDenied). Give it the right at the server.',
    zh: '该数据源的账户无写入权限（BadUserAccessDenied）。请在服务器上授权。',
  },
  BadTypeMismatch: {
    en: 'The server wants another data type (BadTypeMismatch). Check the type of the variable.',
    zh: '服务器要求其他数据类型（BadTypeMismatch）。请检查变量类型。',
  },
  BadOutOfRange: {
    en: 'The server takes no such value (BadOutOfRange). Check the limits of the variable.',
    zh: '服务器不接受该数值（BadOutOfRange）。请检查变量的取值范围。',
  },
};

function refusalOf(status: string): { en: string; zh: string } {
  return (
    refusals[status] ?? {
      en: `The server refused the value: ${status}.`,
      zh: `服务器拒绝了该值：${status}。`,
    }
  );
}
