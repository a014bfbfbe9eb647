// What an SHDR line can say (MTConnect adapter agent protocol 2.0).
import type { EpochUs } from '../iso-time.ts';

/** What a data item is, which decides how many fields its key takes. */
export type ItemKind =
  | 'sample'
  | 'event'
  | 'three-space'
  | 'dataset'
  | 'message'
  | 'timeseries'
  | 'condition'
  | 'alarm'
  | 'asset-event';

/** Values that follow a key. */
export const fieldsOfKind: Readonly<Record<ItemKind, number>> = {
  sample: 1,
  event: 1,
  'three-space': 1,
  dataset: 1,
  /** native code, text */
  message: 2,
  /** count, rate in Hz, values */
  timeseries: 3,
  /** level, native code, native severity, qualifier, text */
  condition: 5,
  /** code, native code, severity, state, text (MTConnect 1.0) */
  alarm: 5,
  /** asset type, asset id */
  'asset-event': 2,
};

/** The kind of a key as the line writes it, or undefined for one that no model names: it takes one field. */
export type KindOfKey = (key: string) => ItemKind | undefined;

export type ShdrObservation = {
  /** As written: `Xact` or `device:Xact`. */
  readonly key: string;
  /** As many as its kind takes; fewer where the line ended early. */
  readonly values: readonly string[];
};

/** `timeUs` is absent where the adapter leaves the stamp to the receiver. */
export type ShdrMessage =
  | {
      readonly kind: 'observations';
      readonly timeUs?: EpochUs;
      readonly durationSeconds?: number;
      readonly observations: readonly ShdrObservation[];
      /** Keys that stand at the end of the line without any value. */
      readonly withoutValue?: string;
    }
  | {
      readonly kind: 'asset';
      readonly timeUs?: EpochUs;
      readonly assetId: string;
      readonly assetType: string;
      /** The asset's XML. */
      readonly body: string;
    }
  | {
      readonly kind: 'asset-changed';
      readonly timeUs?: EpochUs;
      readonly assetId: string;
      /** Property and value by turns, or one XML fragment. */
      readonly changes: readonly string[];
    }
  | { readonly kind: 'asset-removed'; readonly timeUs?: EpochUs; readonly assetId: string }
  | { readonly kind: 'assets-removed'; readonly timeUs?: EpochUs; readonly assetType: string }
  | { readonly kind: 'ping' }
  /** The adapter promises to answer within this time. */
  | { readonly kind: 'pong'; readonly intervalMs: number }
  /** `* name: value`; the name in lower case. */
  | { readonly kind: 'command'; readonly name: string; readonly value: string };

export type ShdrTrouble =
  | 'line-too-long'
  | 'line-cut'
  | 'not-utf-8'
  | 'nul-character'
  | 'bad-timestamp'
  | 'no-observation'
  | 'bad-asset'
  | 'bad-command'
  | 'body-too-long'
  | 'body-cut';

export type ShdrOutcome =
  | { readonly ok: true; readonly message: ShdrMessage }
  | {
      readonly ok: false;
      readonly trouble: ShdrTrouble;
      /** The beginning of the line, for a person who searches the adapter's output. */
      readonly excerpt: string;
    };

const excerptCharacters = 120;

export function refusal(trouble: ShdrTrouble, line: string): ShdrOutcome {
  return { ok: false, trouble, excerpt: line.slice(0, excerptCharacters) };
}
