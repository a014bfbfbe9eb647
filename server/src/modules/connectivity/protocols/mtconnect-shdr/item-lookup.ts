// From the key of an SHDR line to the data item it means: its id, its name or its source's text, in
// that order; `device:item` names the device as well, `* device: NAME` sets it for what follows.
import type { Signal } from '../../../assets/api.ts';
import type { Component, Device } from '../mtconnect/devices.ts';
import { kindOf, type FoundItem } from '../mtconnect/found-item.ts';

type Keys = Map<string, FoundItem>;

export class ItemLookup {
  readonly #devices: readonly { readonly device: Device; readonly keys: Keys }[];
  /** Keys as the lines write them; only those found, so a peer that invents keys cannot fill it. */
  readonly #found: Keys = new Map();
  #order: readonly { readonly device: Device; readonly keys: Keys }[];

  /** `signals` in the order of the machine models made from these devices. */
  constructor(devices: readonly Device[], signals: readonly Signal[]) {
    let next = 0;
    const take = () => {
      const form = signals[next]?.value ?? 'text';
      return { signal: next++, form };
    };
    this.#devices = devices.map((device) => ({ device, keys: keysOf(device, take) }));
    this.#order = this.#devices;
  }

  find(key: string): FoundItem | undefined {
    const known = this.#found.get(key);
    if (known) return known;
    const found = this.#search(key);
    if (found) this.#found.set(key, found);
    return found;
  }

  /** Keys without a device mean this one first; false when there is no such device. */
  prefer(name: string): boolean {
    const chosen = this.#named(name);
    if (!chosen) return false;
    this.#order = [chosen, ...this.#devices.filter((entry) => entry !== chosen)];
    this.#found.clear();
    return true;
  }

  #search(key: string): FoundItem | undefined {
    for (const { keys } of this.#order) {
      const found = keys.get(key);
      if (found) return found;
    }
    const colon = key.indexOf(':');
    if (colon < 1) return undefined;
    return this.#named(key.slice(0, colon))?.keys.get(key.slice(colon + 1));
  }

  #named(name: string) {
    return this.#devices.find(
      ({ device }) => device.name === name || device.uuid === name || device.id === name,
    );
  }
}

function keysOf(device: Device, take: () => { signal: number; form: Signal['value'] }): Keys {
  const items: FoundItem[] = [];
  const descend = (component: Component) => {
    for (const item of component.items) items.push({ item, kind: kindOf(item), ...take() });
    component.components.forEach(descend);
  };
  descend(device);
  const keys: Keys = new Map();
  for (const name of ['id', 'name', 'source'] as const) {
    for (const found of items) {
      const key = found.item[name];
      if (key !== undefined && !keys.has(key)) keys.set(key, found);
    }
  }
  return keys;
}
