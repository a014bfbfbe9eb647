// Access on the command line: new sign-in links, enterprises, people and services.
import type { Bilingual } from '../../kernel/schema/bilingual.ts';
import { defineCommand, type Command } from '../../kernel/module/command.ts';

const enterpriseArgument = {
  name: 'enterprise',
  summary: { en: 'The prefix of the enterprise, e.g. 88.118.8', zh: '企业前缀，如 88.118.8' },
};

/** Said beside the secret, where scripts do not read it. */
const afterwards = {
  link: { en: 'Sign-in link, good once, for an hour:', zh: '一次性登录链接，一小时内有效：' },
  token: { en: 'Token, shown only now:', zh: '令牌，仅显示这一次：' },
} satisfies Record<string, Bilingual>;

const linkCommand = defineCommand({
  words: ['access', 'link'],
  summary: {
    en: 'Make a new one-time sign-in link for the operator',
    zh: '为运维人员生成新的一次性登录链接',
  },
  async run({ api, print, note, language }) {
    const { code } = await api.call<{ code: string }>('POST', '/api/operator-code', {});
    note(afterwards.link[language]);
    print(`${api.origin}/sign-in#${code}`);
    return 0;
  },
});

type Enterprise = { readonly prefix: string; readonly name: string };

const enterpriseCommand = defineCommand({
  words: ['enterprise', 'put'],
  summary: { en: 'Add or rename an enterprise', zh: '添加企业或修改名称' },
  args: [enterpriseArgument, { name: 'name', summary: { en: 'Its name', zh: '企业名称' } }],
  async run({ args, api, print, json, language }) {
    const path = `/api/enterprises/${encodeURIComponent(args['enterprise'] ?? '')}`;
    const kept = await api.call<Enterprise>('PUT', path, { name: args['name'] });
    const word = language === 'zh' ? '企业' : 'Enterprise';
    print(json ? JSON.stringify(kept) : `${word} ${kept.prefix}  ${kept.name}`);
    return 0;
  },
});

const accountCommand = defineCommand({
  words: ['account', 'add'],
  summary: {
    en: 'Add a person or a service to an enterprise and print its one-time link or its token',
    zh: '为企业添加人员或服务，并打印一次性链接或令牌',
  },
  args: [enterpriseArgument, { name: 'name', summary: { en: 'Its name', zh: '名称' } }],
  options: {
    '--kind': {
      value: 'person|service',
      summary: { en: 'What it is', zh: '账户类型' },
      defaultsTo: 'person',
    },
    '--right': {
      value: 'right,…',
      summary: {
        en: 'Rights on the enterprise, separated by commas',
        zh: '在该企业上的权限，逗号分隔',
      },
      required: true,
    },
  },
  async run({ args, options, api, print, note, language }) {
    const enterprise = args['enterprise'] ?? '';
    const kind = options['--kind'] ?? 'person';
    const grants = (options['--right'] ?? '')
      .split(',')
      .map((right) => ({ right: right.trim(), on: enterprise }));
    const { secret } = await api.call<{ secret: string }>(
      'POST',
      `/api/enterprises/${encodeURIComponent(enterprise)}/accounts`,
      { kind, name: args['name'], grants },
    );
    note(afterwards[kind === 'person' ? 'link' : 'token'][language]);
    print(kind === 'person' ? `${api.origin}/sign-in#${secret}` : secret);
    return 0;
  },
});

export const accessCommands: readonly Command[] = [linkCommand, enterpriseCommand, accountCommand];
