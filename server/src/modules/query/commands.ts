// `jingwei readings …`: questions about readings and exports from the command line, through a running Jingwei.
import { isFailure } from '../../kernel/failure/failure.ts';
import { defineCommand, type Command, type CommandInput } from '../../kernel/module/command.ts';
import { textTable } from '../../kernel/module/text-table.ts';
import { isoTime } from '../../wire/iso-time.ts';
import type { QueryAnswer } from './api.ts';
import { queryFailures } from './failures.ts';
import { durationUs } from './model/duration.ts';

const path = {
  name: 'path',
  summary: {
    en: 'Names from the enterprise down, with * and **, e.g. 88.118.8/**/melt_temp; or the identifier of a signal, a machine or a place',
    zh: '自企业起的名称路径，可用 * 与 **，例如 88.118.8/**/melt_temp；或测点、设备、场所的标识',
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
const asMeasured = {
  '--as-measured': {
    summary: { en: 'Without the corrections of readings', zh: '不含更正的原始测量值' },
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
      ...asMeasured,
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
    options: { ...span, ...asMeasured },
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

function measuredOf({ options }: CommandInput): { asMeasured?: true } {
  return options['--as-measured'] === undefined ? {} : { asMeasured: true };
}

async function query(input: CommandInput): Promise<number> {
  const { options } = input;
  const question = {
    ...{ kind: 'aggregate', ...spanOf(input) },
    figures: (options['--figures'] ?? '').split(','),
    ...(options['--every'] === undefined ? {} : { every: options['--every'] }),
    ...(options['--zone'] === undefined ? {} : { zone: options['--zone'] }),
    ...measuredOf(input),
  };
  const answer = await ofThese(input, (choice) =>
    input.api.call<QueryAnswer>('POST', '/api/query', { ...question, ...choice }),
  );
  if (input.json) input.print(JSON.stringify(answer));
  else for (const line of textTable(rowsOf(answer))) input.print(line);
  return 0;
}

/** Names and identifiers look alike: what fits no names is taken as a machine or place, then as a signal that is there. */
async function ofThese<T>(
  { api, args }: CommandInput,
  ask: (choice: object) => Promise<T>,
): Promise<T> {
  const path = args['path'] ?? '';
  try {
    return await ask({ path });
  } catch (error) {
    if (path.includes('*') || !isFailure(error, 'query.no-signals')) throw error;
    const signalsUnder = async (under: string) => {
      const query = { kind: 'last', under };
      const none = (told: unknown): QueryAnswer['readings'] => {
        if (isFailure(told, 'query.no-signals')) return [];
        throw told;
      };
      return api
        .call<QueryAnswer>('POST', '/api/query', query)
        .then(({ readings }) => readings, none);
    };
    if ((await signalsUnder(path))?.length) return ask({ under: path });
    const beside = await signalsUnder(path.slice(0, Math.max(path.lastIndexOf('/'), 1)));
    if (beside?.some(({ signal }) => signal === path)) return ask({ signals: [path] });
    throw error;
  }
}

function rowsOf({ times = [], labels, series = [] }: QueryAnswer): string[][] {
  const figures = [...new Set(series.flatMap(({ values = {} }) => Object.keys(values)))];
  const rows = series.flatMap(({ signal, unit, values = {} }) =>
    times.map((time, n) => [
      ...[signal, labels?.[n] ?? time],
      ...figures.map((figure) => shown(values[figure]?.[n] ?? null)),
      unit ?? '',
    ]),
  );
  return [['', '', ...figures, ''], ...rows];
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
  const body = { format, ...spanOf(input), ...measuredOf(input) };
  const parts = await ofThese(input, (choice) =>
    input.api.download('POST', '/api/export', { ...body, ...choice }),
  );
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
