// The settings of the recursive node.
import { defineConfig, setting } from '../../../kernel/config/section.ts';
import { Type } from '../../../kernel/schema/schema.ts';

const range = (minimum: number, maximum: number) => ({ minimum, maximum });

export const recursiveConfig = defineConfig(
  'recursiveNode',
  Type.Object({
    host: setting.text('127.0.0.1', {
      en: 'Address on which the recursive node listens',
      zh: '递归节点的监听地址',
    }),
    port: setting.port(3641, {
      en: 'Port of the recursive node, TCP and UDP; 0 picks a free one',
      zh: '递归节点的端口（TCP 与 UDP）；0 表示自动选择',
    }),
    roots: setting.texts([], {
      en: 'Top nodes where every walk begins, each as host:port; empty: the top node of this process',
      zh: '解析的起点（顶级节点），格式为 主机:端口；留空则为本进程的顶级节点',
    }),
    cacheBytesMax: setting.whole(64 * 1024 * 1024, range(0, 2 ** 34), {
      en: 'Memory for answers, in bytes',
      zh: '应答缓存的内存上限（字节）',
    }),
    cacheSaveS: setting.whole(300, range(0, 86_400), {
      en: 'Seconds between two writings of the cache to disk, from where it comes back after a restart; 0: never',
      zh: '缓存写盘的间隔（秒），重启后由此恢复；0 表示不写盘',
    }),
    negativeTtlS: setting.whole(5, range(0, 86_400), {
      en: 'Seconds for which "not found" is remembered',
      zh: '“不存在”的缓存时间（秒）',
    }),
    notResponsibleTtlS: setting.whole(5, range(0, 86_400), {
      en: 'Seconds for which "nobody is responsible" is remembered',
      zh: '“无人负责”的缓存时间（秒）',
    }),
    unreachableTtlS: setting.whole(2, range(0, 3_600), {
      en: 'Seconds after a failed walk in which the nodes are not asked again for the same identifier',
      zh: '解析失败后，同一标识在多少秒内不再询问各节点',
    }),
    staleMaxS: setting.whole(86_400, range(0, 30 * 86_400), {
      en: 'Seconds after its time to live for which an answer is given, marked as stale, when no node answers; 0: never',
      zh: '无节点应答时，过期应答仍可提供（标注为过期）的时间（秒）；0 表示不提供',
    }),
    staleWaitMs: setting.whole(1_800, range(0, 600_000), {
      en: 'Milliseconds that a question waits for the nodes before it gets a stale answer',
      zh: '在提供过期应答之前等待各节点的时间（毫秒）',
    }),
    prefetchMax: setting.whole(64, range(0, 10_000), {
      en: 'Most answers refreshed before they run out, at the same time; 0: none',
      zh: '同时进行的提前刷新数上限；0 表示不提前刷新',
    }),
    retryMs: setting.whole(500, range(1, 60_000), {
      en: 'Milliseconds before a datagram is sent again; the second wait is twice as long',
      zh: 'UDP 首次重发前的等待时间（毫秒）；第二次等待加倍',
    }),
    timeoutMs: setting.whole(3_000, range(1, 600_000), {
      en: 'Milliseconds for connecting over TCP, and again for the answer',
      zh: 'TCP 建立连接的时限，以及等待应答的时限（毫秒）',
    }),
    walkTimeoutMs: setting.whole(20_000, range(1, 600_000), {
      en: 'Milliseconds for one walk through the nodes, from its beginning to its end',
      zh: '一次完整解析的时限（毫秒）',
    }),
    walksMax: setting.whole(10_000, range(1, 1_000_000), {
      en: 'Most questions under way at the same time',
      zh: '同时处理的问题数上限',
    }),
    clientRate: setting.whole(2_000, range(0, 10_000_000), {
      en: 'Questions a second from one address (IPv6: from one /64), twice as many at once after a silence; 0: no limit',
      zh: '每个地址（IPv6 按 /64）每秒的查询上限，空闲后可突发两倍；0 表示不限',
    }),
    limitExempt: setting.texts([], {
      en: 'Networks without that limit, as 10.0.0.0/8; loopback is always one',
      zh: '不受此限的网段，如 10.0.0.0/8；本机环回始终不限',
    }),
    verify: setting.oneOf(['off', 'report', 'require'], 'report', {
      en: 'Signatures of records: off = not looked at; report = looked at and told, a record that does not fit its signature is refused; require = under the prefixes of the trust roots nothing else than verified records is given',
      zh: '记录签名的验证方式：off 不验证；report 验证并报告，与签名不符的记录被拒绝；require 在信任根的前缀下只给出已验证的记录',
    }),
    trustRoots: setting.texts([], {
      en: 'Keys to which signatures must lead, each as prefix=FILE (PEM or JWK) or prefix=sha256:THUMBPRINT; empty: the top node of this process',
      zh: '签名最终必须追溯到的密钥，格式为 前缀=文件（PEM 或 JWK）或 前缀=sha256:指纹；留空则为本进程的顶级节点',
    }),
    connectionsMax: setting.whole(10_000, range(1, 1_000_000), {
      en: 'Most open TCP connections',
      zh: 'TCP 连接数上限',
    }),
    idleTimeoutS: setting.whole(120, range(1, 86_400), {
      en: 'Seconds after which a silent connection is closed',
      zh: '空闲连接的关闭时间（秒）',
    }),
  }),
);
