// Brings what is due to whom it concerns: from the durable queue, again with growing pauses where it fails, until it is
// delivered, no longer true, or given up after a day, which the journal says.
import type { Log } from '../../../kernel/log/log.ts';
import { every, type Timer } from '../../../kernel/world/clock.ts';
import type { World } from '../../../kernel/world/world.ts';
import type { RecordsStore } from '../../../stores/records/records.ts';
import type { Calendars, PlantCalendar } from '../../calendar/api.ts';
import type { Desk } from '../desk.ts';
import { stateOf } from '../model/alarm-machine.ts';
import { noticesCollection } from '../store.ts';
import { deliver } from './deliver.ts';
import { messageOf, stepText } from './message.ts';
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
};

const lookMs = 1_000;
const atOnce = 20;
const pauseFirstMs = 5_000;
const pauseMaxMs = 3_600_000;
const givenUpMs = 86_400_000;
export const noticesMax = 10_000;

export class Notices {
  readonly #given: Given;
  #timer: Timer | undefined;
  #working: Promise<void> | undefined;

  constructor(given: Given) {
    this.#given = given;
  }

  start(): void {
    this.#timer = every(this.#given.world.clock, lookMs, () => this.look());
  }

  async close(): Promise<void> {
    this.#timer?.cancel();
    await this.#working;
  }

  /** Deals with what is due now. */
  look(): Promise<void> {
    this.#working ??= this.#look()
      .catch((error: unknown) => this.#given.log.error('notices-not-sent', { error }))
      .finally(() => (this.#working = undefined));
    return this.#working;
  }

  async #look(): Promise<void> {
    const { records, world } = this.#given;
    for (;;) {
      const { rows } = await records.find<NoticeDocument>(noticesCollection.name, {
        tenant: '*',
        where: [
          { key: 'state', is: 'equal', value: 'waiting' },
          { key: 'due', is: 'at-most', value: world.clock.now() },
        ],
        order: { key: 'due' },
        limit: atOnce,
      });
      // One way that hangs holds up no other.
      await Promise.all(rows.map(({ document }) => this.#one(document)));
      if (rows.length < atOnce) break;
    }
    await this.#bound();
  }

  /** Of too many the oldest go, and the journal says how many. */
  async #bound(): Promise<void> {
    const { records, desk } = this.#given;
    const count = await records.count(noticesCollection.name, { tenant: '*' });
    if (count <= noticesMax) return;
    const { rows } = await records.find<NoticeDocument>(noticesCollection.name, {
      tenant: '*',
      order: { key: 'due' },
      limit: Math.min(1_000, count - noticesMax),
    });
    for (const { document } of rows) await this.#remove(document);
    const dropped = new Map<string, number>();
    for (const { tenant } of rows) dropped.set(tenant, (dropped.get(tenant) ?? 0) + 1);
    for (const [enterprise, many] of dropped) {
      const why = `more than ${noticesMax} messages wait; ${many} of the oldest were dropped`;
      await desk.journal(enterprise, { event: 'notices-dropped', by: 'policy', why });
    }
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

  async #send(notice: NoticeDocument, to: { person: Person; way: Way }): Promise<void> {
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
      await deliver(world, { id: notice.id, person, way, message, alarm: notice.shown });
      await this.#remove(notice);
      await desk.journal(notice.enterprise, { event: 'notified', by: 'policy', why, ...told });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
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
