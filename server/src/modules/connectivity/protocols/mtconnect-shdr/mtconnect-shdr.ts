// MTConnect over SHDR: the machine's adapter tells lines over TCP, its Devices.xml says what they mean.
import type { SourceSettings } from '../../api.ts';
import type { Description, Protocol } from '../protocol.ts';
import { readDevices } from './devices.ts';
import { mtconnectFailures } from './failures.ts';
import { ItemLookup } from './item-lookup.ts';
import { machineModelOf } from './machine-model.ts';
import { openSession } from './session.ts';

export const mtconnectShdr: Protocol = {
  name: 'mtconnect-shdr',
  title: { en: 'MTConnect adapter (SHDR)', zh: 'MTConnect 适配器（SHDR）' },
  describe,
};

function describe(enterprise: string, settings: SourceSettings): Description {
  const { name, devices } = settings;
  if (devices === undefined || devices === '') throw mtconnectFailures['no-devices']({ name });
  const read = readDevices(name, devices);
  const models = read.map((device) => machineModelOf(enterprise, device));
  const signals = models.flatMap((model) => model.signals);
  return {
    models,
    signals,
    connect: (link) => openSession(link, new ItemLookup(read, signals)),
  };
}
