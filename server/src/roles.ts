// Roles: names for sets of modules. Each module says which roles play it; this is the closed list of
// the names, and the only place that may decide anything by a role.
import { moduleFailures } from './kernel/module/failures.ts';
import type { Bilingual } from './kernel/schema/bilingual.ts';

export const roles: Readonly<Record<string, Bilingual>> = {
  root: { en: 'international root node', zh: '国际根节点' },
  top: { en: 'top node', zh: '顶级节点' },
  'second-level': { en: 'second-level node', zh: '二级节点' },
  enterprise: { en: 'enterprise node', zh: '企业节点' },
  resolver: { en: 'recursive node', zh: '递归节点' },
  gateway: { en: 'gateway beside the machines', zh: '设备侧网关' },
  platform: { en: 'platform', zh: '平台' },
  watch: { en: 'security monitoring', zh: '安全监测' },
  plant: { en: 'demonstration plant of simulated machines', zh: '模拟设备演示工厂' },
};

/** Roles that a module plays today; the others are names that the mission reserves. */
const all = ['top', 'second-level', 'enterprise', 'resolver', 'gateway', 'platform', 'plant'];
/** A root of one's own stands above the top nodes; a chain that begins at a top node needs none. */
const built = ['root', ...all];

/** `all` or a comma list to role names. Fails with `program.unknown-role`. */
export function chooseRoles(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('all')) return all;
  for (const role of names) {
    if (!built.includes(role)) {
      throw moduleFailures['unknown-role']({ role, roles: ['all', ...built].join(', ') });
    }
  }
  return names;
}
