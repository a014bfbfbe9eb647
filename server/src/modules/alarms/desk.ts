// The alarms of the program: what conditions, people, clocks and policies do to them, each step through the state machine,
// into the journal, to whoever follows. What is in memory is what is true; the keeper makes it durable in order.
import type { Principal } from '../../kernel/access/rights.ts';
import type { World } from '../../kernel/world/world.ts';
import { isoTime } from '../../wire/iso-time.ts';
import type { JournalEntry } from './api.ts';
import { alarmsFailures } from './failures.ts';
import type { Change, Keeper } from './keeper.ts';
import { stateOf, step, type AlarmEvent } from './model/alarm-machine.ts';
import type { Turn } from './model/condition-watch.ts';
import type { AlarmState } from './model/alarm-table.ts';
import { noticesOf } from './notices/notice.ts';
import { isoMs, type StandingAlarm } from './standing-alarm.ts';
import type { Policies } from './policies.ts';
import type { JournalDocument } from './store.ts';

export type Happening = {
  readonly event: AlarmEvent;
  readonly by: string;
  readonly why?: string;
  /** Microseconds; now when absent. */
  readonly atUs?: number;
  readonly untilMs?: number;
};

export type Heard = {
  readonly alarm: StandingAlarm;
  readonly from: AlarmState;
  readonly to: AlarmState;
};

type Given = { readonly world: World; readonly keeper: Keeper; readonly policies: Policies };

export class Desk {
  readonly #given: Given;
  readonly #alarms = new Map<string, StandingAlarm>();
  /** With a time limit on being hidden; looked at every second. */
  readonly #hidden = new Set<StandingAlarm>();
  readonly #followers = new Set<(heard: Heard) => void>();
  readonly #watchers = new Set<(id: string) => void>();

  constructor(given: Given) {
    this.#given = given;
  }

  get policies(): Policies {
    return this.#given.policies;
  }

  alarms(): Iterable<StandingAlarm> {
    return this.#alarms.values();
  }

  alarm(id: string): StandingAlarm | undefined {
    return this.#alarms.get(id);
  }

  /** Is here from now on, in the place of another of its id, or under another rule. */
  put(alarm: StandingAlarm): void {
    const before = this.#alarms.get(alarm.id);
    if (before) this.#hidden.delete(before);
    this.#alarms.set(alarm.id, alarm);
    this.#noteHidden(alarm);
    this.#look(alarm);
  }

