// Current and past values of objects: signals have readings, assets their facts, and a composition the values of its
// parts as deep as it is asked for.
import { allows, type Principal } from '../../kernel/access/rights.ts';
import type { Clock } from '../../kernel/world/clock.ts';
import { isoTime } from '../../wire/iso-time.ts';
import type { Signal } from '../assets/api.ts';
import type { Asker, Queries } from '../query/api.ts';
import { readTelemetryRight, shownReading, type Telemetry } from '../telemetry/api.ts';
import type { Space } from './address-space.ts';
import { i3xFailures } from './failures.ts';
import { isComposition, type I3xObject } from './model/objects.ts';
import { vqtOf, type Vqt } from './model/values.ts';

/** Parts of one composition in one answer; beyond it the answer is partial, as the guide says. */
const partsMax = 5_000;
/** Readings of one object in one answer. */
const historyMax = 10_000;
/** Values of all objects in one answer: past ones, or parts of compositions. */
export const valuesMax = 50_000;

export type ValueParts = {
  readonly telemetry: Telemetry;
  readonly queries: Queries;
  readonly clock: Clock;
};

type Values = ReadonlyMap<string, Vqt>;

export async function valuesOf(
  { telemetry, clock }: ValueParts,
  objects: readonly I3xObject[],
  principal: Principal,
): Promise<Values> {
  const timestamp = isoTime(clock.now() * 1_000);
  const signals = objects.flatMap(({ signal }) => (signal ? [signal] : []));
  const visible = signals.filter((one) => allows(principal, readTelemetryRight, one.identifier));
  const last = await telemetry.last(visible.map(({ identifier }) => identifier));
  return new Map(
    objects.map(({ elementId, signal, facts }): [string, Vqt] => {
      if (!signal) return [elementId, { value: facts ?? null, quality: 'Good', timestamp }];
      const reading = last.get(elementId);
      if (reading) return [elementId, vqtOf(shownReading(reading), signal)];
      return [elementId, { value: null, quality: 'GoodNoData', timestamp }];
    }),
  );
}

/** Everything below an object by `HasComponent`; `maxDepth` 1 is the object alone, 0 no end. */
export function partsOf(
  { objects }: Space,
  object: I3xObject,
  { maxDepth, most = partsMax }: { readonly maxDepth: number; readonly most?: number },
): { parts: I3xObject[]; isWhole: boolean } {
  const parts: I3xObject[] = [];
  let level = [object];
  const levels = maxDepth === 0 ? Infinity : maxDepth - 1;
  for (let depth = 0; level.length > 0 && depth < levels; depth++) {
    level = level
      .flatMap(({ related }) => related.HasComponent)
      .flatMap((elementId) => objects.get(elementId) ?? []);
    parts.push(...level);
    if (parts.length > most) return { parts: parts.slice(0, most), isWhole: false };
  }
  return { parts, isWhole: true };
}

export async function currentValue(
  given: ValueParts & { readonly space: Space; readonly principal: Principal },
  object: I3xObject,
  { maxDepth, left }: { readonly maxDepth: number; readonly left: number },
): Promise<{ result: object; isWhole: boolean; count: number }> {
  const most = Math.min(partsMax, left);
  const { parts, isWhole } = partsOf(given.space, object, { maxDepth, most });
  const count = parts.length;
  const values = await valuesOf(given, [object, ...parts], given.principal);
  const result = { isComposition: isComposition(object), ...values.get(object.elementId) };
  if (!isComposition(object) || maxDepth === 1) return { result, isWhole, count };
  const components = Object.fromEntries(
    parts.map(({ elementId }) => [elementId, values.get(elementId)]),
  );
  return { result: { ...result, components }, isWhole, count };
}

/** Fails with `i3x.too-many-values` when others have taken what one answer may have. */
export async function pastValues(
  { queries }: ValueParts,
  { signal, ...object }: I3xObject,
  given: Past & { readonly left: number },
): Promise<{ result: object; isWhole: boolean; count: number }> {
  const head = { isComposition: isComposition(object) };
  if (!signal) return { result: { ...head, values: [] }, isWhole: true, count: 0 };
  if (given.left < 1) throw i3xFailures['too-many-values']({ most: valuesMax });
  const answer = await queries.ask(rawQuestion(signal, given), given.asker);
  const values = (answer.readings ?? []).map((reading) => vqtOf(reading, signal));
  const isWhole = answer.next === undefined;
  return { result: { ...head, values }, isWhole, count: values.length };
}

type Past = { readonly fromUs: number; readonly toUs: number; readonly asker: Asker };

function rawQuestion({ identifier }: Signal, given: Past & { readonly left: number }) {
  return {
    kind: 'raw' as const,
    signals: [identifier],
    from: isoTime(given.fromUs),
    to: isoTime(given.toUs),
    limit: Math.min(historyMax, given.left),
  };
}
