// What a host application sends to edge nodes (Sparkplug 3.0, clauses 5.10 and 6.4.23 to 6.4.24): without a sequence
// number, with QoS 0 and not retained; metrics by their alias where they were born with one, else by name.
import { encodePayload } from '../../../../wire/sparkplug/encode.ts';
import { dataTypes, heldOf } from '../../../../wire/sparkplug/data-types.ts';
import type { Metric } from '../../../../wire/sparkplug/payload.ts';
import { formatTopic } from '../../../../wire/sparkplug/topic.ts';
import { epochUsOf as epochUsOfText } from '../../../../wire/iso-time.ts';
import { rebirthName, type Definition } from './birth.ts';
import type { Place } from './machine-model.ts';

export type Command = { readonly topic: string; readonly payload: Uint8Array };

export function rebirthCommand({ group, node }: Place, nowMs: number): Command {
  const metric: Metric = {
    name: rebirthName,
    timestamp: nowMs,
    datatype: dataTypes.Boolean,
    field: 'boolean',
    value: true,
  };
  return commandOf({ group, node }, [metric], nowMs);
}

/** All metrics are of one node or device. */
export function writeCommand(place: Place, metrics: readonly Metric[], nowMs: number): Command {
  return commandOf(place, metrics, nowMs);
}

/** Undefined when the metric cannot have such a value. */
export function writtenMetric(
  { born, path, datatype }: Definition,
  value: number | string | boolean,
  nowMs: number,
): Metric | undefined {
  const held = heldOf(datatype, asTyped(datatype, value));
  if (!held) return undefined;
  const { alias } = born;
  const named: Metric = alias === undefined ? { name: path } : { alias };
  return { ...named, timestamp: nowMs, datatype, ...held };
}

function asTyped(datatype: number, value: number | string | boolean): number | string | boolean {
  if (datatype !== dataTypes.DateTime || typeof value !== 'string') return value;
  const us = epochUsOfText(value);
  return us === undefined ? value : Math.floor(us / 1_000);
}

function commandOf(place: Place, metrics: readonly Metric[], nowMs: number): Command {
  const { group, node, device } = place;
  const topic = formatTopic({
    kind: 'message',
    type: device === undefined ? 'NCMD' : 'DCMD',
    ...{ group, node },
    ...(device === undefined ? {} : { device }),
  });
  return { topic, payload: encodePayload({ timestamp: nowMs, metrics }) };
}
