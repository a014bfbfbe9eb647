// Signals from a UANodeSet file (OPC 10000-6, Annex F), as engineering tools and companion specifications export it:
// its variables with addresses by namespace URI, names from where they stand, types, and units where they are given.
import type { SignalSettings } from '../../api.ts';
import { parseXml, type XmlNode } from '../mtconnect/xml.ts';
import { formOf, standardType } from './data-types.ts';
import { opcUaFailures } from './failures.ts';
import { uniqueIds } from './learn.ts';
import { stableText } from './node-address.ts';
import { ucumOf } from './units.ts';

export type NodeSetSignals = {
  readonly signals: readonly SignalSettings[];
  /** Properties and variables of types, which describe rather than tell. */
  readonly leftOut: number;
};

type Node = {
  readonly id: string;
  readonly element: XmlNode;
  readonly name: string;
  readonly browseName: string;
  parent?: string;
  /** Reached by HasProperty, or of PropertyType. */
  property: boolean;
};

const standard = 'http://opcfoundation.org/UA/';
const hasProperty = 'i=46';
const hasTypeDefinition = 'i=40';
const hasSubtype = 'i=45';
const propertyType = 'i=68';
/** Organizes, HasComponent, HasOrderedComponent, HasNotifier, HasEventSource: they lead down. */
const downwards = new Set(['i=35', 'i=47', 'i=49', 'i=48', 'i=36', hasProperty]);
const depthMax = 64;

/** Fails with `opc-ua.not-a-node-set`. */
export function signalsOfNodeSet(xml: string): NodeSetSignals {
  const root = nodeSetIn(xml);
  const aliases = new Map<string, string>(
    childrenOf(root, 'Aliases').flatMap((list) =>
      list.children.map(({ attributes, text }) => [attributes['Alias'] ?? '', text] as const),
    ),
  );
  const uris = childrenOf(root, 'NamespaceUris').flatMap((list) =>
    list.children.map(({ text }) => text),
  );
  const namespaces = [standard, ...uris];
  const nodes = nodesOf(root, aliases);
  const types = typesOf(root, aliases);
  const variables = [...nodes.values()].filter(({ element }) => element.tag === 'UAVariable');
  const kept = variables.filter((node) => !node.property && !ofType(node, nodes));
  const paths = kept.map((node) => pathOf(node, nodes));
  const addresses = kept.map(({ id }) => stableText(id, namespaces));
  const ids = uniqueIds(paths, addresses);
  const units = unitsOf(variables);
  const signals = kept.map((node, i) => {
    const unit = units.get(node.id);
    return {
      ...{ id: ids[i] ?? '', name: (paths[i] ?? []).join('.').slice(0, 200) },
      ...{ address: addresses[i] ?? '', value: valueOf(node, aliases, types) },
      ...(unit === undefined ? {} : { unit }),
      ...(isWritable(node) ? { writable: true } : {}),
    };
  });
  return { signals, leftOut: variables.length - kept.length };
}

function nodeSetIn(xml: string): XmlNode {
  const read = parseXml(xml);
  if (!read.ok) {
    const reason = read.trouble === 'document-type' ? 'it declares a document type.' : read.reason;
    throw opcUaFailures['not-a-node-set']({ line: read.line, reason });
  }
  if (read.root.tag === 'UANodeSet') return read.root;
  const reason = `it begins with <${read.root.tag}>, not with <UANodeSet>.`;
  throw opcUaFailures['not-a-node-set']({ line: read.root.line, reason });
}

function nodesOf(root: XmlNode, aliases: ReadonlyMap<string, string>): Map<string, Node> {
  const nodes = new Map<string, Node>();
  for (const element of root.children) {
    const id = element.attributes['NodeId'];
    if (id === undefined) continue;
    const browseName = (element.attributes['BrowseName'] ?? id).replace(/^\d+:/, '');
    const shown = childrenOf(element, 'DisplayName')[0]?.text ?? '';
    const said = element.attributes['ParentNodeId'];
    const parent = said === undefined ? {} : { parent: said };
    nodes.set(id, {
      id,
      element,
      name: shown || browseName,
      browseName,
      property: false,
      ...parent,
    });
  }
  for (const node of nodes.values()) place(node, nodes, aliases);
  return nodes;
}

