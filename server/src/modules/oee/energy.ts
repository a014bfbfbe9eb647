// Energy of a place over a span from counting meters, in whole joules so that sums close: the parts and what no meter
// of a part has seen are the main meter. Between two readings a meter is taken to run evenly.
import { convert, isSameKind, parseUnit, type Unit } from '../../wire/ucum/unit.ts';
import type { Reading } from '../../stores/series/series.ts';
import type { Assets } from '../assets/api.ts';
import type { Telemetry } from '../telemetry/api.ts';
import { edge, readingsOf } from './heard.ts';
import { counterSteps } from './model/counts.ts';
import type { Span } from './model/states.ts';
import type { Meter, MetersDocument } from './store.ts';
import type { Bilingual } from '../../kernel/schema/bilingual.ts';

export type MeterEnergy = {
  readonly name: string;
  readonly signal: string;
  readonly joules: number;
  /** The meter told nothing at one end of the span: there is more than this. */
  readonly partial: boolean;
  /** It was set back or ran over so often. */
  readonly resets: number;
  readonly wraps: number;
};
export type Energy = {
  readonly main: MeterEnergy;
  readonly parts: readonly MeterEnergy[];
  /** Main minus parts; below nothing a meter is wrong, or stands elsewhere. */
  readonly restJoules: number;
};

type Parts = { readonly telemetry: Telemetry; readonly assets: Assets };

const lookAheadUs = 7 * 86_400_000_000;

export async function energyOf(
  parts: Parts,
  { main, parts: own }: MetersDocument,
  span: Span,
): Promise<Energy> {
  const whole = await meterEnergy(parts, main, span);
  const of = await Promise.all(own.map((meter) => meterEnergy(parts, meter, span)));
  const restJoules = of.reduce((rest, { joules }) => rest - joules, whole.joules);
  return { main: whole, parts: of, restJoules };
}

/** Undefined where the signal counts energy. */
export async function meterTrouble(assets: Assets, signal: string): Promise<Bilingual | undefined> {
  const unit = await unitOf(assets, signal);
  const joule = parseUnit('J');
  if (unit && joule.ok && isSameKind(unit, joule.unit)) return undefined;
  return {
    en: 'it has no unit of energy, such as kW.h or J.',
    zh: '其单位不是能量单位（如 kW.h、J）。',
  };
}

async function unitOf(assets: Assets, signal: string): Promise<Unit | undefined> {
  const code = (await assets.signal(signal))?.unitCode;
  const parsed = code === undefined ? undefined : parseUnit(code);
  return parsed?.ok === true ? parsed.unit : undefined;
}

async function meterEnergy(
  { telemetry, assets }: Parts,
  { name, signal, wrapsAt }: Meter,
  span: Span,
): Promise<MeterEnergy> {
  const { before, within } = await readingsOf(telemetry, [signal], span);
  const until = span.toUs + lookAheadUs;
  const next = await edge(telemetry, [signal], { from: span.toUs, until });
  const first = before.get(signal);
  const readings = [...(first ? [first] : []), ...within, ...(next ? [next] : [])];
  const steps = counterSteps(readings, wrapsAt === undefined ? {} : { wrapsAt });
  const amount = amountWithin(readings, steps, span);
  const unit = await unitOf(assets, signal);
  const joule = parseUnit('J');
  const joules = unit && joule.ok ? convert(amount, unit, joule.unit) : 0;
  return {
    ...{ name, signal, joules: Math.round(joules), partial: !first || !next },
    resets: steps.filter(({ after }) => after === 'reset').length,
    wraps: steps.filter(({ after }) => after === 'wrap').length,
  };
}

type Step = { readonly atUs: number; readonly by: number };

/** Each step belongs to the time since the reading before it; of that, what lies in the span. */
function amountWithin(readings: readonly Reading[], steps: readonly Step[], span: Span): number {
  const times = readings.map(({ sourceTimeUs }) => sourceTimeUs);
  let amount = 0;
  let at = 0;
  for (const { atUs, by } of steps) {
    while (at < times.length - 1 && (times[at + 1] ?? Infinity) < atUs) at += 1;
    const fromUs = times[at] ?? atUs;
    const inside = Math.min(atUs, span.toUs) - Math.max(fromUs, span.fromUs);
    if (inside > 0) amount += atUs > fromUs ? (by * inside) / (atUs - fromUs) : by;
  }
  return amount;
}
