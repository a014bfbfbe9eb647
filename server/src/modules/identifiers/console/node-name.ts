// What a node is called: by default it describes itself as its tier and its prefix, in English.
import type { Bilingual } from '@jingwei/console/kit';

const tiers: Readonly<Record<string, string>> = {
  root: '起始节点',
  top: '顶级节点',
  'second-level': '二级节点',
  enterprise: '企业节点',
  node: '节点',
};

/** `second-level 88.118` is 二级节点 88.118; a name that its operator chose stays. */
export function nodeName(description: string): Bilingual {
  const [, label = '', prefix = ''] = /^([a-z-]+) (\S+)$/.exec(description) ?? [];
  const tier = tiers[label];
  return { en: description, zh: tier === undefined ? description : `${tier} ${prefix}` };
}
