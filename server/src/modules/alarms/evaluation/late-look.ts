// Readings that come late, after newer ones of their signal, never turn the present state back. They are judged in their own
// time once no more come: an alarm that they show and nobody was told of is put into the journal, and waits to be
// acknowledged. Silence is not judged again: that nothing came then is true.
import type { Log } from '../../../kernel/log/log.ts';
import type { Clock } from '../../../kernel/world/clock.ts';
import type { RecordsStore } from '../../../stores/records/records.ts';
import type { Telemetry } from '../../telemetry/api.ts';
import { epochUsOf } from '../../../wire/iso-time.ts';
import type { Desk } from '../desk.ts';
import type { BuiltCondition } from '../model/build-conditions.ts';
import type { StandingAlarm } from '../standing-alarm.ts';
import { journalCollection, type JournalDocument } from '../store.ts';
import type { Evaluation } from './evaluation.ts';
import type { LateSpan, LateSpans } from './late-spans.ts';
import { judgeRecorded, type Occurrence } from './recorded.ts';

/** An alarm with how it is judged. */
export type Judged = { readonly alarm: StandingAlarm; readonly condition: BuiltCondition };

type Given = {
  readonly evaluation: Evaluation;
  readonly telemetry: Pick<Telemetry, 'range'>;
  readonly records: RecordsStore;
  readonly desk: Desk;
  readonly clock: Clock;
  readonly log: Log;
  readonly spans: LateSpans;
  readonly judgedOn: (signal: string) => readonly Judged[];
  /** Resolves when what was found is durable. */
  readonly drained: () => Promise<void>;
};

const limitsAt = { readingsMax: 500_000, occurrencesMax: 1_000 };
const entriesLooked = 500;

export class LateLook {
  readonly #given: Given;

  constructor(given: Given) {
    this.#given = given;
  }

  /** Looks at what came late and is complete by now, as it seems. */
  async look(): Promise<void> {
    const { clock, log, spans, drained } = this.#given;
    const ready = spans.ready(clock.now());
    if (ready.length === 0) return;
    for (const [signal, span] of ready) {
      try {
        const untilUs = await this.#signal(signal, span);
        if (untilUs < span.toUs) spans.again(signal, { ...span, fromUs: untilUs });
      } catch (error) {
        log.error('late-readings-not-judged', { signal, error });
        spans.again(signal, { ...span, sinceMs: clock.now(), heardMs: clock.now() });
      }
    }
    await drained();
    await spans.looked(ready.map(([signal]) => signal));
  }

  /** How far all conditions on the signal have looked. */
  async #signal(signal: string, span: LateSpan): Promise<number> {
    const { evaluation, judgedOn } = this.#given;
    const latestUs = evaluation.latestUsOf(signal) ?? Infinity;
    let untilUs = Infinity;
    for (const judged of judgedOn(signal)) {
      const until = await this.#one(judged, {
        ...{ fromUs: span.fromUs, toUs: Math.min(span.toUs + 1, latestUs) },
      });
      untilUs = Math.min(untilUs, until);
    }
    // A second with more readings than one look takes is not looked at again, so that it comes to an end.
    return Math.max(untilUs, span.fromUs + 1_000_000);
  }

  async #one({ alarm, condition }: Judged, span: { fromUs: number; toUs: number }) {
    const { onDelayMs, offDelayMs } = alarm.rule;
    const slackUs = (onDelayMs + offDelayMs) * 1_000;
    // What began within the span may end a delay after it.
    const wide = { fromUs: span.fromUs - slackUs, toUs: span.toUs + slackUs + 1 };
    const limits = { ...limitsAt, onDelayMs, offDelayMs };
    const found = await judgeRecorded(this.#given, condition, { span: wide, limits });
    const known = found.occurrences.length === 0 ? [] : await this.#known(alarm);
    for (const { fromUs, toUs = Math.min(found.untilUs, wide.toUs) } of found.occurrences) {
      const isKnown = known.some((one) => one.fromUs <= toUs && (one.toUs ?? Infinity) >= fromUs);
      const isNow = alarm.status.active && (alarm.raisedAtUs ?? 0) <= toUs;
      if (!isKnown && !isNow) this.#given.desk.foundLate(alarm, { fromUs, toUs });
    }
    return found.untilUs >= wide.toUs ? Infinity : found.untilUs;
  }

  async #known(alarm: StandingAlarm): Promise<Pick<Occurrence, 'fromUs' | 'toUs'>[]> {
    const { rows } = await this.#given.records.find<JournalDocument>(journalCollection.name, {
      tenant: alarm.rule.enterprise,
      where: [
        { key: 'alarm', is: 'equal', value: alarm.id },
        { key: 'event', is: 'one-of', value: ['raised', 'returned', 'found-late'] },
      ],
      order: { key: 'happened', descending: true },
      limit: entriesLooked,
    });
    const spans: { fromUs: number; toUs?: number }[] = [];
    for (const { document } of rows.toReversed()) {
      const { event, at, until } = document.entry;
      const atUs = epochUsOf(at) ?? 0;
      if (event === 'raised') spans.push({ fromUs: atUs });
      else if (event === 'found-late')
        spans.push({ fromUs: atUs, toUs: epochUsOf(until ?? at) ?? atUs });
      else {
        const open = spans.findLast(({ toUs }) => toUs === undefined);
        if (open) open.toUs = atUs;
      }
    }
    return spans;
  }
}
