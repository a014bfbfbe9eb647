// `jingwei verify`, and the verbs for the keys of nodes.
import { defineCommand, type CommandInput } from '../../../kernel/module/command.ts';
import { fill, type Bilingual } from '../../../kernel/schema/bilingual.ts';
import type { NodeKeyFact, Proof } from '../api.ts';
import { trustFailures } from './failures.ts';
import { localText } from '../model/moment.ts';
import { proofIn, proofText, verifyProof } from './proof.ts';
import { rootKeyIn } from './trust-roots.ts';

const exitVerified = 0;
const exitRefused = 1;
/** It holds together, but nobody said which root to trust. */
const exitUndecided = 10;

/** What `resolve --export` does. */
export async function exportProof(
  handle: string,
  file: string,
  input: CommandInput,
): Promise<void> {
  const proof = await input.api.call<Proof>('GET', `/api/proofs/${encodeURIComponent(handle)}`);
  await input.world.disk.write(file, Buffer.from(proofText(proof)));
  input.note(`${words.written[input.language]} ${file}`);
}

export const verifyCommand = defineCommand({
  words: ['verify'],
  summary: {
    en: 'Verify an exported record without any network. Exit codes: 0 verified, 1 refused, 10 undecided as no root was given',
    zh: '离线验证导出的记录。退出码：0 已验证，1 被拒绝，10 未给出信任根、无法判定',
  },
  args: [
    {
      name: 'file',
      summary: { en: 'Written by resolve --export', zh: '由 resolve --export 生成的文件' },
    },
  ],
  options: {
    '--root': {
      value: 'file',
      summary: {
        en: 'Public key of the trusted root, PEM or JWK',
        zh: '所信任根节点的公钥文件（PEM 或 JWK）',
      },
    },
  },
  async run(input) {
    const file = input.args['file'] ?? '';
    const proof = proofIn(await bytesOf(file, input));
    const rootFile = input.options['--root'];
    const roots = rootFile === undefined ? undefined : await rootsIn(rootFile, input);
    if (proof === undefined) {
      tell(input, { state: 'refused', reason: 'bad-proof' }, words.notProof);
      return exitRefused;
    }
    const outcome = await verifyProof(proof, input.world.clock, roots);
    const { state, rootThumbprint } = outcome;
    const facts = { ...state, handle: proof.handle, root: proof.root.prefix, rootThumbprint };
    if (state.state === 'verified') {
      const { signer, until } = state;
      const { en, zh } = words.verified;
      const put = (text: string): string =>
        text
          .replace('{signer}', signer)
          .replace('{until}', localText(until))
          .replace('{handle}', proof.handle);
      tell(input, facts, { en: put(en), zh: put(zh) });
      return exitVerified;
    }
    const undecided = state.state === 'undecided';
    const reason = undecided ? words.noRoot : 'text' in state ? state.text : undefined;
    const head = undecided ? words.undecided : words.refused;
    const line = (language: 'en' | 'zh'): string =>
      fill(head, {
        handle: proof.handle,
        reason: reason?.[language] ?? '',
        thumbprint: rootThumbprint,
      })[language];
    tell(input, facts, { en: line('en'), zh: line('zh') });
    return undecided ? exitUndecided : exitRefused;
  },
});

async function bytesOf(file: string, { world }: CommandInput): Promise<Uint8Array> {
  const bytes = await world.disk.read(file);
  if (bytes === undefined) throw trustFailures['no-file']({ file });
  return bytes;
}

async function rootsIn(file: string, { world }: CommandInput) {
  const roots = rootKeyIn(await world.disk.read(file));
  if (roots === undefined) throw trustFailures['bad-root-file']({ file });
  return roots;
}

function tell(input: CommandInput, facts: object, text: Bilingual): void {
  input.print(input.json ? JSON.stringify(facts) : text[input.language]);
}

