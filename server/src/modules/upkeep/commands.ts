// `jingwei upkeep …`: corrections, policies of retention and backups from the command line, through a running Jingwei.
import { readFile } from 'node:fs/promises';
import { sleep } from '../../kernel/world/clock.ts';
import { defineCommand, type Command, type CommandInput } from '../../kernel/module/command.ts';
import { textTable } from '../../kernel/module/text-table.ts';
import type { Static } from '../../kernel/schema/schema.ts';
import type { backupsReply } from './backup-routes.ts';
import type { ShownChange, ShownCorrection } from './correction-schemas.ts';
import { upkeepFailures } from './failures.ts';
import type { previewReply, retentionReply } from './retention-routes.ts';

type Retention = Static<typeof retentionReply>;
type BackupList = Static<typeof backupsReply>;

const enterprise = {
  name: 'enterprise',
  summary: { en: 'Prefix of the enterprise', zh: '企业前缀' },
};
const signal = { name: 'signal', summary: { en: 'Identifier of the signal', zh: '测点标识' } };
const backup = { name: 'backup', summary: { en: 'Name of the backup', zh: '备份名称' } };
const from = { value: 'TIME', summary: { en: 'ISO 8601, inclusive', zh: 'ISO 8601 时间（含）' } };
const to = { value: 'TIME', summary: { en: 'ISO 8601, exclusive', zh: 'ISO 8601 时间（不含）' } };
const why = { value: 'TEXT', required: true, summary: { en: 'The reason', zh: '原因' } };
const pollMs = 250;

export const upkeepCommands: readonly Command[] = [
  defineCommand({
    words: ['upkeep', 'correct'],
    summary: {
      en: 'Correct readings of a signal: one of --value, --factor/--offset, --quality, --withdraw',
      zh: '更正测点读数：--value、--factor/--offset、--quality、--withdraw 之一',
    },
    args: [signal],
    options: {
      ...{ '--from': { ...from, required: true }, '--to': { ...to, required: true }, '--why': why },
      '--value': { value: 'JSON', summary: { en: 'They count as this', zh: '均按该值计' } },
      '--factor': { value: 'N', summary: { en: 'They count times this', zh: '乘以该系数' } },
      '--offset': { value: 'N', summary: { en: 'They count plus this', zh: '加上该偏移' } },
      '--quality': {
        value: 'Q',
        summary: { en: 'good, uncertain or bad', zh: 'good、uncertain 或 bad' },
      },
      '--withdraw': { summary: { en: 'They do not count', zh: '不计入' } },
    },
    run: correct,
  }),
  defineCommand({
    words: ['upkeep', 'corrections'],
    summary: {
      en: 'Corrections of an enterprise, the newest first',
      zh: '列出企业的更正记录（最新在前）',
    },
    args: [enterprise],
    options: {
      '--signal': { value: 'ID', summary: { en: 'Only of this signal', zh: '仅该测点' } },
    },
    run: corrections,
  }),
  defineCommand({
    words: ['upkeep', 'undo'],
    summary: { en: 'Undo a correction', zh: '撤销一条更正' },
    args: [signal, { name: 'id', summary: { en: 'Of the correction', zh: '更正编号' } }],
    options: { '--why': why },
    run: async (input) => {
      const { args, api } = input;
      const body = { signal: args['signal'], id: args['id'], reason: input.options['--why'] };
      showCorrections(input, [await api.call('POST', '/api/upkeep/corrections/undo', body)]);
      return 0;
    },
  }),
  defineCommand({
    words: ['upkeep', 'policies'],
    summary: {
      en: 'Policies of retention and what they would do now; with a file of policies by id, puts those first',
      zh: '列出保留策略并预览其效果；指定文件时先写入其中的策略',
    },
    args: [enterprise],
    options: {
      '--put': {
        value: 'FILE',
        summary: { en: 'JSON: {"<id>": policy, …}', zh: 'JSON：{"<编号>": 策略, …}' },
      },
    },
    run: policies,
  }),
  defineCommand({
    words: ['upkeep', 'apply'],
    summary: { en: 'Apply the policies of retention now', zh: '立即执行保留策略' },
    args: [enterprise],
    run: apply,
  }),
  ...backupCommands(),
];

