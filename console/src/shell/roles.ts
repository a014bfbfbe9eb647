// The roles that a program plays, in words.
import type { Bilingual } from '../kit/bilingual.ts';

const names: Readonly<Record<string, Bilingual>> = {
  root: { en: 'Root node', zh: '根节点' },
  top: { en: 'Top node', zh: '顶级节点' },
  'second-level': { en: 'Second-level node', zh: '二级节点' },
  enterprise: { en: 'Enterprise node', zh: '企业节点' },
  resolver: { en: 'Recursive node', zh: '递归节点' },
  gateway: { en: 'Gateway', zh: '网关' },
  platform: { en: 'Platform', zh: '平台' },
  plant: { en: 'Demonstration plant', zh: '演示工厂' },
  watch: { en: 'Security watch', zh: '安全监测' },
};

const order = Object.keys(names);

/** In the order from the nation to the machine; a role that we have no word for keeps its own. */
export function roleNames(roles: readonly string[]): Bilingual[] {
  const rank = (role: string) => (order.indexOf(role) + order.length + 1) % (order.length + 1);
  return roles
    .toSorted((a, b) => rank(a) - rank(b))
    .map((role) => names[role] ?? { en: role, zh: role });
}
