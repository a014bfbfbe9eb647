// All of the module put together: rules, evaluation, alarms, journal, messages, and the order in which they start and stop.
import type { Events } from '../../kernel/events/events.ts';
import type { Log } from '../../kernel/log/log.ts';
import { every, type Timer } from '../../kernel/world/clock.ts';
import { reachOf, type Reach } from '../../kernel/world/reach.ts';
import type { World } from '../../kernel/world/world.ts';
import type { RecordsStore } from '../../stores/records/records.ts';
import type { Calendars } from '../calendar/api.ts';
import type { Telemetry } from '../telemetry/api.ts';
import type { JournalEntry } from './api.ts';
import { Desk } from './desk.ts';
import { CatchUp } from './evaluation/catch-up.ts';
import { Evaluation } from './evaluation/evaluation.ts';
import { LateLook } from './evaluation/late-look.ts';
import { LateSpans } from './evaluation/late-spans.ts';
import { Positions } from './evaluation/positions.ts';
import { JournalPruning } from './journal-pruning.ts';
import { Keeper } from './keeper.ts';
import { Notices } from './notices/notices.ts';
import { Plans } from './notices/plans.ts';
import { Places, type Graph } from './places.ts';
import { floodSpanMs, Policies } from './policies.ts';
import { RuleBook } from './rule-book.ts';
import { journalCollection, openAlarmStore, type JournalDocument } from './store.ts';

export type SystemGiven = {
  readonly world: World;
  readonly log: Log;
  readonly records: RecordsStore;
  readonly events: Events;
  readonly telemetry: Telemetry;
  readonly assets: Graph;
  readonly calendars?: Calendars | undefined;
  readonly publicUrl: () => string;
  readonly journalDays?: number;
  /** Where messages may go; the public internet when absent. */
  readonly reach?: Reach;
};

const tickMs = 250;
const secondMs = 1_000;
const positionsMs = 15_000;
const brokenMs = 10_000;
const pruningMs = 3_600_000;
/** Changes that wait to be durable; with more, judging waits and reads the store later. */
const waitingMax = 20_000;

export class AlarmSystem {
  readonly desk: Desk;
  readonly rules: RuleBook;
  readonly evaluation: Evaluation;
  readonly plans: Plans;
  readonly places: Places;
  readonly notices: Notices;
  readonly keeper: Keeper;
  readonly #given: SystemGiven;
  readonly #catchUp: CatchUp;
  readonly #positions: Positions;
  readonly #late: LateLook;
  readonly #spans: LateSpans;
  readonly #pruning: JournalPruning;
  readonly #stops: { cancel(): void }[] = [];
  #changed = new Set<string>();
  #isReady = false;

