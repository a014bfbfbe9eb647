// What the page shows, as its address says it: a link that is passed on shows the same. Pure, so that it can be tested.

export const signalsMax = 20;
export const views = ['chart', 'table', 'sql'] as const;
export type View = (typeof views)[number];

/** A span that has a name moves with the clock; others stand still. */
export type AskedSpan =
  | { readonly named: string }
  | { readonly fromMs: number; readonly toMs: number };

export type Address = {
  readonly signals: readonly string[];
  readonly span: AskedSpan;
  readonly view: View;
  /** Empty for the curve of readings; `auto`, `15m`, `hour`, `shift` … for figures of stretches. */
  readonly every: string;
  readonly live: boolean;
  /** Without the corrections of readings. */
  readonly measured: boolean;
  /** Empty for the one that the page proposes. */
  readonly sql: string;
};

export const everyChoices = [
  '',
  'auto',
  '1m',
  '5m',
  '15m',
  'hour',
  'shift',
  'day',
  'week',
] as const;
const sqlCharactersMax = 4_000;

export function addressOf(query: URLSearchParams): Address {
  const signals = [...new Set(query.getAll('s').filter((one) => one !== ''))];
  const [fromMs, toMs] = [timeOf(query.get('from')), timeOf(query.get('to'))];
  const isFixed = fromMs !== undefined && toMs !== undefined && fromMs < toMs;
  const every = query.get('every') ?? '';
  return {
    signals: signals.slice(0, signalsMax),
    span: isFixed ? { fromMs, toMs } : { named: query.get('span') ?? 'hour' },
    view: views.find((one) => one === query.get('view')) ?? 'chart',
    every: everyChoices.find((one) => one === every) ?? '',
    live: query.get('live') === '1' && !isFixed,
    measured: query.get('measured') === '1',
    sql: (query.get('sql') ?? '').slice(0, sqlCharactersMax),
  };
}

export function pathOf({ signals, span, view, every, live, measured, sql }: Address): string {
  const query = new URLSearchParams();
  for (const signal of signals) query.append('s', signal);
  if ('named' in span) query.set('span', span.named);
  else {
    query.set('from', new Date(span.fromMs).toISOString());
    query.set('to', new Date(span.toMs).toISOString());
  }
  if (view !== 'chart') query.set('view', view);
  if (every !== '') query.set('every', every);
  if (live) query.set('live', '1');
  if (measured) query.set('measured', '1');
  if (sql !== '' && sql.length <= sqlCharactersMax) query.set('sql', sql);
  return `/explore?${query}`;
}

/** Within the years that the program knows; undefined for what is no time. */
function timeOf(text: string | null): number | undefined {
  const ms = text === null ? Number.NaN : Date.parse(text);
  return Number.isFinite(ms) && Math.abs(ms) < 8e15 ? ms : undefined;
}
