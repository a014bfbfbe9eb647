// `jingwei node init`: a node set up by a dialogue or one line; `jingwei node check`: is it all right.
import { join } from 'node:path';
import {
  defineCommand,
  type CommandInput,
  type CommandOption,
} from '../../../kernel/module/command.ts';
import { textTable } from '../../../kernel/module/text-table.ts';
import { fill, type Bilingual } from '../../../kernel/schema/bilingual.ts';
import type { NodeCheck } from '../delegation/check-node.ts';
import { planByDialogue } from './dialogue.ts';
import { nodeName } from '../model/path-words.ts';
import { fields, expectedParent, tierOfPlan, type NodePlan } from './plan.ts';
import { setUpNode, type NewNode } from './set-up.ts';

const words = {
  made: {
    en: 'The {title} of {prefix} is set up in {folder}.',
    zh: '{prefix} 的{title}已在 {folder} 中建立。',
  },
  key: { en: 'Key of the node', zh: '节点密钥指纹' },
  admin: { en: 'Key of its administrator', zh: '管理员密钥' },
  settings: { en: 'Settings', zh: '设置文件' },
  parent: { en: 'Parent', zh: '上级节点' },
  clock: { en: 'Clock', zh: '时钟' },
  ahead: { en: "the parent's is {seconds} s ahead of ours", zh: '上级节点比本机快 {seconds} 秒' },
  left: { en: 'Left to do:', zh: '接下来：' },
  start: { en: 'Start it: npm start -- --data {data}', zh: '启动：npm start -- --data {data}' },
  firewall: {
    en: 'Open port {port}, UDP and TCP, in the firewall, and {httpPort}, TCP, for the parent’s and your own HTTP calls where they come from elsewhere.',
    zh: '在防火墙中开放端口 {port}（UDP 与 TCP）；若有外部 HTTP 访问，另开放 {httpPort}（TCP）。',
  },
  loopback: {
    en: 'It is known as {publicHost}, on this machine alone. To be reached from elsewhere, set publicHost and host in the settings.',
    zh: '当前仅本机可用（{publicHost}）。若需外部访问，请在设置文件中修改 publicHost 与 host。',
  },
  waiting: {
    en: 'The operator of {parent} must grant the prefix: npm run jingwei -- node approve {prefix} --key {key}. Compare the key with them by telephone.',
    zh: '{parent} 的运维人员须批准该前缀：npm run jingwei -- node approve {prefix} --key {key}。请通过电话与其核对密钥指纹。',
  },
  noParent: {
    en: 'Name the parent in the settings (parent), or have the operator of {parent} add the delegation {prefix}={publicHost}:{port}.',
    zh: '请在设置文件中填写上级节点（parent），或请 {parent} 的运维人员添加委托 {prefix}={publicHost}:{port}。',
  },
  again: {
    en: 'The parent was not reached, or refused; it is asked again when the node runs.',
    zh: '上级节点未应答或已拒绝；节点运行后会再次申请。',
  },
  keep: {
    en: 'Keep {adminKeyFile} with whoever administers identifiers, and back up the key of the node: {folder}.',
    zh: '请将 {adminKeyFile} 交由标识管理员保管，并备份节点密钥所在的 {folder}。',
  },
  check: {
    en: 'Then look at it: npm run jingwei -- node check --data {data}',
    zh: '然后检查：npm run jingwei -- node check --data {data}',
  },
} satisfies Record<string, Bilingual>;

const stateWords: Readonly<
  Record<'granted' | 'waiting' | 'refused' | 'unreachable' | 'asking', Bilingual>
> = {
  granted: { en: 'granted the prefix', zh: '已批准前缀' },
  waiting: { en: 'will decide about the prefix', zh: '待其审批' },
  refused: { en: 'refused', zh: '已拒绝' },
  unreachable: { en: 'is not reached', zh: '无法连接' },
  asking: { en: 'is being asked', zh: '正在申请' },
};

const flagSummaries: Readonly<Record<string, CommandOption>> = Object.fromEntries(
  fields.map(({ flag, value, question }) => [flag, { value, summary: question }]),
);

