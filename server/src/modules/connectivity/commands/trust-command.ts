// `jingwei source trust`: the certificate that a machine showed is the right one.
import { defineCommand, type Command, type CommandInput } from '../../../kernel/module/command.ts';
import type { SourceStatus } from '../api.ts';
import { enterpriseOption, query } from './source-commands.ts';

export const trustCommand: Command = defineCommand({
  words: ['source', 'trust'],
  summary: {
    en: 'Trust the certificate that a machine shows',
    zh: '信任设备出示的证书',
  },
  args: [{ name: 'name', summary: { en: 'Name of the source', zh: '数据源名称' } }],
  options: {
    '--fingerprint': {
      value: 'SHA256',
      required: true,
      summary: {
        en: 'Its SHA-256 fingerprint, as compared with the machine',
        zh: '与设备核对过的 SHA-256 指纹',
      },
    },
    ...enterpriseOption,
  },
  run: trust,
});

async function trust(input: CommandInput): Promise<number> {
  const name = input.args['name'] ?? '';
  const status = await input.api.call<SourceStatus>(
    'POST',
    `/api/sources/${encodeURIComponent(name)}/trust${query(input)}`,
    { fingerprint: input.options['--fingerprint'] ?? '' },
  );
  if (input.json) input.print(JSON.stringify(status));
  else
    input.print(
      input.language === 'zh'
        ? `已信任该证书；${name} 正在重新连接`
        : `Trusted; ${name} connects again`,
    );
  return 0;
}
