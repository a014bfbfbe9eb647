// Connects to a station and starts the transfer of data.
import { isFailure } from '../../../../kernel/failure/failure.ts';
import { every } from '../../../../kernel/world/clock.ts';
import type { MachineModel } from '../../../assets/api.ts';
import { fill, same } from '../../../../kernel/schema/bilingual.ts';
import type { Link, Reach, Session } from '../protocol.ts';
import type { PointAddress } from './address.ts';
import { ApciLink } from './apci-link.ts';
import { iec104Failures } from './failures.ts';
import { Learning } from './learning.ts';
import { Points } from './points.ts';
import { endings } from './remedies.ts';
import { StationSession } from './session.ts';
import type { StationSettings } from './settings.ts';
import type { StationZone } from './station-time.ts';

export type Station = {
  readonly settings: StationSettings;
  readonly zone: StationZone;
  readonly model: MachineModel;
  /** Of the model's signals, in their order. */
  readonly addresses: readonly PointAddress[];
};

export async function openSession(link: Link, station: Station): Promise<Session> {
  const { settings, zone, model } = station;
  const points = new Points();
  model.signals.forEach(({ value: form }, position) => {
    const address = station.addresses[position];
    if (address) points.add({ position, form, address });
  });
  let session: StationSession | undefined;
  const learning = settings.auto
    ? new Learning({
        ...{ clock: link.world.clock, listener: link.listener, memory: link.memory, model, points },
        deliver: (held) => session?.deliver(held),
        failed: (error) => apci.close(fill(endings.learning, { reason: wordsOf(error) })),
      })
    : undefined;
  await learning?.recall();
  const apci = await reachStation(link, settings, {
    onAsdu: (bytes) => session?.hear(bytes),
    durable: async () => {
      await learning?.settled();
      await link.listener.durable();
    },
  });
  session = new StationSession({ link, apci, settings, zone, points, learning });
  await start(apci, settings);
  void greetAgain(session, link, settings);
  return session;
}

/** Fails with `world.cannot-connect`. */
export async function reachStation(
  { world, connectTimeoutMs }: Pick<Reach, 'world' | 'connectTimeoutMs'>,
  { host, port, times }: StationSettings,
  events: { onAsdu: (bytes: Uint8Array) => void; durable: () => Promise<void> },
): Promise<ApciLink> {
  const connection = await world.network.connectTcp({ host, port }, connectTimeoutMs);
  return new ApciLink({ connection, clock: world.clock, times, ...events });
}

/** Fails with `iec104.not-started`. */
export async function start(apci: ApciLink, { host, port }: StationSettings): Promise<void> {
  try {
    await apci.start();
  } catch (error) {
    const reason = await apci.closed;
    throw iec104Failures['not-started']({ host, port, reason }, error);
  }
}

async function greetAgain(
  session: StationSession,
  link: Link,
  { interrogateSeconds }: StationSettings,
): Promise<void> {
  void session.greet();
  if (interrogateSeconds === undefined) return;
  const again = every(link.world.clock, interrogateSeconds * 1_000, () => session.greet());
  await session.closed;
  again.cancel();
}

function wordsOf(error: unknown) {
  if (isFailure(error)) return error.publicMessage;
  return same(error instanceof Error ? error.message : String(error));
}
