// What a person wants to know of a variable before reading it: its type, whether it is an array, its unit, and what the
// account may do with it.
import type { NodeId } from 'node-opcua-client';
import { inBatches } from './batches.ts';
import type { View } from './address-space.ts';
import { DataTypes } from './data-types.ts';
import { nodeIdOf } from './node-ids.ts';
import { ucumOf } from './units.ts';

export type VariableFacts = {
  /** Built-in type by its number. */
  readonly dataType: number;
  readonly typeName: string;
  readonly array: boolean;
  readonly unit?: string;
  readonly readable: boolean;
  readonly writable: boolean;
};

const attributes = { dataType: 14, valueRank: 15, userAccessLevel: 18, value: 13 };
const accessBits = { read: 1, write: 2 };
const hasProperty = 'ns=0;i=46';

export async function variableFacts(
  view: View,
  nodeIds: readonly string[],
): Promise<VariableFacts[]> {
  const { library } = view;
  const types = new DataTypes(view);
  const told = await readAttributes(view, nodeIds);
  const units = await unitsOf(view, nodeIds);
  const facts: VariableFacts[] = [];
  for (const [i, [type, rank, access]] of told.entries()) {
    const dataType = type ? await types.builtInOf(String(type)) : 0;
    const unit = units[i];
    const bits = typeof access === 'number' ? access : accessBits.read;
    facts.push({
      dataType,
      typeName: library.DataType[dataType] ?? String(dataType),
      array: typeof rank === 'number' && rank >= 0,
      ...(unit === undefined ? {} : { unit }),
      readable: (bits & accessBits.read) !== 0,
      writable: (bits & accessBits.write) !== 0,
    });
  }
  return facts;
}

async function readAttributes(view: View, nodeIds: readonly string[]): Promise<unknown[][]> {
  const { library, session, facts } = view;
  const each = [attributes.dataType, attributes.valueRank, attributes.userAccessLevel];
  const asked = nodeIds.flatMap((nodeId) =>
    each.map((attributeId) => ({ nodeId: nodeIdOf(library, nodeId), attributeId })),
  );
  const values = await inBatches(asked, { size: facts.limits.read }, (some) => session.read(some));
  return nodeIds.map((_, i) =>
    each.map((_attribute, k) => values[i * each.length + k]?.value?.value as unknown),
  );
}

/** Undefined where there is none; a server that does not look up paths has none. */
async function unitsOf(view: View, nodeIds: readonly string[]): Promise<(string | undefined)[]> {
  const { library, session, facts } = view;
  const paths = nodeIds.map((nodeId) => ({
    startingNode: nodeIdOf(library, nodeId),
    relativePath: {
      elements: [
        {
          referenceTypeId: nodeIdOf(library, hasProperty),
          isInverse: false,
          includeSubtypes: false,
          targetName: { namespaceIndex: 0, name: 'EngineeringUnits' },
        },
      ],
    },
  }));
  const none = nodeIds.map(() => undefined);
  const results = await inBatches(
    paths,
    { size: facts.limits.translate },
    (some) => session.translateBrowsePath(some as never) as unknown as Promise<Resolved[]>,
  ).catch(() => undefined); // it is a help, not a need
  if (!results) return none;
  const found = results.flatMap(({ targets }, i) => {
    const target = targets?.[0]?.targetId;
    return target ? [{ i, nodeId: target }] : [];
  });
  const values = await inBatches(found, { size: facts.limits.read }, (some) =>
    session.read(some.map(({ nodeId }) => ({ nodeId, attributeId: attributes.value }))),
  );
  const units: (string | undefined)[] = none;
  for (const [k, { i }] of found.entries()) units[i] = unitOf(values[k]?.value?.value);
  return units;
}

type Resolved = {
  readonly targets?: readonly { readonly targetId: NodeId }[] | null;
};

function unitOf(told: unknown): string | undefined {
  const { unitId = -1, displayName } = (told ?? {}) as {
    unitId?: number;
    displayName?: { text?: string | null };
  };
  return ucumOf(unitId, displayName?.text ?? '');
}
