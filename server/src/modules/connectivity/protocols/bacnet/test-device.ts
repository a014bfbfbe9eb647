// The connection to a device tried step by step: it answers, says who it is, each property can be read, changes are told.
import { isFailure } from '../../../../kernel/failure/failure.ts';
import { fill, same, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import type { World } from '../../../../kernel/world/world.ts';
import { property } from '../../../../wire/bacnet/names.ts';
import type { TestStep } from '../protocol.ts';
import { deviceObject, openDevice, type Device } from './open.ts';
import { refusalText } from './refusal-text.ts';
import { remedies } from './remedies.ts';
import type { DevicePoint } from './session.ts';
import type { DeviceSettings } from './settings.ts';
import { readProperty } from './values.ts';

export type TestedPoint = DevicePoint & { readonly id: string };

type Said = { readonly ok: boolean; readonly says: Bilingual };

export async function testDevice(
  world: World,
  settings: DeviceSettings,
  points: readonly TestedPoint[],
): Promise<readonly TestStep[]> {
  const steps: TestStep[] = [];
  let device: Device | undefined;
  const step = async (name: Bilingual, work: (device: Device) => Promise<Said>) => {
    const begun = world.clock.monotonicMs();
    const said = await attempt(async () => {
      device ??= await openDevice(world, settings);
      return work(device);
    });
    steps.push({ name, tookMs: Math.round(world.clock.monotonicMs() - begun), ...said });
    return said.ok;
  };
  try {
    if (!(await step(names.reach, async ({ instance }) => yes(fill(words.reached, { instance })))))
      return steps;
    if (!(await step(names.identity, identity)) || points.length === 0) return steps;
    await step(names.points, (found) => readable(found, points));
  } finally {
    await device?.client.close();
  }
  return steps;
}

async function attempt(work: () => Promise<Said>): Promise<Said> {
  try {
    return await work();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, says: isFailure(error) ? error.publicMessage : same(message) };
  }
}

const yes = (says: Bilingual): Said => ({ ok: true, says });

async function identity({ properties, instance }: Device): Promise<Said> {
  const object = deviceObject(instance);
  const wanted = [property.objectName, property.vendorName, property.modelName];
  const reads = await properties.read(wanted.map((one) => ({ object, property: one })));
  const [name, vendor, model] = reads.map((read) => (read.ok ? read.values[0]?.value : '?'));
  return yes(fill(words.identity, { name, vendor, model }));
}

async function readable({ properties }: Device, points: readonly TestedPoint[]): Promise<Said> {
  const reads = await properties.read(points.map(({ at }) => at));
  const en: string[] = [];
  const zh: string[] = [];
  points.forEach(({ id, form }, n) => {
    const read = reads[n];
    if (!read) return;
    const refused = read.ok ? readProperty(form, read.values, undefined).refused : undefined;
    const why = read.ok ? refused && remedies[refused] : refusalText(read.refused);
    if (why === undefined) return;
    en.push(`${id}: ${why.en}`);
    zh.push(`${id}：${why.zh}`);
  });
  const count = points.length;
  if (en.length === 0) return yes(fill(words.read, { count }));
  return {
    ok: false,
    says: {
      en: fill(words.unread, { wrong: en, bad: en.length, count }).en,
      zh: fill(words.unread, { wrong: zh, bad: zh.length, count }).zh,
    },
  };
}

const names = {
  reach: { en: 'Reach the device', zh: '访问设备' },
  identity: { en: 'Ask who it is', zh: '读取设备信息' },
  points: { en: 'Read the signals', zh: '读取测点' },
};

const words = {
  reached: { en: 'device {instance} answers', zh: '设备 {instance} 已应答' },
  identity: { en: '{name}, {vendor} {model}', zh: '{name}，{vendor} {model}' },
  read: { en: 'all {count} signals can be read', zh: '{count} 个测点均可读取' },
  unread: {
    en: '{bad} of {count} signals cannot be read:\n{wrong}',
    zh: '{count} 个测点中有 {bad} 个无法读取：\n{wrong}',
  },
};
