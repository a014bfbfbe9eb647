// MTConnect over SHDR: the machine's adapter tells lines over TCP, its Devices.xml says what they mean.
import { Type, type Static } from '../../../../kernel/schema/schema.ts';
import { hostPortText } from '../../../../kernel/world/host-port.ts';
import { hostSetting, portSetting, textSetting } from '../connection.ts';
import { defineProtocol, type Description, type ProtocolSettings } from '../protocol.ts';
import { readDevices } from '../mtconnect/devices.ts';
import { mtconnectFailures } from '../mtconnect/failures.ts';
import { ItemLookup } from './item-lookup.ts';
import { machineModelOf } from '../mtconnect/machine-model.ts';
import { openSession } from './session.ts';

const connection = Type.Object(
  {
    host: hostSetting(),
    port: portSetting(7878),
    devices: Type.Optional(
      textSetting(
        { en: "The machine's description, its Devices.xml", zh: '设备描述文件 Devices.xml 的内容' },
        { maxLength: 8 * 1024 * 1024 },
      ),
    ),
  },
  { additionalProperties: false },
);

export const mtconnectShdr = defineProtocol({
  name: 'mtconnect-shdr',
  title: { en: 'MTConnect adapter (SHDR)', zh: 'MTConnect 适配器（SHDR）' },
  connection,
  where: hostPortText,
  describe,
});

type Settings = ProtocolSettings<Static<typeof connection>>;

function describe(enterprise: string, settings: Settings): Description {
  const { name } = settings;
  const { devices, ...address } = settings.connection;
  if (devices === undefined || devices === '') throw mtconnectFailures['no-devices']({ name });
  const read = readDevices(name, devices);
  const location = settings.machine?.location;
  const models = read.map((device) => machineModelOf(enterprise, device, location));
  const signals = models.flatMap((model) => model.signals);
  return {
    models,
    signals,
    connect: (link) => openSession(link, address, new ItemLookup(read, signals)),
  };
}
