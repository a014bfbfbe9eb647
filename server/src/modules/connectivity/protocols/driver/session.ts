// A driver as a connection: what it tells becomes readings, checked as those of any machine.
import { isFailure } from '../../../../kernel/failure/failure.ts';
import { same, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { check, problemsText, Type } from '../../../../kernel/schema/schema.ts';
import { quality, type Quality } from '../../../../stores/series/series.ts';
import { epochUsOf } from '../../../../wire/iso-time.ts';
import { signalSettings, type Figure, type SignalSettings } from '../../api.ts';
import { configuredMachine } from '../../model/configured-machine.ts';
import type { Link, ObservedReading, Session, SignalWrite, WriteOutcome } from '../protocol.ts';
import { futureUsMax } from '../records/record-reader.ts';
import { DriverChild, type UnaskedLine } from './child.ts';
import { driverFailures } from './failures.ts';
import type { LineOutcome } from './lines.ts';
import { driverRemedies } from './remedies.ts';
import type { DriverConnection, DriverSettings } from './settings.ts';

const gone: Bilingual = { en: 'the gateway closed the connection', zh: '网关关闭了连接' };
const writeWithinMs = 30_000;

const description = Type.Object({
  signals: Type.Array(
    Type.Object(
      { ...signalSettings.properties, address: Type.Optional(Type.String({ maxLength: 2_000 })) },
      { additionalProperties: false },
    ),
    { maxItems: 20_000 },
  ),
  can: Type.Optional(
    Type.Object({ write: Type.Optional(Type.Boolean()), browse: Type.Optional(Type.Boolean()) }),
  ),
});
const written = Type.Array(
  Type.Object({ taken: Type.Boolean(), why: Type.Optional(Type.String({ maxLength: 1_000 })) }),
  { maxItems: 50_000 },
);

type Unasked = LineOutcome & { line?: UnaskedLine };
const earlyLinesMax = 100;

type Opening = { readonly enterprise: string; readonly settings: DriverSettings };

export function programOf(name: string, connection: DriverConnection) {
  const { program, args = [], memoryMiBMax = 512 } = connection;
  return { name, program, args, memoryMiBMax };
}

/** What the driver is told at the start. */
function tellings({ settings }: Opening): {
  settings: unknown;
  signals: readonly SignalSettings[];
} {
  return { settings: settings.connection.settings ?? {}, signals: settings.signals ?? [] };
}

export async function openDriver(link: Link, opening: Opening): Promise<Session> {
  const { settings, enterprise } = opening;
  const { startMs = 30_000, program } = settings.connection;
  // Lines told in one breath with the description wait for who hears them. One left out would be a loss that is told as
  // durable with the number of a later one, so more than few end it.
  const early: Unasked[] = [];
  let hear = (outcome: Unasked) => {
    if (early.length < earlyLinesMax) early.push(outcome);
    else child.kill(`more than ${earlyLinesMax} lines before it was asked to observe`);
  };
  const child = await DriverChild.start(
    link,
    programOf(settings.name, settings.connection),
    (outcome) => hear(outcome),
  );
  const kill = () => child.kill('the source stopped');
  link.stopping?.addEventListener('abort', kill, { once: true });
  if (link.stopping?.aborted === true) kill();
  try {
    const answer = check(description, await child.ask('describe', tellings(opening), startMs));
    if (!answer.ok) {
      const [first] = answer.problems;
      const problem = problemsText(first ? [first] : []);
      throw driverFailures['bad-answer']({ program, what: 'describe', problem });
    }
    const signals = signalsOf(settings.signals ?? [], answer.value.signals);
    const model = configuredMachine(enterprise, { ...settings, signals });
    const positions = await link.listener.learned(model);
    const byId = new Map(signals.map(({ id }, at) => [id, positions[at] ?? 0]));
    return new DriverSession(link, {
      child,
      byId,
      program,
      hear: (listener) => {
        hear = listener;
        for (const outcome of early.splice(0)) listener(outcome);
      },
      writes: answer.value.can?.write === true,
    });
  } catch (error) {
    child.kill('it did not start');
    throw error;
  } finally {
    link.stopping?.removeEventListener('abort', kill);
  }
}

/** What a person says of a signal wins over what the driver says. */
function signalsOf(
  configured: readonly SignalSettings[],
  told: readonly (Omit<SignalSettings, 'address'> & { address?: string })[],
): SignalSettings[] {
  const known = new Set(configured.map(({ id }) => id.toLowerCase()));
  const more = told.filter(({ id }) => !known.has(id.toLowerCase()));
  return [
    ...configured,
    ...more.map((signal) => ({ ...signal, address: signal.address ?? signal.id })),
  ];
}

type Running = {
  readonly child: DriverChild;
  /** Positions of signals. */
  readonly byId: ReadonlyMap<string, number>;
  readonly program: string;
  readonly writes: boolean;
  hear(listener: (outcome: Unasked) => void): void;
};

class DriverSession implements Session {
  readonly closed: Promise<Bilingual>;
  readonly write?: (writes: readonly SignalWrite[]) => Promise<readonly WriteOutcome[]>;
  readonly #link: Link;
  readonly #running: Running;
  readonly #ids: ReadonlyMap<number, string>;
  readonly #over = Promise.withResolvers<Bilingual>();
  #lines = 0;
  #durableUpTo = 0;
  #isTelling = false;
  #toldUpTo = 0;
  #isClosed = false;

  constructor(link: Link, running: Running) {
    this.#link = link;
    this.#running = running;
    this.#ids = new Map([...running.byId].map(([id, position]) => [position, id]));
    this.closed = this.#over.promise;
    if (running.writes) this.write = (writes) => this.#write(writes);
    running.hear((outcome) => this.#take(outcome));
    void this.#observe();
  }

  pause(): void {
    this.#running.child.pause();
  }

  resume(): void {
    this.#running.child.resume();
  }

  close(): void {
    this.#isClosed = true;
    this.#running.child.stop();
    void this.#running.child.ended.then(() => this.#over.resolve(gone));
  }

  figures(): readonly Figure[] {
    return [
      {
        name: 'lines',
        title: { en: 'Lines of the driver', zh: '驱动输出行数' },
        value: this.#lines,
      },
      {
        name: 'durable',
        title: { en: 'Last number told to it as durable', zh: '已确认持久化的最后编号' },
        value: this.#durableUpTo,
      },
    ];
  }

  async #observe(): Promise<void> {
    const { child } = this.#running;
    let reason: Bilingual = { en: 'the driver ended its reading', zh: '驱动结束了读取' };
    try {
      await child.ask('observe', {});
    } catch (error) {
      reason = isFailure(error) ? error.publicMessage : same((error as Error).message);
    }
    if (this.#isClosed) return;
    child.stop();
    await child.ended;
    this.#over.resolve(reason);
  }

  #take(outcome: Unasked): void {
    if (this.#isClosed) return;
    this.#lines += 1;
    if (!outcome.ok) return this.#refuse('line', outcome.trouble, outcome.excerpt);
    const { line } = outcome;
    if ('told' in line) return this.#told(line.told);
    if (!('refused' in line)) return undefined;
    const { key, told, remedy } = line.refused;
    return this.#link.listener.refused({
      what: 'value',
      key: key.slice(0, 100),
      excerpt: told.slice(0, 120),
      remedy: same(remedy.slice(0, 500)),
    });
  }

  #told({ time, readings, number }: Extract<UnaskedLine, { told: object }>['told']): void {
    const { listener, world } = this.#link;
    const timeUs = time === undefined ? undefined : timeOf(time);
    const isBad =
      time !== undefined &&
      (timeUs === undefined || timeUs > world.clock.now() * 1_000 + futureUsMax);
    if (isBad) this.#refuse('value', 'bad-time', String(time));
    const observed: ObservedReading[] = [];
    for (const { signal, value, quality: how = 'good' } of isBad ? [] : readings) {
      const position = this.#running.byId.get(signal);
      if (position === undefined) this.#refuse('key', 'unknown-signal', signal);
      else
        observed.push({
          signal: position,
          value,
          quality: value === null ? quality.bad : (quality[how] as Quality),
        });
    }
    if (observed.length > 0) listener.observed(timeUs, observed);
    if (number === undefined) return;
    this.#toldUpTo = Math.max(this.#toldUpTo, number);
    if (this.#isTelling) return;
    this.#isTelling = true;
    void this.#tellDurable().finally(() => (this.#isTelling = false));
  }

  /** One wait for all that was told meanwhile. */
  async #tellDurable(): Promise<void> {
    while (this.#durableUpTo < this.#toldUpTo && !this.#isClosed) {
      const number = this.#toldUpTo;
      try {
        await this.#link.listener.durable();
      } catch {
        return; // the source stops: never told, so the driver does not acknowledge
      }
      this.#durableUpTo = number;
      this.#running.child.send({ do: 'durable', number });
    }
  }

  async #write(writes: readonly SignalWrite[]): Promise<readonly WriteOutcome[]> {
    const { child, program } = this.#running;
    const asked = writes.map(({ signal, value }) => ({
      signal: this.#ids.get(signal) ?? '',
      value,
    }));
    const answer = check(written, await child.ask('write', { writes: asked }, writeWithinMs));
    if (!answer.ok || answer.value.length !== writes.length) {
      throw driverFailures['bad-answer']({
        program,
        what: 'write',
        problem: `${writes.length} outcomes are expected`,
      });
    }
    return answer.value.map(({ taken, why }) =>
      taken ? { taken } : { taken: false, why: same(why ?? '?') },
    );
  }

  #refuse(what: 'line' | 'key' | 'value', key: keyof typeof driverRemedies, excerpt: string): void {
    const told = excerpt.slice(0, 120);
    const once = what === 'key' ? told : key;
    this.#link.listener.refused({ what, key: once, excerpt: told, remedy: driverRemedies[key] });
  }
}

/** Milliseconds since 1970, or ISO 8601 with a zone. */
function timeOf(time: string | number): number | undefined {
  if (typeof time === 'string')
    return /(Z|[+-]\d\d:?\d\d)$/.test(time) ? epochUsOf(time) : undefined;
  const timeUs = Math.round(time * 1_000);
  return timeUs > Date.UTC(1980, 0, 1) * 1_000 && Number.isSafeInteger(timeUs) ? timeUs : undefined;
}
