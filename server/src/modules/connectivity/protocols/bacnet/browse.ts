// The objects of a device: its list at once, in segments where that is needed, or element by element where the device cannot;
// of those on the page, name, unit and description.
import { same } from '../../../../kernel/schema/bilingual.ts';
import type { World } from '../../../../kernel/world/world.ts';
import { property } from '../../../../wire/bacnet/names.ts';
import { objectType, type ObjectId } from '../../../../wire/bacnet/services.ts';
import { dataType, type BacnetValue } from '../../../../wire/bacnet/tags.ts';
import type { BrowsedThing, BrowsePage, BrowseQuery } from '../protocol.ts';
import { objectText } from './address.ts';
import { bacnetFailures } from './failures.ts';
import { deviceObject, openDevice, type Device } from './open.ts';
import type { PropertyRead } from './properties.ts';
import { refusalText } from './refusal-text.ts';
import type { DeviceSettings } from './settings.ts';
import { unitCode } from './units.ts';

const objectsMax = 100_000;

/** Fails with `bacnet.no-answer`, `bacnet.other-device` or `bacnet.refused`. */
export async function browseDevice(
  world: World,
  settings: DeviceSettings,
  { after, limit }: BrowseQuery,
): Promise<BrowsePage> {
  const device = await openDevice(world, settings);
  try {
    const objects = await pageOf(device, Number(after ?? 0), limit);
    return {
      things: await described(device, objects.page),
      ...(objects.next === undefined ? {} : { next: String(objects.next) }),
    };
  } finally {
    await device.client.close();
  }
}

type Page = { readonly page: readonly ObjectId[]; readonly next?: number };

async function pageOf(device: Device, from: number, limit: number): Promise<Page> {
  const { properties, instance } = device;
  const list = { object: deviceObject(instance), property: property.objectList };
  const whole = await properties.one(list);
  if (whole.ok) return cut(idsIn(whole.values), from, limit);
  const count = await properties.one({ ...list, index: 0 });
  if (!count.ok) {
    const what = same('object-list');
    throw bacnetFailures.refused({ what, why: refusalText(count.refused) });
  }
  const total = Math.min(Number(count.values[0]?.value ?? 0), objectsMax);
  const indices = Array.from({ length: Math.max(0, Math.min(limit, total - from)) }, (_, n) => n);
  const reads = await properties.read(indices.map((n) => ({ ...list, index: from + n + 1 })));
  const page = reads.flatMap((read) => (read.ok ? idsIn(read.values) : []));
  return { page, ...(from + limit < total ? { next: from + limit } : {}) };
}

function cut(all: readonly ObjectId[], from: number, limit: number): Page {
  const page = all.slice(from, from + limit);
  return { page, ...(from + limit < all.length ? { next: from + limit } : {}) };
}

function idsIn(values: readonly BacnetValue[]): ObjectId[] {
  return values.flatMap(({ type, value }) =>
    type === dataType.object && typeof value === 'number' ? [value] : [],
  );
}

const told = [property.objectName, property.units, property.description];

async function described(device: Device, page: readonly ObjectId[]): Promise<BrowsedThing[]> {
  const ats = page.flatMap((object) => told.map((property) => ({ object, property })));
  const reads = await device.properties.read(ats);
  return page.map((object, n) => {
    const [name, units, description] = reads.slice(n * told.length).map(single);
    return thingOf(object, { name, units, description });
  });
}

function single(read: PropertyRead): BacnetValue['value'] | undefined {
  return read.ok ? read.values[0]?.value : undefined;
}

type Told = Readonly<Record<'name' | 'units' | 'description', BacnetValue['value'] | undefined>>;

const numbers = new Set([0, 1, 2, 13, 14, 19, 23, 24, 45, 46, 48]);
const booleans = new Set([3, 4, 5]);
const texts = new Set([39, 40, 42, 50]);
/** Outputs and values: those that can be commanded. */
const writable = new Set([1, 2, 4, 5, 14, 19, 39, 40, 45, 46, 48]);

function thingOf(object: ObjectId, { name, units, description }: Told): BrowsedThing {
  const type = objectType(object);
  const address = objectText(object);
  const value = numbers.has(type) ? 'number' : booleans.has(type) ? 'boolean' : 'text';
  const known = numbers.has(type) || booleans.has(type) || texts.has(type);
  const shown = typeof name === 'string' && name !== '' ? name.slice(0, 200) : address;
  const unit = typeof units === 'number' ? unitCode(units) : undefined;
  const detail =
    typeof description === 'string' && description !== '' ? { detail: description } : {};
  const plain = { place: address, name: shown, hasMore: false, ...detail };
  if (!known) return { ...plain, kind: 'folder' };
  const signal = {
    id: address.replace(':', '-'),
    name: shown,
    address,
    value,
    ...(unit === undefined ? {} : { unit }),
    ...(writable.has(type) ? { writable: true } : {}),
  } as const;
  return { ...plain, kind: 'signal', signal };
}
