// `jingwei gateway invite|invitations|revoke|list|block|remove` and `jingwei gap-report`, through a running Jingwei.
import { defineCommand, type Command } from '../../kernel/module/command.ts';
import { textTable } from '../../kernel/module/text-table.ts';
import { fill } from '../../kernel/schema/bilingual.ts';
import { gapReportCommand } from './gap-command.ts';

type Gateway = {
  readonly gateway: string;
  readonly enterprises: readonly string[];
  readonly own: boolean;
  readonly blocked: boolean;
  readonly heardAt?: string;
};

const words = {
  heads: {
    en: ['GATEWAY', 'ENTERPRISES', 'STATE', 'LAST HEARD'],
    zh: ['网关', '企业', '状态', '最近通信'],
  },
  none: {
    en: 'No gateway is enrolled. `npm run jingwei -- gateway invite PREFIX` makes an invitation.',
    zh: '尚未登记网关。运行 `npm run jingwei -- gateway invite 企业前缀` 可生成邀请。',
  },
  own: { en: 'in this process', zh: '本进程' },
  enrolled: { en: 'enrolled', zh: '已登记' },
  blocked: { en: 'blocked', zh: '已停用' },
  invited: {
    en: 'Good once, until {until}. The gateway enrols at {platform} with this code:',
    zh: '一次有效，截止 {until}。网关凭此代码在 {platform} 登记：',
  },
  noInvitation: { en: 'No invitation is open.', zh: '没有有效的邀请。' },
  invitationHeads: {
    en: ['INVITATION', 'ENTERPRISES', 'GOOD UNTIL', 'GIVEN BY'],
    zh: ['邀请', '企业', '有效期至', '发放人'],
  },
  revoked: { en: 'Revoked: the code is good no more', zh: '已撤销，邀请码失效' },
  removed: { en: 'Removed the gateway {gateway}', zh: '已移除网关 {gateway}' },
} as const;

const gatewayArgument = {
  name: 'gateway',
  summary: { en: 'Its name, as `gateway list` shows it', zh: '网关名称，见 `gateway list`' },
};

const inviteCommand = defineCommand({
  words: ['gateway', 'invite'],
  summary: {
    en: 'Make a code, good once, with which a gateway enrols for enterprises',
    zh: '生成一次性邀请码，供网关登记',
  },
  args: [
    {
      name: 'enterprises',
      summary: {
        en: 'Prefixes that it may serve, separated by commas',
        zh: '允许服务的企业前缀，逗号分隔',
      },
    },
  ],
  options: {
    '--days': {
      value: '1…90',
      summary: { en: 'How long it is good', zh: '有效天数' },
      defaultsTo: '7',
    },
  },
  async run({ api, args, options, print, note, json, language }) {
    const enterprises = (args['enterprises'] ?? '').split(',').map((one) => one.trim());
    const body = { enterprises, days: Number(options['--days']) };
    const made = await api.call<{ code: string; expiresAt: string; platform: string }>(
      'POST',
      '/api/gateways/invitations',
      body,
    );
    if (json) print(JSON.stringify(made));
    else {
      const { expiresAt: until, platform } = made;
      note(fill(words.invited, { until, platform })[language]);
      print(made.code);
    }
    return 0;
  },
});

const invitationsCommand = defineCommand({
  words: ['gateway', 'invitations'],
  summary: { en: 'Show invitations that are still good', zh: '列出仍有效的网关邀请' },
  async run({ api, print, note, json, language }) {
    type Row = { id: string; enterprises: readonly string[]; expiresAt: string; givenBy: string };
    const path = '/api/gateways/invitations?limit=1000';
    const reply = await api.call<{ invitations: Row[] }>('GET', path);
    if (json) print(JSON.stringify(reply));
    else if (reply.invitations.length === 0) note(words.noInvitation[language]);
    else {
      const rows = reply.invitations.map(({ id, enterprises, expiresAt, givenBy }) => [
        ...[id, enterprises.join(','), expiresAt, givenBy],
      ]);
      for (const line of textTable([[...words.invitationHeads[language]], ...rows])) print(line);
    }
    return 0;
  },
});

const revokeCommand = defineCommand({
  words: ['gateway', 'revoke'],
  summary: { en: 'Make an invitation good no more', zh: '撤销网关邀请' },
  args: [
    {
      name: 'id',
      summary: { en: 'As `gateway invitations` shows it', zh: '见 `gateway invitations`' },
    },
  ],
  async run({ api, args, print, json, language }) {
    const id = args['id'] ?? '';
    const reply = await api.call('DELETE', `/api/gateways/invitations/${encodeURIComponent(id)}`);
    print(json ? JSON.stringify(reply) : words.revoked[language]);
    return 0;
  },
});

const listCommand = defineCommand({
  words: ['gateway', 'list'],
  summary: { en: 'Show gateways', zh: '列出网关' },
  async run({ api, print, note, json, language }) {
    const reply = await api.call<{ gateways: Gateway[] }>('GET', '/api/gateways');
    if (json) print(JSON.stringify(reply));
    else if (reply.gateways.length === 0) note(words.none[language]);
    else {
      const rows = reply.gateways.map((one) => {
        const state = one.blocked ? words.blocked : one.own ? words.own : words.enrolled;
        const { gateway, enterprises } = one;
        return [gateway, enterprises.join(','), state[language], one.heardAt ?? '-'];
      });
      for (const line of textTable([[...words.heads[language]], ...rows])) print(line);
    }
    return 0;
  },
});

const blockCommand = defineCommand({
  words: ['gateway', 'block'],
  summary: {
    en: 'Take nothing from a gateway any more; what it reads waits in its outbox',
    zh: '停用网关，其读数保留在发件箱中',
  },
  args: [gatewayArgument],
  options: { '--off': { summary: { en: 'Let it in again', zh: '恢复接收' } } },
  async run({ api, args, options, print, json, language }) {
    const path = `/api/gateways/${encodeURIComponent(args['gateway'] ?? '')}/blocked`;
    const blocked = options['--off'] !== 'true';
    const kept = await api.call<Gateway>('PUT', path, { blocked });
    const state = kept.blocked ? words.blocked : words.enrolled;
    print(json ? JSON.stringify(kept) : `${kept.gateway}  ${state[language]}`);
    return 0;
  },
});

const removeCommand = defineCommand({
  words: ['gateway', 'remove'],
  summary: {
    en: 'Forget the key of a gateway; what it sent stays',
    zh: '移除网关密钥，已有数据保留',
  },
  args: [gatewayArgument],
  async run({ api, args, print, json, language }) {
    const gateway = args['gateway'] ?? '';
    const reply = await api.call('DELETE', `/api/gateways/${encodeURIComponent(gateway)}`);
    print(json ? JSON.stringify(reply) : fill(words.removed, { gateway })[language]);
    return 0;
  },
});

const keyCommand = defineCommand({
  words: ['intake', 'key'],
  summary: {
    en: 'Show the public key that signs receipts, for outbox.platformKey of a gateway',
    zh: '显示签署回执的公钥，供网关设置 outbox.platformKey',
  },
  async run({ api, print, json }) {
    const reply = await api.call<{ key: string }>('GET', '/api/intake/key');
    print(json ? JSON.stringify(reply) : reply.key);
    return 0;
  },
});

export const intakeCommands: readonly Command[] = [
  inviteCommand,
  invitationsCommand,
  revokeCommand,
  listCommand,
  blockCommand,
  removeCommand,
  keyCommand,
  gapReportCommand,
];
