// What the program says when it is ready: a block for people, a file for scripts.
import { resolve } from 'node:path';
import type { Language } from '../kernel/schema/bilingual.ts';
import type { ListenerFact, Suggestion } from '../kernel/module/module.ts';
import { textTable } from '../kernel/module/text-table.ts';
import { hostPortText } from '../kernel/world/host-port.ts';
import type { Disk } from '../kernel/world/disk.ts';

export type ReadyFacts = {
  readonly pid: number;
  readonly version: string;
  readonly roles: readonly string[];
  readonly dataFolder: string;
  readonly origin: string;
  readonly signInLink: string;
  readonly listeners: readonly ListenerFact[];
  readonly suggestions: readonly Suggestion[];
  readonly startedInMs: number;
};

export async function writeReadyFile(disk: Disk, path: string, facts: ReadyFacts): Promise<void> {
  const bytes = new TextEncoder().encode(`${JSON.stringify(facts)}\n`);
  await disk.write(path, bytes, { privateToOwner: true });
}

export function readyBlock(facts: ReadyFacts, language: Language): string {
  const zh = language === 'zh';
  const seconds = (facts.startedInMs / 1000).toFixed(1);
  const title = zh
    ? `经纬 Jingwei ${facts.version} 已就绪（${seconds} 秒），数据在 ${facts.dataFolder}`
    : `Jingwei 经纬 ${facts.version} is ready after ${seconds} s, its data in ${facts.dataFolder}`;
  return [
    '',
    title,
    '',
    ...textTable(facts.listeners.map(listenerRow)),
    '',
    zh
      ? '控制台（一次性登录链接，一小时内有效）：'
      : 'Console (sign-in link, good once, for an hour):',
    `  ${facts.signInLink}`,
    '',
    ...tryLines(facts, language),
    zh ? '按 Ctrl-C 停止。' : 'Ctrl-C stops it.',
    '',
  ].join('\n');
}

function listenerRow({ name, protocol, ...address }: ListenerFact): string[] {
  return [`  ${name}`, protocol, hostPortText(address)];
}

const suggestionsShown = 2;

/** Two things to try, of what runs here. */
function tryLines({ suggestions, dataFolder }: ReadyFacts, language: Language): string[] {
  if (suggestions.length === 0) return [];
  const where = dataFolder === resolve('data') ? '' : ` --data ${dataFolder}`;
  const shown = suggestions.toSorted((a, b) => a.order - b.order).slice(0, suggestionsShown);
  return [
    language === 'zh' ? '可以试试：' : 'Try:',
    ...shown.flatMap(({ what, words }) => [
      `  ${what[language]}${language === 'zh' ? '：' : ':'}`,
      `    npm run jingwei -- ${words}${where}`,
    ]),
    '',
  ];
}
