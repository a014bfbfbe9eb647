// The servers of one site must tell the same site and hold the same key: each asks the others for theirs
// (op 2) now and then, and says once what differs. Clients that hash are else led astray, and records signed
// with another key are refused.
import type { Registrar } from '../../../kernel/module/module.ts';
import type { Log } from '../../../kernel/log/log.ts';
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import { hostPortText } from '../../../kernel/world/host-port.ts';
import type { Address } from '../../../kernel/world/network.ts';
import { decodeSite, type Site } from '../../../wire/handle/handle.ts';
import { askSite, type SiteAsker } from '../delegation/ask-site.ts';
import type { SiteSplit } from './site-split.ts';

const periodMs = 60_000;

/** `silent` is one that does not answer; `key` one with a key of its own; `site` one that tells another site. */
export type ServerState = 'good' | 'silent' | 'key' | 'site';

/** How another server of the site compares with `ours`, our HS_SITE. */
export async function compareServer(
  to: Address,
  ours: Uint8Array,
  world: SiteAsker,
): Promise<ServerState> {
  const known = decodeSite(ours);
  const told = await askSite(to, 'tcp', world);
  if (told === undefined) return 'silent';
  if (!known.ok || outline(told) !== outline(known.value)) return 'site';
  return keysOf(told) === keysOf(known.value) ? 'good' : 'key';
}

export const stateWords: Readonly<Record<ServerState, Bilingual>> = {
  good: { en: 'the same site and key', zh: '站点信息与密钥一致' },
  silent: {
    en: 'does not answer: the identifiers that it holds are not found meanwhile',
    zh: '无应答：其持有的标识暂时无法解析',
  },
  key: {
    en: 'has a key of its own, so its records are refused: give it the node.key of the first server, and start it again',
    zh: '密钥不一致，其记录会被拒绝：请将第一台服务器的 node.key 复制过去并重新启动',
  },
  site: {
    en: 'tells another site: siteServers and hashOption must be the same at each server',
    zh: '公布的站点信息不同：各服务器的 siteServers 与 hashOption 须一致',
  },
};

export function watchServers(
  split: SiteSplit,
  {
    authority,
    world,
    log,
  }: { authority: { readonly site: Uint8Array }; world: SiteAsker; log: Log },
  register: Registrar,
): void {
  const last = new Map<string, ServerState>();
  register.job('site-servers', periodMs, async () => {
    for (const server of split.others) {
      const address = hostPortText(server);
      const state = await compareServer(server, authority.site, world);
      if (last.get(address) === state) continue;
      last.set(address, state);
      log[state === 'good' ? 'info' : 'warn']('site-server', { address, state });
    }
  });
}

function outline({ hashOption, servers, attributes }: Site): string {
  const places = servers.map(({ address, interfaces }) => [
    Buffer.from(address).toString('hex'),
    interfaces,
  ]);
  const name = attributes.find((one) => one.name === 'alt_addr')?.value;
  return JSON.stringify([hashOption, name, places]);
}

function keysOf({ servers }: Site): string {
  return servers.map(({ publicKey }) => Buffer.from(publicKey).toString('base64')).join(' ');
}