function backupCommands(): readonly Command[] {
  return [
    defineCommand({
      words: ['upkeep', 'backups'],
      summary: { en: 'Backups of readings', zh: '列出读数备份' },
      run: async (input) => {
        const { folder, backups } = await backupsOf(input);
        if (input.json) input.print(JSON.stringify(backups));
        else if (backups.length === 0) {
          input.note(
            input.language === 'zh' ? `${folder} 中没有备份。` : `No backup in ${folder}.`,
          );
        }
        const rows = backups.map((one) => [
          ...[one.name, one.state, one.by ?? '', String(one.readings ?? '')],
          ...[String(one.bytes ?? '')],
        ]);
        if (!input.json) for (const line of textTable(rows)) input.print(line);
        return 0;
      },
    }),
    defineCommand({
      words: ['upkeep', 'backup'],
      summary: { en: 'Back up all readings while the program runs', zh: '在线备份全部读数' },
      run: (input) => task(input, ''),
    }),
    defineCommand({
      words: ['upkeep', 'verify'],
      summary: { en: 'Check the files of a backup', zh: '校验备份文件' },
      args: [backup],
      run: (input) => task(input, `/${encodeURIComponent(input.args['backup'] ?? '')}/verify`),
    }),
    defineCommand({
      words: ['upkeep', 'restore'],
      summary: {
        en: 'Bring back readings of a backup that are no longer here',
        zh: '恢复备份中有而当前缺失的读数',
      },
      args: [backup],
      options: {
        '--under': {
          value: 'ID',
          summary: { en: 'Only of this enterprise, machine or signal', zh: '仅该企业、设备或测点' },
        },
        ...{ '--from': from, '--to': to },
      },
      run: (input) => {
        const path = `/${encodeURIComponent(input.args['backup'] ?? '')}/restore`;
        return task(input, path, given(input, ['under', 'from', 'to']));
      },
    }),
  ];
}

function given({ options }: CommandInput, names: readonly string[]): Record<string, string> {
  const told = names.map((name) => [name, options[`--${name}`]] as const);
  return Object.fromEntries(told.filter((one): one is [string, string] => one[1] !== undefined));
}

async function correct(input: CommandInput): Promise<number> {
  const { args, options, api } = input;
  const body = {
    ...{ signal: args['signal'], reason: options['--why'], change: changeOf(input) },
    ...given(input, ['from', 'to']),
  };
  showCorrections(input, [await api.call('POST', '/api/upkeep/corrections', body)]);
  return 0;
}

/** Exactly one kind; a value that is no JSON is a text. */
function changeOf({ args, options }: CommandInput): ShownChange {
  const {
    '--value': value,
    '--factor': factor,
    '--offset': offset,
    '--quality': quality,
  } = options;
  const changes: ShownChange[] = [];
  if (value !== undefined) changes.push({ kind: 'value', value: valueOf(value) });
  if (factor !== undefined || offset !== undefined) {
    changes.push({ kind: 'line', factor: Number(factor ?? 1), offset: Number(offset ?? 0) });
  }
  // What is none of the three is refused by the server in words.
  if (quality !== undefined) changes.push({ kind: 'quality', quality: quality as 'good' });
  if (options['--withdraw'] !== undefined) changes.push({ kind: 'withdrawn' });
  const [change] = changes;
  if (change !== undefined && changes.length === 1) return change;
  throw upkeepFailures['bad-change']({
    signal: args['signal'],
    trouble: {
      en: 'say one of --value, --factor and --offset, --quality, --withdraw.',
      zh: '请仅指定 --value、--factor/--offset、--quality、--withdraw 之一。',
    },
  });
}

function valueOf(text: string): number | string | boolean | null {
  try {
    const value: unknown = JSON.parse(text);
    const isOne = value === null || ['number', 'string', 'boolean'].includes(typeof value);
    return isOne ? (value as number) : text;
  } catch {
    return text;
  }
}

