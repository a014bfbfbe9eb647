// The recursive node: resolves anything for anybody, over the wire and for this process.
import { defineConfig, setting } from '../../kernel/config/section.ts';
import { defineModule } from '../../kernel/module/module.ts';
import { optional } from '../../kernel/module/port.ts';
import { Type } from '../../kernel/schema/schema.ts';
import { resolverPort, rootNodePort, rootPort, type RootAddress } from './api.ts';
import { identifiersFailures } from './failures.ts';
import { listenerBounds } from './listeners/message-handler.ts';
import { openListeners } from './listeners/open-listeners.ts';
import { ResolveTally } from './listeners/resolve-tally.ts';
import { Responder } from './listeners/responder.ts';
import { hostPortText } from '../../kernel/world/host-port.ts';
import { addressIn } from './model/node-address.ts';
import { siteOf, type Contact } from './model/site.ts';
import { Asker } from './recursive/asker.ts';
import { RecursiveResolver } from './recursive/recursive-resolver.ts';

const title = { en: 'recursive node', zh: '递归节点' };
const range = (minimum: number, maximum: number) => ({ minimum, maximum });

const config = defineConfig(
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
    cacheBytesMax: setting.whole(64 * 1024 * 1024, range(0, 2 ** 40), {
      en: 'Memory for answers, in bytes',
      zh: '应答缓存的内存上限（字节）',
    }),
    negativeTtlS: setting.whole(5, range(0, 86_400), {
      en: 'Seconds for which "not found" is remembered',
      zh: '“不存在”的缓存时间（秒）',
    }),
    retryMs: setting.whole(500, range(1, 60_000), {
      en: 'Milliseconds before a datagram is sent again; the second wait is twice as long',
      zh: 'UDP 首次重发前的等待时间（毫秒）；第二次等待加倍',
    }),
    timeoutMs: setting.whole(3_000, range(1, 600_000), {
      en: 'Milliseconds for connecting over TCP, and again for the answer',
      zh: 'TCP 建立连接的时限，以及等待应答的时限（毫秒）',
    }),
    walksMax: setting.whole(10_000, range(1, 1_000_000), {
      en: 'Most questions under way at the same time',
      zh: '同时处理的问题数上限',
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

export const recursiveNodeModule = defineModule({
  name: 'recursive-node',
  title,
  roles: ['resolver'],
  config,
  uses: { rootNode: optional(rootNodePort), top: optional(rootPort) },
  offers: { resolver: resolverPort },
  failures: { identifiers: identifiersFailures.definitions },
  async start(given, register) {
    const { config: settings, world, metrics, log } = given;
    const roots = rootContacts(settings.roots, given.rootNode ?? given.top);
    const asker = await Asker.open(world, settings);
    register.onStop(() => asker.close());
    const { host, port } = settings;
    const ports = { tcpPort: port, udpPort: port };
    const site = siteOf({ prefix: '', description: 'recursive', host, ...ports, serial: 1 });
    const resolver = new RecursiveResolver({ ...settings, asker, clock: world.clock, roots, site });
    const tally = new ResolveTally('recursive-node', metrics);
    const handler = new Responder({ source: resolver, clock: world.clock, tally, log });
    const { connectionsMax, idleTimeoutS } = settings;
    const bounds = { ...listenerBounds, connectionsMax, idleMs: idleTimeoutS * 1000 };
    const { network, clock } = world;
    const listeners = await openListeners(
      { host, port },
      { network, clock, handler, bounds, title },
    );
    register.onStop(() => listeners.close());
    register.job('tally', 1_000, async () => tally.flush());
    const fact = { name: 'recursive-node', role: 'resolver', ...listeners.address };
    register.listener({ ...fact, protocol: 'do-irp/tcp' });
    register.listener({ ...fact, protocol: 'do-irp/udp' });
    metrics.observed(
      'jingwei_recursive_node_cache_bytes',
      'Memory held by cached answers',
      () => resolver.cacheBytes,
    );
    return { resolver };
  },
});

function rootContacts(roots: readonly string[], own: RootAddress | undefined): Contact[] {
  if (roots.length > 0) {
    return roots.map((text) => {
      const { host, port } = addressIn('recursiveNode.roots', text);
      return { node: `root ${hostPortText({ host, port })}`, host, udpPort: port, tcpPort: port };
    });
  }
  if (own === undefined) throw identifiersFailures['no-root']();
  return [{ node: own.description, host: own.host, udpPort: own.port, tcpPort: own.port }];
}
