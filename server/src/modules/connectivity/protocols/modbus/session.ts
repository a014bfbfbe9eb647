// A connection to the units behind one Modbus address: blocks are polled unit by unit, so that one that is dead
// is asked ever more rarely and makes no other wait; what a person writes goes first.
import { same, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { isFailure } from '../../../../kernel/failure/failure.ts';
import type { Figure } from '../../api.ts';
import { PollSchedule } from '../../polling/poll-schedule.ts';
import { figuresOf, requestTitles } from '../figures.ts';
import type { Link, ObservedReading, Session, SignalWrite, WriteOutcome } from '../protocol.ts';
import { blocksOf, requestOf, type Block, type PlacedSignal } from './blocks.ts';
import type { BlockReader } from './block-reader.ts';
import { ModbusClient } from './client.ts';
import { badReadings, readingsIn, type Refuse } from './readings.ts';
import type { ModbusSettings } from './settings.ts';
import { write } from './write.ts';

export type ModbusPlan = {
  readonly settings: ModbusSettings;
  readonly signals: readonly PlacedSignal[];
  readonly readers: readonly BlockReader[];
};

const figureTitles = {
  values: { en: 'Registers and bits read', zh: '已读寄存器和位数' },
  blocks: { en: 'Requests of a round', zh: '每轮请求数' },
  ...requestTitles,
  'silent-units': { en: 'Units that do not answer', zh: '无应答的单元数' },
};
const gatewayClosed: Bilingual = { en: 'the gateway closed the connection', zh: '网关关闭了连接' };

/** Fails with `world.cannot-connect`. */
export async function openSession(link: Link, plan: ModbusPlan): Promise<Session> {
  return new ModbusSession(link, plan, await openClient(link, plan.settings));
}

export async function openClient(
  { world, connectTimeoutMs }: Pick<Link, 'world' | 'connectTimeoutMs'>,
  settings: ModbusSettings,
  /** Without any answer for so long, the connection is dead. */
  silenceMs = Math.max(10_000, settings.timeoutMs * 5),
): Promise<ModbusClient> {
  const { host, port } = settings;
  const address = { host, port };
  const connection = await world.network.connectTcp(address, connectTimeoutMs);
  return new ModbusClient({ ...settings, clock: world.clock, connection, address, silenceMs });
}

class ModbusSession implements Session {
  readonly closed: Promise<Bilingual>;
  readonly #link: Link;
  readonly #plan: ModbusPlan;
  readonly #client: ModbusClient;
  readonly #schedule: PollSchedule;
  readonly #silentUnits = new Set<number>();
  readonly #refuse: Refuse;
  #over = false;

  constructor(link: Link, plan: ModbusPlan, client: ModbusClient) {
    this.#link = link;
    this.#plan = plan;
    this.#client = client;
    const { clock } = link.world;
    const { timeoutMs, pauseMaxMs, requestsPerUnit } = plan.settings;
    this.#refuse = ({ id }, excerpt, remedy) =>
      link.listener.refused({ what: 'value', key: id, excerpt: excerpt.slice(0, 120), remedy });
    const tasks = plan.readers.map((reader, i) => ({
      queue: `${reader.block.unit}/${i % requestsPerUnit}`,
      intervalMs: reader.block.intervalMs,
      run: () => this.#read(reader),
      down: (error: unknown) => this.#down(reader.block, error),
    }));
    const pauseFirstMs = Math.max(500, timeoutMs);
    this.#schedule = new PollSchedule({
      ...{ clock, tasks, pauseFirstMs },
      pauseMaxMs: Math.max(pauseFirstMs, pauseMaxMs),
    });
    this.closed = this.#end();
    for (const reader of plan.readers) reader.forgive();
    this.#schedule.start();
  }

  pause(): void {
    this.#schedule.hold(true);
  }

  resume(): void {
    this.#schedule.hold(false);
  }

  close(): void {
    this.#over = true;
    this.#client.close(gatewayClosed);
  }

  figures(): readonly Figure[] {
    const blocks = this.#plan.readers.reduce((sum, { parts }) => sum + parts, 0);
    const values = { ...this.#client.counts, blocks, 'silent-units': this.#silentUnits.size };
    return [...this.#schedule.figures(), ...figuresOf(figureTitles, values)];
  }

  async write(writes: readonly SignalWrite[]): Promise<readonly WriteOutcome[]> {
    const { signals, settings } = this.#plan;
    const outcomes: WriteOutcome[] = [];
    for (const { signal, value } of writes) {
      const multiple = settings.writeMultiple;
      outcomes.push(await write(this.#client, signals[signal]?.place, { value, multiple }));
    }
    return outcomes;
  }

  /** Rejects when no unit answered. */
  async read(positions: readonly number[]): Promise<readonly ObservedReading[]> {
    const wanted = positions.flatMap((position) => this.#plan.signals[position] ?? []);
    const { registersMax } = this.#plan.settings;
    const blocks = blocksOf(wanted, { gapMax: 0, registersMax });
    const asked = await Promise.allSettled(
      blocks.map((block) => this.#client.ask(block.unit, requestOf(block), true)),
    );
    const failed = asked.find((one) => one.status === 'rejected');
    if (failed && asked.every(({ status }) => status === 'rejected')) throw failed.reason;
    return blocks.flatMap((block, i) => {
      const one = asked[i];
      const answered = one?.status === 'fulfilled' && one.value.kind !== 'exception';
      return answered ? readingsIn(block, one.value, this.#refuse) : badReadings(block.signals);
    });
  }

  async #end(): Promise<Bilingual> {
    const reason = await this.#client.closed;
    this.#over = true;
    await this.#schedule.stop();
    return reason;
  }

  async #read(reader: BlockReader): Promise<void> {
    await reader.read(this.#client, this.#link.world.clock, {
      observed: (readings) => {
        if (!this.#over) this.#link.listener.observed(undefined, readings);
      },
      refuse: this.#refuse,
    });
    this.#silentUnits.delete(reader.block.unit);
  }

  #down(block: Block, error: unknown): void {
    if (this.#over || isFailure(error, 'modbus.connection-over')) return;
    const { listener } = this.#link;
    const why = isFailure(error) ? error.publicMessage : same(String(error));
    const silent = isFailure(error, 'modbus.no-answer');
    if (silent && this.#silentUnits.has(block.unit)) return;
    const key = `unit ${block.unit}`;
    listener.refused({ what: 'key', key, excerpt: why.en.slice(0, 120), remedy: why });
    if (silent) this.#silentUnits.add(block.unit);
    const signals = silent
      ? this.#plan.signals.filter(({ place }) => place.unit === block.unit)
      : block.signals;
    listener.observed(undefined, badReadings(signals));
  }
}
