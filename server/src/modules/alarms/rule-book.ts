// The rules of all enterprises and the alarms that follow from them: put, changed, removed, made anew when signals come and
// go. What a signal does not fit is told for that signal; the others go on.
import type { Principal } from '../../kernel/access/rights.ts';
import type { Bilingual } from '../../kernel/schema/bilingual.ts';
import type { Log } from '../../kernel/log/log.ts';
import type { Clock } from '../../kernel/world/clock.ts';
import type { RecordsStore } from '../../stores/records/records.ts';
import type { Signal } from '../assets/api.ts';
import type { Desk } from './desk.ts';
import type { Evaluation } from './evaluation/evaluation.ts';
import type { Judged } from './evaluation/late-look.ts';
import type { Watched } from './evaluation/signal-track.ts';
import { alarmsFailures } from './failures.ts';
import { checkRule } from './model/check-rule.ts';
import type { BuiltCondition } from './model/build-conditions.ts';
import { builtFor, type Built } from './built-rule.ts';
import type { Places } from './places.ts';
import type { KeptRule, Rule } from './rule-schema.ts';
import { alarmId, isoMs, StandingAlarm } from './standing-alarm.ts';
import {
  allOf,
  rulesCollection,
  statesCollection,
  type PositionItem,
  type StateDocument,
} from './store.ts';

export type RulePlace = { readonly enterprise: string; readonly id: string };
export type Trouble = { readonly signal?: string; readonly says: Bilingual };
type Entry = {
  readonly alarm: StandingAlarm;
  readonly fingerprint: string;
  readonly watched: readonly Watched[];
  /** Absent while it is broken. */
  readonly condition?: BuiltCondition;
};
type LiveRule = { kept: KeptRule; readonly entries: Map<string, Entry>; troubles: Trouble[] };

type Given = {
  readonly records: RecordsStore;
  readonly places: Places;
  readonly desk: Desk;
  readonly evaluation: Evaluation;
  readonly clock: Clock;
  readonly log: Log;
  /** Something new is to be caught up with. */
  readonly isBehind: () => void;
};

export const rulesMax = 20_000;

export class RuleBook {
  readonly #given: Given;
  readonly #rules = new Map<string, LiveRule>();
  #states = new Map<string, StateDocument>();
  #positions: ReadonlyMap<string, PositionItem> = new Map();
  /** One change at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(given: Given) {
    this.#given = given;
  }

  async open(positions: ReadonlyMap<string, PositionItem>): Promise<void> {
    const { records } = this.#given;
    this.#positions = positions;
    const states = await allOf<StateDocument>(records, statesCollection);
    this.#states = new Map(states.map(({ tenant, id, document }) => [`${tenant} ${id}`, document]));
    for (const { document } of await allOf<KeptRule>(records, rulesCollection)) {
      const live: LiveRule = { kept: document, entries: new Map(), troubles: [] };
      this.#rules.set(keyOf(document), live);
      await this.#expand(live);
    }
    this.#states.clear();
    this.#positions = new Map();
  }

  /** What late readings of a signal may have raised; not silence, which was true then. */
  judgedOn(signal: string): Judged[] {
    return [...this.#rules.values()]
      .filter(({ kept }) => kept.condition.kind !== 'silence')
      .flatMap(({ entries }) =>
        [...entries.values()].flatMap(({ alarm, condition }) =>
          condition?.inputs.includes(signal) === true ? [{ alarm, condition }] : [],
        ),
      );
  }

  get(
    place: RulePlace,
  ): { kept: KeptRule; alarms: number; troubles: readonly Trouble[] } | undefined {
    const live = this.#rules.get(keyOf(place));
    return live && { kept: live.kept, alarms: live.entries.size, troubles: live.troubles };
  }

  list(enterprise: string): { kept: KeptRule; alarms: number; troubles: readonly Trouble[] }[] {
    return [...this.#rules.values()]
      .filter(({ kept }) => kept.enterprise === enterprise)
      .map(({ kept, entries, troubles }) => ({ kept, alarms: entries.size, troubles }))
      .toSorted((a, b) => (a.kept.id < b.kept.id ? -1 : 1));
  }

  /** `later`: its signals may come later; until then it is broken. */
  put(place: RulePlace, rule: Rule, who: { by: string; later?: boolean }): Promise<void> {
    return this.#alone(async () => {
      checkRule(rule);
      const { enterprise, id } = place;
      const { places, records, clock, desk } = this.#given;
      const kept: KeptRule = { ...rule, enterprise, id, putBy: who.by, putAt: isoMs(clock.now()) };
      if (!this.#rules.has(keyOf(place)) && this.list(enterprise).length >= rulesMax) {
        throw alarmsFailures['too-many-rules']({ enterprise, countMax: rulesMax });
      }
      if (who.later !== true) {
        const { subjects, troubles } = await builtFor(kept, places);
        const [trouble] = troubles;
        // A path may fit signals that the rule does not; one signal must fit.
        if (trouble && (subjects === 0 || rule.path === undefined)) throw trouble.failure;
      }
      const collection = rulesCollection.name;
      await records.transaction(async (transaction) => {
        await transaction.put({ collection, tenant: enterprise, id, document: kept });
      });
      const live = this.#rules.get(keyOf(place)) ?? { kept, entries: new Map(), troubles: [] };
      live.kept = kept;
      this.#rules.set(keyOf(place), live);
      await desk.journal(enterprise, { event: 'rule-put', by: who.by, rule: id, name: rule.name });
      await this.#expand(live, true);
    });
  }

