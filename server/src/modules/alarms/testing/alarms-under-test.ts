// The whole of alarms on real stores in a temporary folder, with a clock that the test moves and a graph of a few signals.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { openEmbedded } from '../../../engines/embedded/subject.ts';
import type { Principal } from '../../../kernel/access/rights.ts';
import { LoggedEvents } from '../../../kernel/events/event-log.ts';
import { silentLog, type Log } from '../../../kernel/log/log.ts';
import { MetricsRegistry } from '../../../kernel/metrics/metrics.ts';
import { realWorld } from '../../../kernel/world/real/world.ts';
import { reachOf } from '../../../kernel/world/reach.ts';
import type { World } from '../../../kernel/world/world.ts';
import type { RecordsStore } from '../../../stores/records/records.ts';
import { toColumns, type Reading, type ReadingValue } from '../../../stores/series/series.ts';
import { temporaryFolder } from '../../../testing/temporary-folder.ts';
import type { Signal } from '../../assets/api.ts';
import type { Calendars } from '../../calendar/api.ts';
import { StoredTelemetry } from '../../telemetry/stored-telemetry.ts';
import { AlarmSystem } from '../alarm-system.ts';
import type { JournalEntry } from '../api.ts';
import { readJournal } from '../journal.ts';
import type { Graph } from '../places.ts';
import type { Rule } from '../rule-schema.ts';
import { stateOf } from '../model/alarm-machine.ts';
import { HandClock } from './hand-clock.ts';

export const enterprise = '88.118.8';
export const machine = `${enterprise}/M-oven`;
export const startMs = Date.UTC(2026, 10, 23, 8);
export const person: Principal = {
  ...{ kind: 'person', id: `${enterprise}/P-li`, name: 'Li', tenant: enterprise },
  grants: [{ right: '*', on: enterprise }],
};

export function signalOf(id: string, rest: Partial<Signal> = {}): Signal {
  return {
    ...{ identifier: `${machine}/${id}`, machine, asset: machine, id, name: id, kind: 'sample' },
    ...{ type: 'VALUE', value: 'number' },
    ...rest,
  };
}

export const ruleOf = (rest: Partial<Rule>): Rule => ({
  ...{ name: 'Too hot', enabled: true, signal: `${machine}/temp`, priority: 'high' },
  condition: { kind: 'limit', limits: [{ level: 'high', at: 80 }] },
  ...{ onDelayMs: 0, offDelayMs: 0, latching: false },
  quality: { bad: 'hold', uncertain: 'as-good' },
  ...rest,
});

export class GraphUnderTest implements Graph {
  readonly known = new Map<string, Signal>();
  readonly #followers = new Set<
    (changed: { put: readonly string[]; removed: readonly string[] }) => void
  >();

  constructor(signals: readonly Signal[]) {
    for (const one of signals) this.known.set(one.identifier.toLowerCase(), one);
  }

  async signal(identifier: string): Promise<Signal | undefined> {
    return this.known.get(identifier.toLowerCase());
  }

  async machine(): Promise<undefined> {
    return undefined;
  }

  async signals({ path = '' }: { path?: string }): Promise<{ signals: Signal[] }> {
    const end = path.split('/').at(-1) ?? '';
    const fits = new RegExp(`^${end.replaceAll('*', '.*')}$`);
    return { signals: [...this.known.values()].filter(({ id }) => fits.test(id)) };
  }

  async pathOf(identifier: string): Promise<readonly string[]> {
    return [enterprise, 'Hall', 'Oven 1', identifier.split('/').at(-1) ?? ''];
  }

