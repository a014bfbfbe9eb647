// What primaries, mirrors and the calls between them refuse.
import { defineFailures } from '../../../kernel/failure/failure.ts';

export const replicationFailures = defineFailures('replication', {
  'peer-unreachable': {
    kind: 'unavailable',
    message: {
      en: 'The node at {node} does not answer: {reason}. Check the address, and that the node runs and its HTTP port is open.',
      zh: '节点 {node} 没有应答：{reason}。请检查地址，以及该节点是否在运行、其 HTTP 端口是否开放。',
    },
  },
  'unsafe-primary': {
    kind: 'invalid',
    message: {
      en: 'A mirror does not copy from {url}: records hold secrets, so outside of one machine the address must begin with https://.',
      zh: '镜像不会从 {url} 复制：记录中含有秘密，跨机器时地址必须以 https:// 开头。',
    },
  },
  'not-a-mirror': {
    kind: 'unauthenticated',
    message: {
      en: 'This call is for mirrors, and must be signed with the key of one.',
      zh: '此接口仅供镜像节点使用，须由其节点密钥签名。',
    },
  },
  'unknown-mirror': {
    kind: 'forbidden',
    message: {
      en: 'No mirror with the key {fingerprint} is known here. Add the fingerprint to the setting "mirrors" of this node.',
      zh: '未登记密钥为 {fingerprint} 的镜像。请将该指纹加入本节点的“mirrors”设置。',
    },
  },
  'mirror-clock': {
    kind: 'invalid',
    message: {
      en: 'The clocks of primary and mirror differ by more than five minutes: there it is {there}, here {here}. Set the clocks right (NTP).',
      zh: '主节点与镜像的时钟相差超过五分钟：对方为 {there}，本节点为 {here}。请校准时钟（NTP）。',
    },
  },
  'read-only-node': {
    kind: 'unsupported',
    message: {
      en: 'The node of {prefix} here is a copy and takes no changes; the primary is at {primary}. If the primary is lost for good, make this one the primary: jingwei mirror promote {prefix}',
      zh: '此处 {prefix} 的节点是镜像，不接受修改；主节点位于 {primary}。若主节点已永久丢失，可将本节点提升为主节点：jingwei mirror promote {prefix}',
    },
  },
  'copy-unfinished': {
    kind: 'conflict',
    message: {
      en: 'The mirror of {prefix} has not copied all records of its primary yet; as the primary it would lack the rest. Wait until it follows. If the primary is lost for good, go on with what is here: jingwei mirror promote {prefix} --incomplete',
      zh: '{prefix} 的镜像尚未复制完主节点的全部记录，此时提升将缺失其余记录。请等待复制完成；若主节点已永久丢失，可凭现有记录继续：jingwei mirror promote {prefix} --incomplete',
    },
  },
  'no-mirror': {
    kind: 'missing',
    message: {
      en: 'No node of this process holds the prefix {prefix} as a mirror.',
      zh: '本进程没有前缀 {prefix} 的镜像节点。',
    },
  },
});
