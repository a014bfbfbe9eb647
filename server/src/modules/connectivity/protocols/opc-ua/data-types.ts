// Data types of variables down to the built-in ones (Part 6, 5.1.2): a server's own types are subtypes of them, and
// those of the standard namespace are known by heart.
import { inBatches } from './batches.ts';
import type { View } from './address-space.ts';
import { nodeIdOf } from './node-ids.ts';
import { builtIn } from './variants.ts';

const dataTypeAttribute = 14;
const hasSubtype = 'ns=0;i=45';
const depthMax = 10;
const abstract = { baseDataType: 24, number: 26, integer: 27, uInteger: 28, enumeration: 29 };

export class DataTypes {
  readonly #view: View;
  readonly #known = new Map<string, number>();

  constructor(view: View) {
    this.#view = view;
  }

  /** The built-in type of each node, as declared; 0 where the node tells none. */
  async of(nodeIds: readonly string[]): Promise<number[]> {
    const { session, library, facts } = this.#view;
    const told = await inBatches(nodeIds, { size: facts.limits.read }, (some) =>
      session.read(
        some.map((nodeId) => ({
          nodeId: nodeIdOf(library, nodeId),
          attributeId: dataTypeAttribute,
        })),
      ),
    );
    const types: number[] = [];
    for (const { value } of told) {
      const type: unknown = value?.value;
      types.push(type ? await this.builtInOf(String(type)) : builtIn.null);
    }
    return types;
  }

  /** `type`: `ns=0;i=11`. */
  async builtInOf(type: string): Promise<number> {
    const known = standardType(type) ?? this.#known.get(type);
    if (known !== undefined) return known;
    let found: number | undefined;
    let at: string | undefined = type;
    for (let depth = 0; depth < depthMax && at !== undefined && found === undefined; depth += 1) {
      at = await this.#supertype(at);
      if (at !== undefined) found = standardType(at) ?? this.#known.get(at);
    }
    this.#known.set(type, found ?? builtIn.null);
    return found ?? builtIn.null;
  }

  async #supertype(type: string): Promise<string | undefined> {
    const { session, library } = this.#view;
    const [result] = await session.browse([
      {
        nodeId: nodeIdOf(library, type),
        browseDirection: library.BrowseDirection.Inverse,
        referenceTypeId: nodeIdOf(library, hasSubtype),
        includeSubtypes: true,
        nodeClassMask: 0,
        resultMask: 63,
      },
    ]);
    return result?.references?.[0]?.nodeId.toString();
  }
}

/** Subtypes of the standard that are common in controllers. */
const standard: Readonly<Record<number, number>> = {
  [abstract.baseDataType]: builtIn.null,
  [abstract.number]: builtIn.double,
  [abstract.integer]: builtIn.int64,
  [abstract.uInteger]: builtIn.uInt64,
  [abstract.enumeration]: builtIn.int32,
  288: builtIn.uInt32,
  289: builtIn.uInt32,
  290: builtIn.double,
  294: builtIn.dateTime,
  295: builtIn.string,
};

export function standardType(type: string): number | undefined {
  const number = /^(?:ns=0;)?i=(\d+)$/.exec(type)?.[1];
  if (number === undefined) return undefined;
  const id = Number(number);
  return id > 0 && id <= builtIn.extensionObject ? id : standard[id];
}

/** How a signal of the type is kept. */
export function formOf(dataType: number): 'number' | 'text' | 'boolean' {
  if (dataType === builtIn.boolean) return 'boolean';
  return dataType >= builtIn.sByte && dataType <= builtIn.double ? 'number' : 'text';
}
