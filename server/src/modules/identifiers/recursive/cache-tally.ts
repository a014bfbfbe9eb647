// What the cache did, as numbers for the metrics.
import type { Metrics } from '../../../kernel/metrics/metrics.ts';

export class CacheTally {
  hits = 0;
  misses = 0;
  stale = 0;
  negative = 0;
  prefetches = 0;
  walks = 0;
  signatureRefusals = 0;
}

const helps: Readonly<Record<keyof CacheTally, string>> = {
  hits: 'Questions answered from memory',
  misses: 'Questions that memory could not answer',
  stale: 'Answers given after their time to live, as no node answered in time',
  negative: 'Questions answered from memory with "not found" or a failure',
  prefetches: 'Answers refreshed shortly before they ran out',
  walks: 'Walks through the nodes',
  signatureRefusals: 'Records that were not given, as their signature does not hold',
};

/** A second's differences go to the counters, so that the hot path only adds to numbers. */
export function flusherOf(tally: CacheTally, metrics: Metrics): () => void {
  const counters = Object.entries(helps).map(([name, help]) => {
    const counter = metrics.counter(`jingwei_recursive_node_${snake(name)}`, help);
    return { key: name as keyof CacheTally, counter };
  });
  const told = new CacheTally();
  return () => {
    for (const { key, counter } of counters) {
      if (tally[key] === told[key]) continue;
      counter.add(tally[key] - told[key]);
      told[key] = tally[key];
    }
  };
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