export const nodeInitCommand = defineCommand({
  words: ['node', 'init'],
  summary: {
    en: 'Set up a root, top, second-level or enterprise node in a new data folder: keys, settings, delegation',
    zh: '在新数据文件夹中建立根、顶级、二级或企业节点：密钥、设置与前缀委托',
  },
  options: flagSummaries,
  async run(input) {
    const { options, ask, note, language, print, world, json } = input;
    const plan = await planByDialogue({ options, ask, note, language });
    const data = options['--data'] ?? join('.', 'data');
    const node = await setUpNode(plan, data, world);
    if (json) print(JSON.stringify({ ...plan, invitation: undefined, ...node }));
    else tell(plan, node, { data, input });
    return 0;
  },
});

function tell(
  plan: NodePlan,
  node: NewNode,
  { data, input }: { data: string; input: CommandInput },
): void {
  const { print, language } = input;
  const title = tierOfPlan(plan).title[language];
  const say = (text: Bilingual, more: Record<string, unknown> = {}): string =>
    fill(text, { ...plan, ...node, title, data, ...more })[language];
  print(say(words.made));
  const { parent } = node;
  const rows = [
    [words.key[language], node.fingerprint],
    [words.admin[language], node.adminKeyFile],
    [words.settings[language], node.settingsFile],
    ...(parent === undefined ? [] : [[words.parent[language], parentLine(parent, language)]]),
    ...(parent?.clockAheadMs === undefined
      ? []
      : [[words.clock[language], say(words.ahead, { seconds: secondsText(parent.clockAheadMs) })]]),
  ];
  for (const line of textTable(rows)) print(`  ${line}`);
  print('');
  print(words.left[language]);
  steps(plan, node, say).forEach((step, at) => print(`  ${at + 1}. ${step}`));
}

/** Without a minus before nothing. */
function secondsText(ms: number): string {
  return (Math.round(ms / 100) / 10 + 0).toFixed(1);
}

function parentLine(parent: NonNullable<NewNode['parent']>, language: 'en' | 'zh'): string {
  const { description } = parent.parent ?? {};
  const who = description === undefined ? parent.url : nodeName(description)[language];
  const why = parent.reason === undefined ? '' : `: ${parent.reason[language]}`;
  return `${who} ${stateWords[parent.state][language]}${why}`;
}

type Say = (text: Bilingual, more?: Record<string, unknown>) => string;

/** What a person still has to do, in order. */
function steps(plan: NodePlan, node: NewNode, say: Say): string[] {
  const isLocal = ['127.0.0.1', '::1', 'localhost'].includes(plan.publicHost);
  const { description } = node.parent?.parent ?? {};
  const above = {
    parent: description === undefined ? expectedParent(plan) : nodeName(description),
  };
  const key = { key: node.fingerprint.slice(0, 16) };
  return [
    say(words.start),
    say(isLocal ? words.loopback : words.firewall),
    ...(node.parent?.state === 'waiting' ? [say(words.waiting, { ...above, ...key })] : []),
    ...(node.parent === undefined && plan.tier !== 'root' ? [say(words.noParent, above)] : []),
    ...(node.parent?.state === 'unreachable' || node.parent?.state === 'refused'
      ? [say(words.again)]
      : []),
    say(words.keep),
    say(words.check),
  ];
}

const marks: Readonly<Record<NodeCheck['state'], Bilingual>> = {
  good: { en: 'good', zh: '正常' },
  warning: { en: 'warning', zh: '注意' },
  bad: { en: 'BAD', zh: '异常' },
  skipped: { en: '-', zh: '-' },
};
const exitGood = 0;
const exitBad = 1;

export const nodeCheckCommand = defineCommand({
  words: ['node', 'check'],
  summary: {
    en: 'Look at the nodes of a running program from outside: reached, granted, clock, certificate, found from the root',
    zh: '从外部检查运行中的节点：可达性、前缀委托、时钟、证书、能否从根解析',
  },
  async run({ api, print, json, language }) {
    const { nodes } = await api.call<{ nodes: { prefix: string; checks: NodeCheck[] }[] }>(
      'POST',
      '/api/node/checks',
      {},
    );
    if (json) print(JSON.stringify(nodes));
    for (const { prefix, checks } of json ? [] : nodes) {
      print(prefix);
      const rows = checks.map(({ what, state, found }) => [
        marks[state][language],
        what[language],
        found[language],
      ]);
      for (const line of textTable(rows)) print(`  ${line}`);
    }
    const isBad = nodes.some(({ checks }) => checks.some(({ state }) => state === 'bad'));
    return isBad ? exitBad : exitGood;
  },
});