  /** Its rule or signal is no more: told, and its state forgotten. */
  remove(alarm: StandingAlarm, by: string): void {
    this.#alarms.delete(alarm.id);
    this.#hidden.delete(alarm);
    const entries = alarm.isStanding ? [this.#entry(alarm, { event: 'removed', by })] : [];
    void this.#keep({ tenant: alarm.rule.enterprise, forget: alarm.id, entries });
    this.#tell(alarm, stateOf(alarm.status), 'normal');
  }

  follow(hear: (heard: Heard) => void): { cancel(): void } {
    this.#followers.add(hear);
    return { cancel: () => void this.#followers.delete(hear) };
  }

  /** Names each alarm that came, went, or is otherwise in any way: more than changes of state. */
  watch(look: (id: string) => void): { cancel(): void } {
    this.#watchers.add(look);
    return { cancel: () => void this.#watchers.delete(look) };
  }

  /** The condition of an alarm turned. `isReplay`: it may be known from before a restart. */
  turned(alarm: StandingAlarm, turn: Turn, isReplay: boolean): void {
    if (turn.atUs <= alarm.turnedUs && isReplay) return;
    const atUs = Math.max(turn.atUs, alarm.turnedUs + 1);
    alarm.turnedUs = atUs;
    if (turn.active) alarm.value = turn.value;
    const event = { kind: turn.active ? 'raised' : 'returned' } as const;
    void this.happen(alarm, { event, by: 'evaluation', atUs });
  }

  /** The condition that suppresses an alarm by design turned. */
  suppressionTurned(alarm: StandingAlarm, turn: Turn, isReplay: boolean): void {
    if (turn.atUs <= alarm.suppressionTurnedUs && isReplay) return;
    const atUs = Math.max(turn.atUs, alarm.suppressionTurnedUs + 1);
    alarm.suppressionTurnedUs = atUs;
    const why = alarm.rule.suppressedWhen?.expression ?? '';
    const suppression = { by: 'rule', who: 'evaluation', why, atMs: atUs / 1_000 } as const;
    const event: AlarmEvent = turn.active
      ? { kind: 'suppressed', suppression }
      : { kind: 'unsuppressed', by: 'rule' };
    void this.happen(alarm, { event, by: 'evaluation', why, atUs });
  }

  /** Found in late readings: an alarm that is over already. Nobody has seen it, so it waits to be acknowledged. */
  foundLate(alarm: StandingAlarm, span: { fromUs: number; toUs: number }): void {
    const before = stateOf(alarm.status);
    if (before === 'normal') {
      for (const kind of ['raised', 'returned'] as const) {
        alarm.status = step(alarm.status, { kind }, alarm.rule) ?? alarm.status;
      }
      alarm.raisedAtUs = span.fromUs;
      alarm.returnedAtUs = span.toUs;
    }
    const entry = this.#entry(alarm, {
      ...{ event: 'found-late', by: 'evaluation', atUs: span.fromUs, until: isoTime(span.toUs) },
      ...{ from: before, to: stateOf(alarm.status) },
    });
    void this.#keep({ tenant: alarm.rule.enterprise, state: alarm.document(), entries: [entry] });
    this.#tell(alarm, before, stateOf(alarm.status));
  }

  /** What a person does; fails with `alarms.not-now` where it means nothing. Durable when it resolves. */
  async act(
    alarm: StandingAlarm,
    principal: Principal,
    happening: Omit<Happening, 'by'>,
  ): Promise<void> {
    const done = this.happen(alarm, { ...happening, by: principal.id });
    if (done) return done;
    throw alarmsFailures['not-now']({ alarm: alarm.id, state: stateOf(alarm.status) });
  }

  /** Undefined where the event means nothing in this state. */
  happen(alarm: StandingAlarm, happening: Happening): Promise<void> | undefined {
    const { event } = happening;
    const nowMs = this.#given.world.clock.now();
    if (event.kind === 'raised') this.#suppressInFlood(alarm, nowMs);
    const from = stateOf(alarm.status);
    const next = step(alarm.status, event, alarm.rule);
    if (!next) return undefined;
    alarm.status = next;
    const to = stateOf(next);
    const atUs = happening.atUs ?? nowMs * 1_000;
    this.#note(alarm, { event, atUs, nowMs, by: happening.by });
    const isShown = to === 'unacknowledged' && from !== to;
    if (isShown) this.#markShown(alarm, atUs);
    const entry = this.#entry(alarm, { ...happening, event: event.kind, atUs, from, to });
    const done = this.#keep({
      tenant: alarm.rule.enterprise,
      state: alarm.document(),
      entries: [entry],
      ...(isShown ? this.#shown(alarm, nowMs) : {}),
    });
    this.#noteHidden(alarm);
    this.#tell(alarm, from, to);
    if (isShown) this.#applyPolicies(alarm, nowMs);
    return done;
  }

