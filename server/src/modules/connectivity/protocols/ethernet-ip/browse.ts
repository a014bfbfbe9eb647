// The tags that a Logix controller lists: those of the controller, and below each program its own.
import type { CipSymbol } from '../../../../wire/cip/symbols.ts';
import { decodeSymbols, listSymbols } from '../../../../wire/cip/symbols.ts';
import { cipType, typeName } from '../../../../wire/cip/data-types.ts';
import { cipStatus } from '../../../../wire/cip/message.ts';
import type { BrowsedThing, BrowsePage, BrowseQuery } from '../protocol.ts';
import { CipClient, type ClientReach } from './cip-client.ts';
import { ethernetIpFailures } from './failures.ts';
import { endings } from './remedies.ts';
import type { ControllerSettings } from './settings.ts';
import { statusText } from './status-text.ts';

/** Fails with `world.cannot-connect`, `ethernet-ip.no-session` or `ethernet-ip.refused`. */
export async function browseTags(
  reach: ClientReach,
  settings: ControllerSettings,
  query: BrowseQuery,
): Promise<BrowsePage> {
  const client = await CipClient.reach(reach, settings);
  try {
    await client.register();
    await client.open();
    return await page(client, query);
  } finally {
    client.close(endings.gateway);
  }
}

async function page(client: CipClient, { at, after, limit }: BrowseQuery): Promise<BrowsePage> {
  const things: BrowsedThing[] = [];
  let from = Number(after ?? 0);
  for (;;) {
    const reply = await client.send(listSymbols(from, at));
    const { status } = reply;
    const more = status === cipStatus.partial;
    if (status !== cipStatus.success && !more)
      throw ethernetIpFailures.refused({ what: words.list, why: statusText(reply) });
    const symbols = decodeSymbols(reply.data);
    const last = symbols.ok ? symbols.value.at(-1)?.instance : undefined;
    if (!symbols.ok || (more && (last === undefined || last < from)))
      throw ethernetIpFailures.refused({ what: words.list, why: endings.nonsense });
    for (const symbol of symbols.value) {
      const thing = thingOf(symbol, at);
      if (thing) things.push(thing);
      if (things.length >= limit) return { things, next: String(symbol.instance + 1) };
    }
    if (!more || last === undefined) return { things };
    from = last + 1;
  }
}

function thingOf(symbol: CipSymbol, program: string | undefined): BrowsedThing | undefined {
  const { name, type, template, dimensions, system } = symbol;
  if (/^Program:/i.test(name)) {
    return { place: name, name: name.slice('Program:'.length), kind: 'folder', hasMore: true };
  }
  if (system || name.startsWith('__') || name.includes(':')) return undefined;
  const place = program === undefined ? name : `${program}.${name}`;
  const array = dimensions.length === 0 ? '' : `[${dimensions.join(',')}]`;
  const kind = template === undefined ? typeName(type ?? 0) : `structure ${template}`;
  const plain = { place, name, hasMore: false, detail: `${kind}${array}` };
  const value = template === undefined ? formOf(type ?? 0) : undefined;
  if (value === undefined || array !== '') return { ...plain, kind: 'folder' };
  const id = place.replaceAll(/[^A-Za-z0-9._-]/g, '-').slice(0, 128);
  return { ...plain, kind: 'signal', signal: { id, address: place, value } };
}

function formOf(type: number): 'number' | 'text' | 'boolean' | undefined {
  if (type === cipType.BOOL) return 'boolean';
  if (type === cipType.STRING || type === cipType.SHORT_STRING) return 'text';
  return type > cipType.BOOL && type <= cipType.LWORD ? 'number' : undefined;
}

const words = { list: { en: 'the list of its tags', zh: '标签列表' } };
