// Looking through the address space of a server (Part 4, 5.8.2 Browse): many nodes in a call, as many as the server
// takes, and what it gives in parts fetched to the end.
import type { BrowseResult, ClientSession } from 'node-opcua-client';
import { inBatches, type Batching } from './batches.ts';
import type { Library } from './library.ts';
import { nodeIdOf } from './node-ids.ts';
import type { ServerFacts } from './server-facts.ts';

/** A session with what its server said of itself. */
export type View = {
  readonly library: Library;
  readonly session: ClientSession;
  readonly facts: ServerFacts;
};

export type Child = {
  /** With the namespace by its index, for this connection only. */
  readonly nodeId: string;
  readonly name: string;
  readonly isVariable: boolean;
  readonly typeDefinition: string;
};

export type ChildPage = { readonly children: readonly Child[]; readonly rest?: Buffer };

const hierarchical = 'ns=0;i=33';
/** NodeClass (Part 3, 8.29): objects and variables. */
const classes = { object: 1, variable: 2 };
const allFields = 63;
const referencesPerNode = 1_000;
/** Of one node. */
const childrenMax = 500_000;
const pagesMax = 20_000;

/** The first children of a node; `rest` fetches what follows. Rejects with the status of a node that is not there. */
export async function firstChildren(view: View, nodeId: string, most: number): Promise<ChildPage> {
  const [result] = await ask(view, [nodeId], most);
  if (result) failIfBad(result);
  return pageOf(result);
}

export async function nextChildren({ session }: View, rest: Buffer): Promise<ChildPage> {
  const [result] = await session.browseNext([rest], false);
  if (result) failIfBad(result);
  return pageOf(result);
}

/** All children of each node, in order. A node that the server does not show has none. */
export async function childrenOf(
  view: View,
  nodeIds: readonly string[],
  batching: Batching,
): Promise<(readonly Child[])[]> {
  return inBatches(nodeIds, batching, async (some) => {
    const results = await ask(view, some, referencesPerNode);
    const lists: Child[][] = [];
    for (const [i, nodeId] of some.entries()) lists.push(await wholeOf(view, results[i], nodeId));
    return lists;
  });
}

/** A server keeps few unfinished answers at a time: what it could not keep is asked again alone. */
async function wholeOf(
  view: View,
  result: BrowseResult | undefined,
  nodeId: string,
): Promise<Child[]> {
  const again = result?.statusCode.name === 'BadNoContinuationPoints';
  let page = again ? await firstChildren(view, nodeId, referencesPerNode) : pageOf(result);
  const children = [...page.children];
  for (let pages = 1; page.rest; pages += 1) {
    // A server may offer more for ever, with nothing in it too.
    if (pages > pagesMax || children.length > childrenMax) throw new Error('BadTooManyMatches');
    page = await nextChildren(view, page.rest);
    for (const child of page.children) children.push(child);
  }
  return children;
}

async function ask(
  { library, session }: View,
  nodeIds: readonly string[],
  most: number,
): Promise<BrowseResult[]> {
  session.requestedMaxReferencesPerNode = most;
  return session.browse(
    nodeIds.map((nodeId) => ({
      nodeId: nodeIdOf(library, nodeId),
      browseDirection: library.BrowseDirection.Forward,
      referenceTypeId: nodeIdOf(library, hierarchical),
      includeSubtypes: true,
      nodeClassMask: classes.object | classes.variable,
      resultMask: allFields,
    })),
  );
}

function pageOf(result: BrowseResult | undefined): ChildPage {
  const children = (result?.references ?? [])
    // What lies on another server is not read through this one.
    .filter(({ nodeId }) => nodeId.serverIndex === 0)
    .map(({ nodeId, browseName, displayName, nodeClass, typeDefinition }) => ({
      nodeId: nodeId.toString(),
      name: displayName.text || browseName.name || nodeId.toString(),
      isVariable: isVariable(nodeClass),
      typeDefinition: typeDefinition.toString(),
    }));
  const rest = result?.continuationPoint as Buffer | null | undefined;
  return rest && rest.length > 0 ? { children, rest } : { children };
}

function failIfBad({ statusCode }: BrowseResult): void {
  if (statusCode.value >>> 30 > 1) throw new Error(statusCode.name);
}

function isVariable(nodeClass: number): boolean {
  return nodeClass === classes.variable;
}
