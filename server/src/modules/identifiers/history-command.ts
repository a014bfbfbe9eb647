// `jingwei history`: the versions of a record, oldest first.
import { defineCommand } from '../../kernel/module/command.ts';
import { textTable } from '../../kernel/module/text-table.ts';
import type { Bilingual } from '../../kernel/schema/bilingual.ts';
import type { HandleVersion, HistoryPage } from './api.ts';
import { valueRow } from './commands.ts';
import { localText } from './model/moment.ts';

const exitFound = 0;
const exitNotFound = 3;
const pageVersions = 100;

const words = {
  none: {
    en: 'There is no record of its own of {handle}, now or before. If a range or a template answers for it, that one has the history.',
    zh: '{handle} 没有自己的记录，以前也没有。若由区间或模板应答，历史属于该区间或模板。',
  },
  now: { en: 'now', zh: '至今' },
  revision: { en: 'change', zh: '变更' },
} as const satisfies Record<string, Bilingual>;

export const historyCommand = defineCommand({
  words: ['history'],
  summary: {
    en: 'Show what an identifier was, version by version, on the process that holds it',
    zh: '在持有标识的进程上，逐一显示其记录的历史版本',
  },
  args: [{ name: 'handle', summary: { en: 'e.g. 88.118.8/P-1', zh: '例如 88.118.8/P-1' } }],
  async run(input) {
    const handle = input.args['handle'] ?? '';
    const all: HandleVersion[] = [];
    let count = 0;
    let after: number | undefined;
    do {
      const query = new URLSearchParams({ limit: String(pageVersions) });
      if (after !== undefined) query.set('after', String(after));
      const path = `/api/history/${encodeURIComponent(handle)}?${query}`;
      const page = await input.api.call<HistoryPage>('GET', path);
      count += page.versions.length;
      for (const version of page.versions) {
        if (input.json) all.push(version);
        else for (const line of versionLines(version, input.language)) input.print(line);
      }
      after = page.next;
    } while (after !== undefined && !input.signal.aborted);
    if (input.json) input.print(JSON.stringify(all));
    else if (count === 0) input.print(words.none[input.language].replace('{handle}', handle));
    return count === 0 ? exitNotFound : exitFound;
  },
});

function versionLines(version: HandleVersion, language: keyof Bilingual): string[] {
  const { since, until, revision, values } = version;
  const end = until === undefined ? words.now[language] : localText(until);
  const title = `${localText(since)} – ${end}  (${words.revision[language]} ${revision})`;
  return [title, ...textTable(values.map((value) => ['', ...valueRow(value)]))];
}
