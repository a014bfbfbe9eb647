// `jingwei load FILE`: identifiers from a file of JSON lines, or from a stream.
import { defineCommand } from '../../../kernel/module/command.ts';
import { fill, type Bilingual } from '../../../kernel/schema/bilingual.ts';
import { every } from '../../../kernel/world/clock.ts';
import { rangeFailures } from '../ranges/failures.ts';
import { load, type LoadOptions, type LoadTally } from './load.ts';
import { bulkItemsMax } from './routes.ts';

const exitGood = 0;
const exitSomeRefused = 2;
const itemsPerCall = 2_000;
const tellEveryMs = 2_000;

const words = {
  resumed: { en: 'Goes on behind line {line}.', zh: '从第 {line} 行之后继续。' },
  underWay: { en: 'line {line}: {counts}', zh: '第 {line} 行：{counts}' },
  counts: {
    en: '{registered} registered, {unchanged} unchanged, {updated} updated, {conflict} in conflict, {refused} refused',
    zh: '新注册 {registered}，无变化 {unchanged}，已更新 {updated}，冲突 {conflict}，拒绝 {refused}',
  },
  stopped: {
    en: 'Stopped. The same command goes on where it was.',
    zh: '已停止。再次运行同一命令即可继续。',
  },
  line: { en: 'line {line} {handle}: {why}', zh: '第 {line} 行 {handle}：{why}' },
  lineAlone: { en: 'line {line}: {why}', zh: '第 {line} 行：{why}' },
  conflict: { en: 'registered with other values', zh: '已注册且内容不同' },
} satisfies Record<string, Bilingual>;

export const loadCommand = defineCommand({
  words: ['load'],
  summary: {
    en: 'Register the identifiers of a file of JSON lines, {"handle": "88.118.8/X-1", "values": {"URL": "…"}}; goes on after a break',
    zh: '从 JSON 行文件批量注册标识，每行形如 {"handle": "88.118.8/X-1", "values": {"URL": "…"}}；中断后可续传',
  },
  args: [
    { name: 'file', summary: { en: 'The file; - for standard input', zh: '文件；- 表示标准输入' } },
  ],
  options: {
    '--overwrite': {
      summary: { en: 'Replace other values that are there', zh: '覆盖已有的不同内容' },
    },
    '--results': {
      summary: {
        en: 'Print the result of every line as a JSON line',
        zh: '以 JSON 行输出每一行的结果',
      },
    },
  },
  async run({ args, options, api, world, print, note, json, language, signal }) {
    const given = args['file'] ?? '';
    const isStream = given === '-';
    const query = options['--overwrite'] === 'true' ? '?overwrite=true' : '';
    let at = { line: 0, tally: undefined as LoadTally | undefined };
    const tell = every(world.clock, tellEveryMs, () => {
      if (at.tally !== undefined) {
        note(fill(words.underWay, { line: at.line, counts: countsOf(at.tally) })[language]);
      }
    });
    const done = await load({
      disk: world.disk,
      file: isStream ? '/dev/stdin' : given,
      resumes: !isStream,
      itemsPerCall: Math.min(itemsPerCall, bulkItemsMax),
      signal,
      send: (items) => api.call('POST', `/api/registrations${query}`, { items }),
      tallied: (tally, line) => (at = { line, tally }),
      told: (results) => {
        for (const result of results) {
          if (options['--results'] === 'true') print(JSON.stringify(result));
          else if (result.outcome === 'conflict' || result.outcome === 'refused') {
            const why = result.message ?? words.conflict;
            const about = result.handle === '' ? words.lineAlone : words.line;
            note(fill(about, { ...result, why })[language]);
          }
        }
      },
    } satisfies LoadOptions).finally(() => tell.cancel());
    if (done === undefined) throw rangeFailures['no-load-file']({ file: given });
    const { tally, resumedAt } = done;
    if (resumedAt > 0) note(fill(words.resumed, { line: resumedAt })[language]);
    if (signal.aborted) note(words.stopped[language]);
    if (json) print(JSON.stringify({ ...tally, resumedAt }));
    else note(fill(countsOf(tally), {})[language]);
    return tally.conflict + tally.refused === 0 ? exitGood : exitSomeRefused;
  },
});

function countsOf(tally: LoadTally): Bilingual {
  return fill(words.counts, tally);
}
