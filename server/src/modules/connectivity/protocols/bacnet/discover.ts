// Devices that answer Who-Is: on the network at hand, or with an address there, also on those that the broadcast management
// device at it knows, with which we register for a minute (annex J.5).
import { sleep } from '../../../../kernel/world/clock.ts';
import { decodeApdu, encodeApdu, unconfirmedService } from '../../../../wire/bacnet/apdu.ts';
import {
  allNetworks,
  bvlcFunction,
  decodeNetwork,
  encodeNetwork,
  registerForeignDevice,
} from '../../../../wire/bacnet/network.ts';
import { decodeIAm, encodeWhoIs } from '../../../../wire/bacnet/services.ts';
import type { Discovered, DiscoverQuery, Reach } from '../protocol.ts';
import { bacnetPort } from './settings.ts';

const listenMs = 2_000;
const devicesMax = 10_000;
const registeredSeconds = 60;
const everybody = { network: allNetworks, mac: new Uint8Array(0) };

/** Fails with `world.cannot-listen`. */
export async function discoverDevices(
  { world }: Pick<Reach, 'world'>,
  { host, port = bacnetPort }: DiscoverQuery,
): Promise<readonly Discovered[]> {
  const [address] =
    host === undefined ? ['255.255.255.255'] : await world.network.addressesOf(host);
  const socket = await openSocket(world.network.openUdp);
  const found = new Map<number, Discovered>();
  try {
    socket.onMessage((bytes, from) => {
      const device = deviceIn(bytes, from);
      if (device && found.size < devicesMax) found.set(device.device, device.discovered);
    });
    const to = { host: address ?? host ?? '', port };
    const data = encodeWhoIs();
    const whoIs = encodeApdu({ kind: 'unconfirmed', service: unconfirmedService.whoIs, data });
    const { broadcast, unicast, distributeBroadcast } = bvlcFunction;
    if (host === undefined) socket.send(encodeNetwork(broadcast, whoIs, { to: everybody }), to);
    else {
      socket.send(encodeNetwork(unicast, whoIs, { to: everybody }), to);
      socket.send(registerForeignDevice(registeredSeconds), to);
      socket.send(encodeNetwork(distributeBroadcast, whoIs, { to: everybody }), to);
    }
    await sleep(world.clock, listenMs);
  } finally {
    await socket.close();
  }
  return [...found.values()];
}

/** Many devices answer by broadcast to the usual port, so that one is best; any will do when it is taken. */
async function openSocket(openUdp: Reach['world']['network']['openUdp']) {
  const options = { broadcast: true };
  try {
    return await openUdp({ host: '0.0.0.0', port: bacnetPort }, options);
  } catch {
    return openUdp({ host: '0.0.0.0', port: 0 }, options);
  }
}

function deviceIn(
  bytes: Uint8Array,
  from: { readonly host: string; readonly port: number },
): { readonly device: number; readonly discovered: Discovered } | undefined {
  const message = decodeNetwork(bytes);
  const apdu = message?.apdu && decodeApdu(message.apdu);
  if (!message || apdu?.kind !== 'unconfirmed' || apdu.service !== unconfirmedService.iAm)
    return undefined;
  const iAm = decodeIAm(apdu.data);
  if (!iAm) return undefined;
  const { device, vendor, apduOctetsMax } = iAm;
  const { source } = message;
  const routed =
    source === undefined
      ? {}
      : { network: source.network, mac: Buffer.from(source.mac).toString('hex') };
  // Forwarded by a broadcast management device: the device itself is asked.
  const { host, port } = message.origin ?? from;
  const behind = source === undefined ? '' : `, network ${source.network}`;
  return {
    device,
    discovered: {
      name: `Device ${device}`,
      detail: `vendor ${vendor}, messages of ${apduOctetsMax} octets${behind}`,
      connection: { host, port, device, ...routed },
      machine: { id: `bacnet-${device}` },
    },
  };
}
