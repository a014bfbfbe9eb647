// Whether a statement is good now. Clocks of nodes differ; five minutes either way are forgiven.

const skewSeconds = 300;

export type Times = { readonly iat: number; readonly nbf?: number; readonly exp: number };

export function timeFault(times: Times, nowMs: number): 'expired' | 'not-yet-valid' | undefined {
  const nowSeconds = Math.floor(nowMs / 1000);
  if (nowSeconds > times.exp + skewSeconds) return 'expired';
  const from = Math.max(times.nbf ?? 0, times.iat);
  return nowSeconds < from - skewSeconds ? 'not-yet-valid' : undefined;
}