  constructor(given: SystemGiven) {
    this.#given = given;
    const { world, log, records, telemetry } = given;
    const { clock } = world;
    this.#pruning = new JournalPruning({ records, clock, days: given.journalDays ?? 730 });
    this.keeper = new Keeper({ records, events: given.events, world, log });
    const policies = new Policies();
    this.desk = new Desk({ world, keeper: this.keeper, policies });
    this.plans = new Plans(records, policies);
    this.places = new Places(given.assets);
    const isBehind = () => this.keeper.waiting > waitingMax;
    const late = (this.#spans = new LateSpans(records));
    this.evaluation = new Evaluation({ clock, log, late, isBehind });
    this.#catchUp = new CatchUp({ evaluation: this.evaluation, telemetry, clock, log, isBehind });
    this.#positions = new Positions(records, this.keeper);
    this.rules = new RuleBook({
      ...{ records, places: this.places, desk: this.desk, evaluation: this.evaluation },
      ...{ clock, log, isBehind: () => this.#wake() },
    });
    this.#late = new LateLook({
      ...{ evaluation: this.evaluation, telemetry, records, desk: this.desk, clock, log },
      judgedOn: (signal) => this.rules.judgedOn(signal),
      ...{ spans: this.#spans, drained: () => this.keeper.drained() },
    });
    this.notices = new Notices({
      ...{ records, world, log, desk: this.desk, calendars: given.calendars },
      ...{ publicUrl: given.publicUrl, reach: given.reach ?? reachOf([]) },
    });
  }

  /** Knows everything again as it was; nothing is judged yet. */
  async open(): Promise<void> {
    const { records, telemetry } = this.#given;
    await openAlarmStore(records);
    await this.plans.open();
    await this.#spans.open(this.#given.world.clock.now());
    await this.#restoreFloods();
    await this.rules.open(await this.#positions.read());
    // What is stored from now on is heard; what was stored before is caught up with.
    this.#stops.push(telemetry.follow((batch) => this.evaluation.hear(batch)));
  }

  /** Judges; resolves when all is caught up with. */
  async start(): Promise<void> {
    const { clock } = this.#given.world;
    this.#isReady = true;
    const timer = (periodMs: number, work: () => Promise<void> | void): Timer =>
      every(clock, periodMs, async () => {
        try {
          await work();
        } catch (error) {
          this.#given.log.error('alarms-work-failed', { error });
        }
      });
    this.#stops.push(
      timer(tickMs, () => this.evaluation.passed(clock.now())),
      timer(tickMs, () => this.#spans.save()),
      timer(secondMs, () => this.#second()),
      timer(positionsMs, () => this.#positions.write(this.evaluation)),
      timer(brokenMs, () => this.rules.refresh()),
      timer(pruningMs, async () => void (await this.#pruning.run())),
    );
    const following = this.#given.assets.follow?.(({ put, removed }) => {
      for (const one of [...put, ...removed]) this.#changed.add(one.toLowerCase());
    });
    if (following) this.#stops.push(following);
    this.notices.start();
    await this.#catchUp.run();
    // Also in a program that never runs for an hour.
    await this.#pruning
      .run()
      .catch((error: unknown) => this.#given.log.error('alarms-work-failed', { error }));
  }

  async close(): Promise<void> {
    for (const one of this.#stops) one.cancel();
    await this.notices.close();
    await this.#pruning.close();
    await this.#catchUp.close();
    await this.keeper.drained();
    if (this.#isReady) {
      await this.#positions.write(this.evaluation);
      await this.#spans.save();
    }
    await this.keeper.close();
  }

  #wake(): void {
    if (this.#isReady) void this.#catchUp.run();
  }

  async #second(): Promise<void> {
    this.desk.passed(this.#given.world.clock.now());
    if (this.#changed.size > 0) {
      const changed = this.#changed;
      this.#changed = new Set();
      await this.rules.refresh(changed);
    }
    await this.#late.look();
    this.#wake();
  }

  async #restoreFloods(): Promise<void> {
    const { records, world } = this.#given;
    const sinceMs = world.clock.now() - floodSpanMs;
    const shown = await this.#entries([
      { key: 'to', is: 'equal', value: 'unacknowledged' },
      { key: 'recorded', is: 'at-least', value: sinceMs },
    ]);
    const floods = await records.find<JournalDocument>(journalCollection.name, {
      tenant: '*',
      where: [{ key: 'event', is: 'one-of', value: ['flood-began', 'flood-ended'] }],
      order: { key: 'recorded', descending: true },
      limit: 1_000,
    });
    const places = new Map<string, { enterprise: string; position: string; isFlood: boolean }>();
    for (const { tenant: enterprise, document } of floods.rows) {
      const { position = '', event } = document.entry;
      const key = `${enterprise} ${position}`;
      if (!places.has(key))
        places.set(key, { enterprise, position, isFlood: event === 'flood-began' });
    }
    for (const { enterprise, entry } of shown) {
      const { position = '' } = entry;
      const key = `${enterprise} ${position}`;
      if (!places.has(key)) places.set(key, { enterprise, position, isFlood: false });
    }
    for (const { enterprise, position, isFlood } of places.values()) {
      const shownMs = shown
        .filter((one) => one.enterprise === enterprise && one.entry.position === position)
        .map(({ recordedMs }) => recordedMs);
      this.desk.policies.restore({ enterprise, position }, { isFlood, shownMs });
    }
  }

  async #entries(
    where: readonly { key: string; is: 'equal' | 'at-least'; value: string | number }[],
  ): Promise<{ enterprise: string; entry: JournalEntry; recordedMs: number }[]> {
    const { rows } = await this.#given.records.find<JournalDocument>(journalCollection.name, {
      ...{ tenant: '*', where, order: { key: 'recorded' }, limit: 1_000 },
    });
    return rows.map(({ tenant, document: { entry, recordedMs } }) => ({
      ...{ enterprise: tenant, entry, recordedMs },
    }));
  }
}