const words = {
  written: { en: 'The proof was written to', zh: '证明已写入' },
  verified: {
    en: '{handle} is verified: signed by {signer}, good until {until}.',
    zh: '{handle} 验证通过：由 {signer} 签名，有效期至 {until}。',
  },
  refused: {
    en: 'Refused: {handle}: {reason}. Thumbprint of the root in the proof: {thumbprint}',
    zh: '验证未通过：{handle}：{reason}。证明中根的指纹：{thumbprint}',
  },
  undecided: {
    en: 'Not decided: {handle}: {reason}. Thumbprint of the root in the proof: {thumbprint}',
    zh: '无法判定：{handle}：{reason}。证明中根的指纹：{thumbprint}',
  },
  noRoot: {
    en: 'it holds together, but whether to trust its root is for you to say: compare the thumbprint, or give --root',
    zh: '证明自身完整，但是否信任其根由您决定：请核对指纹，或用 --root 指定',
  },
  notProof: {
    en: 'Refused: the file is no proof, or was changed since it was written.',
    zh: '验证未通过：该文件不是证明文件，或写出后被改动过。',
  },
  tellParent: {
    en: 'The parent is in another program. Save the text above to a file and run there: jingwei node certify {prefix} FILE; then here: jingwei node confirm-key {prefix}',
    zh: '上级节点在另一程序中。请将以上内容存为文件，在上级处运行：jingwei node certify {prefix} 文件；然后在此运行：jingwei node confirm-key {prefix}',
  },
  certified: { en: 'Certified the keys of', zh: '已签发证书：' },
  next: { en: 'The next step follows by itself at', zh: '下一步将自动进行，时间：' },
  stages: {
    next: { en: 'next', zh: '待启用' },
    current: { en: 'current', zh: '使用中' },
    previous: { en: 'previous', zh: '已停用（仍认证）' },
  },
} as const;

type Keys = { readonly keys: readonly NodeKeyFact[]; readonly nextStepAt?: string };

const prefixArgument = [
  { name: 'prefix', summary: { en: 'e.g. 88.118.8', zh: '例如 88.118.8' } },
] as const;

export const nodeKeysCommand = defineCommand({
  words: ['node', 'keys'],
  summary: {
    en: 'Show the public keys of a node, and how far a roll-over is',
    zh: '显示节点的公钥以及密钥更换的进度',
  },
  args: prefixArgument,
  run: (input) => showKeys('GET', '', input),
});

export const rollKeyCommand = defineCommand({
  words: ['node', 'roll-key'],
  summary: {
    en: 'Replace the key of a node while it goes on serving',
    zh: '在不停机的情况下更换节点密钥',
  },
  args: prefixArgument,
  run: (input) => showKeys('POST', '/roll-over', input),
});

export const confirmKeyCommand = defineCommand({
  words: ['node', 'confirm-key'],
  summary: {
    en: 'Tell a node that its parent, in another program, has certified its next key',
    zh: '告知节点：其上级（在另一程序中）已为新密钥签发证书',
  },
  args: prefixArgument,
  run: (input) => showKeys('POST', '/confirmation', input),
});

export const certifyCommand = defineCommand({
  words: ['node', 'certify'],
  summary: {
    en: 'Certify the keys of a child that runs in another program',
    zh: '为在另一程序中运行的下级节点的密钥签发证书',
  },
  args: [
    ...prefixArgument,
    {
      name: 'file',
      summary: { en: 'What "node keys" of the child shows', zh: '下级节点“node keys”的输出' },
    },
  ],
  async run(input) {
    const { prefix = '', file = '' } = input.args;
    const text = Buffer.from(await bytesOf(file, input)).toString();
    const path = `/api/node-keys/${encodeURIComponent(prefix)}/certificates`;
    await input.api.call('PUT', path, { text });
    input.print(
      input.json ? JSON.stringify({ prefix }) : `${words.certified[input.language]} ${prefix}`,
    );
    return 0;
  },
});

async function showKeys(method: string, step: string, input: CommandInput): Promise<number> {
  const prefix = input.args['prefix'] ?? '';
  const path = `/api/node-keys/${encodeURIComponent(prefix)}${step}`;
  const { keys, ...rest } = await input.api.call<Keys>(method, path);
  const { language, print, note } = input;
  if (input.json) {
    print(JSON.stringify({ keys, ...rest }));
    return 0;
  }
  for (const { signer, stage, since, thumbprint, text } of keys) {
    const begun = since === undefined ? '' : ` ${localText(since)}`;
    note(`${signer} ${words.stages[stage][language]}${begun} sha256:${thumbprint}`);
    print(text.trimEnd());
  }
  const waits = keys.some(({ stage, since }) => stage === 'next' && since === undefined);
  if (waits) note(words.tellParent[language].replaceAll('{prefix}', prefix));
  if (rest.nextStepAt !== undefined) {
    note(`${words.next[language]} ${localText(rest.nextStepAt)}`);
  }
  return 0;
}
