// Brings what is due to whom it concerns: from the durable queue, again with growing pauses where it fails, until it is
// delivered, no longer true, or given up after a day, which the journal says. Each enterprise has a turn of its own and
// each of its ways a few calls at once: a server that hangs holds up nothing but itself.
import { isFailure } from '../../../kernel/failure/failure.ts';
import type { Log } from '../../../kernel/log/log.ts';
import { every, type Timer } from '../../../kernel/world/clock.ts';
import type { Reach } from '../../../kernel/world/reach.ts';
import type { World } from '../../../kernel/world/world.ts';
import type { RecordsStore } from '../../../stores/records/records.ts';
import type { Calendars, PlantCalendar } from '../../calendar/api.ts';
import type { Desk } from '../desk.ts';
import { alarmsFailures } from '../failures.ts';
import { stateOf } from '../model/alarm-machine.ts';
import { noticesCollection } from '../store.ts';
import { deliver, reasonOf } from './deliver.ts';
import { messageOf, stepText, testMessage } from './message.ts';
import type { NoticeDocument } from './notice.ts';
import type { Escalation, Person, Way } from './plan-schema.ts';
import { isInShift, quietUntilMs } from './when.ts';

type Given = {
  readonly records: RecordsStore;
  readonly world: World;
  readonly log: Log;
  readonly desk: Desk;
  readonly calendars: Calendars | undefined;
  readonly publicUrl: () => string;
  readonly reach: Reach;
};
type To = { readonly person: Person; readonly way: Way };

const lookMs = 1_000;
/** Of one enterprise that are looked at together. */
const turnMax = 200;
const callsOfWay = 4;
const testsMax = 4;
const pauseFirstMs = 5_000;
const pauseMaxMs = 3_600_000;
const givenUpMs = 86_400_000;
/** Of one enterprise. */
export const noticesMax = 10_000;

export class Notices {
  readonly #given: Given;
  #timer: Timer | undefined;
  /** Enterprises whose turn it is, by name. */
  readonly #turns = new Map<string, Promise<void>>();
  readonly #tests = new Map<string, number>();
  #looking: Promise<void> | undefined;
  #isClosed = false;

  constructor(given: Given) {
    this.#given = given;
  }

  start(): void {
    this.#timer = every(this.#given.world.clock, lookMs, () => void this.look());
  }

