// Observations of an agent to readings: what happened at one moment is told together, as part cycles need it.
import type { EpochUs } from '../../../../stores/series/series.ts';
import { readSeries, readValue, saysUnavailable } from '../mtconnect/values.ts';
import type { Link, ObservedReading } from '../protocol.ts';
import type { Observation } from './agent-document.ts';
import type { KnownItems } from './known-items.ts';
import { remedies } from './remedies.ts';

export class ObservationReader {
  readonly #link: Link;
  readonly #known: KnownItems;

  constructor(link: Link, known: KnownItems) {
    this.#link = link;
    this.#known = known;
  }

  /**
   * In the order of their numbers. With `stillUs`, they are told as what still holds at that moment, and
   * what is not available is left out: nobody has said that it was.
   */
  observe(observations: readonly Observation[], stillUs?: EpochUs): void {
    let timeUs: EpochUs | undefined;
    let together: ObservedReading[] = [];
    const tell = () => {
      if (together.length > 0) this.#link.listener.observed(timeUs, together);
      together = [];
    };
    for (const one of observations) {
      if (stillUs !== undefined && one.values.some(saysUnavailable)) continue;
      const at = stillUs ?? one.timeUs;
      if (at === undefined) {
        this.#refuse('value', one, 'bad-time');
        continue;
      }
      if (at !== timeUs) tell();
      timeUs = at;
      together.push(...this.#readings(one, at));
    }
    tell();
  }

  #readings(one: Observation, timeUs: EpochUs): ObservedReading[] {
    const found = this.#known.items.get(one.item);
    if (!found) {
      if (!this.#known.ofAgent.has(one.item)) this.#refuse('key', one, 'unknown-item');
      return [];
    }
    if (found.kind === 'timeseries') {
      for (const { beforeUs, ...read } of readSeries(found, one.values)) {
        if (read.refused) this.#refuse('value', one, read.refused);
        const reading = { signal: found.signal, value: read.value, quality: read.quality };
        this.#link.listener.observed(timeUs - beforeUs, [reading]);
      }
      return [];
    }
    const { value, quality, refused } = readValue(found, one.values);
    if (refused) this.#refuse('value', one, refused);
    return [{ signal: found.signal, value, quality }];
  }

  #refuse(what: 'key' | 'value', { item, values }: Observation, why: keyof typeof remedies): void {
    const excerpt = values.join('|').slice(0, 120);
    this.#link.listener.refused({ what, key: item, excerpt, remedy: remedies[why] });
  }
}
