// What the platform has of a machine, read back through its public interface, page by page of machine time.
import type { Stored, StoredSignal } from './audit.ts';
import type { Tier } from './tier.ts';
import { Counts } from './told.ts';

type Shown = { readonly signal: string; readonly value: number | string | boolean | null };
type Answer = { readonly readings: readonly Shown[]; readonly complete: boolean };

const spanMsFirst = 10_000;
const foreignShown = 10;
/** Outages have the time of the gateway, whose clock was stepped. */
const aroundMs = 400 * 86_400_000;

export type Wanted = {
  readonly signals: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  /** Most readings of one page. */
  readonly limit: number;
};

export async function readStored(platform: Tier, wanted: Wanted): Promise<Stored> {
  const found = new Map<string, { copies: Counts; unknown: number; foreign: string[] }>(
    wanted.signals.map((signal) => [signal, { copies: new Counts(), unknown: 0, foreign: [] }]),
  );
  const take = ({ signal, value }: Shown): void => {
    const one = found.get(signal);
    if (!one) throw new Error(`${signal} was not asked for`);
    const number = numberIn(value);
    if (value === null) one.unknown += 1;
    else if (number !== undefined) one.copies.add(number);
    else if (one.foreign.length < foreignShown) one.foreign.push(String(value).slice(0, 40));
  };
  const { fromMs, toMs } = wanted;
  const page = async (from: number, to: number): Promise<boolean> => {
    const query = new URLSearchParams({ limit: String(wanted.limit) });
    for (const signal of wanted.signals) query.append('signal', signal);
    query.set('from', new Date(from).toISOString());
    query.set('to', new Date(to).toISOString());
    const { readings, complete } = await platform.call<Answer>(
      'GET',
      `/api/readings?${query.toString()}`,
    );
    if (complete) readings.forEach(take);
    return complete;
  };
  for (const [from, to] of [
    [fromMs - aroundMs, fromMs],
    [toMs, toMs + aroundMs],
  ] as const) {
    if (!(await page(from, to)))
      throw new Error('too many readings outside of the time of the run');
  }
  let spanMs = spanMsFirst;
  for (let at = fromMs; at < toMs;) {
    const end = Math.min(toMs, at + spanMs);
    if (await page(at, end)) {
      at = end;
      spanMs *= 2;
    } else if (spanMs > 1) spanMs = Math.max(1, Math.floor(spanMs / 4));
    else throw new Error(`more than ${wanted.limit} readings in a millisecond`);
  }
  return found satisfies ReadonlyMap<string, StoredSignal>;
}

/** `17`, or what stands before the colon of a large text. */
function numberIn(value: Shown['value']): number | undefined {
  const number = typeof value === 'string' ? Number(value.split(':')[0]) : value;
  const isOurs = typeof number === 'number' && Number.isSafeInteger(number) && number > 0;
  return isOurs && number < 100_000_000 ? number : undefined;
}
