// A connection to one S7 controller: its signals are polled in messages as full as it agreed to, as many under way
// as it allows; what a person writes goes first.
import { isFailure } from '../../../../kernel/failure/failure.ts';
import { same, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import type { Figure } from '../../api.ts';
import { PollSchedule } from '../../polling/poll-schedule.ts';
import { figuresOf, requestTitles } from '../figures.ts';
import type { Link, ObservedReading, Session, SignalWrite, WriteOutcome } from '../protocol.ts';
import { openClient, type S7Client } from './client.ts';
import { itemsOf, packed, piecesOf, type Piece, type PlacedSignal } from './pieces.ts';
import { PieceReader } from './piece-reader.ts';
import { badReadings, readingsIn, type Refuse } from './readings.ts';
import { readPieces } from './read-pieces.ts';
import type { S7Settings } from './settings.ts';
import { writeAll } from './write.ts';

export type S7Plan = {
  readonly settings: S7Settings;
  readonly signals: readonly PlacedSignal[];
  /** Positions of signals that the controller refused beside others: read on their own. */
  readonly alone: Set<number>;
};

const figureTitles = {
  blocks: { en: 'Requests of a round', zh: '每轮请求数' },
  'message-bytes': { en: 'Agreed size of messages', zh: '协商的报文长度', unit: 'By' },
  jobs: { en: 'Agreed number of jobs at once', zh: '协商的并行作业数' },
  ...requestTitles,
};
const gatewayClosed: Bilingual = { en: 'the gateway closed the connection', zh: '网关关闭了连接' };
const pauseFirstMs = 500;
const pauseMaxMs = 30_000;

/** Fails with `world.cannot-connect`, `s7.connect-refused` and others. */
export async function openSession(link: Link, plan: S7Plan): Promise<Session> {
  return new S7Session(link, plan, await connected(link, plan.settings));
}

export function connected(
  { world, connectTimeoutMs }: Pick<Link, 'world' | 'connectTimeoutMs'>,
  settings: S7Settings,
): Promise<S7Client> {
  const { host, port } = settings;
  const connect = () => world.network.connectTcp({ host, port }, connectTimeoutMs);
  return openClient({ clock: world.clock, connect }, settings);
}

/** One for each message of a round. */
function readersOf({ settings, signals, alone }: S7Plan, pduBytes: number): PieceReader[] {
  const limits = { gapMax: settings.gapMax, pduBytes };
  const pieces: Piece[] = [
    ...piecesOf(
      signals.filter(({ position }) => !alone.has(position)),
      limits,
    ),
    ...signals
      .filter(({ position }) => alone.has(position))
      .flatMap((signal) => piecesOf([signal], limits)),
  ];
  const groups = Map.groupBy(pieces, ({ intervalMs }) => intervalMs);
  return [...groups.values()].flatMap((group) => {
    const things = group.map((piece) => ({ piece, items: itemsOf(piece, pduBytes) }));
    return packed(things, pduBytes).map(
      (message) => new PieceReader(message.map(({ piece }) => piece)),
    );
  });
}

class S7Session implements Session {
  readonly closed: Promise<Bilingual>;
  readonly #link: Link;
  readonly #plan: S7Plan;
  readonly #client: S7Client;
  readonly #schedule: PollSchedule;
  readonly #refuse: Refuse;
  readonly #messages: number;
  #told: string | undefined;
  #over = false;

  constructor(link: Link, plan: S7Plan, client: S7Client) {
    this.#link = link;
    this.#plan = plan;
    this.#client = client;
    const { clock } = link.world;
    this.#refuse = ({ id }, excerpt, remedy) =>
      link.listener.refused({ what: 'value', key: id, excerpt: excerpt.slice(0, 120), remedy });
    const readers = readersOf(plan, client.pduBytes);
    this.#messages = readers.length;
    const tasks = readers.map((reader, i) => ({
      queue: `job ${i % client.jobs}`,
      intervalMs: reader.intervalMs,
      run: () => this.#read(reader),
      down: (error: unknown) => this.#down(error),
    }));
    this.#schedule = new PollSchedule({ clock, tasks, pauseFirstMs, pauseMaxMs });
    this.closed = this.#end();
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
    const { counts, pduBytes, jobs } = this.#client;
    const values = { ...counts, blocks: this.#messages, 'message-bytes': pduBytes, jobs };
    return [...this.#schedule.figures(), ...figuresOf(figureTitles, values)];
  }

  write(writes: readonly SignalWrite[]): Promise<readonly WriteOutcome[]> {
    return writeAll(this.#client, (signal) => this.#plan.signals[signal]?.place, writes);
  }

  async read(positions: readonly number[]): Promise<readonly ObservedReading[]> {
    const wanted = positions.flatMap((position) => this.#plan.signals[position] ?? []);
    const limits = { gapMax: 0, pduBytes: this.#client.pduBytes };
    const pieces = wanted.flatMap((signal) => piecesOf([signal], limits));
    const outcomes = await readPieces(this.#client, pieces, true);
    return outcomes.flatMap((outcome) =>
      outcome.ok
        ? readingsIn(outcome.piece, outcome.bytes, this.#refuse)
        : badReadings(outcome.piece.signals),
    );
  }

  async #end(): Promise<Bilingual> {
    const reason = await this.#client.closed;
    this.#over = true;
    await this.#schedule.stop();
    return reason;
  }

  async #read(reader: PieceReader): Promise<void> {
    await reader.read(this.#client, this.#link.world.clock, {
      observed: (readings) => {
        if (!this.#over) this.#link.listener.observed(undefined, readings);
      },
      refuse: this.#refuse,
      alone: (signal) => this.#plan.alone.add(signal),
    });
    this.#told = undefined;
  }

  /** What concerns a message as a whole concerns the controller: nothing of it is known any more. */
  #down(error: unknown): void {
    if (this.#over || isFailure(error, 's7.connection-over')) return;
    const why = isFailure(error) ? error.publicMessage : same(String(error));
    if (this.#told === why.en) return;
    this.#told = why.en;
    const { listener } = this.#link;
    listener.refused({
      what: 'key',
      key: isFailure(error) ? error.code : 'controller',
      excerpt: why.en.slice(0, 120),
      remedy: why,
    });
    listener.observed(undefined, badReadings(this.#plan.signals));
  }
}
