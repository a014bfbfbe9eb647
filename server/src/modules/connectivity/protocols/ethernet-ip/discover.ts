// Devices that answer ListIdentity over UDP: all of the network, or the one at an address.
import { sleep } from '../../../../kernel/world/clock.ts';
import { decodeEip, eipCommand, encodeEip } from '../../../../wire/cip/encapsulation.ts';
import { decodeIdentityAnswer, type Identity } from '../../../../wire/cip/identity.ts';
import type { Discovered, DiscoverQuery, Reach } from '../protocol.ts';
import { eipPort } from './settings.ts';

const listenMs = 1_500;
const devicesMax = 1_000;
const programmableController = 14;

/** Fails with `world.cannot-listen`. */
export async function discoverDevices(
  { world }: Pick<Reach, 'world'>,
  { host = '255.255.255.255', port = eipPort }: DiscoverQuery,
): Promise<readonly Discovered[]> {
  const [address = host] = await world.network.addressesOf(host);
  const any = address.includes(':') ? '::' : '0.0.0.0';
  const socket = await world.network.openUdp({ host: any, port: 0 }, { broadcast: true });
  const found = new Map<string, Discovered>();
  try {
    socket.onMessage((bytes, from) => {
      const message = decodeEip(bytes);
      if (!message.ok || message.value.command !== eipCommand.listIdentity) return;
      const identity = decodeIdentityAnswer(message.value.data);
      if (identity && found.size < devicesMax)
        found.set(`${from.host} ${from.port}`, discovered(from.host, from.port, identity));
    });
    const data = new Uint8Array(0);
    const question = { command: eipCommand.listIdentity, session: 0, status: 0, context: 0, data };
    socket.send(encodeEip(question), { host: address, port });
    await sleep(world.clock, listenMs);
  } finally {
    await socket.close();
  }
  return [...found.values()];
}

function discovered(host: string, port: number, identity: Identity): Discovered {
  const { vendor, deviceType, productName, major, minor, serialNumber } = identity;
  const serial = serialNumber.toString(16).toUpperCase().padStart(8, '0');
  // Only controllers have a backplane between what answers and what has the tags.
  const route = deviceType === programmableController ? '1/0' : '';
  return {
    name: productName,
    detail: `vendor ${vendor}, revision ${major}.${minor}, serial number ${serial}`,
    connection: { host, port, route },
    machine: { model: productName, serialNumber: serial },
  };
}
