// The data items of an agent's devices by their ids, with the signals that the gateway made of them.
import type { MachineModel } from '../../../assets/api.ts';
import { child, devicesOf, type Component, type Device } from '../mtconnect/devices.ts';
import type { XmlNode } from '../mtconnect/xml.ts';
import { kindOf, type FoundItem } from '../mtconnect/found-item.ts';
import { machineModelOf, valueFormOf } from '../mtconnect/machine-model.ts';
import type { ObservationListener } from '../protocol.ts';

export type KnownItems = {
  readonly items: ReadonlyMap<string, FoundItem>;
  /** What the agent tells of itself as of a device (version 1.7 and later): it is no machine. */
  readonly ofAgent: ReadonlySet<string>;
};

/** Makes every device of a probe known to the gateway. Ids are unique in it. */
export async function learnDevices(
  listener: ObservationListener,
  root: XmlNode,
  given: {
    readonly name: string;
    readonly enterprise: string;
    readonly location?: readonly string[] | undefined;
  },
): Promise<KnownItems> {
  const devices: readonly Device[] = devicesOf(given.name, root, { converted: true });
  const known = new Map<string, FoundItem>();
  for (const device of devices) {
    const model: MachineModel = machineModelOf(given.enterprise, device, given.location);
    const positions = await listener.learned(model);
    let next = 0;
    const descend = (component: Component) => {
      for (const item of component.items) {
        const signal = positions[next] ?? 0;
        known.set(item.id, { item, kind: kindOf(item), signal, form: valueFormOf(item) });
        next += 1;
      }
      component.components.forEach(descend);
    };
    descend(device);
  }
  return { items: known, ofAgent: new Set(agentItems(root)) };
}

function agentItems(root: XmlNode): string[] {
  const ids: string[] = [];
  const descend = (node: XmlNode) => {
    if (node.tag === 'DataItem') ids.push(node.attributes['id'] ?? '');
    node.children.forEach(descend);
  };
  for (const node of child(root, 'Devices')?.children ?? [])
    if (node.tag === 'Agent') descend(node);
  return ids;
}
