// All variables below a node as signals, without listing them: names from the path below it, so that they stay the
// same when the server is started again, and addresses by namespace URI.
import { createHash } from 'node:crypto';
import type { SignalSettings } from '../../api.ts';
import { childrenOf, type Child, type View } from './address-space.ts';
import { DataTypes, formOf } from './data-types.ts';
import { stableText } from './node-address.ts';
import { opcUaFailures } from './failures.ts';

export type Below = { readonly nodeId: string; readonly where: string; readonly most: number };

type Found = { readonly nodeId: string; readonly path: readonly string[] };

/** What describes a variable rather than the machine (Part 5, 7.2 PropertyType). */
const propertyType = 'ns=0;i=68';
const idMax = 128;
const depthMax = 64;
const foldersMax = 200_000;

/** Fails with `opc-ua.too-many-nodes`; rejects when the session fails. */
export async function signalsBelow(view: View, below: Below): Promise<SignalSettings[]> {
  const found = await variablesBelow(view, below);
  const types = await new DataTypes(view).of(found.map(({ nodeId }) => nodeId));
  const addresses = found.map(({ nodeId }) => stableText(nodeId, view.facts.namespaces));
  const ids = uniqueIds(
    found.map(({ path }) => path),
    addresses,
  );
  return found.map(({ path }, i) => ({
    id: ids[i] ?? '',
    name: path.join('.').slice(0, 200),
    address: addresses[i] ?? '',
    value: formOf(types[i] ?? 0),
  }));
}

/** Level by level; a node that is reached twice counts where it was reached first. */
async function variablesBelow(view: View, { nodeId, where, most }: Below): Promise<Found[]> {
  const seen = new Set([nodeId]);
  const found: Found[] = [];
  const batching = { size: view.facts.limits.browse };
  let level: Found[] = [{ nodeId, path: [] }];
  for (let depth = 0; level.length > 0 && depth < depthMax; depth += 1) {
    const next: Found[] = [];
    for (let begin = 0; begin < level.length; begin += batching.size) {
      const some = level.slice(begin, begin + batching.size);
      const lists = await childrenOf(
        view,
        some.map((one) => one.nodeId),
        batching,
      );
      for (const [i, parent] of some.entries()) {
        for (const child of lists[i] ?? []) {
          if (seen.has(child.nodeId) || isDescription(child)) continue;
          seen.add(child.nodeId);
          const reached = { nodeId: child.nodeId, path: [...parent.path, child.name] };
          if (child.isVariable) found.push(reached);
          // Folders count too, so that a server cannot lead through ever more of them.
          if (found.length > most || seen.size > most + foldersMax)
            throw opcUaFailures['too-many-nodes']({ address: nodeId, where, count: most });
          next.push(reached);
        }
      }
    }
    level = next;
  }
  return found;
}

function isDescription({ isVariable, typeDefinition }: Child): boolean {
  return isVariable && typeDefinition === propertyType;
}

/** From paths to ids of signals; where two paths give one id, both carry a mark of their address. */
export function uniqueIds(
  paths: readonly (readonly string[])[],
  addresses: readonly string[],
): string[] {
  const plain = paths.map(idOf);
  const counts = new Map<string, number>();
  for (const id of plain) counts.set(id.toLowerCase(), (counts.get(id.toLowerCase()) ?? 0) + 1);
  return plain.map((id, i) => {
    const alone = counts.get(id.toLowerCase()) === 1 && id === (paths[i] ?? []).join('.');
    return alone ? id : `${id.slice(0, idMax - 11)}-${markOf(addresses[i] ?? '')}`;
  });
}

function idOf(path: readonly string[]): string {
  const text = path.join('.').replaceAll(/[^A-Za-z0-9._-]+/g, '_');
  const begun = /^[A-Za-z0-9]/.test(text) ? text : `v${text}`;
  return begun.slice(0, idMax);
}

function markOf(address: string): string {
  return createHash('sha256').update(address).digest('hex').slice(0, 10);
}
