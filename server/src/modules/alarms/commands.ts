// `jingwei alarm …`: the alarms, their rules and their figures from the command line, through a running Jingwei.
import { readFile } from 'node:fs/promises';
import { defineCommand, type Command, type CommandInput } from '../../kernel/module/command.ts';
import { textTable } from '../../kernel/module/text-table.ts';
import type { Alarm, KeptRule } from './api.ts';
import { exampleRules, usual } from './example-rules.ts';
import { alarmsFailures } from './failures.ts';

const enterprise = {
  name: 'enterprise',
  summary: { en: 'Prefix of the enterprise', zh: '企业前缀' },
};
const alarm = { name: 'alarm', summary: { en: 'Identifier of the alarm', zh: '报警标识' } };

export const alarmCommands: readonly Command[] = [
  defineCommand({
    words: ['alarm', 'list'],
    summary: { en: 'Alarms that stand, the most urgent first', zh: '列出当前报警（按紧急程度）' },
    options: {
      '--under': {
        value: 'PLACE',
        summary: { en: 'Only of this machine or place', zh: '仅该设备或位置' },
      },
      '--hidden': {
        summary: {
          en: 'Also those shelved, suppressed or out of service',
          zh: '含搁置、抑制和停用的报警',
        },
      },
    },
    run: list,
  }),
  defineCommand({
    words: ['alarm', 'acknowledge'],
    summary: { en: 'Acknowledge an alarm', zh: '确认报警' },
    args: [alarm],
    options: { '--why': { value: 'TEXT', summary: { en: 'A note', zh: '备注' } } },
    run: (input) => act(input, 'acknowledge', whyOf(input)),
  }),
  defineCommand({
    words: ['alarm', 'shelve'],
    summary: { en: 'Shelve an alarm for a time', zh: '限时搁置报警' },
    args: [alarm],
    options: {
      '--why': { value: 'TEXT', required: true, summary: { en: 'The reason', zh: '原因' } },
      '--minutes': {
        value: 'N',
        defaultsTo: '60',
        summary: { en: 'For so long', zh: '时长（分钟）' },
      },
      '--one-shot': {
        summary: { en: 'Also ends when the process is normal', zh: '过程恢复正常时也结束' },
      },
    },
    run: (input) =>
      act(input, 'shelve', {
        ...whyOf(input),
        forMs: Math.round(Number(input.options['--minutes'] ?? '60') * 60_000),
        oneShot: input.options['--one-shot'] !== undefined,
      }),
  }),
  defineCommand({
    words: ['alarm', 'rules'],
    summary: {
      en: 'The rules of alarms; with a file of rules by id, puts those first',
      zh: '列出报警规则；指定文件时先写入其中的规则',
    },
    args: [enterprise],
    options: {
      '--put': {
        value: 'FILE',
        summary: { en: 'JSON: {"<id>": rule, …}', zh: 'JSON：{"<编号>": 规则, …}' },
      },
    },
    example: {
      about: {
        en: 'A file of rules. Besides `limit`, `state` and `silence` a condition is of kind `rate` or `expression`: docs/guides/alarms.md',
        zh: '规则文件示例。condition 的 kind 除 limit、state、silence 外，还可为 rate 和 expression，参见 docs/guides/alarms.md',
      },
      text: JSON.stringify(exampleRules, null, 2),
    },
    run: rules,
  }),
  defineCommand({
    words: ['alarm', 'figures'],
    summary: { en: 'The figures of the alarm system', zh: '报警系统指标' },
    args: [enterprise],
    options: {
      '--days': { value: 'N', defaultsTo: '7', summary: { en: 'Of so many days', zh: '天数' } },
    },
    run: figures,
  }),
];

function whyOf({ options }: CommandInput): { why?: string } {
  const why = options['--why'];
  return why === undefined ? {} : { why };
}

async function list(input: CommandInput): Promise<number> {
  const { options, api, json, language } = input;
  const query = new URLSearchParams({ limit: '500' });
  if (options['--under'] !== undefined) query.set('under', options['--under']);
  if (options['--hidden'] !== undefined) query.set('hidden', 'true');
  const { alarms } = await api.call<{ alarms: Alarm[] }>('GET', `/api/alarms?${query}`);
  if (json) input.print(JSON.stringify(alarms));
  else if (alarms.length === 0)
    input.note(language === 'zh' ? '没有报警。' : 'There are no alarms.');
  else show(input, alarms);
  return 0;
}

function show(input: CommandInput, alarms: readonly Alarm[]): void {
  const rows = alarms.map((one) => [
    ...[one.priority, one.state, one.raisedAt ?? '', one.name, one.place],
    ...[one.broken?.[input.language] ?? String(one.value ?? ''), one.id],
  ]);
  for (const line of textTable(rows)) input.print(line);
}

