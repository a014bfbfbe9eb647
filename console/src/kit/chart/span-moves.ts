// Moves of the span that a chart shows: nearer, farther, along, and a stretch that a person draws. Pure geometry.
import type { SpanMs } from './pane-data.ts';

/** Nearer makes no sense: readings are a few milliseconds apart. */
export const spanMsMin = 1_000;
export const spanMsMax = 5 * 366 * 86_400_000;

/** `factor` of the length, around the place `share` (0 … 1) of the span. */
export function zoomed({ fromMs, toMs }: SpanMs, factor: number, share = 0.5): SpanMs {
  const length = Math.min(spanMsMax, Math.max(spanMsMin, (toMs - fromMs) * factor));
  const still = fromMs + (toMs - fromMs) * share;
  const from = Math.round(still - length * share);
  return { fromMs: from, toMs: Math.round(from + length) };
}

/** Along by a share of its length. */
export function panned({ fromMs, toMs }: SpanMs, share: number): SpanMs {
  const by = Math.round((toMs - fromMs) * share);
  return { fromMs: fromMs + by, toMs: toMs + by };
}

/** Two times in any order; undefined when they are too near to each other to mean a stretch. */
export function drawn(aMs: number, bMs: number): SpanMs | undefined {
  const [fromMs, toMs] = [Math.round(Math.min(aMs, bMs)), Math.round(Math.max(aMs, bMs))];
  if (toMs - fromMs < 1) return undefined;
  return toMs - fromMs < spanMsMin ? zoomed({ fromMs, toMs }, 1) : { fromMs, toMs };
}

/** What a key does to the span; undefined for keys that do nothing to it. */
export function moveOfKey(key: string, shift: boolean, span: SpanMs): SpanMs | undefined {
  if (shift && key === 'ArrowLeft') return panned(span, -0.25);
  if (shift && key === 'ArrowRight') return panned(span, 0.25);
  if (key === '+' || key === '=') return zoomed(span, 0.5);
  if (key === '-' || key === '_') return zoomed(span, 2);
  return undefined;
}
