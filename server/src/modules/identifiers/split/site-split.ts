// One site of several servers, each holding the handles that hash to it (RFC 3651 §3.2.2 "HashOption";
// reference §1.7): which server that is, and the words for who asks the wrong one. The servers share one key,
// since a record is signed for its prefix, whoever of them holds it.
import { createHash } from 'node:crypto';
import type { Failure } from '../../../kernel/failure/failure.ts';
import { hostPortText, parseHostPort } from '../../../kernel/world/host-port.ts';
import type { Address } from '../../../kernel/world/network.ts';
import { addressBytes, chooseServer, hashOption } from '../../../wire/handle/handle.ts';
import type { NodePlace, SiteServerFacts } from '../api.ts';
import { identifiersFailures } from '../failures.ts';
import { shortened } from '../model/question.ts';

export type SplitSettings = {
  readonly siteServers: readonly string[];
  readonly siteServer: number;
  readonly hashOption: keyof typeof hashOption;
};

/** The server of the site that holds a handle, when it is not this one. */
export type OtherServer = {
  /** From 1. */
  readonly server: number;
  /** `10.0.0.2:2643`. */
  readonly address: string;
};

export const siteServersMax = 64;

export class SiteSplit {
  /** All servers of the site, this one among them, in the order in which the hash counts them. */
  readonly servers: readonly Address[];
  /** The place of this one, from 0. */
  readonly own: number;
  readonly hashOption: number;

  constructor(servers: readonly Address[], own: number, option: number) {
    this.servers = servers;
    this.own = own;
    this.hashOption = option;
  }

  get others(): readonly Address[] {
    return this.servers.filter((_, at) => at !== this.own);
  }

  /** The first tells the parent of all. */
  get tellsParent(): boolean {
    return this.own === 0;
  }

  /** Where this one is to be found; `site` is what all of them must tell. */
  place(site: () => Uint8Array): Pick<NodePlace, 'host' | 'tcpPort' | 'udpPort' | 'site'> {
    const { others } = this;
    const { host, port } = this.servers[this.own] ?? { host: '', port: 0 };
    return { host, tcpPort: port, udpPort: port, site: { others, bytes: site } };
  }

  /** `key` is canonical; undefined for what this server holds. */
  otherServer(key: string): OtherServer | undefined {
    const at = chooseServer(key, this, md5);
    const place = this.servers[at];
    if (at === this.own || place === undefined) return undefined;
    return { server: at + 1, address: hostPortText(place) };
  }

  /** What the site tells of its servers; `publicKey` is the one that they share. */
  facts(publicKey: Uint8Array): { servers: SiteServerFacts[]; hashOption: number } {
    const servers = this.servers.map(({ host, port }) => {
      return { host, tcpPort: port, udpPort: port, publicKey };
    });
    return { servers, hashOption: this.hashOption };
  }

  /** What the protocol carries of it: a message behind code 301. */
  wordsFor({ server, address }: OtherServer): string {
    return `Server ${server} of ${this.servers.length} of this site holds it: ask ${address}`;
  }
}

const words = /^Server \d+ of \d+ of this site holds it: ask (\S+)$/;

/** The address in such a message; undefined for any other. */
export function serverInWords(message: string): string | undefined {
  return words.exec(message)?.[1];
}

/** Undefined for a site of one server. Fails with `identifiers.bad-site-servers`. */
export function readSplit(
  settings: SplitSettings,
  { section, maySplit }: { section: string; maySplit: boolean },
): SiteSplit | undefined {
  const { siteServers, siteServer, hashOption: option } = settings;
  if (siteServers.length === 0) return undefined;
  const setting = `${section}.siteServers`;
  const bad: Bad = (en, zh) =>
    identifiersFailures['bad-site-servers']({ setting, reason: { en, zh } });
  if (!maySplit) {
    throw bad(
      'only the site of an enterprise node is split, since each server of another would need every delegation',
      '仅企业节点的站点可以拆分，其他节点的每台服务器都需要全部委托',
    );
  }
  const servers = siteServers.map((text) => addressOf(text, bad));
  refuseMisfit(servers, siteServer, bad);
  return new SiteSplit(servers, siteServer - 1, hashOption[option]);
}

type Bad = (en: string, zh: string) => Failure;

function addressOf(text: string, bad: Bad): Address {
  const address = parseHostPort(text);
  if (address === undefined) {
    throw bad(`"${text}" is not host:port`, `“${text}”不是“主机:端口”的形式`);
  }
  return address;
}

function refuseMisfit(servers: readonly Address[], siteServer: number, bad: Bad): void {
  const { length } = servers;
  if (length > siteServersMax) {
    throw bad(`there are more than ${siteServersMax}`, `超过 ${siteServersMax} 个`);
  }
  if (new Set(servers.map(hostPortText)).size < length) {
    throw bad('one stands there twice', '有重复项');
  }
  const names = servers.filter(({ host }) => addressBytes(host) === undefined);
  if (new Set(names.map(({ host }) => host)).size > 1) {
    throw bad(
      'a site can tell one host name only: write the others as IP addresses',
      '一个站点只能公布一个主机名，其余请写成 IP 地址',
    );
  }
  if (siteServer > length) {
    throw bad(
      `this is server ${siteServer}, and ${length} are listed`,
      `本机为第 ${siteServer} 台，而列表中只有 ${length} 台`,
    );
  }
}

export function otherServerFailure(handle: string, address: string): Failure {
  return identifiersFailures['other-server']({ handle: shortened(handle), address });
}

const md5 = (bytes: Uint8Array): Uint8Array => createHash('md5').update(bytes).digest();
