// Reaches a device: a socket of its own, and the question who it is.
import type { World } from '../../../../kernel/world/world.ts';
import { property } from '../../../../wire/bacnet/names.ts';
import { instanceMax, objectId, objectInstance } from '../../../../wire/bacnet/services.ts';
import { BacnetClient, type ClientOptions } from './client.ts';
import { bacnetFailures } from './failures.ts';
import { Properties } from './properties.ts';
import { refusalText } from './refusal-text.ts';
import type { DeviceSettings } from './settings.ts';

export type Device = {
  readonly client: BacnetClient;
  readonly properties: Properties;
  /** Its instance, as it says. */
  readonly instance: number;
};

const deviceType = 8;

export const deviceObject = (instance: number) => objectId(deviceType, instance);

/** Fails with `bacnet.no-answer`, `bacnet.other-device` or `world.cannot-listen`. */
export async function openDevice(
  world: World,
  settings: DeviceSettings,
  onNotification?: ClientOptions['onNotification'],
): Promise<Device> {
  const { host, port, device: wanted, remote, localPort, answerMs, retries } = settings;
  const [address = host] = await world.network.addressesOf(host);
  const socket = await world.network.openUdp({ host: '0.0.0.0', port: localPort });
  const client = new BacnetClient({
    ...{ socket, clock: world.clock, to: { host: address, port }, remote, answerMs, retries },
    ...(onNotification === undefined ? {} : { onNotification }),
  });
  const properties = new Properties(client);
  try {
    const instance = await instanceOf(client, properties, settings);
    if (wanted !== undefined && wanted !== instance)
      throw bacnetFailures['other-device']({ host, port, found: instance, wanted });
    return { client, properties, instance };
  } catch (error) {
    await client.close();
    throw error;
  }
}

/** Fails with `bacnet.no-answer`. */
async function instanceOf(
  client: BacnetClient,
  properties: Properties,
  { host, port, device: wanted }: DeviceSettings,
): Promise<number> {
  // Instance 4194303 means the device itself, whoever it is.
  const at = { object: deviceObject(instanceMax), property: property.objectIdentifier };
  let who = await properties.one(at);
  // It may not know that convention and still answer: it is asked by its number, or for its number.
  if (!who.ok && who.refused.kind !== 'silence' && wanted !== undefined)
    who = await properties.one({ ...at, object: deviceObject(wanted) });
  if (!who.ok && who.refused.kind !== 'silence') {
    const found = await client.whoIs();
    if (found !== undefined) return found;
  }
  if (!who.ok) throw bacnetFailures['no-answer']({ host, port, why: refusalText(who.refused) });
  return objectInstance(Number(who.values[0]?.value ?? 0));
}
