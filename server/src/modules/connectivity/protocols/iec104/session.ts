// A connection to a station: it is interrogated, what it tells becomes readings, and commands go back.
import { fill, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { quality, type EpochUs, type Quality } from '../../../../stores/series/series.ts';
import {
  allStations,
  cause,
  decodeAsdu,
  type Asdu,
  type InformationObject,
} from '../../../../wire/iec104/asdu.ts';
import type { Family, TypeSpec } from '../../../../wire/iec104/types.ts';
import type { Figure } from '../../api.ts';
import type { Link, ObservedReading, Session, SignalWrite, WriteOutcome } from '../protocol.ts';
import { objectText } from './address.ts';
import type { ApciLink } from './apci-link.ts';
import { command } from './command.ts';
import { Exchanges, type Answer } from './exchanges.ts';
import { figuresOf } from './figures.ts';
import { learnedMax, type Held, type Learning } from './learning.ts';
import type { Point, Points } from './points.ts';
import { endings, remedies } from './remedies.ts';
import type { StationSettings } from './settings.ts';
import type { StationZone } from './station-time.ts';
import { readElement } from './values.ts';

export type StationSessionOptions = {
  readonly link: Link;
  readonly apci: ApciLink;
  readonly settings: StationSettings;
  readonly zone: StationZone;
  readonly points: Points;
  /** With `auto`. */
  readonly learning: Learning | undefined;
};

export class StationSession implements Session {
  readonly closed: Promise<Bilingual>;
  readonly #options: StationSessionOptions;
  readonly #exchanges: Exchanges;
  /** What the station told because it was asked to. */
  readonly #asked = new Map<number, ObservedReading>();
  /** One interrogation after the other. */
  #greeting: Promise<void> = Promise.resolve();
  /** Stations that wait for it. */
  readonly #toGreet = new Set<number | undefined>();
  #interrogationMs = -1;
  #timesInvalid = 0;
  #over = false;

  constructor(options: StationSessionOptions) {
    this.#options = options;
    const { apci, link, settings } = options;
    this.#exchanges = new Exchanges({
      clock: link.world.clock,
      answerMs: settings.answerMs,
      originator: settings.originator,
      send: (asdu) => apci.send(asdu),
    });
    this.closed = apci.closed.then((reason) => {
      this.#over = true;
      this.#exchanges.end();
      return reason;
    });
  }

  pause(): void {
    this.#options.apci.pause();
  }

  resume(): void {
    this.#options.apci.resume();
  }

  close(): void {
    this.#options.apci.close(endings.gateway);
  }

  figures(): readonly Figure[] {
    const { apci, points } = this.#options;
    return figuresOf({
      apci,
      objects: points.count,
      exchanges: this.#exchanges,
      interrogationMs: this.#interrogationMs,
      timesInvalid: this.#timesInvalid,
    });
  }

  /** What the standard has a controlling station do first, and again after the station started anew. */
  greet(only?: number): Promise<void> {
    // A station that says without end that it has started is not asked without end.
    if (this.#toGreet.has(only)) return this.#greeting;
    this.#toGreet.add(only);
    this.#greeting = this.#greeting.then(() => {
      this.#toGreet.delete(only);
      return this.#greet(only);
    });
    return this.#greeting;
  }

  async #greet(only?: number): Promise<void> {
    const { settings, points } = this.#options;
    const known = settings.commonAddresses ?? points.stations();
    const stations = only !== undefined ? [only] : known.length === 0 ? [allStations] : known;
    for (const common of stations) {
      if (settings.clockSync) await this.#synchronise(common);
      await this.#interrogate(common, 'C_IC_NA', 20);
      if (settings.counters) await this.#interrogate(common, 'C_CI_NA', 5);
    }
  }

  async write(writes: readonly SignalWrite[]): Promise<readonly WriteOutcome[]> {
    const outcomes: WriteOutcome[] = [];
    for (const { signal, value } of writes) {
      const point = this.#options.points.at(signal);
      const answer = point
        ? await command({ ...this.#options, point, value, exchanges: this.#exchanges })
        : unknownPoint;
      outcomes.push(answer.ok ? { taken: true } : { taken: false, why: answer.why });
    }
    return outcomes;
  }

  async read(signals: readonly number[]): Promise<readonly ObservedReading[]> {
    return Promise.all(signals.map((signal) => this.#readOne(signal)));
  }

  /** One data unit of the station. */
  hear(bytes: Uint8Array): void {
    if (this.#over) return;
    const outcome = decodeAsdu(bytes);
    if (!outcome.ok) {
      const { trouble, header } = outcome;
      const key = header === undefined ? trouble : `${trouble} ${header.type}`;
      this.#refuse('line', { key, excerpt: hexOf(bytes), remedy: remedies[trouble] });
      return;
    }
    const { asdu, spec } = outcome;
    if (spec.direction === 'monitor') this.#observe(asdu, spec);
    else if (spec.name === 'M_EI_NA') void this.greet(asdu.commonAddress);
    else if (this.#exchanges.answered(asdu) === 'unasked') this.#unasked(asdu, spec);
  }

  /** What was learned of meanwhile. */
  deliver(held: readonly Held[]): void {
    for (const one of held) {
      const point = this.#options.points.find(one.common, one.object);
      if (point && !this.#over) {
        const reading = this.#readingOf(point, one.family, one.element, one.timeInvalid);
        this.#options.link.listener.observed(one.timeUs, [reading]);
      }
    }
  }

  #observe(asdu: Asdu, spec: TypeSpec): void {
    const { family } = spec;
    if (family === undefined) return;
    const { commonAddress: common } = asdu;
    const [first] = asdu.objects;
    const bad = asdu.test ? 'test-mode' : asdu.negative ? 'negative' : undefined;
    if (bad !== undefined) {
      const key = objectText({ common, object: first?.address ?? 0 });
      return this.#refuse('value', { key, excerpt: spec.name, remedy: remedies[bad] });
    }
    let readings: ObservedReading[] = [];
    let timeUs: EpochUs | undefined;
    for (const object of asdu.objects) {
      const { timeUs: own, invalid } = this.#timeOf(object, common);
      const point = this.#options.points.find(common, object.address);
      if (!point) {
        this.#unknown({ common, object, family, timeUs: own, timeInvalid: invalid });
        continue;
      }
      if (own !== timeUs && readings.length > 0) {
        this.#options.link.listener.observed(timeUs, readings);
        readings = [];
      }
      timeUs = own;
      const reading = this.#readingOf(point, family, object, invalid);
      readings.push(reading);
      if (asdu.cause !== cause.request) continue;
      this.#asked.set(reading.signal, reading);
      this.#exchanges.told(common, object.address);
    }
    if (readings.length > 0) this.#options.link.listener.observed(timeUs, readings);
  }

  #timeOf(
    object: InformationObject,
    common: number,
  ): { timeUs: EpochUs | undefined; invalid: boolean } {
    if (!object.time) return { timeUs: undefined, invalid: false };
    if (!object.time.invalid) {
      return { timeUs: this.#options.zone.epochMs(object.time) * 1_000, invalid: false };
    }
    this.#timesInvalid += 1;
    const key = `time of station ${common}`;
    const excerpt = JSON.stringify(object.time);
    this.#refuse('value', { key, excerpt, remedy: remedies['invalid-time'] });
    return { timeUs: undefined, invalid: true };
  }

  #unknown(told: Omit<Held, 'object' | 'element'> & { object: InformationObject }): void {
    const { object, ...rest } = told;
    const { learning } = this.#options;
    const { value, flags, address } = object;
    const held = { ...rest, object: address, element: { value, flags } };
    if (learning?.hold(held) === true) return;
    const key = objectText({ common: told.common, object: address });
    const excerpt = `${told.family} ${value}`;
    const remedy = learning
      ? fill(remedies['too-many-objects'], { max: learnedMax })
      : remedies['unknown-object'];
    this.#refuse('key', { key, excerpt, remedy });
  }

  #readingOf(
    point: Point,
    family: Family,
    element: { readonly value: number; readonly flags: number },
    timeInvalid: boolean,
  ): ObservedReading {
    const { address, position: signal, form } = point;
    const wanted = address.family;
    const other = wanted !== undefined && wanted !== family;
    point.family = family;
    const read = readElement(form, family, element);
    const refused = other ? 'other-type' : read.refused;
    if (refused !== undefined) {
      const excerpt = `${family} ${element.value}`;
      this.#refuse('value', { key: objectText(address), excerpt, remedy: remedies[refused] });
      return { signal, value: null, quality: quality.bad };
    }
    const worth = timeInvalid ? Math.min(read.quality, quality.uncertain) : read.quality;
    return { signal, value: read.value, quality: worth as Quality };
  }

  async #readOne(signal: number): Promise<ObservedReading> {
    const point = this.#options.points.at(signal);
    const lost = { signal, value: null, quality: quality.bad };
    if (!point) return lost;
    const { common, object } = point.address;
    const question = { type: 'C_RD_NA', common, object: { address: object, value: 0, flags: 0 } };
    const answer = await this.#exchanges.ask(question);
    const read = this.#asked.get(signal);
    this.#asked.delete(signal);
    return answer.ok && read ? read : lost;
  }

  async #interrogate(common: number, type: string, value: number): Promise<void> {
    const { clock } = this.#options.link.world;
    const begun = clock.monotonicMs();
    const object = { address: 0, value, flags: 0 };
    const answer = await this.#exchanges.ask({ type, common, object, endMs: interrogationMs });
    if (answer.ok) this.#interrogationMs = clock.monotonicMs() - begun;
    else this.#complain(`${type} ${common}`, answer, remedies.interrogation);
  }

  async #synchronise(common: number): Promise<void> {
    const time = this.#options.zone.stationTime(this.#options.link.world.clock.now());
    const object = { address: 0, value: 0, flags: 0, time };
    const answer = await this.#exchanges.ask({ type: 'C_CS_NA', common, object });
    if (!answer.ok) this.#complain(`C_CS_NA ${common}`, answer, remedies['clock-sync']);
  }

  #complain(key: string, answer: Answer, remedy: Bilingual): void {
    if (!answer.ok && !this.#over) this.#refuse('line', { key, excerpt: answer.why.en, remedy });
  }

  #unasked(asdu: Asdu, spec: TypeSpec): void {
    if (asdu.cause !== cause.activationTerminated || !asdu.negative) return;
    const key = `${spec.name} ${asdu.commonAddress}/${asdu.objects[0]?.address ?? 0}`;
    this.#refuse('value', { key, excerpt: 'negative termination', remedy: remedies.terminated });
  }

  #refuse(
    what: 'line' | 'key' | 'value',
    told: { key: string; excerpt: string; remedy: Bilingual },
  ): void {
    this.#options.link.listener.refused({ what, ...told });
  }
}

/** A large station on a slow line tells for minutes. */
const interrogationMs = 300_000;

const unknownPoint: Answer = {
  ok: false,
  why: { en: 'the station has no such signal', zh: '站点没有该测点' },
};

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, 40)).toString('hex');
}