async function corrections(input: CommandInput): Promise<number> {
  const query = new URLSearchParams({ enterprise: input.args['enterprise'] ?? '', limit: '500' });
  for (const [name, value] of Object.entries(given(input, ['signal']))) query.set(name, value);
  const found: ShownCorrection[] = [];
  for (let more = true; more;) {
    const page = await input.api.call<{ corrections: ShownCorrection[]; next?: string }>(
      ...['GET', `/api/upkeep/corrections?${query}`],
    );
    found.push(...page.corrections);
    more = page.next !== undefined;
    query.set('after', page.next ?? '');
  }
  if (found.length === 0 && !input.json) {
    input.note(input.language === 'zh' ? '没有更正。' : 'There are no corrections.');
  }
  showCorrections(input, found);
  return 0;
}

function showCorrections(input: CommandInput, shown: readonly ShownCorrection[]): void {
  if (input.json) return input.print(JSON.stringify(shown));
  const rows = shown.map((one) => [
    ...[one.id, one.state, one.signal, one.from, one.to, JSON.stringify(one.change)],
    ...[one.by, one.reason],
  ]);
  for (const line of textTable(rows)) input.print(line);
}

async function policies(input: CommandInput): Promise<number> {
  const { args, options, api, json, print } = input;
  const own = args['enterprise'] ?? '';
  const query = new URLSearchParams({ enterprise: own });
  if (options['--put'] !== undefined) {
    const file = JSON.parse(await readFile(options['--put'], 'utf8')) as Record<string, unknown>;
    for (const [id, policy] of Object.entries(file)) {
      const path = `/api/upkeep/retention/policies/${encodeURIComponent(id)}?${query}`;
      await api.call('PUT', path, policy);
    }
  }
  const told = await api.call<Static<typeof previewReply>>(
    'POST',
    '/api/upkeep/retention/preview',
    {
      enterprise: own,
    },
  );
  if (json) print(JSON.stringify(told.policies));
  else if (told.policies.length === 0) {
    const none = { en: 'No policy: all is kept for ever.', zh: '没有保留策略，数据永久保留。' };
    input.note(none[input.language]);
  } else {
    const head = {
      en: ['#', 'id', 'policy', 'series', 'to thin', 'to remove', 'bytes removed'],
      zh: ['#', '编号', '策略', '序列', '待抽稀', '待删除', '删除字节'],
    }[input.language];
    const rows = told.policies.map((one) => [
      ...[String(one.position), one.id, one.name, String(one.series)],
      ...[String(one.thin?.readings ?? '–'), String(one.remove?.readings ?? '–')],
      String(one.remove?.bytes ?? '–'),
    ]);
    for (const line of textTable([head, ...rows])) print(line);
  }
  return 0;
}

async function apply(input: CommandInput): Promise<number> {
  const { args, api, world, language } = input;
  const own = args['enterprise'] ?? '';
  await api.call('POST', '/api/upkeep/retention/run', { enterprise: own });
  for (let told = ''; !input.signal.aborted;) {
    const query = new URLSearchParams({ enterprise: own });
    const { run } = await api.call<Retention>('GET', `/api/upkeep/retention?${query}`);
    if (!run) return 1;
    const { step, steps, thinned, removed, state } = run;
    const words = {
      en: `${step} of ${steps} steps: ${thinned} readings thinned away, ${removed} removed`,
      zh: `第 ${step}/${steps} 步：抽稀减少 ${thinned} 条，删除 ${removed} 条`,
    }[language];
    if (words !== told && state === 'running') input.note(words);
    told = words;
    if (state !== 'running') {
      input.print(input.json ? JSON.stringify(run) : `${state}: ${words}`);
      return state === 'done' ? 0 : 1;
    }
    await sleep(world.clock, pollMs, input.signal);
  }
  return 1;
}

const backupsOf = ({ api }: CommandInput): Promise<BackupList> =>
  api.call('GET', '/api/upkeep/backups');

/** Begins it and waits for its end. */
async function task(input: CommandInput, path: string, body?: object): Promise<number> {
  await input.api.call('POST', `/api/upkeep/backups${path}`, body);
  while (!input.signal.aborted) {
    const { task: now, folder } = await backupsOf(input);
    if (now && now.state !== 'running') {
      if (input.json) input.print(JSON.stringify(now));
      else if (now.told) input.print(`${now.backup} (${folder}): ${now.told[input.language]}`);
      return now.state === 'done' ? 0 : 1;
    }
    await sleep(input.world.clock, pollMs, input.signal);
  }
  return 1;
}
