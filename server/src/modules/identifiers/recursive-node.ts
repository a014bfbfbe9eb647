// The recursive node: resolves anything for anybody, over the wire and for this process.
import type { Log } from '../../kernel/log/log.ts';
import type { Metrics } from '../../kernel/metrics/metrics.ts';
import { defineModule, type Registrar } from '../../kernel/module/module.ts';
import { optional } from '../../kernel/module/port.ts';
import { hostPortText } from '../../kernel/world/host-port.ts';
import type { Address } from '../../kernel/world/network.ts';
import type { World } from '../../kernel/world/world.ts';
import { proofsPort, resolverPort, rootNodePort, rootPort, type RootAddress } from './api.ts';
import { recursiveDoorPort } from './door/door-node.ts';
import { identifiersFailures } from './failures.ts';
import { listenerBounds } from './listeners/message-handler.ts';
import { openListeners } from './listeners/open-listeners.ts';
import { ResolveTally } from './listeners/resolve-tally.ts';
import { Responder } from './listeners/responder.ts';
import { addressIn } from './model/node-address.ts';
import { siteOf, type Contact } from './model/site.ts';
import type { AnswerCache } from './recursive/answer-cache.ts';
import { Asker } from './recursive/asker.ts';
import { CacheFile } from './recursive/cache-file.ts';
import { flusherOf } from './recursive/cache-tally.ts';
import { ClientLimits } from './recursive/client-limits.ts';
import { AskTheAuthority } from './recursive/elsewhere.ts';
import { GuardedHandler } from './recursive/guarded-handler.ts';
import { RecursiveResolver } from './recursive/recursive-resolver.ts';
import { recursiveConfig } from './recursive/settings.ts';
import { proofsOf, startVerifying } from './trust/start-verifying.ts';

const title = { en: 'recursive node', zh: '递归节点' };

export const recursiveNodeModule = defineModule({
  name: 'recursive-node',
  title,
  roles: ['resolver'],
  config: recursiveConfig,
  uses: { rootNode: optional(rootNodePort), top: optional(rootPort) },
  offers: { resolver: resolverPort, proofs: proofsPort, door: recursiveDoorPort },
  failures: { identifiers: identifiersFailures.definitions },
  async start(given, register) {
    const { config: settings, world, metrics, log } = given;
    const { host, port, clientRate, connectionsMax, idleTimeoutS, cacheSaveS } = settings;
    const { network, clock, random } = world;
    const own = given.rootNode ?? given.top;
    const roots = rootContacts(settings.roots, own);
    const verifier = await startVerifying(settings, own, { world, metrics });
    const limits = new ClientLimits({
      clock,
      perSecond: clientRate,
      burst: clientRate * 2,
      exempt: settings.limitExempt,
    });
    const asker = await Asker.open(world, settings);
    register.onStop(() => asker.close());
    const site = siteOf({
      prefix: '',
      description: 'recursive',
      host,
      tcpPort: port,
      udpPort: port,
      serial: 1,
    });
    const self: Address[] = [];
    const resolver = new RecursiveResolver({
      ...settings,
      asker,
      clock,
      random,
      roots,
      site,
      self,
      limits,
      ...(verifier === undefined ? {} : { verifier }),
    });
    await keepCache(given, register, { cache: resolver.cache, everyS: cacheSaveS });
    const tally = new ResolveTally('recursive-node', metrics);
    const restricted = new AskTheAuthority(clock);
    const responder = new Responder({ source: resolver, clock, tally, log, restricted });
    const handler = new GuardedHandler(responder, limits, clock);
    const bounds = { ...listenerBounds, connectionsMax, idleMs: idleTimeoutS * 1000 };
    const listeners = await openListeners(
      { host, port },
      { network, clock, handler, bounds, title },
    );
    self.push(listeners.address);
    register.onStop(() => listeners.close());
    const flushCache = flusherOf(resolver.tally, metrics);
    register.job('tally', 1_000, async () => {
      tally.flush();
      flushCache();
    });
    const fact = { name: 'recursive-node', role: 'resolver', ...listeners.address };
    register.listener({ ...fact, protocol: 'do-irp/tcp' });
    register.listener({ ...fact, protocol: 'do-irp/udp' });
    observe(metrics, resolver, limits);
    const allows = (peer: string): boolean => limits.allows(peer);
    const proofs = proofsOf(resolver, verifier);
    return { resolver, proofs, door: { handler, source: resolver, allows } };
  },
});

/** Takes in what the last run remembered, and writes what this one does, now and then and at the stop. */
async function keepCache(
  given: { world: World; folder: string; log: Log },
  register: Registrar,
  options: { cache: AnswerCache; everyS: number },
): Promise<void> {
  const { world, folder, log } = given;
  const { cache, everyS } = options;
  if (everyS === 0) return;
  const file = new CacheFile({ disk: world.disk, clock: world.clock, folder, cache });
  const { entries, damaged } = await file.load();
  if (damaged > 0) log.warn('cache-damaged', { entries, damaged });
  register.job('save-cache', everyS * 1000, () => file.save());
  register.onStop(() => file.save());
}

function observe(metrics: Metrics, resolver: RecursiveResolver, limits: ClientLimits): void {
  const gauge = (name: string, help: string, read: () => number): void =>
    metrics.observed(`jingwei_recursive_node_${name}`, help, read);
  gauge('cache_bytes', 'Memory held by cached answers', () => resolver.cacheBytes);
  gauge('cache_entries', 'Answers in memory', () => resolver.cache.size);
  gauge('walks_under_way', 'Walks that have not ended', () => resolver.walksUnderWay);
  gauge('rate_limited', 'Questions refused since the start, as a client asked too fast', () => {
    return limits.refused;
  });
}

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
