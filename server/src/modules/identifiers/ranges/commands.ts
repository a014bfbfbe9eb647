// `jingwei range put|list|remove`.
import { defineCommand, type Command } from '../../../kernel/module/command.ts';
import { textTable } from '../../../kernel/module/text-table.ts';
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import type { RegisteredRange } from '../api.ts';
import { localText } from '../model/moment.ts';
import { rangeFailures } from './failures.ts';

const patternArgument = {
  name: 'pattern',
  summary: {
    en: 'In quotes, e.g. "88.118.8/L-{000000..999999}"',
    zh: '加引号，例如 "88.118.8/L-{000000..999999}"',
  },
};

const words = {
  heads: { en: ['RANGE', 'IDENTIFIERS', 'SINCE'], zh: ['区间', '标识数', '注册时间'] },
  none: { en: 'There are no ranges.', zh: '暂无区间。' },
  registered: { en: 'registered', zh: '已注册' },
  updated: { en: 'updated', zh: '已更新' },
  unchanged: { en: 'unchanged', zh: '无变化' },
  removed: { en: 'removed', zh: '已删除' },
} as const;

const pathOf = (pattern: string): string => `/api/ranges/${encodeURIComponent(pattern)}`;

const putCommand = defineCommand({
  words: ['range', 'put'],
  summary: {
    en: 'Register a range of identifiers with the values that each of them has',
    zh: '注册标识区间及其中每个标识的值',
  },
  args: [patternArgument],
  options: {
    '--values': {
      value: 'TYPE=TEXT;…',
      summary: {
        en: 'In the texts {n} is the number and {handle} the identifier, e.g. "URL=https://example.com/{n};NAME=Lens {n}"',
        zh: '文本中 {n} 为编号、{handle} 为标识，例如 "URL=https://example.com/{n};NAME=镜片 {n}"',
      },
      required: true,
    },
    '--overwrite': {
      summary: { en: 'Replace the values of a range that is there', zh: '覆盖已有区间的值' },
    },
  },
  async run({ args, options, api, print, json, language }) {
    const values = valuesIn(options['--values'] ?? '');
    const query = options['--overwrite'] === 'true' ? '?overwrite=true' : '';
    const done = await api.call<{
      pattern: string;
      outcome: 'registered' | 'updated' | 'unchanged';
    }>('PUT', `${pathOf(args['pattern'] ?? '')}${query}`, { values });
    print(json ? JSON.stringify(done) : `${done.pattern}  ${words[done.outcome][language]}`);
    return 0;
  },
});

function valuesIn(text: string): object[] {
  return text.split(';').map((part, at) => {
    const equals = part.indexOf('=');
    if (equals < 1) {
      const fault: Bilingual = {
        en: `"${part}" is not of the form TYPE=TEXT`,
        zh: `“${part}”不是 类型=文本 的形式`,
      };
      throw rangeFailures['bad-values']({ fault });
    }
    const data = { format: 'string', value: part.slice(equals + 1) };
    return { index: at + 1, type: part.slice(0, equals).trim(), data };
  });
}

const perPage = 1_000;

const listCommand = defineCommand({
  words: ['range', 'list'],
  summary: { en: 'List the ranges of identifiers', zh: '列出标识区间' },
  async run({ api, print, json, language }) {
    const all: RegisteredRange[] = [];
    for (let after: string | undefined, more = true; more; more = after !== undefined) {
      const query = new URLSearchParams({ limit: String(perPage) });
      if (after !== undefined) query.set('after', after);
      const page = await api.call<{ ranges: RegisteredRange[]; next?: string }>(
        'GET',
        `/api/ranges?${query}`,
      );
      all.push(...page.ranges);
      after = page.next;
    }
    if (json) print(JSON.stringify(all));
    else if (all.length === 0) print(words.none[language]);
    else {
      const rows = all.map(({ pattern, size, since }) => [pattern, String(size), localText(since)]);
      for (const line of textTable([[...words.heads[language]], ...rows])) print(line);
    }
    return 0;
  },
});

const removeCommand = defineCommand({
  words: ['range', 'remove'],
  summary: {
    en: 'Remove a range; single registrations within it stay',
    zh: '删除标识区间；其中单独注册的标识保留',
  },
  args: [patternArgument],
  async run({ args, api, print, json, language }) {
    const done = await api.call<{ pattern: string }>('DELETE', pathOf(args['pattern'] ?? ''));
    print(json ? JSON.stringify(done) : `${done.pattern}  ${words.removed[language]}`);
    return 0;
  },
});

export const rangeCommands: readonly Command[] = [putCommand, listCommand, removeCommand];
