// `jingwei readings …`: questions about readings and exports from the command line, through a running Jingwei.
import { defineCommand, type Command, type CommandInput } from '../../kernel/module/command.ts';
import { textTable } from '../../kernel/module/text-table.ts';
import { isoTime } from '../../wire/iso-time.ts';
import type { QueryAnswer } from './api.ts';
import { queryFailures } from './failures.ts';
import { durationUs } from './model/duration.ts';

const path = {
  name: 'path',
  summary: {
    en: 'Signals: names from the enterprise down, with * and **, e.g. 88.118.8/**/melt_temp',
    zh: '测点路径，自企业起，可用 * 与 **，例如 88.118.8/**/melt_temp',
  },
};
const span = {
  '--from': {
    value: 'TIME',
    defaultsTo: '1h',
    summary: { en: 'ISO 8601, or so long before the end', zh: 'ISO 8601 时间，或距结束的时长' },
  },
  '--to': {
    value: 'TIME',
    summary: { en: 'ISO 8601; now when absent', zh: 'ISO 8601，默认当前时间' },
  },
};

export const queryCommands: readonly Command[] = [
  defineCommand({
    words: ['readings', 'query'],
    summary: { en: 'Figures of signals over time', zh: '查询测点的统计值' },
    args: [path],
    options: {
      ...span,
      '--every': {
        value: 'TIME',
        summary: {
          en: '15m, or hour, day, week, month, shift; the whole span when absent',
          zh: '15m，或 hour、day、week、month、shift，默认整段',
        },
      },
      '--figures': {
        value: 'LIST',
        defaultsTo: 'count,minimum,mean,maximum',
        summary: { en: 'e.g. timeWeightedMean,delta', zh: '例如 timeWeightedMean,delta' },
      },
      '--zone': { value: 'ZONE', summary: { en: 'e.g. Asia/Shanghai', zh: '例如 Asia/Shanghai' } },
    },
    run: query,
  }),
  defineCommand({
    words: ['readings', 'export'],
    summary: { en: 'Readings into a file', zh: '将读数导出为文件' },
    args: [
      path,
      {
        name: 'file',
        summary: {
          en: 'Where to; by its ending csv, parquet or arrow',
          zh: '目标文件，按扩展名 csv、parquet、arrow',
        },
      },
    ],
    options: span,
    run: exportReadings,
  }),
];

function spanOf({ options, world }: CommandInput): { from: string; to: string } {
  const to = options['--to'] ?? isoTime(world.clock.now() * 1_000);
  const from = options['--from'] ?? '1h';
  const before = durationUs(from);
  if (before === undefined) return { from, to };
  return { from: isoTime(Date.parse(to) * 1_000 - before), to };
}

async function query(input: CommandInput): Promise<number> {
  const { args, options } = input;
  const answer = await input.api.call<QueryAnswer>('POST', '/api/query', {
    ...{ kind: 'aggregate', path: args['path'], ...spanOf(input) },
    figures: (options['--figures'] ?? '').split(','),
    ...(options['--every'] === undefined ? {} : { every: options['--every'] }),
    ...(options['--zone'] === undefined ? {} : { zone: options['--zone'] }),
  });
  if (input.json) input.print(JSON.stringify(answer));
  else for (const line of textTable(rowsOf(answer))) input.print(line);
  return 0;
}

function rowsOf({ times = [], labels, series = [] }: QueryAnswer): string[][] {
  const columns = series.flatMap(({ signal, unit, values = {} }) =>
    Object.entries(values).map(([figure, own]) => ({ signal, unit, figure, own })),
  );
  const heads = [
    ['', ...columns.map(({ signal }) => signal)],
    ['', ...columns.map(({ figure, unit }) => (unit === undefined ? figure : `${figure} ${unit}`))],
  ];
  const rows = times.map((time, n) => [
    labels?.[n] ?? time,
    ...columns.map(({ own }) => shown(own[n] ?? null)),
  ]);
  return [...heads, ...rows];
}

function shown(value: number | string | boolean | null): string {
  if (value === null) return '–';
  return typeof value === 'number' ? String(Number(value.toPrecision(7))) : String(value);
}

/** Into a file that is there only when all of it is. */
async function exportReadings(input: CommandInput): Promise<number> {
  const { world, args } = input;
  const file = args['file'] ?? '';
  const format = /\.(csv|parquet|arrow)$/.exec(file)?.[1];
  if (format === undefined) throw queryFailures['bad-file']({ file });
  const body = { format, path: args['path'], ...spanOf(input) };
  const parts = await input.api.download('POST', '/api/export', body);
  const draft = `${file}.part`;
  await world.disk.remove(draft);
  const out = await world.disk.openAppend(draft);
  let told = 0;
  try {
    for await (const part of parts) {
      if (input.signal.aborted) throw queryFailures.left();
      await out.append([part]);
      if (out.size - told < 32 * 1024 * 1024) continue;
      told = out.size;
      input.note(`${Math.round(told / 1024 / 1024)} MiB`);
    }
    await out.sync();
  } finally {
    await out.close();
  }
  await world.disk.move(draft, file);
  input.print(input.json ? JSON.stringify({ file, bytes: out.size }) : `${file}: ${out.size} B`);
  return 0;
}