  follow(hear: (changed: { put: readonly string[]; removed: readonly string[] }) => void) {
    this.#followers.add(hear);
    return { cancel: () => void this.#followers.delete(hear) };
  }

  remove(identifier: string): void {
    this.known.delete(identifier.toLowerCase());
    for (const hear of this.#followers) hear({ put: [], removed: [identifier] });
  }

  put(signal: Signal): void {
    this.known.set(signal.identifier.toLowerCase(), signal);
    for (const hear of this.#followers) hear({ put: [signal.identifier], removed: [] });
  }
}

export type Options = {
  readonly signals?: readonly Signal[];
  readonly folder?: string;
  readonly startMs?: number;
  readonly world?: Partial<World>;
  readonly calendars?: Calendars;
  readonly log?: Log;
  /** Where messages may go besides the public internet; this machine when absent. */
  readonly networks?: readonly string[];
  readonly journalDays?: number;
};

export class AlarmsUnderTest {
  readonly folder: string;
  readonly clock: HandClock;
  readonly graph: GraphUnderTest;
  readonly #options: Options;
  system!: AlarmSystem;
  telemetry!: StoredTelemetry;
  records!: RecordsStore;
  #closes: (() => Promise<void>)[] = [];

  constructor(folder: string, options: Options) {
    this.folder = folder;
    this.#options = options;
    this.clock = new HandClock(options.startMs ?? startMs);
    const signals = options.signals ?? [
      signalOf('temp', { unitCode: 'Cel' }),
      signalOf('running', { value: 'boolean', kind: 'event' }),
      signalOf('mode', { value: 'text', kind: 'event' }),
    ];
    this.graph = new GraphUnderTest(signals);
  }

  async open(): Promise<void> {
    const world: World = { ...realWorld, clock: this.clock, ...this.#options.world };
    for (const name of ['records', 'series', 'log']) {
      mkdirSync(join(this.folder, name), { recursive: true });
    }
    const [records, series, log] = await Promise.all([
      openEmbedded('records', `${this.folder}/records`, realWorld),
      openEmbedded('series', `${this.folder}/series`, realWorld),
      openEmbedded('log', `${this.folder}/log`, realWorld),
    ]);
    this.records = records;
    this.telemetry = new StoredTelemetry({
      series,
      clock: realWorld.clock,
      metrics: new MetricsRegistry(),
    });
    const events = new LoggedEvents({ log, clock: realWorld.clock, journal: silentLog });
    this.system = new AlarmSystem({
      ...{ world, log: this.#options.log ?? silentLog, records, events },
      ...{ telemetry: this.telemetry, assets: this.graph, calendars: this.#options.calendars },
      publicUrl: () => 'http://jingwei.test',
      reach: reachOf(this.#options.networks ?? ['127.0.0.0/8', '::1']),
      journalDays: this.#options.journalDays ?? 730,
    });
    await this.system.open();
    await this.system.start();
    this.#closes = [
      () => this.system.close(),
      () => records.close(),
      () => series.close(),
      () => log.close(),
    ];
  }

  async close(): Promise<void> {
    const closes = this.#closes;
    this.#closes = [];
    for (const close of closes) await close();
  }

  /** The process dies: what was not kept is lost. The stores are closed, since this process lives on. */
  async kill(): Promise<void> {
    const [, ...stores] = this.#closes;
    this.#closes = [];
    for (const close of stores) await close();
  }

  async put(id: string, rule: Partial<Rule>): Promise<void> {
    await this.system.rules.put({ enterprise, id }, ruleOf(rule), { by: person.id });
    await this.settled();
  }

  /** Seconds after the start of the test; at once at the server. */
  reading(id: string, seconds: number, value: ReadingValue, quality: 0 | 1 | 2 = 2): Reading {
    const sourceTimeUs = (startMs + seconds * 1_000) * 1_000;
    const serverTimeUs = Math.max(sourceTimeUs, this.clock.now() * 1_000);
    return { series: `${machine}/${id}`, sourceTimeUs, serverTimeUs, value, quality };
  }

  async tell(...readings: Reading[]): Promise<void> {
    await this.telemetry.append(toColumns(readings));
    await this.settled();
  }

  async settled(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    await this.system.keeper.drained();
  }

  async pass(ms: number): Promise<void> {
    await this.clock.pass(ms);
    await this.settled();
  }

  state(id: string): string | undefined {
    const alarm = this.system.desk.alarm(id);
    return alarm && stateOf(alarm.status);
  }

  async journal(): Promise<JournalEntry[]> {
    const page = { limit: 500 };
    return (await readJournal(this.records, enterprise, { query: {}, page })).entries.toReversed();
  }

  /** `raised@10` for each entry of an alarm, in seconds after the start. */
  async told(): Promise<string[]> {
    return (await this.journal())
      .filter(({ alarm }) => alarm !== undefined)
      .map(({ event, at }) => `${event}@${(Date.parse(at) - startMs) / 1_000}`);
  }
}

export async function alarmsUnderTest(t: TestContext, options: Options = {}) {
  const folder = options.folder ?? folderFor(t);
  const under = new AlarmsUnderTest(folder, options);
  await under.open();
  t.after(() => under.close());
  return under;
}

export function folderFor(t: TestContext): string {
  const folder = temporaryFolder();
  t.after(() => folder.remove());
  return folder.path;
}
