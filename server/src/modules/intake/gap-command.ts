// `jingwei gap-report`: for a source or an enterprise, what was read and what became of it, as a table, JSON or CSV.
import type { Static } from '../../kernel/schema/schema.ts';
import { defineCommand } from '../../kernel/module/command.ts';
import { fill } from '../../kernel/schema/bilingual.ts';
import { textTable } from '../../kernel/module/text-table.ts';
import type { gapReportReply, streamGapsSchema } from './gap-routes.ts';

type Report = Static<typeof gapReportReply>;
type Stream = Static<typeof streamGapsSchema>;

const words = {
  heads: {
    en: [
      ...['SOURCE', 'KIND', 'READ', 'LEFT OUT', 'REFUSED', 'GIVEN UP', 'SENT', 'RECEIVED'],
      ...['DUPLICATE', 'REFUSED HERE', 'MISSING', 'CLOCK STEPS'],
    ],
    zh: [
      ...['数据源', '类别', '读取', '略过', '网关拒收', '放弃', '已发', '已收'],
      ...['重复', '平台拒收', '缺失', '时钟跳变'],
    ],
  },
  none: {
    en: 'Nothing was heard of {source} in this span. Check the name (`npm run jingwei -- source list`), or look further back with --from.',
    zh: '该时段没有 {source} 的任何数据。请检查名称（`npm run jingwei -- source list`），或用 --from 查看更早的时段。',
  },
  any: { en: 'any source', zh: '任何数据源' },
  whole: { en: 'Nothing is missing.', zh: '没有缺失。' },
  missing: { en: 'missing', zh: '缺失' },
} as const;

/** As they stand in scripts: not translated. */
const csvHeads = [
  ...['enterprise', 'source', 'kind', 'gateway', 'incarnation', 'read', 'left_out', 'refused'],
  ...['given_up', 'given', 'sent', 'received', 'duplicate', 'refused_here', 'missing'],
  ...['missing_spans', 'clock_steps'],
];

const perPage = 200;

export const gapReportCommand = defineCommand({
  words: ['gap-report'],
  summary: {
    en: 'Prove that nothing is missing: what was read, sent, received, refused, given up, and why',
    zh: '缺口报告：读取、发送、接收、拒收与放弃的数量及原因',
  },
  args: [
    {
      name: 'source',
      optional: true,
      summary: { en: '<enterprise>/<source>, or <enterprise>', zh: '<企业>/<数据源> 或 <企业>' },
    },
  ],
  options: {
    '--from': {
      value: 'TIME',
      summary: { en: 'ISO 8601; a day before the end', zh: 'ISO 8601；默认为结束前一天' },
    },
    '--to': { value: 'TIME', summary: { en: 'ISO 8601; now', zh: 'ISO 8601；默认为现在' } },
    '--csv': { summary: { en: 'Print CSV', zh: '输出 CSV' } },
  },
  async run({ api, args, options, print, note, json, language }) {
    const query = new URLSearchParams({ limit: String(perPage) });
    const { source } = args;
    if (source !== undefined) query.set(source.includes('/') ? 'source' : 'enterprise', source);
    for (const end of ['from', 'to'] as const) {
      const time = options[`--${end}`];
      if (time !== undefined) query.set(end, time);
    }
    const report = await wholeReport((path) => api.call<Report>('GET', path), query);
    if (json) print(JSON.stringify(report));
    else if (options['--csv'] === 'true') for (const line of csvOf(report)) print(line);
    else {
      const rows = report.sources.flatMap(({ enterprise, source: name, streams }) =>
        streams.map((stream) => rowOf(`${enterprise}/${name}`, stream)),
      );
      if (rows.length === 0) note(fill(words.none, { source: source ?? words.any })[language]);
      else for (const line of textTable([[...words.heads[language]], ...rows])) print(line);
      for (const line of missingLines(report, words.missing[language])) print(line);
      if (rows.length > 0 && missingOf(report) === 0) note(words.whole[language]);
    }
    return 0;
  },
});

async function wholeReport(
  call: (path: string) => Promise<Report>,
  query: URLSearchParams,
): Promise<Report> {
  const first = await call(`/api/gap-report?${query}`);
  query.set('to', first.to); // the same span for all pages
  const sources = [...first.sources];
  for (let { next } = first; next !== undefined;) {
    query.set('after', next);
    const page = await call(`/api/gap-report?${query}`);
    sources.push(...page.sources);
    ({ next } = page);
  }
  return { from: first.from, to: first.to, sources };
}

function rowOf(source: string, stream: Stream): string[] {
  return [
    source,
    stream.kind,
    String(stream.read),
    countsText(stream.leftOut),
    countsText(stream.refused),
    countsText(stream.givenUp),
    String(stream.sent),
    String(stream.received),
    String(stream.duplicate),
    countsText(stream.refusedHere),
    String(stream.missing),
    String(stream.clockSteps.length),
  ];
}

function countsText(counts: Readonly<Record<string, number>>): string {
  const some = Object.entries(counts).map(([reason, count]) => `${count} ${reason}`);
  return some.length === 0 ? '0' : some.join(', ');
}

function missingOf({ sources }: Report): number {
  return sources.flatMap(({ streams }) => streams).reduce((sum, { missing }) => sum + missing, 0);
}

function missingLines({ sources }: Report, word: string): string[] {
  return sources.flatMap(({ enterprise, source, streams }) =>
    streams
      .filter(({ missing }) => missing > 0)
      .map((stream) => `${word}: ${enterprise}/${source} ${stream.kind} ${spansText(stream)}`),
  );
}

function spansText({ missingSpans }: Stream): string {
  return missingSpans
    .map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`))
    .join(' ');
}

function csvOf({ sources }: Report): string[] {
  const rows = sources.flatMap(({ enterprise, source, streams }) =>
    streams.map((stream) => [
      ...[enterprise, source, stream.kind, stream.gateway, stream.incarnation],
      ...[String(stream.read), countsText(stream.leftOut), countsText(stream.refused)],
      ...[countsText(stream.givenUp), String(stream.given), String(stream.sent)],
      ...[String(stream.received), String(stream.duplicate), countsText(stream.refusedHere)],
      ...[String(stream.missing), spansText(stream)],
      stream.clockSteps.map(({ minute, stepMs }) => `${minute} ${stepMs}`).join(' '),
    ]),
  );
  return [csvHeads, ...rows].map((cells) => cells.map(csvCell).join(','));
}

/** RFC 4180; and a cell that a spreadsheet would take for a formula is text. */
function csvCell(cell: string): string {
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
