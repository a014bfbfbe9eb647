// The Okuma recording as an agent would serve it: lines of the adapter to numbered observations.
import { readFileSync } from 'node:fs';
import { ShdrReader } from '../../../../../wire/shdr/reader.ts';
import type { MachineModel } from '../../../../assets/api.ts';
import { ItemLookup } from '../../mtconnect-shdr/item-lookup.ts';
import { readDevices } from '../../mtconnect/devices.ts';
import { machineModelOf } from '../../mtconnect/machine-model.ts';
import type { PeerObservation } from './agent-peer.ts';

export const okumaFolder = new URL(
  '../../../../../../../../shared/data/mtconnect-okuma/',
  import.meta.url,
);

export function okumaObservations(): { devices: string; observations: PeerObservation[] } {
  const text = readFileSync(new URL('Devices.xml', okumaFolder), 'utf8');
  const devices = readDevices('okuma', text);
  const models: MachineModel[] = devices.map((device) => machineModelOf('88.118.8', device));
  const uuids = models.flatMap(({ signals }, at) => signals.map(() => devices[at]?.uuid ?? ''));
  const lookup = new ItemLookup(
    devices,
    models.flatMap(({ signals }) => signals),
  );
  const reader = new ShdrReader({ kindOf: (key) => lookup.find(key)?.kind });
  const observations: PeerObservation[] = [];
  for (const outcome of reader.push(readFileSync(new URL('okuma.shdr.txt', okumaFolder)))) {
    if (!outcome.ok || outcome.message.kind !== 'observations') continue;
    const { timeUs = 0 } = outcome.message;
    for (const { key, values } of outcome.message.observations) {
      const found = lookup.find(key);
      if (!found) continue;
      const { id, category, type } = found.item;
      const native = found.kind === 'message' ? `nativeCode="${values[0] ?? ''}"` : '';
      observations.push({
        ...{
          device: uuids[found.signal] ?? '',
          item: id,
          category,
          timeUs,
          values,
          attributes: native,
        },
        element: type
          .toLowerCase()
          .replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase()),
      });
    }
  }
  const inside = text.slice(text.indexOf('<Devices'), text.lastIndexOf('</Devices>'));
  return { devices: `${inside}</Devices>`, observations };
}
