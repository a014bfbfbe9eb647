// What can go wrong with keys, certificates and proofs, in the words of the person who meets it.
import { defineFailures } from '../../../kernel/failure/failure.ts';

export const trustFailures = defineFailures('trust', {
  'bad-key-list': {
    kind: 'invalid',
    message: {
      en: 'The list of the keys of the node, "{file}", is damaged. Restore it from a copy; or remove it, and the node goes on with node.key alone.',
      zh: '节点密钥清单“{file}”已损坏。请从备份恢复；或将其删除，节点将仅使用 node.key。',
    },
  },
  'no-file': {
    kind: 'missing',
    message: {
      en: 'There is no file {file}. Check the path.',
      zh: '文件 {file} 不存在。请检查路径。',
    },
  },
  'roll-over-under-way': {
    kind: 'conflict',
    message: {
      en: 'A roll-over of the key of this node is under way already. Wait until the old key is dropped; "jingwei node keys" shows when.',
      zh: '本节点的密钥更换已在进行中。请等待旧密钥退役；“jingwei node keys”可查看时间。',
    },
  },
  'no-roll-over': {
    kind: 'conflict',
    message: {
      en: 'No new key of {prefix} waits for its parent, so there is nothing to confirm. Begin with "jingwei node roll-key {prefix}".',
      zh: '前缀 {prefix} 没有等待上级认证的新密钥，无需确认。请先运行“jingwei node roll-key {prefix}”。',
    },
  },
  'bad-child-key': {
    kind: 'invalid',
    message: {
      en: 'What is given as the key of {prefix} ({source}) is no public key that can be certified. Give the PUBLIC part of an RSA key of 2048 to 8192 bits, or of an Ed25519 key, in PEM form, as "jingwei node keys" of that node prints it.',
      zh: '作为 {prefix} 的密钥提供的内容（{source}）不是可认证的公钥。请提供该节点“jingwei node keys”所显示的 PEM 格式公钥（2048 至 8192 位 RSA，或 Ed25519）。',
    },
  },
  'not-delegated': {
    kind: 'missing',
    message: {
      en: 'The prefix {prefix} is not delegated by {parent}, so its keys cannot be certified. Delegate it first, with the setting delegations.',
      zh: '{parent} 尚未委托前缀 {prefix}，无法认证其密钥。请先通过 delegations 设置项委托。',
    },
  },
  'bad-trust-root': {
    kind: 'invalid',
    message: {
      en: 'The setting recursiveNode.trustRoots holds "{text}": {file} holds no public key in PEM or JWK form. Write prefix=FILE, or prefix=sha256:THUMBPRINT as "jingwei node keys" shows it.',
      zh: '设置项 recursiveNode.trustRoots 的值“{text}”无效：{file} 中没有 PEM 或 JWK 格式的公钥。请写成 前缀=文件，或 前缀=sha256:指纹（见“jingwei node keys”）。',
    },
  },
  'not-proven': {
    kind: 'unavailable',
    message: {
      en: 'No proof of "{handle}" can be written: {reason}',
      zh: '无法为“{handle}”生成证明：{reason}',
    },
  },
  'bad-root-file': {
    kind: 'invalid',
    message: {
      en: 'The file "{file}" given with --root holds no public key in PEM or JWK form. Give the key of the top node, as "jingwei node keys" shows it there.',
      zh: '--root 指定的文件“{file}”中没有 PEM 或 JWK 格式的公钥。请提供顶级节点的公钥（见该处“jingwei node keys”）。',
    },
  },
  'no-recursive-node': {
    kind: 'unsupported',
    message: {
      en: 'This process has no recursive node, so it cannot prove records. Ask the process that plays the resolver role.',
      zh: '本进程没有递归节点，无法生成记录证明。请联系运行 resolver 角色的进程。',
    },
  },
  'no-such-node': {
    kind: 'missing',
    message: {
      en: 'No node of this process has the prefix {prefix} or stands above it. Ask the process that runs that node.',
      zh: '本进程没有前缀为 {prefix} 的节点，也没有其上级节点。请联系运行该节点的进程。',
    },
  },
});
