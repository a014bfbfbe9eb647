// Looks at a node from outside, end to end: is it reached where it says, over IPv4 and IPv6, is it granted
// by its parent, do the clocks agree, and does a walk from the root lead to it.
import { Failure } from '../../../kernel/failure/failure.ts';
import { same, type Bilingual } from '../../../kernel/schema/bilingual.ts';
import { hostPortText } from '../../../kernel/world/host-port.ts';
import { prefixHandle } from '../../../wire/handle/handle.ts';
import type { LocalAuthority, NodePlace, ParentState, Resolver } from '../api.ts';
import { compareServer, stateWords } from '../split/watch-servers.ts';
import { nodeName } from '../model/path-words.ts';
import { askSite, type SiteAsker } from './ask-site.ts';

export const checkStates = ['good', 'warning', 'bad', 'skipped'] as const;

export type NodeCheck = {
  readonly what: Bilingual;
  readonly state: (typeof checkStates)[number];
  readonly found: Bilingual;
};

/** Beyond this signatures and certificates go wrong. */
const clockWarningMs = 30_000;
const certificateWarningMs = 14 * 86_400_000;

export async function checkNode(
  node: LocalAuthority,
  { resolver, world }: { resolver: Resolver | undefined; world: SiteAsker },
): Promise<NodeCheck[]> {
  const reached = await reachOf(node.place, world);
  const parent = await node.askParent();
  return [
    ...reached,
    ...(await serverChecks(node.place, world)),
    ...(parent === undefined ? [] : parentChecks(parent, world.clock.now())),
    await recordCheck(node, resolver),
  ];
}

async function reachOf(place: NodePlace, world: SiteAsker): Promise<NodeCheck[]> {
  const addresses = await world.network.addressesOf(place.host);
  if (addresses.length === 0) {
    const what = { en: 'reached from here', zh: '本机可达性' };
    const found = {
      en: `the name ${place.host} is not known: set publicHost to a name or address that others know`,
      zh: `主机名 ${place.host} 无法解析：请将 publicHost 设为其他节点可用的名称或地址`,
    };
    return [{ what, state: 'bad', found }];
  }
  const asked = addresses.flatMap((host) => [
    reach({ host, port: place.tcpPort }, 'tcp', { place, world }),
    reach({ host, port: place.udpPort }, 'udp', { place, world }),
  ]);
  return [...(await Promise.all(asked)), ...missingFamily(addresses)];
}

/** Each other server of a site of several. */
function serverChecks({ site }: NodePlace, world: SiteAsker): Promise<NodeCheck[]> {
  const checked = (site?.others ?? []).map(async (server): Promise<NodeCheck> => {
    const state = await compareServer(server, site?.bytes() ?? new Uint8Array(0), world);
    const address = hostPortText(server);
    const what = { en: `server ${address}`, zh: `服务器 ${address}` };
    return { what, state: state === 'good' ? 'good' : 'bad', found: stateWords[state] };
  });
  return Promise.all(checked);
}

async function reach(
  to: { host: string; port: number },
  over: 'udp' | 'tcp',
  { place, world }: { place: NodePlace; world: SiteAsker },
): Promise<NodeCheck> {
  const family = to.host.includes(':') ? 'IPv6' : 'IPv4';
  const what = same(`${over.toUpperCase()}, ${family}`);
  const address = hostPortText(to);
  const site = await askSite(to, over, world);
  if (site === undefined) {
    const found = {
      en: `nobody answers at ${address}: open the port in the firewall, and listen beyond loopback`,
      zh: `${address} 无应答：请在防火墙中开放该端口，并监听非环回地址`,
    };
    return { what, state: 'bad', found };
  }
  const isOurs = site.servers.some(
    (server) => Buffer.compare(server.publicKey, place.publicKey) === 0,
  );
  return isOurs
    ? { what, state: 'good', found: same(address) }
    : {
        what,
        state: 'bad',
        found: {
          en: `another node answers at ${address}: its key is not ours`,
          zh: `${address} 应答的是另一个节点：其密钥与本节点不符`,
        },
      };
}

/** A node that is known by one family only is said to be, once. */
function missingFamily(addresses: readonly string[]): NodeCheck[] {
  const six = addresses.some((address) => address.includes(':'));
  const four = addresses.some((address) => !address.includes(':'));
  if (four && six) return [];
  const missing = four ? 'IPv6' : 'IPv4';
  const found = {
    en: `the node tells no ${missing} address, so networks with ${missing} alone do not reach it`,
    zh: `节点未公布 ${missing} 地址，仅有 ${missing} 的网络无法访问`,
  };
  return [{ what: same(missing), state: 'skipped', found }];
}

