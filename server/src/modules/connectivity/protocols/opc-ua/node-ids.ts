// NodeIds of the library from their texts. The library's own reading of texts stumbles over identifiers that look like
// an address themselves.
import type { NodeId } from 'node-opcua-client';
import { parseNodeAddress } from './node-address.ts';
import type { Library } from './library.ts';

/** NodeIdType by its number. */
const kinds = { i: 1, s: 2, g: 3, b: 4 } as const;

/** `text`: with the namespace by its index. */
export function nodeIdOf(library: Library, text: string): NodeId {
  const { namespace = 0, id = 'i=0' } = parseNodeAddress(text) ?? {};
  const kind = id.charAt(0) as keyof typeof kinds;
  const rest = id.slice(2);
  const value = kind === 'i' ? Number(rest) : kind === 'b' ? Buffer.from(rest, 'base64') : rest;
  return new library.NodeId(kinds[kind], value, Number(namespace));
}
