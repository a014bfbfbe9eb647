// BACnet/IP as a client: buildings, cooling, air and energy. Changes are subscribed to where the device tells them, and read
// at intervals where it does not.
import { hostPortText } from '../../../../kernel/world/host-port.ts';
import { configuredMachine } from '../../model/configured-machine.ts';
import { defineProtocol, type Description, type ProtocolSettings } from '../protocol.ts';
import { readAddress } from './address.ts';
import { browseDevice } from './browse.ts';
import { discoverDevices } from './discover.ts';
import { bacnetFailures } from './failures.ts';
import { openSession } from './session.ts';
import {
  bacnetPort,
  deviceConnection,
  macOf,
  settingsOf,
  type DeviceConnection,
} from './settings.ts';
import { testDevice, type TestedPoint } from './test-device.ts';

export const bacnet = defineProtocol({
  name: 'bacnet-ip',
  title: { en: 'BACnet/IP device', zh: 'BACnet/IP 设备' },
  connection: deviceConnection,
  address: {
    words: {
      en: 'Type of object and instance, perhaps with /property and [index]',
      zh: '对象类型和实例，可加“/属性”和“[下标]”',
    },
    example: 'analog-input:3',
  },
  where: ({ host, port, device }) => {
    const at = hostPortText({ host, port: port ?? bacnetPort });
    return device === undefined ? at : `${at} device ${device}`;
  },
  describe,
  browse: ({ world }, connection, query) => browseDevice(world, settingsOf(connection), query),
  discover: discoverDevices,
  async test({ world }, settings) {
    return testDevice(world, settingsOf(settings.connection), pointsOf(settings));
  },
});

type Settings = ProtocolSettings<DeviceConnection>;

/** Fails with `bacnet.bad-address`, `bacnet.bad-mac` or `connectivity.signal-twice`. */
function describe(enterprise: string, settings: Settings): Description {
  const model = configuredMachine(enterprise, settings);
  const points = pointsOf(settings);
  return {
    models: [model],
    signals: model.signals,
    connect: (link) => openSession(link, settingsOf(settings.connection), points),
  };
}

function pointsOf({ name, signals = [], connection }: Settings): TestedPoint[] {
  const { network, mac } = connection;
  if (network !== undefined && macOf(mac) === undefined)
    throw bacnetFailures['bad-mac']({ name, network, mac: mac ?? '' });
  const { intervalMs: usual } = settingsOf(connection);
  return signals.map((signal) => {
    const { id, value: form = 'number', intervalMs = usual } = signal;
    return { id, at: readAddress(name, signal), form, intervalMs };
  });
}
