// Handle messages over HTTP: the same bytes as over TCP, posted to the handle that they are about, for
// callers whose network lets nothing else through (reference §1.1).
import { defineRoute, Reply, type Route } from '../../../kernel/http/route.ts';
import { Type } from '../../../kernel/schema/schema.ts';
import { envelopeBytes, limits, prefixNamedBy } from '../../../wire/handle/handle.ts';
import { AnswerBuffer } from '../listeners/answer-buffer.ts';
import type { Peer } from '../listeners/peer.ts';
import { askedFor } from '../model/question.ts';
import type { DoorNode } from './door-node.ts';

export const messageType = 'application/x-hdl-message';

const namingPrefix = '0.NA';

export type TunnelNodes = {
  readonly authorities: readonly DoorNode[];
  readonly recursive: DoorNode | undefined;
};

export function tunnelRoute(nodes: TunnelNodes): Route {
  const callers = new WeakMap<object, Caller>();
  return defineRoute({
    method: 'POST',
    path: '/{handle+}',
    operation: 'sendHandleMessage',
    undocumented: true,
    summary: { en: 'A Handle protocol message over HTTP', zh: '经 HTTP 传送的 Handle 协议消息' },
    access: 'public',
    params: Type.Object({ handle: Type.String() }),
    bodyTypes: [messageType],
    body: Type.Unsafe<Uint8Array>({}),
    bodyBytesMax: limits.messageBytesMax + envelopeBytes,
    reply: Type.Unknown(),
    async handle({ params, body, connection, peer }) {
      let caller = callers.get(connection);
      if (caller === undefined) {
        caller = { peer: { transport: 'http', ...peerAddress(connection, peer) }, last: undefined };
        callers.set(connection, caller);
      }
      const node = nodeFor(params.handle, nodes) ?? caller.last ?? anyOf(nodes);
      if (node === undefined) return new Reply('', { status: 503 });
      caller.last = node;
      return answer(node, body, caller.peer);
    },
  });
}

/** A connection is one caller for all its messages; one without a handle goes where the last one went. */
type Caller = { readonly peer: Peer; last: DoorNode | undefined };

function peerAddress(connection: object, host: string): { host: string; port: number } {
  const { remotePort } = connection as { remotePort?: number };
  return { host, port: remotePort ?? 0 };
}

async function answer(node: DoorNode, message: Uint8Array, peer: Peer): Promise<Reply> {
  const out = new AnswerBuffer();
  const late = await node.handler.handle(message, out, peer);
  const bytes = out.length > 0 ? out.take() : late;
  if (bytes === undefined) return new Reply('', { status: 204 }); // an answer is answered with nothing
  return new Reply(bytes, { headers: { 'content-type': messageType } });
}

/**
 * The node that is responsible: the authority of the handle's prefix, for a naming record its parent's;
 * otherwise the recursive node, or without one the nearest authority above, which refers.
 */
export function nodeFor(handle: string, nodes: TunnelNodes): DoorNode | undefined {
  const asked = askedFor(handle);
  if (!asked.ok) return undefined;
  const { key, prefix } = asked.question;
  const naming = prefixNamedBy(key) !== undefined;
  const above = nearestAbove(prefix, nodes.authorities);
  const own = nodes.authorities.find((node) => node.isHome?.(prefix) === true);
  const root = nodes.authorities.find((node) => node.prefix === namingPrefix);
  return naming
    ? (above ?? root ?? own ?? nodes.recursive)
    : (own ?? nodes.recursive ?? above ?? root);
}

function nearestAbove(prefix: string, authorities: readonly DoorNode[]): DoorNode | undefined {
  return authorities
    .filter((node) => node.prefix !== undefined && prefix.startsWith(`${node.prefix}.`))
    .toSorted((a, b) => (b.prefix?.length ?? 0) - (a.prefix?.length ?? 0))[0];
}

function anyOf({ authorities, recursive }: TunnelNodes): DoorNode | undefined {
  return recursive ?? authorities[0];
}