/** References may stand at either end. */
function place(
  node: Node,
  nodes: ReadonlyMap<string, Node>,
  aliases: ReadonlyMap<string, string>,
): void {
  for (const { attributes, text } of referencesOf(node.element)) {
    const type = resolved(attributes['ReferenceType'] ?? '', aliases);
    const forward = attributes['IsForward'] !== 'false';
    const other = resolved(text, aliases);
    if (type === hasTypeDefinition && other === propertyType) node.property = true;
    if (!downwards.has(type)) continue;
    const [above, below] = forward ? [node, nodes.get(other)] : [nodes.get(other), node];
    if (below && type === hasProperty) below.property = true;
    if (below && above) below.parent ??= above.id;
  }
}

/** A variable below an ObjectType or VariableType is a declaration, not a thing that can be read. */
function ofType(node: Node, nodes: ReadonlyMap<string, Node>): boolean {
  let at: Node | undefined = node;
  for (let depth = 0; at && depth < depthMax; depth += 1) {
    if (/^UA(Object|Variable|Data|Reference)Type$/.test(at.element.tag)) return true;
    at = at.parent === undefined ? undefined : nodes.get(at.parent);
  }
  return false;
}

function pathOf(node: Node, nodes: ReadonlyMap<string, Node>): string[] {
  const names: string[] = [];
  let at: Node | undefined = node;
  for (let depth = 0; at && depth < depthMax; depth += 1) {
    names.unshift(at.name);
    at = at.parent === undefined ? undefined : nodes.get(at.parent);
  }
  return names;
}

/** Data types of the file by their supertypes. */
function typesOf(root: XmlNode, aliases: ReadonlyMap<string, string>): Map<string, string> {
  const types = new Map<string, string>();
  for (const element of root.children) {
    if (element.tag !== 'UADataType') continue;
    const above = referencesOf(element).find(
      ({ attributes }) =>
        resolved(attributes['ReferenceType'] ?? '', aliases) === hasSubtype &&
        attributes['IsForward'] === 'false',
    );
    if (above) types.set(element.attributes['NodeId'] ?? '', resolved(above.text, aliases));
  }
  return types;
}

function valueOf(
  { element }: Node,
  aliases: ReadonlyMap<string, string>,
  types: ReadonlyMap<string, string>,
): NonNullable<SignalSettings['value']> {
  if (Number(element.attributes['ValueRank'] ?? -1) >= 0) return 'text';
  let type = resolved(element.attributes['DataType'] ?? 'i=24', aliases);
  for (let depth = 0; depth < depthMax && types.has(type); depth += 1) type = types.get(type) ?? '';
  return formOf(standardType(type) ?? 0);
}

/** By the variable that the property `EngineeringUnits` belongs to. */
function unitsOf(variables: readonly Node[]): Map<string, string> {
  const units = new Map<string, string>();
  for (const { browseName, parent, element } of variables) {
    if (browseName !== 'EngineeringUnits' || parent === undefined) continue;
    const unitId = Number(firstText(element, 'UnitId') ?? -1);
    const shown = firstNode(element, 'DisplayName', true);
    const unit = ucumOf(unitId, shown ? (firstText(shown, 'Text') ?? '') : '');
    if (unit !== undefined) units.set(parent, unit);
  }
  return units;
}

function isWritable({ element }: Node): boolean {
  const { AccessLevel, UserAccessLevel } = element.attributes;
  return (Number(UserAccessLevel ?? AccessLevel ?? 1) & 2) !== 0;
}

function referencesOf(element: XmlNode): readonly XmlNode[] {
  return childrenOf(element, 'References').flatMap(({ children }) => children);
}

function childrenOf(element: XmlNode, tag: string): XmlNode[] {
  return element.children.filter((child) => child.tag === tag);
}

function firstText(element: XmlNode, tag: string): string | undefined {
  return firstNode(element, tag)?.text;
}

/** `inside`: below the value, since the node has a `DisplayName` of its own. */
function firstNode(element: XmlNode, tag: string, inside = false): XmlNode | undefined {
  for (const child of element.children) {
    if (inside && child.tag !== 'Value') continue;
    const found = child.tag === tag ? child : firstNode(child, tag);
    if (found) return found;
  }
  return undefined;
}

function resolved(text: string, aliases: ReadonlyMap<string, string>): string {
  return (aliases.get(text) ?? text).replace(/^ns=0;/, '');
}