  /** What is under way is waited for; nothing more begins. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#timer?.cancel();
    await this.#looking;
    await Promise.all(this.#turns.values());
  }

  /** Begins what is due now; resolves when all of it is dealt with. */
  async look(): Promise<void> {
    this.#looking ??= this.#begin()
      .catch((error: unknown) => this.#given.log.error('notices-not-sent', { error }))
      .finally(() => (this.#looking = undefined));
    await this.#looking;
    await Promise.all(this.#turns.values());
  }

  /** A test message at once. Fails with `alarms.server-inside`, `alarms.not-told`, or `alarms.tests-under-way` when there are too many. */
  async test(enterprise: string, to: To): Promise<void> {
    const { world } = this.#given;
    const underWay = this.#tests.get(enterprise) ?? 0;
    if (underWay >= testsMax) {
      throw alarmsFailures['tests-under-way']({ enterprise, countMax: testsMax });
    }
    this.#tests.set(enterprise, underWay + 1);
    const message = testMessage(to.person.language);
    try {
      await deliver(this.#given, { id: `test ${world.random.uuid()}`, ...to, message });
    } catch (error) {
      if (isFailure(error, 'alarms.server-inside')) throw error;
      const channel = to.way.name;
      const told = { channel, to: to.person.address ?? to.person.name, reason: reasonOf(error) };
      throw alarmsFailures['not-told'](told, error);
    } finally {
      const left = (this.#tests.get(enterprise) ?? 1) - 1;
      if (left > 0) this.#tests.set(enterprise, left);
      else this.#tests.delete(enterprise);
    }
  }

  /** Gives a turn to each enterprise that has something due and is not at it. */
  async #begin(): Promise<void> {
    const { desk, log } = this.#given;
    if ((await this.#due('*', 1)).length === 0) return;
    for (const enterprise of desk.policies.enterprises()) {
      if (this.#isClosed) return;
      if (this.#turns.has(enterprise)) continue;
      const due = await this.#due(enterprise, turnMax);
      if (due.length === 0) continue;
      const turn = this.#turn(enterprise, due)
        .catch((error: unknown) => log.error('notices-not-sent', { enterprise, error }))
        .finally(() => this.#turns.delete(enterprise));
      this.#turns.set(enterprise, turn);
    }
  }

  async #due(tenant: string, limit: number): Promise<NoticeDocument[]> {
    const { records, world } = this.#given;
    const { rows } = await records.find<NoticeDocument>(noticesCollection.name, {
      tenant,
      where: [
        { key: 'state', is: 'equal', value: 'waiting' },
        { key: 'due', is: 'at-most', value: world.clock.now() },
      ],
      order: { key: 'due' },
      limit,
    });
    return rows.map(({ document }) => document);
  }

  /** Until nothing of the enterprise is due any more. */
  async #turn(enterprise: string, due: readonly NoticeDocument[]): Promise<void> {
    let next = due;
    while (next.length > 0 && !this.#isClosed) {
      const lanes = new Map<string, NoticeDocument[]>();
      for (const notice of next) {
        const { people } = this.#given.desk.policies.planOf(enterprise);
        const way = people.find(({ name }) => name === notice.person)?.way ?? '';
        lanes.set(way, [...(lanes.get(way) ?? []), notice]);
      }
      await Promise.all([...lanes.values()].map((lane) => this.#lane(lane)));
      await this.#bound(enterprise);
      next = await this.#due(enterprise, turnMax);
    }
  }

  /** What goes one way, a few at once. */
  async #lane(notices: readonly NoticeDocument[]): Promise<void> {
    const left = [...notices];
    const work = async () => {
      for (let one = left.shift(); one && !this.#isClosed; one = left.shift()) await this.#one(one);
    };
    await Promise.all(Array.from({ length: callsOfWay }, work));
  }

  /** Of too many the oldest of the enterprise go, and the journal says how many. */
  async #bound(enterprise: string): Promise<void> {
    const { records, desk } = this.#given;
    const count = await records.count(noticesCollection.name, { tenant: enterprise });
    if (count <= noticesMax) return;
    const { rows } = await records.find<NoticeDocument>(noticesCollection.name, {
      tenant: enterprise,
      order: { key: 'due' },
      limit: Math.min(1_000, count - noticesMax),
    });
    await records.transaction(async (transaction) => {
      for (const { id } of rows) await transaction.remove(noticesCollection.name, enterprise, id);
    });
    const why = `more than ${noticesMax} messages wait; ${rows.length} of the oldest were dropped`;
    await desk.journal(enterprise, { event: 'notices-dropped', by: 'policy', why });
  }

  async #one(notice: NoticeDocument): Promise<void> {
    const { desk, world, calendars } = this.#given;
    const plan = desk.policies.planOf(notice.enterprise);
    const person = plan.people.find(({ name }) => name === notice.person);
    const way = plan.ways.find(({ name }) => name === person?.way);
    const escalation = plan.escalations.find(({ name }) => name === notice.escalation);
    if (!person || !way || !escalation || !this.#isStillTrue(notice, escalation)) {
      await this.#remove(notice);
      return;
    }
    const calendar: PlantCalendar | undefined = await calendars?.at(notice.shown.signal);
    const nowMs = world.clock.now();
    if (!isInShift(escalation, calendar, nowMs)) {
      await this.#remove(notice);
      return;
    }
    const zone = calendar?.zone ?? 'UTC';
    const { priority } = notice.shown;
    const laterMs = quietUntilMs(person, priority, { nowMs, zone });
    if (laterMs === undefined) await this.#send(notice, { person, way });
    else await this.#put({ ...notice, dueMs: laterMs, firstDueMs: laterMs });
  }

  /** Nobody has acknowledged it, it was not hidden, and it is the same occurrence. */
  #isStillTrue(
    { alarm: id, occurrence, step }: NoticeDocument,
    { untilAcknowledged }: Escalation,
  ): boolean {
    const alarm = this.#given.desk.alarm(id);
    if (!alarm || alarm.occurrence !== occurrence) return false;
    const state = stateOf(alarm.status);
    if (state === 'unacknowledged' || state === 'latched-unacknowledged') return true;
    return state === 'returned-unacknowledged' && (untilAcknowledged || step === 0);
  }

  async #send(notice: NoticeDocument, to: To): Promise<void> {
    const { world, desk, publicUrl } = this.#given;
    const { person, way } = to;
    const { language } = person;
    const step = stepText(language, notice.step, notice.escalation);
    const message = messageOf(notice.shown, { language, publicUrl: publicUrl(), step });
    const told = {
      ...{ alarm: notice.alarm, rule: notice.shown.rule, name: notice.shown.name },
      ...{ signal: notice.shown.signal, priority: notice.shown.priority },
    };
    const why = `${notice.escalation}, ${notice.step + 1}: ${person.name} (${way.name})`;
    try {
      await deliver(this.#given, { id: notice.id, person, way, message, alarm: notice.shown });
      await this.#remove(notice);
      await desk.journal(notice.enterprise, { event: 'notified', by: 'policy', why, ...told });
    } catch (error) {
      const reason = reasonOf(error);
      const nowMs = world.clock.now();
      const attempts = notice.attempts + 1;
      if (nowMs - notice.firstDueMs > givenUpMs) {
        await this.#remove(notice);
        const failed = { event: 'notice-failed', by: 'policy', why: `${why}: ${reason}` } as const;
        await desk.journal(notice.enterprise, { ...failed, ...told });
        return;
      }
      if (attempts === 1) {
        const failed = { event: 'notice-failed', by: 'policy', why: `${why}: ${reason}` } as const;
        await desk.journal(notice.enterprise, { ...failed, ...told });
      }
      const pauseMs = Math.min(pauseMaxMs, pauseFirstMs * 2 ** (attempts - 1));
      await this.#put({ ...notice, attempts, reason, dueMs: nowMs + pauseMs });
    }
  }

  async #put(document: NoticeDocument): Promise<void> {
    const { enterprise: tenant, id } = document;
    await this.#given.records.transaction(async (records) => {
      await records.put({ collection: noticesCollection.name, tenant, id, document });
    });
  }

  async #remove({ enterprise, id }: NoticeDocument): Promise<void> {
    await this.#given.records.transaction((records) =>
      records.remove(noticesCollection.name, enterprise, id),
    );
  }
}
