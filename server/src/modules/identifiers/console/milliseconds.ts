// Short times of resolution, with as many digits as tell something.

/** `0.42`, `7.1`, `128`. */
export function millisecondsText(ms: number): string {
  if (ms >= 100) return ms.toFixed(0);
  return ms >= 1 ? ms.toFixed(1) : ms.toFixed(2);
}
