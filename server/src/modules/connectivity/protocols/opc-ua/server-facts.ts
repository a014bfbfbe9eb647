// What a server says of itself at each connect: its namespaces, whose numbers may have changed, and how much it takes
// in one call (Part 5, 6.3.11 OperationLimits). What it does not say is assumed small enough for small controllers.
import type { ClientSession } from 'node-opcua-client';
import { inBatches } from './batches.ts';

export type OperationLimits = {
  readonly read: number;
  readonly write: number;
  readonly browse: number;
  readonly translate: number;
  readonly monitor: number;
};

export type ServerFacts = {
  readonly namespaces: readonly string[];
  readonly limits: OperationLimits;
};

/** By their numbers in the standard namespace. */
const namespaceArray = 'ns=0;i=2255';
const limitNodes = {
  read: 'ns=0;i=11705',
  write: 'ns=0;i=11707',
  browse: 'ns=0;i=11710',
  translate: 'ns=0;i=11712',
  monitor: 'ns=0;i=11714',
} as const;
/** What is taken in one call, however much the server would take. */
const usual: OperationLimits = {
  read: 1_000,
  write: 500,
  browse: 200,
  translate: 500,
  monitor: 1_000,
};
const valueAttribute = 13;

export async function serverFacts(session: ClientSession): Promise<ServerFacts> {
  const names = Object.keys(limitNodes) as (keyof OperationLimits)[];
  const nodeIds = [namespaceArray, ...names.map((name) => limitNodes[name])];
  // Few at a time: the limits are not known yet.
  const values = await inBatches(nodeIds, { size: 6 }, async (some) =>
    session.read(some.map((nodeId) => ({ nodeId, attributeId: valueAttribute }))),
  );
  const told: unknown[] = values.map(({ value }) => value?.value as unknown);
  const limits = Object.fromEntries(
    names.map((name, i) => [name, limitOf(told[i + 1], usual[name])]),
  ) as OperationLimits;
  const namespaces = Array.isArray(told[0]) ? told[0].map(String) : [];
  return { namespaces, limits };
}

/** 0 stands for: no limit. */
function limitOf(told: unknown, most: number): number {
  return typeof told === 'number' && told > 0 ? Math.min(told, most) : most;
}
