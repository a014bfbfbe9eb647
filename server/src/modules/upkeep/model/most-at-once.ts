// How many corrections count at one moment: each of them changes every reading of that moment anew, at every question.

type Span = { readonly fromUs: number; readonly toUs: number };

/** Of these spans, within one. */
export function mostAtOnce(spans: readonly Span[], within: Span): number {
  const touching = spans.filter(({ fromUs, toUs }) => fromUs < within.toUs && toUs > within.fromUs);
  const begins = touching.map(({ fromUs }) => Math.max(fromUs, within.fromUs));
  const ends = touching.map(({ toUs }) => toUs).toSorted((a, b) => a - b);
  let [most, ended] = [0, 0];
  for (const [n, begin] of begins.toSorted((a, b) => a - b).entries()) {
    while ((ends[ended] ?? Infinity) <= begin) ended++;
    most = Math.max(most, n + 1 - ended);
  }
  return most;
}