async function act(input: CommandInput, path: string, body: object): Promise<number> {
  const ids = [input.args['alarm'] ?? ''];
  const done = await input.api.call<{ alarms: Alarm[] }>('POST', `/api/alarms/${path}`, {
    alarms: ids,
    ...body,
  });
  if (input.json) input.print(JSON.stringify(done.alarms));
  else show(input, done.alarms);
  return 0;
}

type RulePage = {
  rules: {
    rule: KeptRule;
    alarms: number;
    troubles: { signal?: string; says: { en: string; zh: string } }[];
  }[];
  next?: string;
};

const noRules = {
  en: 'No rule yet, or none that you may see. `--put FILE` puts some; the console has a form for them under Alarms, Rules.',
  zh: '尚无规则，或没有您可查看的规则。可用 `--put 文件` 添加，或在控制台“报警 · 规则”中填写。',
};

function asObject(told: unknown): object {
  return typeof told === 'object' && told !== null ? told : {};
}

async function rulesOf(file: string): Promise<Record<string, unknown>> {
  let told: unknown;
  try {
    told = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw alarmsFailures['bad-rule-file']({ file, reason });
  }
  if (typeof told === 'object' && told !== null && !Array.isArray(told)) return { ...told };
  throw alarmsFailures['bad-rule-file']({ file, reason: 'not an object' });
}

async function rules(input: CommandInput): Promise<number> {
  const { api, args, options, json, language } = input;
  const base = `/api/alarm-rules/${encodeURIComponent(args['enterprise'] ?? '')}`;
  const file = options['--put'];
  if (file !== undefined) {
    for (const [id, rule] of Object.entries(await rulesOf(file))) {
      await api.call('PUT', `${base}/${encodeURIComponent(id)}`, { ...usual, ...asObject(rule) });
    }
  }
  const all: RulePage['rules'] = [];
  let after: string | undefined;
  do {
    const query = after === undefined ? '' : `&after=${encodeURIComponent(after)}`;
    const page = await api.call<RulePage>('GET', `${base}?limit=500${query}`);
    all.push(...page.rules);
    after = page.next;
  } while (after !== undefined);
  if (json) input.print(JSON.stringify(all));
  else if (all.length === 0) input.note(noRules[language]);
  const rows = all.map(({ rule, alarms, troubles }) => [
    ...[rule.id, rule.name, rule.condition.kind, rule.priority, String(alarms)],
    troubles[0]?.says[language] ?? '',
  ]);
  if (!json) for (const line of textTable(rows)) input.print(line);
  return all.some(({ troubles }) => troubles.length > 0) ? 2 : 0;
}

type Figures = {
  alarms: number;
  positions: {
    position: string;
    averagePer10Min: number;
    peakPer10Min: number;
    floodShare: number;
  }[];
  priorities: { priority: string; share: number; recommended: number }[];
  topTen: { alarm: string; count: number }[];
  chattering: { alarm: string; count: number }[];
  stale: { alarm: string; raisedAt: string }[];
};

async function figures(input: CommandInput): Promise<number> {
  const { api, args, options, world, json, print } = input;
  const nowMs = world.clock.now();
  const days = Number(options['--days'] ?? '7');
  const span = new URLSearchParams({
    from: new Date(nowMs - days * 86_400_000).toISOString(),
    to: new Date(nowMs).toISOString(),
  });
  const path = `/api/alarm-figures/${encodeURIComponent(args['enterprise'] ?? '')}?${span}`;
  const told = await api.call<Figures>('GET', path);
  if (json) {
    print(JSON.stringify(told));
    return 0;
  }
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const rows = [
    ['alarms', '', String(told.alarms)],
    ...told.positions.flatMap((one) => [
      ['average per 10 min', one.position, one.averagePer10Min.toFixed(2)],
      ['peak per 10 min', one.position, String(one.peakPer10Min)],
      ['time in flood', one.position, percent(one.floodShare)],
    ]),
    ...told.priorities.map((one) => [
      ...['priority', one.priority, `${percent(one.share)} (${percent(one.recommended)})`],
    ]),
    ...told.topTen.map(({ alarm: id, count }) => ['top ten', id, String(count)]),
    ...told.chattering.map(({ alarm: id, count }) => ['chattering', id, String(count)]),
    ...told.stale.map(({ alarm: id, raisedAt }) => ['stale', id, raisedAt]),
  ];
  for (const line of textTable(rows)) print(line);
  return 0;
}
