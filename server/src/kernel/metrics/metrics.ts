// Counters, gauges and histograms, printed as OpenMetrics text. Named `jingwei_<module>_<thing>_<unit>`.
import { assert } from '../failure/assert.ts';

export type Labels = Readonly<Record<string, string>>;

export interface Counter {
  add(count?: number, labels?: Labels): void;
}
export interface Gauge {
  set(value: number, labels?: Labels): void;
}
export interface Histogram {
  /** `times`: so many of the same value at once. */
  observe(value: number, labels?: Labels, times?: number): void;
}

export interface Metrics {
  counter(name: string, help: string): Counter;
  gauge(name: string, help: string): Gauge;
  /** A gauge whose value is asked for at each scrape. */
  observed(name: string, help: string, read: () => number): void;
  /** `bounds` are upper bounds in the unit of the name, ascending. */
  histogram(name: string, help: string, bounds: readonly number[]): Histogram;
}

/** Bounds for latencies in seconds, 0.1 ms to 10 s. */
export const latencyBounds = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
] as const;

type Family = { help: string; type: string; lines: () => string[] };

/** A label set may not grow without bound: beyond this many series of a metric, new ones are dropped. */
const seriesPerMetricMax = 1_000;

export class MetricsRegistry implements Metrics {
  readonly #families = new Map<string, Family>();

  counter(name: string, help: string): Counter {
    const values = this.#values(name, help, 'counter', '_total');
    return {
      add(count = 1, labels = {}) {
        const key = labelText(labels);
        bump(values, key, (values.get(key) ?? 0) + count);
      },
    };
  }

  gauge(name: string, help: string): Gauge {
    const values = this.#values(name, help, 'gauge', '');
    return { set: (value, labels = {}) => bump(values, labelText(labels), value) };
  }

  observed(name: string, help: string, read: () => number): void {
    this.#add(name, { help, type: 'gauge', lines: () => [`${name} ${read()}`] });
  }

  histogram(name: string, help: string, bounds: readonly number[]): Histogram {
    const cells = new Map<string, { counts: number[]; sum: number; count: number }>();
    this.#add(name, {
      help,
      type: 'histogram',
      lines: () => [...cells].flatMap(([key, cell]) => histogramLines(name, key, bounds, cell)),
    });
    return {
      observe(value, labels = {}, times = 1) {
        const key = labelText(labels);
        let cell = cells.get(key);
        if (!cell) {
          if (cells.size >= seriesPerMetricMax) return;
          cells.set(key, (cell = { counts: bounds.map(() => 0), sum: 0, count: 0 }));
        }
        cell.sum += value * times;
        cell.count += times;
        const slot = bounds.findIndex((bound) => value <= bound);
        if (slot >= 0) cell.counts[slot] = (cell.counts[slot] ?? 0) + times;
      },
    };
  }

  /** The whole page, `application/openmetrics-text; version=1.0.0`. */
  text(): string {
    const lines: string[] = [];
    for (const [name, family] of [...this.#families].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      lines.push(
        `# TYPE ${name} ${family.type}`,
        `# HELP ${name} ${family.help}`,
        ...family.lines(),
      );
    }
    lines.push('# EOF', '');
    return lines.join('\n');
  }

  #values(name: string, help: string, type: string, suffix: string): Map<string, number> {
    const values = new Map<string, number>();
    this.#add(name, {
      help,
      type,
      lines: () => [...values].map(([key, value]) => `${name}${suffix}${braces(key)} ${value}`),
    });
    return values;
  }

  #add(name: string, family: Family): void {
    assert(/^jingwei_[a-z0-9_]+$/.test(name), `metric name ${name}`);
    assert(!this.#families.has(name), `metric ${name} registered twice`);
    this.#families.set(name, family);
  }
}

function bump(values: Map<string, number>, key: string, value: number): void {
  if (!values.has(key) && values.size >= seriesPerMetricMax) return;
  values.set(key, value);
}

/** Of label sets that are used again and again, which must not be changed then. */
const labelTexts = new WeakMap<Labels, string>();

function labelText(labels: Labels): string {
  let text = labelTexts.get(labels);
  if (text === undefined) labelTexts.set(labels, (text = writtenLabels(labels)));
  return text;
}

function writtenLabels(labels: Labels): string {
  return Object.entries(labels)
    .map(
      ([key, value]) =>
        `${key}="${value.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`))}"`,
    )
    .join(',');
}

function braces(key: string): string {
  return key === '' ? '' : `{${key}}`;
}

function histogramLines(
  name: string,
  key: string,
  bounds: readonly number[],
  cell: { counts: number[]; sum: number; count: number },
): string[] {
  let running = 0;
  const comma = key === '' ? '' : ',';
  const buckets = bounds.map((bound, slot) => {
    running += cell.counts[slot] ?? 0;
    return `${name}_bucket{${key}${comma}le="${bound}"} ${running}`;
  });
  return [
    ...buckets,
    `${name}_bucket{${key}${comma}le="+Inf"} ${cell.count}`,
    `${name}_count${braces(key)} ${cell.count}`,
    `${name}_sum${braces(key)} ${cell.sum}`,
  ];
}
