// Sessions for looking around, kept for some seconds after each page so that the next one is quick and the server still
// knows where it left off. Few at a time, and never used by two pages at once.
import type { Timer } from '../../../../kernel/world/clock.ts';
import type { Reach } from '../protocol.ts';
import type { View } from './address-space.ts';
import type { OpcUaConnection } from './connection.ts';
import { dial, hangUp, type Dialled } from './dial.ts';
import { serverFacts } from './server-facts.ts';

type Kept<M = unknown> = {
  readonly dialled: Dialled;
  readonly view: View;
  /** What the borrower wants to find again. */
  readonly marks: Map<string, M>;
  timer: Timer;
};

const keptMs = 5_000;
const keptMax = 4;
const idle = new Map<string, Kept>();

export async function borrowView<M, T>(
  reach: Reach,
  connection: OpcUaConnection,
  work: (view: View, marks: Map<string, M>) => Promise<T>,
): Promise<T> {
  const key = JSON.stringify([reach.folder, connection]);
  const kept = (take(key) ?? (await open(reach, key, connection))) as Kept<M>;
  try {
    const result = await work(kept.view, kept.marks);
    give(reach, key, kept);
    return result;
  } catch (error) {
    await hangUp(kept.dialled, reach.world.clock);
    throw error;
  }
}

function take(key: string): Kept | undefined {
  const kept = idle.get(key);
  idle.delete(key);
  kept?.timer.cancel();
  return kept;
}

async function open(reach: Reach, key: string, connection: OpcUaConnection): Promise<Kept> {
  const dialled = await dial({ reach, connection, name: connection.host });
  try {
    const { library, session, client } = dialled;
    const facts = await serverFacts(session);
    const kept: Kept = {
      ...{ dialled, view: { library, session, facts }, marks: new Map<string, unknown>() },
      timer: { cancel: () => {} },
    };
    client.once('close', () => {
      if (idle.get(key) === kept) drop(reach, key, kept);
    });
    return kept;
  } catch (error) {
    await hangUp(dialled, reach.world.clock);
    throw error;
  }
}

function give(reach: Reach, key: string, kept: Kept): void {
  if (idle.has(key) || idle.size >= keptMax) {
    drop(reach, key, kept);
    return;
  }
  kept.timer = reach.world.clock.after(keptMs, () => drop(reach, key, kept));
  idle.set(key, kept);
}

function drop(reach: Reach, key: string, kept: Kept): void {
  kept.timer.cancel();
  if (idle.get(key) === kept) idle.delete(key);
  void hangUp(kept.dialled, reach.world.clock);
}