  remove(place: RulePlace, principal: Principal): Promise<void> {
    return this.#alone(async () => {
      const live = this.#rules.get(keyOf(place));
      if (!live) throw alarmsFailures['unknown-rule'](place);
      const { enterprise, id } = place;
      await this.#given.records.transaction((records) =>
        records.remove(rulesCollection.name, enterprise, id),
      );
      this.#rules.delete(keyOf(place));
      for (const entry of live.entries.values()) this.#drop(entry, principal.id);
      const { name } = live.kept;
      await this.#given.desk.journal(enterprise, {
        ...{ event: 'rule-removed', by: principal.id, rule: id, name },
      });
    });
  }

  /** Signals came, changed or went; without names, rules that are broken are tried again. */
  refresh(changed?: ReadonlySet<string>): Promise<void> {
    return this.#alone(async () => {
      for (const live of this.#rules.values()) {
        if (changed ? concerns(live, changed) : live.troubles.length > 0) await this.#expand(live);
      }
    });
  }

  #alone<R>(work: () => Promise<R>): Promise<R> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** Makes the rule's alarms what its signals are now. `isNew`: also those that look the same. */
  async #expand(live: LiveRule, isNew = false): Promise<void> {
    const { kept, entries } = live;
    const { built, troubles } = await builtFor(kept, this.#given.places);
    const wanted = new Set<string>();
    for (const one of kept.enabled ? built : []) {
      for (const condition of one.conditions) {
        wanted.add(alarmId(kept.id, condition.level, one.signal.identifier));
        this.#make(live, one, { condition, isNew });
      }
    }
    live.troubles = troubles.map(({ failure, signal }) => ({
      ...(signal === undefined ? {} : { signal }),
      says: failure.publicMessage,
    }));
    for (const { failure, signal } of kept.enabled ? troubles : []) {
      if (signal === undefined) continue;
      this.#breakAll(live, signal, { says: failure.publicMessage, wanted });
    }
    for (const [id, entry] of entries) {
      if (wanted.has(id)) continue;
      entries.delete(id);
      this.#drop(entry, 'evaluation');
    }
    this.#given.isBehind();
  }

  #make(live: LiveRule, built: Built, how: { condition: BuiltCondition; isNew: boolean }): void {
    const { kept, entries } = live;
    const { condition, isNew } = how;
    const { signal, place } = built;
    const id = alarmId(kept.id, condition.level, signal.identifier);
    const before = entries.get(id);
    const fingerprint = fingerprintOf(signal, place, built);
    if (before && !isNew && before.fingerprint === fingerprint && before.watched.length > 0) return;
    for (const watched of before?.watched ?? []) this.#given.evaluation.unwatch(watched);
    const alarm = this.#alarm(live, { signal: signal.identifier, place, condition }, before);
    this.#given.desk.setBroken(alarm, undefined);
    const watched = [this.#watch(alarm, condition, kept)];
    if (built.suppression) watched.push(this.#watchSuppression(alarm, built.suppression));
    else if (alarm.status.suppressed) {
      const event = { kind: 'unsuppressed', by: 'rule' } as const;
      void this.#given.desk.happen(alarm, { event, by: 'evaluation' });
    }
    entries.set(id, { alarm, fingerprint, watched, condition });
  }

  #alarm(
    live: LiveRule,
    about: Pick<StandingAlarm, 'signal' | 'place' | 'condition'>,
    before: Entry | undefined,
  ): StandingAlarm {
    const { desk } = this.#given;
    if (before && before.alarm.place === about.place) {
      before.alarm.rule = live.kept;
      before.alarm.condition = about.condition;
      desk.put(before.alarm);
      return before.alarm;
    }
    const alarm = new StandingAlarm({ rule: live.kept, ...about });
    const known =
      this.#states.get(`${live.kept.enterprise} ${alarm.id}`) ?? before?.alarm.document();
    if (known) alarm.restore(known);
    desk.put(alarm);
    return alarm;
  }

  #watch(alarm: StandingAlarm, condition: BuiltCondition, rule: KeptRule): Watched {
    const { desk, evaluation } = this.#given;
    const key = `${rule.enterprise} ${alarm.id}`;
    const known = this.#positions.get(key);
    return evaluation.watch({
      ...{ key, condition, onDelayMs: rule.onDelayMs, offDelayMs: rule.offDelayMs },
      isSilence: rule.condition.kind === 'silence',
      ...(known ? { known } : {}),
      turned: (turn, isReplay) => desk.turned(alarm, turn, isReplay),
      settled: ({ active, atUs, value }) => {
        if (active !== alarm.status.active) desk.turned(alarm, { active, atUs, value }, false);
      },
    });
  }

  #watchSuppression(alarm: StandingAlarm, condition: BuiltCondition): Watched {
    const { desk, evaluation } = this.#given;
    const key = `${alarm.rule.enterprise} ${alarm.id} suppressed`;
    const known = this.#positions.get(key);
    return evaluation.watch({
      ...{ key, condition, onDelayMs: 0, offDelayMs: 0, isSilence: false },
      ...(known ? { known } : {}),
      turned: (turn, isReplay) => desk.suppressionTurned(alarm, turn, isReplay),
      settled: ({ active, atUs, value }) => {
        const is = alarm.status.suppressed?.some(({ by }) => by === 'rule') === true;
        if (is !== active) desk.suppressionTurned(alarm, { active, atUs, value }, false);
      },
    });
  }

  /** Its alarms stay where they are and are not judged. */
  #breakAll(
    live: LiveRule,
    signal: string,
    { says, wanted }: { says: Bilingual; wanted: Set<string> },
  ): void {
    const { kept, entries } = live;
    const { condition } = kept;
    const conditions =
      condition.kind === 'limit'
        ? condition.limits.map(({ level, priority = kept.priority, at: limit }) => ({
            ...{ level, priority, limit },
          }))
        : [{ priority: kept.priority }];
    for (const one of conditions) {
      const id = alarmId(kept.id, 'level' in one ? one.level : undefined, signal);
      wanted.add(id);
      const before = entries.get(id);
      for (const watched of before?.watched ?? []) this.#given.evaluation.unwatch(watched);
      const place = before?.alarm.place ?? signal;
      const alarm = this.#alarm(live, { signal, place, condition: one }, before);
      this.#given.desk.setBroken(alarm, says);
      entries.set(id, { alarm, fingerprint: '', watched: [] });
    }
  }

  #drop({ alarm, watched }: Entry, by: string): void {
    for (const one of watched) this.#given.evaluation.unwatch(one);
    this.#given.desk.remove(alarm, by);
  }
}

function keyOf({ enterprise, id }: RulePlace): string {
  return `${enterprise.toLowerCase()} ${id}`;
}

function fingerprintOf(signal: Signal, place: string, built: Built): string {
  const inputs = built.conditions.flatMap((condition) => condition.inputs).join(' ');
  return `${signal.value} ${signal.unitCode ?? ''} ${place} ${built.forms} ${inputs}`;
}

function concerns({ kept, entries }: LiveRule, changed: ReadonlySet<string>): boolean {
  if (kept.path !== undefined) return true;
  const { condition, suppressedWhen } = kept;
  const inputs = condition.kind === 'expression' ? condition.inputs : [];
  const named = [
    kept.signal,
    ...[...inputs, ...(suppressedWhen?.inputs ?? [])].map((i) => i.signal),
  ];
  if (named.some((one) => one?.startsWith('./') === true)) return true;
  const signals = [...named, ...[...entries.values()].map(({ alarm }) => alarm.signal)];
  return signals.some((one) => one !== undefined && changed.has(one.toLowerCase()));
}
