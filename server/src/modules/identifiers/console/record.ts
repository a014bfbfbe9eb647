// What a record means to a person: the text of each value, and where the record leads.
import type { HandleValue } from '@jingwei/sdk';

/** One line for a plain value, several for one with parts. */
export function textOf(value: HandleValue): string {
  const { format, value: held } = value.data;
  if (format === 'string' || format === 'base64' || format === 'hex') return held;
  if (format === 'admin') {
    const admin = held as { handle?: unknown; index?: unknown; permissions?: unknown };
    return `${String(admin.index)}:${String(admin.handle)} · ${String(admin.permissions)}`;
  }
  return JSON.stringify(held, null, 2);
}

/** Bytes that are not text get their encoding named. */
export function encodingOf(value: HandleValue): string | undefined {
  return value.data.format === 'base64' || value.data.format === 'hex'
    ? value.data.format
    : undefined;
}

export type Cycle = { readonly from: string; readonly to: string };
export type RecordLinks = {
  /** The machine that the record names, by identifier. */
  readonly machine?: string;
  /** What the record is to that machine. */
  readonly relation?: 'is' | 'belongs-to' | 'made-by';
  /** When that machine made the part; only beside a machine, and only a span that runs forward. */
  readonly cycle?: Cycle;
};

export function linksOf(handle: string, values: readonly HandleValue[]): RecordLinks {
  const kind = firstText(values, 'KIND');
  if (kind === 'machine') return { machine: handle, relation: 'is' };
  const machine = firstText(values, 'MACHINE');
  if (machine === undefined || !machine.includes('/')) return {};
  if (kind === 'component' || kind === 'signal') return { machine, relation: 'belongs-to' };
  const relation = machine === handle ? 'is' : 'made-by';
  const from = firstText(values, 'CYCLE_START');
  const to = firstText(values, 'CYCLE_END');
  if (from === undefined || to === undefined || !(Date.parse(from) < Date.parse(to)))
    return { machine, relation };
  return { machine, relation, cycle: { from, to } };
}

function firstText(values: readonly HandleValue[], type: string): string | undefined {
  for (const value of values) {
    if (value.type === type && value.data.format === 'string') return value.data.value;
  }
  return undefined;
}

/** The way a person types or scans it: spaces around, or a link to it, are no part of an identifier. */
export function identifierFrom(typed: string): string {
  const trimmed = typed.trim();
  return /^(?:hdl:|https?:\/\/hdl\.handle\.net\/)(.+)$/i.exec(trimmed)?.[1] ?? trimmed;
}
