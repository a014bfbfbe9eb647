// Looking around on a server, a page at a time. The session stays open for some seconds after a page, with the
// server's own mark of where the next one begins; where it is gone, the pages before are passed over again.
import type { SignalSettings } from '../../api.ts';
import type { BrowsedThing, BrowsePage, BrowseQuery, Reach } from '../protocol.ts';
import { firstChildren, nextChildren, type Child, type View } from './address-space.ts';
import { borrowView } from './browse-sessions.ts';
import { whereOf, type OpcUaConnection } from './connection.ts';
import { formOf } from './data-types.ts';
import { variableFacts, type VariableFacts } from './variable-facts.ts';
import { opcUaFailures } from './failures.ts';
import { nodeIdText, parseNodeAddress, stableText } from './node-address.ts';
import { uniqueIds } from './learn.ts';
import { failureOf } from './troubles.ts';

const objectsFolder = 'ns=0;i=85';

/** Fails as a connection does, and with `opc-ua.bad-place` or `opc-ua.no-namespace`. */
export async function browse(
  reach: Reach,
  connection: OpcUaConnection,
  query: BrowseQuery,
): Promise<BrowsePage> {
  const where = whereOf(connection);
  try {
    return await borrowView<Follows, BrowsePage>(reach, connection, (view, marks) =>
      page(view, marks, where, query),
    );
  } catch (error) {
    throw failureOf(error, {
      ...{ where, nowMs: reach.world.clock.now() },
      what: { en: 'the view of its nodes', zh: '对其节点的浏览' },
    });
  }
}

/** What of a place follows a number of things: those that came too early, and the server's mark for the rest. */
export type Follows = { readonly children: readonly Child[]; readonly rest?: Buffer };
export type Marks = Map<string, Follows>;

async function page(
  view: View,
  marks: Marks,
  where: string,
  { at, after, limit }: BrowseQuery,
): Promise<BrowsePage> {
  const nodeId = at === undefined ? objectsFolder : placeOf(view, at, where);
  const passed = after === undefined ? 0 : Number(after);
  const key = `${nodeId} ${passed}`;
  const mark = marks.get(key);
  marks.delete(key);
  const begun = mark ?? (await skipped(view, { nodeId, passed, limit }));
  const { children, rest } = await filled(view, begun, limit);
  // A server may give more than it was asked for.
  const shown = children.slice(0, limit);
  const follows = { children: children.slice(limit), ...(rest ? { rest } : {}) };
  const things = await thingsOf(view, shown);
  if (shown.length === 0 || (!rest && follows.children.length === 0)) return { things };
  const next = String(passed + shown.length);
  marks.set(`${nodeId} ${next}`, follows);
  return { things, next };
}

/** Without a mark of the server the things before are passed over again. */
async function skipped(
  view: View,
  { nodeId, passed, limit }: { nodeId: string; passed: number; limit: number },
): Promise<Follows> {
  let found: Follows = await firstChildren(view, nodeId, limit);
  let left = passed;
  while (left >= found.children.length && found.rest && left > 0) {
    left -= found.children.length;
    found = await nextChildren(view, found.rest);
  }
  return { ...found, children: found.children.slice(left) };
}

async function filled(view: View, begun: Follows, limit: number): Promise<Follows> {
  let { children, rest } = begun;
  while (rest && children.length < limit / 2) {
    const more = await nextChildren(view, rest);
    children = [...children, ...more.children];
    rest = more.rest;
  }
  return { children, ...(rest ? { rest } : {}) };
}

function placeOf(view: View, at: string, where: string): string {
  const parsed = parseNodeAddress(at);
  if (!parsed) throw opcUaFailures['bad-place']({ address: at });
  const nodeId = nodeIdText(parsed, view.facts.namespaces);
  if (nodeId !== undefined) return nodeId;
  const namespaces = view.facts.namespaces.join(', ');
  throw opcUaFailures['no-namespace']({ where, address: at, namespaces });
}

async function thingsOf(view: View, children: readonly Child[]): Promise<BrowsedThing[]> {
  const places = children.map(({ nodeId }) => stableText(nodeId, view.facts.namespaces));
  const ids = uniqueIds(
    children.map(({ name }) => [name]),
    places,
  );
  const variables = children.flatMap(({ isVariable, nodeId }) => (isVariable ? [nodeId] : []));
  const facts = new Map(
    (await variableFacts(view, variables)).map((one, i) => [variables[i] ?? '', one]),
  );
  return children.map((child, i) => {
    const [place, id] = [places[i] ?? '', ids[i] ?? ''];
    const known = facts.get(child.nodeId);
    const plain = { place, name: child.name };
    if (!known) return { ...plain, kind: 'folder', hasMore: true };
    const signal = signalOf({ id, place, name: child.name }, known);
    return {
      ...{ ...plain, kind: 'signal', hasMore: mayHaveMore(child), detail: detailOf(known) },
      ...(known.readable ? { signal } : {}),
    };
  });
}

function signalOf(
  { id, place, name }: { id: string; place: string; name: string },
  { dataType, array, unit, writable }: VariableFacts,
): SignalSettings {
  return {
    ...{ id, name: name.slice(0, 200), address: place },
    value: array ? 'text' : formOf(dataType),
    ...(unit === undefined ? {} : { unit }),
    ...(writable ? { writable } : {}),
  };
}

function detailOf({ typeName, array, unit }: VariableFacts): string {
  return `${typeName}${array ? '[]' : ''}${unit === undefined ? '' : ` ${unit}`}`;
}

/** Plain variables and properties of the standard hold nothing below that is worth a look. */
const leaves = new Set(
  [63, 68, 2365, 2368, 2373, 2376, 17_497, 17_570].map((id) => `ns=0;i=${id}`),
);

function mayHaveMore({ isVariable, typeDefinition }: Child): boolean {
  return !isVariable || !leaves.has(typeDefinition);
}
