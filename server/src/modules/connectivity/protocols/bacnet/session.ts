// A session with a device: what it tells by itself becomes readings, the rest is read at intervals, and writes go back with
// their priority. A change that it wants confirmed is confirmed once it is durable.
import { fill, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { integer } from '../../../../kernel/world/random.ts';
import { confirmedService } from '../../../../wire/bacnet/apdu.ts';
import { property } from '../../../../wire/bacnet/names.ts';
import {
  decodeNotification,
  encodeProperty,
  type ObjectId,
  type PropertyAt,
} from '../../../../wire/bacnet/services.ts';
import type { Signal } from '../../../assets/api.ts';
import type { Figure } from '../../api.ts';
import { PollSchedule, type PollTask } from '../../polling/poll-schedule.ts';
import type { Link, ObservedReading, Session, SignalWrite, WriteOutcome } from '../protocol.ts';
import { addressText, objectText } from './address.ts';
import { measuredFigures } from './figures.ts';
import { deviceObject, openDevice, type Device } from './open.ts';
import type { PropertyRead } from './properties.ts';
import { refusalText } from './refusal-text.ts';
import { endings, remedies } from './remedies.ts';
import type { DeviceSettings } from './settings.ts';
import { Subscriptions } from './subscriptions.ts';
import { readProperty, writtenValue } from './values.ts';

export type DevicePoint = {
  readonly at: PropertyAt;
  readonly form: Signal['value'];
  readonly intervalMs: number;
};

/** Devices that only tell changes are asked so often whether they are still there. */
const keepAliveMs = 15_000;

/** Fails with `bacnet.no-answer`, `bacnet.other-device` or `world.cannot-listen`. */
export async function openSession(
  link: Link,
  settings: DeviceSettings,
  points: readonly DevicePoint[],
): Promise<Session> {
  let session: DeviceSession | undefined;
  const device = await openDevice(
    link.world,
    settings,
    (data, acknowledge) => session?.told(data, acknowledge) ?? false,
  );
  session = new DeviceSession({ link, settings, points, device });
  return session;
}

type SessionOptions = {
  readonly link: Link;
  readonly settings: DeviceSettings;
  readonly points: readonly DevicePoint[];
  readonly device: Device;
};

class DeviceSession implements Session {
  readonly closed: Promise<Bilingual>;
  readonly #options: SessionOptions;
  readonly #subscriptions: Subscriptions;
  readonly #process: number;
  readonly #schedule: PollSchedule;
  readonly #end = Promise.withResolvers<Bilingual>();
  /** Types of properties as they were last told, for writes. */
  readonly #types = new Map<number, number>();
  /** Signals that told nothing usable last time; said once until they do. */
  readonly #silent = new Map<number, string>();
  #notifications = 0;
  #paused = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { link, settings, points, device } = options;
    this.#process = integer(link.world.random, 0x3f_ff_ff) + 1;
    const present = points.filter(
      (point) => point.at.property === property.presentValue && point.at.index === undefined,
    );
    this.#subscriptions = new Subscriptions({
      client: device.client,
      settings,
      process: this.#process,
      objects: settings.cov ? [...new Set(present.map((point) => point.at.object))] : [],
      refused: (object, refused) => {
        const remedy = fill(remedies.unsubscribed, { why: refusalText(refused) });
        this.#refuse('key', objectText(object), '', remedy);
      },
    });
    const pauses = { pauseFirstMs: 100, pauseMaxMs: 1_000 };
    const { clock } = link.world;
    this.#schedule = new PollSchedule({ clock, ...pauses, tasks: this.#tasks() });
    this.closed = this.#end.promise.then(async (reason) => {
      await device.client.close();
      await this.#schedule.stop();
      return reason;
    });
    this.#schedule.start();
  }

  pause(): void {
    this.#paused = true;
    this.#schedule.hold(true);
  }

  resume(): void {
    this.#paused = false;
    this.#schedule.hold(false);
  }

  close(): void {
    this.#subscriptions.cancel();
    this.#end.resolve(endings.gateway);
  }

  figures(): readonly Figure[] {
    return measuredFigures({
      schedule: this.#schedule,
      client: this.#options.device.client,
      subscriptions: this.#subscriptions.count,
      notifications: this.#notifications,
      unreadable: this.#silent.size,
    });
  }

  async read(signals: readonly number[]): Promise<readonly ObservedReading[]> {
    return this.#ask(signals);
  }

  async write(writes: readonly SignalWrite[]): Promise<readonly WriteOutcome[]> {
    const unknown = writes.map(({ signal }) => signal).filter((signal) => !this.#types.has(signal));
    if (unknown.length > 0) await this.#ask(unknown);
    const outcomes: WriteOutcome[] = [];
    for (const write of writes) outcomes.push(await this.#write(write));
    return outcomes;
  }

  /** A notification; `acknowledge` when the device waits for that. False: not now. */
  told(data: Uint8Array, acknowledge?: () => void): boolean {
    // Not acknowledged, it is told again: by then there may be room.
    if (this.#paused && acknowledge) return false;
    const notification = decodeNotification(data);
    const ours = notification?.process === this.#process ? notification : undefined;
    const signals = ours ? this.#signalsOf(ours.object) : [];
    if (!ours || signals.length === 0) {
      this.#refuse('key', 'notification', '', remedies.notification);
      acknowledge?.();
      return true;
    }
    this.#notifications += 1;
    const valuesOf = (wanted: number) =>
      ours.properties.find((one) => one.property === wanted)?.values;
    const present = valuesOf(property.presentValue);
    const flags = flagsIn(valuesOf(property.statusFlags));
    const { listener } = this.#options.link;
    if (present) {
      const read = { ok: true, values: present } as const;
      listener.observed(
        undefined,
        signals.map((signal) => this.#reading(signal, read, flags)),
      );
    }
    if (acknowledge) void listener.durable().then(acknowledge, () => undefined); // not durable: not acknowledged
    return true;
  }

  #tasks(): PollTask[] {
    const { points, settings, device } = this.#options;
    const positions = points.map((_, position) => position);
    const groups = Map.groupBy(positions, (position) => points[position]?.intervalMs ?? 0);
    const task = (intervalMs: number, run: () => Promise<void>): PollTask => ({
      queue: 'device',
      intervalMs,
      run,
      down: () => this.#end.resolve(endings.silence),
    });
    const alive = { object: deviceObject(device.instance), property: property.systemStatus };
    return [
      task(Math.max(1_000, settings.covSeconds * 500), () => this.#subscriptions.renew()),
      ...[...groups].map(([intervalMs, signals]) => task(intervalMs, () => this.#poll(signals))),
      task(keepAliveMs, async () => throwIfSilent(await device.properties.one(alive))),
    ];
  }

  async #poll(all: readonly number[]): Promise<void> {
    const signals = all.filter((signal) => !this.#isTold(signal));
    const before = new Set(this.#silent.keys());
    const readings = await this.#ask(signals);
    const news = readings.filter(({ signal }) => !before.has(signal) || !this.#silent.has(signal));
    if (news.length > 0) this.#options.link.listener.observed(undefined, news);
  }

  /** Told by the device itself: not read. */
  #isTold(signal: number): boolean {
    const at = this.#options.points[signal]?.at;
    return at?.property === property.presentValue && this.#subscriptions.has(at.object);
  }

  /** Rejects when the device is silent. */
  async #ask(signals: readonly number[]): Promise<ObservedReading[]> {
    const { points, device } = this.#options;
    const ats = signals.flatMap((signal) => {
      const at = points[signal]?.at;
      return at ? [at, { object: at.object, property: property.statusFlags }] : [];
    });
    const reads = await device.properties.read(ats);
    reads.forEach(throwIfSilent);
    return signals.flatMap((signal, n) => {
      const [read, status] = [reads[n * 2], reads[n * 2 + 1]];
      if (!read) return [];
      return [this.#reading(signal, read, status?.ok ? flagsIn(status.values) : undefined)];
    });
  }

  #reading(signal: number, read: PropertyRead, flags: string | undefined): ObservedReading {
    const point = this.#options.points[signal];
    const told = read.ok
      ? readProperty(point?.form ?? 'number', read.values, flags)
      : readProperty('number', [], undefined);
    const type = read.ok ? read.values[0]?.type : undefined;
    if (type !== undefined) this.#types.set(signal, type);
    const remedy = read.ok
      ? told.refused && remedies[told.refused]
      : fill(remedies.unreadable, { why: refusalText(read.refused) });
    if (remedy === undefined) this.#silent.delete(signal);
    else if (this.#silent.get(signal) !== remedy.en) {
      this.#silent.set(signal, remedy.en);
      const excerpt = read.ok ? JSON.stringify(read.values).slice(0, 120) : '';
      this.#refuse('value', point ? addressText(point.at) : '', excerpt, remedy);
    }
    return { signal, value: told.value, quality: told.quality };
  }

  async #write({ signal, value }: SignalWrite): Promise<WriteOutcome> {
    const { points, settings, device } = this.#options;
    const at = points[signal]?.at;
    const type = this.#types.get(signal);
    if (!at || type === undefined) {
      const why = this.#silent.get(signal);
      return { taken: false, why: why === undefined ? unknownPoint : { en: why, zh: why } };
    }
    const written = writtenValue(type, value);
    if (!written.ok) return { taken: false, why: written.why };
    const data = encodeProperty(at, [written.value], settings.priority);
    const outcome = await device.client.confirmed(confirmedService.writeProperty, data);
    return outcome.ok ? { taken: true } : { taken: false, why: refusalText(outcome.refused) };
  }

  #signalsOf(object: ObjectId): number[] {
    const { points } = this.#options;
    return points.flatMap(({ at }, signal) =>
      at.object === object && at.property === property.presentValue ? [signal] : [],
    );
  }

  #refuse(what: 'key' | 'value', key: string, excerpt: string, remedy: Bilingual): void {
    this.#options.link.listener.refused({ what, key, excerpt, remedy });
  }
}

function flagsIn(values: readonly { readonly value: unknown }[] | undefined): string | undefined {
  const flags = values?.[0]?.value;
  return typeof flags === 'string' ? flags : undefined;
}

function throwIfSilent(read: PropertyRead): void {
  if (!read.ok && read.refused.kind === 'silence') throw new Error(endings.silence.en);
}

const unknownPoint = { en: 'the device has no such signal', zh: '设备没有该测点' };
