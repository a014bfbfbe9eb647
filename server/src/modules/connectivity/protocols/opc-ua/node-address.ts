// The address of a signal: a NodeId as OPC UA writes it (Part 6, 5.3.1.10), `ns=2;s=Speed`, or with the
// namespace by its URI, `nsu=http://example.org/line;s=Speed`, which stays right when a server numbers its
// namespaces anew. `element=3;` before it takes one element of an array, counted from 0.

export type NodeAddress = {
  /** By index, or by URI, which is looked up at every connect. */
  readonly namespace: number | string;
  /** `i=…`, `s=…`, `g=…` or `b=…`. */
  readonly id: string;
  readonly element?: number;
};

const pattern = /^(?:element=(\d{1,9});)?(?:ns=(\d{1,5});|nsu=(.+?);(?=[isgb]=))?([isgb]=[^]+)$/;
const idPatterns: Readonly<Record<string, RegExp>> = {
  i: /^\d{1,10}$/,
  s: /^[^]+$/,
  g: /^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/,
  b: /^[A-Za-z0-9+/]+={0,2}$/,
};

/** Undefined for what is no address. */
export function parseNodeAddress(text: string): NodeAddress | undefined {
  const [, element, index, uri, id] = pattern.exec(text.trim()) ?? [];
  if (id === undefined) return undefined;
  if (idPatterns[id.charAt(0)]?.test(id.slice(2)) !== true) return undefined;
  if (id.startsWith('i=') && Number(id.slice(2)) > 0xffff_ffff) return undefined;
  const namespace = uri === undefined ? Number(index ?? 0) : decodeUri(uri);
  if (typeof namespace === 'number' && namespace > 0xffff) return undefined;
  return { namespace, id, ...(element === undefined ? {} : { element: Number(element) }) };
}

/** The stable form, where the namespace has a URI. */
export function nodeAddressText({ namespace, id, element }: NodeAddress): string {
  const before = element === undefined ? '' : `element=${element};`;
  if (namespace === 0) return `${before}${id}`;
  if (typeof namespace === 'number') return `${before}ns=${namespace};${id}`;
  return `${before}nsu=${namespace.replaceAll('%', '%25').replaceAll(';', '%3B')};${id}`;
}

/** `ns=2;s=Speed`, or undefined where the server does not have the namespace. */
export function nodeIdText(
  { namespace, id }: NodeAddress,
  namespaces: readonly string[],
): string | undefined {
  const index = typeof namespace === 'number' ? namespace : namespaces.indexOf(namespace);
  return index < 0 ? undefined : `ns=${index};${id}`;
}

/** A NodeId of this connection in the form that the next one understands as well. */
export function stableText(nodeId: string, namespaces: readonly string[]): string {
  const parsed = parseNodeAddress(nodeId);
  if (!parsed || typeof parsed.namespace === 'string') return nodeId;
  const uri = namespaces[parsed.namespace];
  return nodeAddressText(
    parsed.namespace === 0 || uri === undefined || uri === ''
      ? parsed
      : { ...parsed, namespace: uri },
  );
}

/** A URI has `;` and `%` escaped (Part 6, 5.3.1.11); what is not an escape stays. */
function decodeUri(text: string): string {
  return text.replaceAll(/%3B/gi, ';').replaceAll('%25', '%');
}
