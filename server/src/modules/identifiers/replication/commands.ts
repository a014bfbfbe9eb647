// `jingwei mirror status|check|promote`.
import { defineCommand, type Command } from '../../../kernel/module/command.ts';
import { textTable } from '../../../kernel/module/text-table.ts';
import { fill, type Bilingual } from '../../../kernel/schema/bilingual.ts';
import type { Comparison } from './compare.ts';
import type { ReplicationStatus } from './node-replication.ts';
import type { ReplicationState } from './pages.ts';

const exitGood = 0;
const exitDifferent = 1;

const prefixArgument = {
  name: 'prefix',
  summary: { en: 'Of the node, e.g. 88.118.8', zh: '节点前缀，如 88.118.8' },
};
const pathOf = (prefix: string | undefined): string =>
  `/api/replication/${encodeURIComponent(prefix ?? '')}`;

const words = {
  primary: { en: 'primary, at change {position}', zh: '主节点，变更序号 {position}' },
  mirror: { en: 'mirror of {primary}', zh: '{primary} 的镜像' },
  replaced: {
    en: 'replaced by {replacedBy}: takes no changes any more',
    zh: '已由 {replacedBy} 取代，不再接受修改',
  },
  following: {
    en: 'follows: {position} of {primaryPosition} changes, heard {heardSecondsAgo} s ago',
    zh: '同步中：{position} / {primaryPosition} 个变更，{heardSecondsAgo} 秒前收到主节点消息',
  },
  copying: { en: 'takes a copy of all records', zh: '正在复制全部记录' },
  unreachable: { en: 'does not reach the primary: {trouble}', zh: '无法连接主节点：{trouble}' },
  stopped: { en: 'stands still', zh: '已停止' },
  mirrors: {
    en: ['MIRROR', 'CHANGES', 'HEARD', 'KEY'],
    zh: ['镜像', '变更序号', '最近消息', '密钥'],
  },
  ago: { en: '{seconds} s ago', zh: '{seconds} 秒前' },
  equal: {
    en: 'Equal: {records} records; runs compared: {runs}.',
    zh: '一致：共 {records} 条记录，分 {runs} 段比对。',
  },
  different: {
    en: 'DIFFERENT: {records} records compared, {count} of {runs} runs differ. Between:',
    zh: '不一致：比对 {records} 条记录，{runs} 段中有 {count} 段不同。所在范围：',
  },
  undecided: {
    en: 'Not decided: {records} records compared; some changed each time they were looked at. Try again.',
    zh: '无法判定：比对 {records} 条记录，部分记录在比对时一直在变化，请重试。',
  },
  promoted: {
    en: '{prefix} is the primary now. Let its parent know: the prefix must be granted to this node’s key (jingwei node check tells how it stands).',
    zh: '{prefix} 现为主节点。请告知上级节点：须将该前缀批准给本节点的密钥（可用 jingwei node check 查看）。',
  },
} as const;

const statusCommand = defineCommand({
  words: ['mirror', 'status'],
  summary: { en: 'Primary or mirror, and how far', zh: '查看主节点或镜像的状态与同步进度' },
  args: [prefixArgument],
  async run({ api, args, print, json, language }) {
    const status = await api.call<ReplicationStatus>('GET', pathOf(args['prefix']));
    if (json) {
      print(JSON.stringify(status));
      return exitGood;
    }
    const say = (text: Bilingual, values: object): string =>
      fill(text, values as Record<string, unknown>)[language];
    print(say(words[status.standing], status));
    const { following, mirrors } = status;
    if (following !== undefined) print(`  ${say(words[following.state], following)}`);
    const rows = mirrors.map(({ host, tcpPort, position, secondsAgo, fingerprint }) => [
      `${host}:${tcpPort}`,
      String(position),
      say(words.ago, { seconds: secondsAgo }),
      fingerprint.slice(0, 16),
    ]);
    if (rows.length > 0) {
      for (const line of textTable([[...words.mirrors[language]], ...rows])) print(line);
    }
    return exitGood;
  },
});

const checkCommand = defineCommand({
  words: ['mirror', 'check'],
  summary: {
    en: 'Compare a mirror with its primary, record by record, by digests',
    zh: '以摘要逐段比对镜像与主节点的全部记录',
  },
  args: [prefixArgument],
  async run({ api, args, print, json, language }) {
    const path = `${pathOf(args['prefix'])}/comparisons`;
    const found = await api.call<Comparison>('POST', path, {});
    const { differences } = found;
    const values = { ...found, count: differences.length };
    print(json ? JSON.stringify(found) : fill(words[found.outcome], values)[language]);
    if (!json) for (const { after, upTo } of differences) print(`  ${after} … ${upTo}`);
    return found.outcome === 'equal' ? exitGood : exitDifferent;
  },
});

const promoteCommand = defineCommand({
  words: ['mirror', 'promote'],
  summary: {
    en: 'Make a mirror the primary, when its primary is lost for good',
    zh: '主节点永久丢失时，将镜像提升为主节点',
  },
  args: [prefixArgument],
  options: {
    '--incomplete': {
      summary: {
        en: 'Also with what there is of a copy that is not whole: the rest is lost',
        zh: '复制尚未完成时也提升，其余记录将丢失',
      },
    },
  },
  async run({ api, args, options, print, json, language }) {
    const path = `${pathOf(args['prefix'])}/promotion`;
    const incomplete = options['--incomplete'] === 'true';
    const state = await api.call<ReplicationState>('POST', path, { incomplete });
    print(json ? JSON.stringify(state) : fill(words.promoted, state)[language]);
    return exitGood;
  },
});

export const mirrorCommands: readonly Command[] = [statusCommand, checkCommand, promoteCommand];
