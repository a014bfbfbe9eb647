// What a protocol is to the gateway: it reads a description of machines, and opens sessions that
// deliver what those machines say. A protocol is one folder and one line in `protocols.ts`.
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import type { World } from '../../../kernel/world/world.ts';
import type { EpochUs, Quality, ReadingValue } from '../../../stores/series/series.ts';
import type { MachineModel, Signal } from '../../assets/api.ts';
import type { SourceSettings } from '../api.ts';

export interface Protocol {
  /** As a person configures it, e.g. `mtconnect-shdr`. */
  readonly name: string;
  readonly title: Bilingual;
  /** Reads the settings' description. Fails with what is wrong with it and where. No network. */
  describe(enterprise: string, settings: SourceSettings): Description;
}

export interface Description {
  readonly models: readonly MachineModel[];
  /** All signals of all models; an observed reading points into it. */
  readonly signals: readonly Signal[];
  /** Fails with `world.cannot-connect`. */
  connect(link: Link): Promise<Session>;
}

export type Link = {
  readonly world: World;
  readonly host: string;
  readonly port: number;
  readonly connectTimeoutMs: number;
  /** A peer that says nothing for so long is given up, unless it keeps a heartbeat of its own. */
  readonly silenceMs: number;
  readonly listener: ObservationListener;
};

export type ObservedReading = {
  /** Position in the description's signals. */
  readonly signal: number;
  readonly value: ReadingValue;
  readonly quality: Quality;
};

export interface ObservationListener {
  /** What was told together for one moment; without a time, the moment is that of arrival. */
  observed(timeUs: EpochUs | undefined, readings: readonly ObservedReading[]): void;
  refused(refusal: Refusal): void;
}

/** Something told that could not be taken. */
export type Refusal = {
  readonly what: 'line' | 'key' | 'value';
  /** The data item as the machine names it, or the kind of trouble with the line. */
  readonly key: string;
  /** The beginning of what was told. */
  readonly excerpt: string;
  readonly remedy: Bilingual;
};

export interface Session {
  /** Stops reading from the machine until `resume`. */
  pause(): void;
  resume(): void;
  close(): void;
  /** Resolves with the reason when the connection is over; nothing is delivered afterwards. */
  readonly closed: Promise<Bilingual>;
}
