// EtherNet/IP with explicit messages: tags of Logix controllers and of others that answer Read Tag.
import { hostPortText } from '../../../../kernel/world/host-port.ts';
import { encodeRoute, parseTag } from '../../../../wire/cip/path.ts';
import { configuredMachine } from '../../model/configured-machine.ts';
import { defineProtocol, type Description, type ProtocolSettings } from '../protocol.ts';
import { browseTags } from './browse.ts';
import { discoverDevices } from './discover.ts';
import { ethernetIpFailures } from './failures.ts';
import { openSession, type PolledTag } from './session.ts';
import {
  controllerConnection,
  eipPort,
  settingsOf,
  type ControllerConnection,
} from './settings.ts';
import { Tag } from './tags.ts';
import { testController } from './test-controller.ts';

export const ethernetIp = defineProtocol({
  name: 'ethernet-ip',
  title: { en: 'EtherNet/IP controller', zh: 'EtherNet/IP 控制器' },
  connection: controllerConnection,
  address: {
    words: {
      en: 'Name of a tag, with elements, members and bits',
      zh: '标签名，可带下标、成员和位',
    },
    example: 'Program:Main.Tank[3].Level',
  },
  where: ({ host, port }) => hostPortText({ host, port: port ?? eipPort }),
  describe,
  browse: (reach, connection, query) => browseTags(reach, settingsOf(connection), query),
  discover: discoverDevices,
  async test(reach, settings) {
    return testController(reach, settingsOf(settings.connection), tagsOf(settings));
  },
});

type Settings = ProtocolSettings<ControllerConnection>;

/** Fails with `ethernet-ip.bad-tag`, `ethernet-ip.bad-route` or `connectivity.signal-twice`. */
function describe(enterprise: string, settings: Settings): Description {
  const model = configuredMachine(enterprise, settings);
  tagsOf(settings);
  return {
    models: [model],
    signals: model.signals,
    // What a connection learned of its tags ends with it: the program may have been changed meanwhile.
    connect: (link) => openSession(link, settingsOf(settings.connection), () => tagsOf(settings)),
  };
}

function tagsOf({ name, signals = [], connection }: Settings): PolledTag[] {
  const { route, intervalMs: usual } = settingsOf(connection);
  if (encodeRoute(route) === undefined) throw ethernetIpFailures['bad-route']({ name, route });
  return signals.map(({ id, address, value = 'number', intervalMs = usual }) => {
    const path = parseTag(address);
    if (!path) throw ethernetIpFailures['bad-tag']({ name, id, address });
    return { tag: new Tag(address, path, value), intervalMs };
  });
}
