// What a driver and the gateway say to each other: one JSON object a line, the gateway's on the driver's standard
// input, the driver's on its standard output. Times are ISO 8601 with a zone, or milliseconds since 1970.

export type DriverValue = number | string | boolean | null;
export type DriverQuality = 'good' | 'uncertain' | 'bad';

/** A signal as a person configured it, or as the driver describes it. */
export type DriverSignal = {
  /** Letters, digits, `-`, `.`, `_`; unique in the machine. */
  readonly id: string;
  readonly name?: string;
  /** Where it is on the machine, in the driver's own words. */
  readonly address?: string;
  readonly kind?: 'sample' | 'event' | 'condition';
  readonly type?: string;
  /** UCUM code, e.g. `Cel`. */
  readonly unit?: string;
  readonly value?: 'number' | 'text' | 'boolean';
  readonly intervalMs?: number;
  readonly writable?: boolean;
};

export type DriverReading = {
  /** Its id. */
  readonly signal: string;
  readonly value: DriverValue;
  /** `good` when absent. */
  readonly quality?: DriverQuality;
};

/** What was read at one moment; the moment of arrival when there is no time. */
export type DriverMoment = {
  readonly time?: string | number;
  readonly readings: readonly DriverReading[];
  /** The gateway answers `durable` with it when these readings, and all before, are durable. */
  readonly number?: number;
};

export type DriverWrite = { readonly signal: string; readonly value: number | string | boolean };
export type DriverWritten =
  | { readonly taken: true }
  | { readonly taken: false; readonly why: string };

export type DriverThing = {
  readonly place: string;
  readonly name: string;
  readonly kind: 'folder' | 'machine' | 'signal';
  readonly hasMore: boolean;
  readonly signal?: DriverSignal & { readonly address: string };
};

export type DriverStep = { readonly name: string; readonly ok: boolean; readonly says: string };

/** From the gateway. Those with an `id` are answered. */
export type GatewayLine =
  | {
      readonly id: number;
      readonly do: 'describe';
      readonly settings: unknown;
      readonly signals: readonly DriverSignal[];
    }
  | { readonly id: number; readonly do: 'observe' }
  | { readonly id: number; readonly do: 'write'; readonly writes: readonly DriverWrite[] }
  | {
      readonly id: number;
      readonly do: 'browse';
      readonly settings: unknown;
      readonly at?: string;
      readonly after?: string;
      readonly limit: number;
    }
  | {
      readonly id: number;
      readonly do: 'test';
      readonly settings: unknown;
      readonly signals: readonly DriverSignal[];
    }
  | { readonly do: 'durable'; readonly number: number }
  | { readonly do: 'stop' };

/** From the driver. */
export type DriverLine =
  | { readonly id: number; readonly ok: unknown }
  | { readonly id: number; readonly failed: string | { readonly en: string; readonly zh: string } }
  | { readonly told: DriverMoment }
  /** Something that the machine says and nobody understands. */
  | { readonly refused: { readonly key: string; readonly told: string; readonly remedy: string } };
