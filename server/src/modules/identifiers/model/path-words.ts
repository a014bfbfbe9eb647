// The steps of a resolution in words, for messages and the command line.
import type { Bilingual, Language } from '../../../kernel/schema/bilingual.ts';
import type { ResolutionStep } from '../api.ts';
import { tiers } from '../authority/tier.ts';

/** What a node did; `referred` is followed by the prefix that it referred to. */
export const outcomeWords: Readonly<Record<ResolutionStep['outcome'], Bilingual>> = {
  answered: { en: 'answered', zh: '已应答' },
  referred: { en: 'referred to', zh: '转向' },
  'not-found': { en: 'does not know it', zh: '没有该记录' },
  'no-answer': { en: 'did not answer', zh: '没有应答' },
  refused: { en: 'refused', zh: '拒绝应答' },
};

/** A node known only by the prefix that led to it, and one known only as a root of the settings. */
const otherLabels: Readonly<Record<string, string>> = { node: '节点', root: '起始节点' };

/** A node by what it calls itself: `top 88`, which every node does by default, is 顶级节点 88 in Chinese. */
export function nodeName(description: string): Bilingual {
  const [label, prefix] = description.split(' ', 2);
  const tier = Object.values(tiers).find((one) => one.label === label);
  const zh = tier?.title.zh ?? otherLabels[label ?? ''];
  const known = zh !== undefined && prefix !== undefined;
  return { en: description, zh: known ? `${zh} ${prefix}` : description };
}

/** A line for each step: `top 88 (127.0.0.1:2641/udp) referred to 88.118`. */
export function wayLines(path: readonly ResolutionStep[]): Bilingual[] {
  return path.map(({ node, address, outcome, prefix = '' }) => {
    const line = (language: Language) =>
      `${nodeName(node)[language]} (${address}) ${outcomeWords[outcome][language]} ${prefix}`.trim();
    return { en: line('en'), zh: line('zh') };
  });
}
