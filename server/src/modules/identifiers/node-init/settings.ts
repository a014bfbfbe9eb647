// The settings file of a new node, as `start` reads it from the data folder.
import { hostPortText } from '../../../kernel/world/host-port.ts';
import type { NodePlan, TierName } from './plan.ts';

const sections: Readonly<Record<TierName, string>> = {
  root: 'rootNode',
  top: 'topNode',
  'second-level': 'secondLevelNode',
  enterprise: 'enterpriseNode',
};

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/** Where a node listens: on loopback if it is only known there, else on all addresses of both families. */
export function listeningHost(publicHost: string): string {
  if (publicHost === '::1') return '::1';
  return loopback.has(publicHost) ? '127.0.0.1' : '::';
}

export function settingsOf(plan: NodePlan, adminKeyFile: string): Record<string, unknown> {
  const { tier, prefix, publicHost, port, parent, invitation, roots } = plan;
  const { organisation, contact, parentAuthorityFile } = plan;
  const resolves = roots.length > 0 || tier === 'root' || tier === 'top';
  const host = listeningHost(publicHost);
  return {
    program: { role: resolves ? `${tier},resolver` : tier },
    http: httpOf(plan),
    [sections[tier]]: {
      ...{ prefix, host, publicHost, port, adminKeyFile },
      ...filled({ parent, invitation, organisation, contact, parentAuthorityFile }),
    },
    ...(resolves
      ? { recursiveNode: { port: port + 1_000, ...(roots.length > 0 ? { roots } : {}) } }
      : {}),
  };
}

/** Children and mirrors call a node under its public name, and beyond loopback over HTTPS alone. */
function httpOf({ publicHost, httpPort: port }: NodePlan): Record<string, unknown> {
  const host = listeningHost(publicHost);
  if (loopback.has(publicHost)) return { host, port };
  return { host, port, publicUrl: `https://${hostPortText({ host: publicHost, port })}` };
}

function filled(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''));
}
