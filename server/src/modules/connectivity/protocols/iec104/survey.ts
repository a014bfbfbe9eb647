// A look at a station for those who want to connect it: what it tells when it is interrogated, without keeping any of it.
import { sleep } from '../../../../kernel/world/clock.ts';
import { allStations, decodeAsdu, type Asdu } from '../../../../wire/iec104/asdu.ts';
import type { Family, TypeSpec } from '../../../../wire/iec104/types.ts';
import type { Reach } from '../protocol.ts';
import { objectKey } from './address.ts';
import type { ApciLink } from './apci-link.ts';
import { Exchanges, type Answer } from './exchanges.ts';
import { reachStation, start } from './open.ts';
import { endings } from './remedies.ts';
import type { StationSettings } from './settings.ts';

export type SurveyedObject = {
  readonly common: number;
  readonly object: number;
  readonly family: Family;
  readonly type: string;
  readonly value: number;
};

/** More are not looked at. */
const objectsMax = 100_000;
const surveyMs = 60_000;
/** Stations that do not report the end of an interrogation are heard for so long. */
const afterwardsMs = 200;

export class Survey {
  readonly objects = new Map<number, SurveyedObject>();
  readonly #reach: Reach;
  readonly #settings: StationSettings;
  #apci: ApciLink | undefined;
  #exchanges: Exchanges | undefined;
  /** Data units that could not be read. */
  unread = 0;

  constructor(reach: Reach, settings: StationSettings) {
    this.#reach = reach;
    this.#settings = settings;
  }

  /** Fails with `world.cannot-connect`. */
  async connect(): Promise<void> {
    this.#apci = await reachStation(this.#reach, this.#settings, {
      onAsdu: (bytes) => this.#hear(bytes),
      durable: async () => {}, // nothing is kept, so there is nothing to wait for
    });
    const apci = this.#apci;
    const { answerMs, originator } = this.#settings;
    const { clock } = this.#reach.world;
    const exchanges = new Exchanges({
      ...{ clock, answerMs, originator },
      send: (asdu) => apci.send(asdu),
    });
    this.#exchanges = exchanges;
    void apci.closed.then(() => exchanges.end());
  }

  /** Fails with `iec104.not-started`. */
  async start(): Promise<void> {
    if (this.#apci) await start(this.#apci, this.#settings);
  }

  async interrogate(common: number): Promise<Answer> {
    const object = { address: 0, value: 20, flags: 0 };
    const answer = await this.#exchanges?.ask({ type: 'C_IC_NA', common, object, endMs: surveyMs });
    await sleep(this.#reach.world.clock, afterwardsMs);
    return answer ?? { ok: false, why: endings.gateway };
  }

  close(): void {
    this.#apci?.close(endings.gateway);
  }

  #hear(bytes: Uint8Array): void {
    const outcome = decodeAsdu(bytes);
    if (!outcome.ok) this.unread += 1;
    else if (outcome.spec.direction === 'monitor') this.#note(outcome.asdu, outcome.spec);
    else this.#exchanges?.answered(outcome.asdu);
  }

  #note(asdu: Asdu, { family, name: type }: TypeSpec): void {
    if (family === undefined || this.objects.size >= objectsMax) return;
    for (const { address: object, value } of asdu.objects) {
      const { commonAddress: common } = asdu;
      this.objects.set(objectKey(common, object), { common, object, family, type, value });
    }
  }
}

/** Whom to ask: as configured, those that signals name, or all. */
export function stationsToAsk(
  { commonAddresses }: StationSettings,
  named: readonly number[],
): readonly number[] {
  if (commonAddresses !== undefined) return commonAddresses;
  return named.length > 0 ? [...new Set(named)] : [allStations];
}
