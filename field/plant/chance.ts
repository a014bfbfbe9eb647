// Small pieces of believable physics: noise, drift, lag.
import type { Random } from '../../server/src/kernel/world/random.ts';

/** Normal with mean 0 and deviation 1 (Box–Muller). */
export function noise(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.number()));
  return radius * Math.cos(2 * Math.PI * random.number());
}

/** A value that wanders around 0 with deviation 1; `memory` near 1 wanders slowly. */
export function drift(random: Random, memory: number): () => number {
  let value = noise(random);
  const push = Math.sqrt(1 - memory * memory);
  return () => (value = memory * value + push * noise(random));
}

/** One step of a first-order lag from `value` towards `target`. */
export function towards(value: number, target: number, stepOverTimeConstant: number): number {
  return target + (value - target) * Math.exp(-stepOverTimeConstant);
}

export function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
