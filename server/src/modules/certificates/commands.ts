// `jingwei ca show` and `jingwei ca export`.
import { resolve } from 'node:path';
import { defineCommand } from '../../kernel/module/command.ts';

type Root = { certificate: string; subject: string; fingerprint: string; until: string };

const path = '/api/certificates/root';

export const showRootCommand = defineCommand({
  words: ['ca', 'show'],
  summary: {
    en: 'The root certificate of the own authority, to be compared by its fingerprint',
    zh: '显示自有证书机构的根证书，可核对其指纹',
  },
  async run({ api, json, language, print }) {
    const root = await api.call<Root>('GET', path);
    if (json) print(JSON.stringify(root));
    else {
      const zh = language === 'zh';
      print(root.subject);
      print(`${zh ? 'SHA-256 指纹：' : 'SHA-256 fingerprint: '}${root.fingerprint}`);
      print(`${zh ? '有效期至：' : 'valid until: '}${root.until}`);
      print('');
      print(root.certificate.trimEnd());
    }
    return 0;
  },
});

export const exportRootCommand = defineCommand({
  words: ['ca', 'export'],
  summary: {
    en: 'Write the root certificate into a PEM file, for curl --cacert, browsers and other nodes',
    zh: '将根证书写入 PEM 文件，供 curl --cacert、浏览器和其他节点使用',
  },
  args: [{ name: 'file', summary: { en: 'e.g. root.pem', zh: '例如 root.pem' } }],
  async run({ api, args, json, language, note, print, world }) {
    const root = await api.call<Root>('GET', path);
    const file = resolve(args['file'] ?? 'root.pem');
    await world.disk.write(file, new TextEncoder().encode(root.certificate));
    if (json) print(JSON.stringify({ file, fingerprint: root.fingerprint }));
    else note(language === 'zh' ? `已写入 ${file}` : `written to ${file}`);
    return 0;
  },
});