  /** It cannot be judged, or can again. */
  setBroken(alarm: StandingAlarm, broken: StandingAlarm['broken']): void {
    if ((alarm.broken === undefined) === (broken === undefined)) {
      alarm.broken = broken;
      return;
    }
    alarm.broken = broken;
    const event = broken ? 'broken' : 'mended';
    const why = broken?.en;
    const entry = this.#entry(alarm, {
      ...{ event, by: 'evaluation' },
      ...(why === undefined ? {} : { why }),
    });
    void this.#keep({ tenant: alarm.rule.enterprise, state: alarm.document(), entries: [entry] });
    const state = stateOf(alarm.status);
    this.#tell(alarm, state, state);
  }

  /** An entry that is about no single alarm, or one besides. */
  journal(tenant: string, entry: Omit<JournalEntry, 'id' | 'at' | 'recordedAt'>): Promise<void> {
    const recordedMs = this.#given.world.clock.now();
    const [id, at] = [this.#given.keeper.entryId(recordedMs), isoMs(recordedMs)];
    const document = { entry: { id, at, recordedAt: at, ...entry }, recordedMs };
    return this.#keep({ tenant, entries: [{ ...document, happenedMs: recordedMs }] });
  }

  /** What the clock ends: shelving, out of service, floods. */
  passed(nowMs: number): void {
    for (const alarm of this.#hidden) {
      const { shelved, outOfService } = alarm.status;
      if (shelved && shelved.untilMs <= nowMs) {
        void this.happen(alarm, { event: { kind: 'unshelved' }, by: 'clock' });
      }
      if (outOfService && (outOfService.untilMs ?? Infinity) <= nowMs) {
        void this.happen(alarm, { event: { kind: 'in-service' }, by: 'clock' });
      }
    }
    for (const { enterprise, position } of this.policies.floodsOver(nowMs)) {
      void this.journal(enterprise, { event: 'flood-ended', by: 'policy', position });
      for (const alarm of this.#alarms.values()) {
        if (alarm.rule.enterprise !== enterprise || alarm.position !== position) continue;
        const event = { kind: 'unsuppressed', by: 'flood' } as const;
        void this.happen(alarm, { event, by: 'policy', why: 'the flood is over' });
      }
    }
  }

  #note(
    alarm: StandingAlarm,
    { event, atUs, nowMs, by }: { event: AlarmEvent; atUs: number; nowMs: number; by: string },
  ): void {
    if (event.kind === 'raised') {
      alarm.raisedAtUs = atUs;
      alarm.returnedAtUs = undefined;
      alarm.acknowledged = undefined;
      alarm.firstOut = this.#isFirstOut(alarm);
    } else if (event.kind === 'returned') alarm.returnedAtUs = atUs;
    else if (event.kind === 'acknowledged') alarm.acknowledged = { atMs: nowMs, by };
  }

  #isFirstOut(alarm: StandingAlarm): boolean {
    const { firstOutGroup: group, enterprise } = alarm.rule;
    if (group === undefined) return false;
    for (const other of this.#alarms.values()) {
      if (other === alarm || other.rule.firstOutGroup !== group) continue;
      if (other.rule.enterprise === enterprise && other.status.active) return false;
    }
    return true;
  }

  #markShown(alarm: StandingAlarm, atUs: number): void {
    alarm.acknowledged = undefined;
    alarm.occurrence = String(Math.round(atUs));
  }

  #shown(alarm: StandingAlarm, nowMs: number): Pick<Change, 'raised' | 'notices'> {
    const occurrence = alarm.occurrence ?? '';
    const notices = noticesOf(this.policies.planOf(alarm.rule.enterprise), alarm, {
      ...{ occurrence, nowMs },
    });
    return { raised: { id: `${alarm.id} ${occurrence}`, alarm: alarm.shown() }, notices };
  }

  #suppressInFlood(alarm: StandingAlarm, nowMs: number): void {
    if (!this.policies.suppressesNow(alarm)) return;
    const why = 'alarm flood';
    const suppression = { by: 'flood', who: 'policy', why, atMs: nowMs } as const;
    void this.happen(alarm, { event: { kind: 'suppressed', suppression }, by: 'policy', why });
  }

  #applyPolicies(alarm: StandingAlarm, nowMs: number): void {
    const { enterprise } = alarm.rule;
    if (this.policies.shown(alarm, nowMs)) {
      void this.journal(enterprise, {
        ...{ event: 'flood-began', by: 'policy', position: alarm.position },
      });
    }
    const shelveMs = this.policies.chatters(alarm, nowMs);
    if (shelveMs === undefined) return;
    const untilMs = nowMs + shelveMs;
    const why = 'it chatters';
    const shelving = { by: 'policy', why, atMs: nowMs, untilMs, oneShot: false };
    void this.happen(alarm, { event: { kind: 'shelved', shelving }, by: 'policy', why, untilMs });
  }

  #entry(
    alarm: StandingAlarm,
    told: Omit<Happening, 'event'> & {
      readonly event: JournalEntry['event'];
      readonly from?: AlarmState;
      readonly to?: AlarmState;
      readonly until?: string;
    },
  ): JournalDocument {
    const recordedMs = this.#given.world.clock.now();
    const atUs = told.atUs ?? recordedMs * 1_000;
    const until = told.until ?? (told.untilMs === undefined ? undefined : isoMs(told.untilMs));
    const { rule } = alarm;
    const entry: JournalEntry = {
      id: this.#given.keeper.entryId(recordedMs),
      ...{ at: isoTime(atUs), recordedAt: isoMs(recordedMs), event: told.event, by: told.by },
      ...(told.why === undefined ? {} : { why: told.why }),
      ...{ alarm: alarm.id, rule: rule.id, name: rule.name, signal: alarm.signal },
      ...{ place: alarm.place, priority: alarm.condition.priority, position: alarm.position },
      ...(told.from && { from: told.from }),
      ...(told.to && { to: told.to }),
      ...(told.event === 'raised' && alarm.value !== undefined ? { value: alarm.value } : {}),
      ...(until === undefined ? {} : { until }),
    };
    const [signalKey, placeKey] = [alarm.signal.toLowerCase(), alarm.place.toLowerCase()];
    return { entry, recordedMs, happenedMs: atUs / 1_000, signalKey, placeKey };
  }

  #keep(change: Change): Promise<void> {
    return this.#given.keeper.keep(change);
  }

  #noteHidden(alarm: StandingAlarm): void {
    const { shelved, outOfService } = alarm.status;
    if (shelved || outOfService) this.#hidden.add(alarm);
    else this.#hidden.delete(alarm);
  }

  #look({ id }: StandingAlarm): void {
    for (const look of this.#watchers) look(id);
  }

  #tell(alarm: StandingAlarm, from: AlarmState, to: AlarmState): void {
    this.#look(alarm);
    for (const hear of this.#followers) hear({ alarm, from, to });
  }
}
