// The calendars of places: which one holds where, and changes to them.
import type { Clock } from '../../kernel/world/clock.ts';
import type { RecordsStore } from '../../stores/records/records.ts';
import type { Calendars } from './api.ts';
import { calendarFailures } from './failures.ts';
import { dayNumber, dayText, troubleOf, type Pattern } from './model/pattern.ts';
import { CalendarOfPlace, type Layer } from './model/plant-calendar.ts';
import { addVersion, readCalendar, type CalendarDocument } from './store.ts';

export type Change = {
  readonly identifier: string;
  readonly from: string;
  /** Absent: follow what is above. */
  readonly pattern?: Pattern;
  readonly by: string;
  readonly correction: boolean;
};

export type StoredCalendarsOptions = {
  readonly records: RecordsStore;
  readonly clock: Clock;
  readonly zone: string;
  /** From the place itself up to its enterprise. */
  readonly placesAbove: (identifier: string) => Promise<readonly string[]>;
};

const remembered = 1_000;

export class StoredCalendars implements Calendars {
  readonly #options: StoredCalendarsOptions;
  /** By place; `change` empties it, since a change may be inherited. */
  readonly #documents = new Map<string, CalendarDocument | undefined>();
  /** Counts changes: what was read before one is not remembered after it. */
  #changes = 0;

  constructor(options: StoredCalendarsOptions) {
    this.#options = options;
  }

  async at(identifier: string): Promise<CalendarOfPlace> {
    const places = await this.#options.placesAbove(identifier);
    const layers: Layer[] = [];
    for (const place of places) {
      const document = await this.read(place);
      if (document) layers.push(layerOf(document));
    }
    const { zone, clock } = this.#options;
    return new CalendarOfPlace({ layers, zone, nowMs: clock.now() });
  }

  async read(identifier: string): Promise<CalendarDocument | undefined> {
    const key = identifier.toLowerCase();
    if (this.#documents.has(key)) return this.#documents.get(key);
    const changes = this.#changes;
    const document = await readCalendar(this.#options.records, identifier);
    if (changes !== this.#changes) return document;
    if (this.#documents.size >= remembered) this.#documents.clear();
    this.#documents.set(key, document);
    return document;
  }

  /** Fails with `calendar.bad-calendar`, `.bad-day`, `.in-the-past`, `.too-many-versions`. */
  async change(change: Change): Promise<CalendarDocument> {
    const { identifier, from, pattern, by } = change;
    const fromDay = dayNumber(from);
    if (fromDay === undefined) throw calendarFailures['bad-day']({ text: from });
    const trouble = pattern && troubleOf(pattern);
    if (trouble) throw calendarFailures['bad-calendar']({ identifier, trouble });
    const { clock, records } = this.#options;
    const now = await this.at(identifier);
    const today = now.dayAt(clock.now());
    const isSilent = now.patternOn(fromDay).pattern === undefined;
    if (fromDay < today && !change.correction && !isSilent) {
      throw calendarFailures['in-the-past']({ identifier, from, today: dayText(today) });
    }
    const version = { from, by, at: new Date(clock.now()).toISOString() };
    const document = await addVersion(records, identifier, {
      ...version,
      ...(pattern ? { pattern } : {}),
    });
    this.#changes += 1;
    this.#documents.clear();
    return document;
  }
}

function layerOf({ identifier, versions }: CalendarDocument): Layer {
  const held = versions
    .filter(({ replacedAt }) => replacedAt === undefined)
    .map(({ from, pattern }) => ({
      fromDay: dayNumber(from) ?? 0,
      ...(pattern ? { pattern } : {}),
    }));
  return { identifier, held };
}
