// The desk on the command line: `jingwei node requests`, `approve`, `refuse` and `invite`.
import { defineCommand, type Command } from '../../../kernel/module/command.ts';
import { textTable } from '../../../kernel/module/text-table.ts';
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import { localText } from '../model/moment.ts';

type Kept = {
  readonly prefix: string;
  readonly state: 'granted' | 'waiting' | 'refused';
  readonly host: string;
  readonly tcpPort: number;
  readonly fingerprint: string;
  readonly organisation: string;
  readonly contact: string;
  readonly askedAt: string;
};

const prefixArgument = {
  name: 'prefix',
  summary: { en: 'The prefix asked for, e.g. 88.118.8', zh: '申请的前缀，如 88.118.8' },
};
const keyOption = {
  '--key': {
    value: 'fingerprint',
    summary: {
      en: 'The beginning of the key fingerprint, where several ask for the prefix',
      zh: '密钥指纹的开头，用于区分对同一前缀的多个申请',
    },
  },
};

const words = {
  heads: {
    en: ['PREFIX', 'STATE', 'ADDRESS', 'KEY', 'ORGANISATION', 'CONTACT', 'ASKED'],
    zh: ['前缀', '状态', '地址', '密钥', '单位', '联系方式', '申请时间'],
  },
  none: { en: 'Nobody has asked for a prefix.', zh: '暂无前缀申请。' },
  granted: { en: 'granted', zh: '已批准' },
  waiting: { en: 'waiting', zh: '待审批' },
  refused: { en: 'refused', zh: '已拒绝' },
} as const;

const invited: Bilingual = {
  en: 'Good once, until {until}. At the new node:',
  zh: '一次有效，截止 {until}。在新节点上运行：',
};

const vouched: Bilingual = {
  en: 'Its certificate is vouched for by its own authority, named in the line by its fingerprint: send the line over a way that you trust. A file does as well: jingwei ca export root.pem, then --parent-authority root.pem.',
  zh: '本节点的证书由自有证书机构签发，命令中已含其指纹：请通过可信的途径发送该命令。也可使用文件：jingwei ca export root.pem，再用 --parent-authority root.pem 指定。',
};

type Invited = {
  readonly code: string;
  readonly expiresAt: string;
  readonly parent: string;
  /** The fingerprint of its own root. */
  readonly authority?: string;
};

const keyShown = 16;
const perPage = 1_000;

const requestsCommand = defineCommand({
  words: ['node', 'requests'],
  summary: { en: 'List who asked for prefixes below this node', zh: '列出下级前缀的申请' },
  options: {
    '--state': {
      value: 'waiting|granted|refused',
      summary: { en: 'Only those in this state', zh: '只列出该状态的申请' },
    },
  },
  async run({ api, options, print, json, language }) {
    const all: Kept[] = [];
    for (let after: string | undefined, more = true; more; more = after !== undefined) {
      const query = new URLSearchParams({ limit: String(perPage) });
      if (options['--state'] !== undefined) query.set('state', options['--state']);
      if (after !== undefined) query.set('after', after);
      const page = await api.call<{ delegations: Kept[]; next?: string }>(
        'GET',
        `/api/delegations?${query}`,
      );
      all.push(...page.delegations);
      after = page.next;
    }
    if (json) print(JSON.stringify(all));
    else if (all.length === 0) print(words.none[language]);
    else {
      const rows = all.map((one) => [
        one.prefix,
        words[one.state][language],
        `${one.host}:${one.tcpPort}`,
        one.fingerprint.slice(0, keyShown),
        one.organisation,
        one.contact,
        localText(one.askedAt),
      ]);
      for (const line of textTable([[...words.heads[language]], ...rows])) print(line);
    }
    return 0;
  },
});

function decisionCommand(word: 'approve' | 'refuse', summary: Bilingual): Command {
  return defineCommand({
    words: ['node', word],
    summary,
    args: [prefixArgument],
    options: {
      ...keyOption,
      '--reason': { value: 'text', summary: { en: 'Why, for the asker', zh: '理由，申请方可见' } },
    },
    async run({ api, args, options, print, json, language }) {
      const path = `/api/delegations/${encodeURIComponent(args['prefix'] ?? '')}`;
      const fingerprint = options['--key'];
      const reason = options['--reason'];
      const kept = await api.call<Kept>('PUT', path, {
        grant: word === 'approve',
        ...(fingerprint === undefined ? {} : { fingerprint }),
        ...(reason === undefined ? {} : { reason }),
      });
      if (json) print(JSON.stringify(kept));
      else print(`${kept.prefix}  ${words[kept.state][language]}  ${kept.host}:${kept.tcpPort}`);
      return 0;
    },
  });
}

const inviteCommand = defineCommand({
  words: ['node', 'invite'],
  summary: {
    en: 'Make a code that grants a prefix at once to the node that brings it',
    zh: '生成邀请码，持码节点可立即获得前缀',
  },
  args: [prefixArgument],
  options: {
    '--days': {
      value: '1…90',
      summary: { en: 'How long it is good', zh: '有效天数' },
      defaultsTo: '7',
    },
  },
  async run({ api, args, options, print, note, json, language }) {
    const prefix = args['prefix'] ?? '';
    const path = `/api/delegations/${encodeURIComponent(prefix)}/invitations`;
    const days = Number(options['--days']);
    const made = await api.call<Invited>('POST', path, { days });
    if (json) print(JSON.stringify(made));
    else {
      note(invited[language].replace('{until}', localText(made.expiresAt)));
      const authority = made.authority === undefined ? '' : ` --parent-authority ${made.authority}`;
      const line = `npm run jingwei -- node init --prefix ${prefix} --parent ${made.parent}${authority}`;
      print(`${line} --invitation ${made.code}`);
      if (made.authority !== undefined) note(vouched[language]);
    }
    return 0;
  },
});

export const deskCommands: readonly Command[] = [
  requestsCommand,
  decisionCommand('approve', { en: 'Grant a prefix that was asked for', zh: '批准前缀申请' }),
  decisionCommand('refuse', {
    en: 'Refuse a prefix that was asked for, or take it back',
    zh: '拒绝前缀申请，或收回已批准的前缀',
  }),
  inviteCommand,
];
