// The text exposition format of Prometheus (0.0.4), and as much of OpenMetrics as has the same lines: samples with
// labels, value and an optional time in milliseconds.

export type PrometheusSample = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** May be NaN or infinite. */
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly timeMs?: number;
  readonly line: number;
};

export type PrometheusOutcome =
  | { readonly ok: true; readonly sample: PrometheusSample }
  | { readonly ok: false; readonly line: number; readonly excerpt: string };

const head = /^([A-Za-z_:][A-Za-z0-9_:]*)\s*(\{)?/;
const label = /\s*([A-Za-z_][A-Za-z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(,?)/y;
const tail = /^\s*(\S+)(?:\s+(-?\d{1,16}(?:\.\d{1,9})?))?\s*(?:#.*)?$/;
const labelsMax = 100;

/** One outcome a line that is no comment and not empty. */
export function parsePrometheus(text: string): PrometheusOutcome[] {
  const found: PrometheusOutcome[] = [];
  text.split('\n').forEach((line, at) => {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) return;
    const sample = parseSample(trimmed, at + 1);
    found.push(
      sample ? { ok: true, sample } : { ok: false, line: at + 1, excerpt: trimmed.slice(0, 120) },
    );
  });
  return found;
}

/** `name` or `name{label="value"}`, as addresses are written; undefined for what is neither. */
export function parseSelector(text: string): Pick<PrometheusSample, 'name' | 'labels'> | undefined {
  const parsed = parseSeries(text.trim());
  return parsed?.rest.trim() === '' ? { name: parsed.name, labels: parsed.labels } : undefined;
}

function parseSample(text: string, line: number): PrometheusSample | undefined {
  const series = parseSeries(text);
  const found = series ? tail.exec(series.rest) : null;
  if (!series || !found) return undefined;
  const value = valueOf(found[1] ?? '');
  if (value === undefined) return undefined;
  const { name, labels } = series;
  return {
    name,
    labels,
    value,
    line,
    ...(found[2] === undefined ? {} : { timeMs: Number(found[2]) }),
  };
}

function parseSeries(text: string) {
  const found = head.exec(text);
  const name = found?.[1];
  if (!found || name === undefined) return undefined;
  const labels: Record<string, string> = Object.create(null);
  let at = found[0].length;
  if (found[2] === undefined) return { name, labels, rest: text.slice(at) };
  for (let count = 0; count < labelsMax; count += 1) {
    label.lastIndex = at;
    const one = label.exec(text);
    if (!one) break;
    labels[one[1] ?? ''] = (one[2] ?? '').replace(/\\(.)/g, (_, mark: string) =>
      mark === 'n' ? '\n' : mark,
    );
    at = label.lastIndex;
    if (one[3] === '') break;
  }
  const end = /^\s*\}/.exec(text.slice(at));
  return end ? { name, labels, rest: text.slice(at + end[0].length) } : undefined;
}

function valueOf(text: string): number | undefined {
  if (/^[+-]?Inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^NaN$/i.test(text)) return Number.NaN;
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/.test(text) ? Number(text) : undefined;
}
