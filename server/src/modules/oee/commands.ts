// `jingwei oee show`: the figures of a machine or line, the same as on the page.
import { defineCommand, type Command, type CommandInput } from '../../kernel/module/command.ts';
import { textTable } from '../../kernel/module/text-table.ts';
import type { FigureRow } from './route-schemas.ts';

const dayMs = 86_400_000;

export const oeeCommands: readonly Command[] = [
  defineCommand({
    words: ['oee', 'show'],
    summary: {
      en: 'Times and figures to ISO 22400 of a machine or a place, of the last day unless told',
      zh: '显示设备或场所的 ISO 22400 时间与指标（默认最近一天）',
    },
    args: [
      {
        name: 'identifier',
        summary: { en: 'Machine, line, site or enterprise', zh: '设备、产线、工厂或企业的标识' },
      },
    ],
    options: {
      '--from': { value: 'TIME', summary: { en: 'ISO 8601', zh: 'ISO 8601 时间' } },
      '--to': {
        value: 'TIME',
        summary: { en: 'ISO 8601; now unless told', zh: 'ISO 8601 时间；默认现在' },
      },
      '--by': {
        value: 'GROUP',
        summary: {
          en: 'total, machine, article, shift, day or week',
          zh: 'total、machine、article、shift、day 或 week',
        },
        defaultsTo: 'total',
      },
    },
    run: show,
  }),
];

async function show(input: CommandInput): Promise<number> {
  const { args, options, world, api, json, print, language } = input;
  const now = world.clock.now();
  const to = options['--to'] ?? new Date(now).toISOString();
  const from = options['--from'] ?? new Date(Date.parse(to) - dayMs).toISOString();
  const query = new URLSearchParams({
    ...{ identifier: args['identifier'] ?? '', from, to },
    by: options['--by'] ?? 'total',
  });
  const reply = await api.call<{ rows: FigureRow[] }>('GET', `/api/oee/figures?${query}`);
  if (json) {
    print(JSON.stringify(reply));
    return 0;
  }
  const head = words[language];
  const rows = reply.rows.map(({ key, figures, timesUs, counts, flags }) => [
    key,
    ...[figures.oee, figures.availability, figures.effectiveness, figures.quality].map(percent),
    ...[timesUs.APT, timesUs.ADET, timesUs.ADOT, timesUs.UNKNOWN].map(minutes),
    `${counts.good}/${counts.produced}`,
    flags.join(' '),
  ]);
  for (const line of textTable([head, ...rows])) print(line);
  return 0;
}

const words = {
  en: ['', 'OEE', 'avail.', 'effect.', 'quality', 'APT', 'ADET', 'ADOT', 'unknown', 'good/all', ''],
  zh: ['', 'OEE', '可用率', '有效率', '合格率', 'APT', 'ADET', 'ADOT', '未知', '合格/总数', ''],
};

function percent(value: number | null): string {
  return value === null ? '–' : `${(value * 100).toFixed(1)} %`;
}

function minutes(us: number): string {
  return `${(us / 60e6).toFixed(1)} min`;
}