function parentChecks(parent: ParentState, nowMs: number): NodeCheck[] {
  const checks: NodeCheck[] = [
    {
      what: { en: 'delegation', zh: '前缀委托' },
      state: parent.state === 'granted' ? 'good' : parent.state === 'waiting' ? 'warning' : 'bad',
      found: delegationWords(parent),
    },
  ];
  if (parent.clockAheadMs !== undefined) checks.push(clockCheck(parent.clockAheadMs));
  if (parent.certificateUntil !== undefined) {
    const untilMs = Date.parse(parent.certificateUntil);
    checks.push({
      what: { en: "parent's certificate", zh: '上级节点证书' },
      state: untilMs - nowMs < certificateWarningMs ? 'warning' : 'good',
      found: {
        en: `good until ${parent.certificateUntil}`,
        zh: `有效期至 ${parent.certificateUntil}`,
      },
    });
  }
  return checks;
}

function delegationWords({ state, url, parent, reason }: ParentState): Bilingual {
  const name = parent === undefined ? undefined : nodeName(parent.description);
  const who =
    name === undefined ? same(url) : { en: `${name.en}, ${url}`, zh: `${name.zh}（${url}）` };
  const words: Readonly<Record<ParentState['state'], Bilingual>> = {
    asking: { en: `${who.en} is being asked`, zh: `正在向 ${who.zh} 申请` },
    granted: { en: `granted by ${who.en}`, zh: `${who.zh} 已批准` },
    waiting: {
      en: `waits for the operator of ${who.en}: they decide with "jingwei node approve"`,
      zh: `等待 ${who.zh} 的运维人员审批（命令为“jingwei node approve”）`,
    },
    refused: { en: `refused by ${who.en}`, zh: `${who.zh} 已拒绝` },
    unreachable: { en: `${who.en} is not reached`, zh: `无法连接 ${who.zh}` },
  };
  const { en, zh } = words[state];
  return reason === undefined
    ? { en, zh }
    : { en: `${en}: ${reason.en}`, zh: `${zh}：${reason.zh}` };
}

function clockCheck(aheadMs: number): NodeCheck {
  const seconds = (Math.abs(aheadMs) / 1000).toFixed(1);
  const [en, zh] = aheadMs < 0 ? ['behind', '慢'] : ['ahead', '快'];
  return {
    what: { en: 'clock', zh: '时钟' },
    state: Math.abs(aheadMs) > clockWarningMs ? 'warning' : 'good',
    found: {
      en: `the parent's clock is ${seconds} s ${en}`,
      zh: `上级节点的时钟比本节点${zh} ${seconds} 秒`,
    },
  };
}

/** What the world is told: the walk from the root must end at a site that is ours. */
async function recordCheck(
  { prefix, place }: LocalAuthority,
  resolver: Resolver | undefined,
): Promise<NodeCheck> {
  const what = { en: 'found from the root', zh: '从根解析' };
  if (resolver === undefined) {
    const found = {
      en: 'no recursive node in this process: run the role resolver to check it',
      zh: '本进程没有递归节点：启用 resolver 角色后可检查',
    };
    return { what, state: 'skipped', found };
  }
  try {
    const { values } = await resolver.resolve(prefixHandle(prefix), { fresh: true });
    const sites = values.flatMap(({ data }) => (data.format === 'site' ? [data.value] : []));
    const found = sites.some((site) => tellsOf(site as SiteView, place));
    if (found) return { what, state: 'good', found: same(hostPortText(portOf(place))) };
    const elsewhere = {
      en: `${prefixHandle(prefix)} does not lead to ${hostPortText(portOf(place))}: the parent was not told, or resolvers remember the old place for a while`,
      zh: `${prefixHandle(prefix)} 未指向 ${hostPortText(portOf(place))}：上级节点尚未得知，或旧地址仍在缓存中`,
    };
    return { what, state: 'bad', found: elsewhere };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { what, state: 'bad', found: error.publicMessage };
  }
}

type SiteView = {
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
  readonly servers: readonly {
    readonly address: string;
    readonly interfaces: readonly { readonly port: number }[];
  }[];
};

function tellsOf(site: SiteView, place: NodePlace): boolean {
  const named = site.attributes.some(
    ({ name, value }) => name === 'alt_addr' && value === place.host,
  );
  return site.servers.some(
    ({ address, interfaces }) =>
      (named || address === place.host) && interfaces.some(({ port }) => port === place.tcpPort),
  );
}

function portOf({ host, tcpPort }: NodePlace): { host: string; port: number } {
  return { host, port: tcpPort };
}
