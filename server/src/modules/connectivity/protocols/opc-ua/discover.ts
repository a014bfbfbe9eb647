// Who answers: the servers that a server or a discovery server knows (Part 4, 5.5.2 FindServers), each with the
// protection that it offers.
import type { Discovered, DiscoverQuery, Reach } from '../protocol.ts';
import type { OpcUaConnection } from './connection.ts';
import { offersOf, withOpenClient, type Caller } from './dial.ts';
import { offerText, type Offer } from './endpoints.ts';
import { hostOfUrl, pathOfUrl, portOfUrl } from './hosts.ts';
import { identityOf } from './identity.ts';
import { library } from './library.ts';

const serversMax = 100;

/** Fails as a connection does. */
export async function discover(reach: Reach, query: DiscoverQuery): Promise<readonly Discovered[]> {
  const { host = 'localhost', port = 4840 } = query;
  const loaded = await library();
  const identity = await identityOf(loaded, reach);
  const caller = { reach, name: host, connection: { host, port } };
  const servers = await withOpenClient(loaded, caller, identity, (client) => client.findServers());
  const found: Discovered[] = [];
  for (const server of servers.slice(0, serversMax)) {
    const urls = (server.discoveryUrls ?? []).filter((url) => url !== null);
    const url = urls.find((one) => hostOfUrl(one) === host) ?? urls[0];
    if (url === undefined || !/^opc\.tcp:/i.test(url)) continue;
    const connection = reachable(url, { host, port });
    const offers = await offersFor(connection);
    const name = server.applicationName.text ?? server.applicationUri ?? url;
    const detail = [url, ...new Set(offers.map(offerText))].join(', ');
    found.push({ name, detail, connection: { ...connection, ...usualSecurity(offers) } });
  }
  return found;

  async function offersFor(connection: OpcUaConnection): Promise<readonly Offer[]> {
    const asked: Caller = { reach, name: connection.host, connection };
    return offersOf(loaded, asked, identity).catch(() => []); // it is shown without them
  }
}

/** Servers name themselves by a host name that others often cannot look up: where we asked is kept. */
function reachable(url: string, asked: { host: string; port: number }): OpcUaConnection {
  const port = portOfUrl(url) ?? 4840;
  const path = pathOfUrl(url);
  const host = port === asked.port ? asked.host : hostOfUrl(url);
  return { host, port, ...(path === '' || path === '/' ? {} : { path }) };
}

function usualSecurity(offers: readonly Offer[]): Pick<OpcUaConnection, 'securityMode'> {
  const modes = new Set<number>(offers.map(({ securityMode }) => securityMode));
  if (modes.has(3) || modes.size === 0) return {};
  return { securityMode: modes.has(2) ? 'sign' : 'none' };
}
