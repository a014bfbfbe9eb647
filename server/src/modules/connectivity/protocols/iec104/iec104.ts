// IEC 60870-5-104 as a controlling station: substations, pumping stations and district heating tell their process image and
// take commands. Data is acknowledged to the station only once it is durable here.
import { hostPortText } from '../../../../kernel/world/host-port.ts';
import { configuredMachine } from '../../model/configured-machine.ts';
import { defineProtocol, type Description, type ProtocolSettings } from '../protocol.ts';
import { objectKey, objectText, readAddress, type PointAddress } from './address.ts';
import { browseStation } from './browse.ts';
import { iec104Failures } from './failures.ts';
import { openSession, type Station } from './open.ts';
import { settingsOf, stationConnection, type StationConnection } from './settings.ts';
import { StationZone } from './station-time.ts';
import { testStation } from './test-station.ts';

export const iec104 = defineProtocol({
  name: 'iec-60870-5-104',
  title: { en: 'IEC 60870-5-104 station', zh: 'IEC 60870-5-104 站点' },
  connection: stationConnection,
  address: {
    words: {
      en: 'Common address/information object address, perhaps with :type, and with >address:type where commands go elsewhere',
      zh: '公共地址/信息体地址，可加“:类型”；命令在其他地址时加“>地址:类型”',
    },
    example: '1/100:M_ME_NC>1/2100:C_SE_NC',
  },
  where: ({ host, port }) => hostPortText({ host, port: port ?? 2404 }),
  describe,
  browse: (reach, connection, query) => browseStation(reach, settingsOf(connection), query),
  async test(reach, settings) {
    const addresses = addressesOf(settings);
    const signals = (settings.signals ?? []).flatMap(({ id }, n) => {
      const address = addresses[n];
      return address === undefined ? [] : [{ id, address }];
    });
    zoneOf(settings);
    return testStation(reach, settingsOf(settings.connection), signals);
  },
});

type Settings = ProtocolSettings<StationConnection>;

function describe(enterprise: string, settings: Settings): Description {
  const model = configuredMachine(enterprise, settings);
  const station: Station = {
    settings: settingsOf(settings.connection),
    zone: zoneOf(settings),
    model,
    addresses: addressesOf(settings),
  };
  return {
    models: [model],
    signals: model.signals,
    connect: (link) => openSession(link, station),
  };
}

/** Fails with `iec104.bad-zone`. */
function zoneOf({ name, connection }: Settings): StationZone {
  const { zone } = settingsOf(connection);
  const found = StationZone.named(zone);
  if (!found) throw iec104Failures['bad-zone']({ name, zone });
  return found;
}

/** Fails with `iec104.bad-address`, `iec104.unknown-type` or `iec104.address-twice`. */
function addressesOf({ name, signals = [] }: Settings): PointAddress[] {
  const seen = new Map<number, string>();
  return signals.map((signal) => {
    const address = readAddress(name, signal);
    const key = objectKey(address.common, address.object);
    const first = seen.get(key);
    const { id } = signal;
    if (first !== undefined)
      throw iec104Failures['address-twice']({ name, first, id, address: objectText(address) });
    seen.set(key, id);
    return address;
  });
}
