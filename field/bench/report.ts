// What a benchmark prints: figures for people, and with `--json` one JSON object as its last line.
import { cpus, totalmem } from 'node:os';

export type Figure = { readonly value: number; readonly unit: string; readonly note?: string };
export type Figures = Readonly<Record<string, Figure>>;

export type BenchReport = {
  readonly name: string;
  readonly figures: Figures;
  /** The same work done by something else in the same run. */
  readonly peers?: Readonly<Record<string, Figures>>;
  readonly ratios?: Readonly<Record<string, number>>;
};

export function report(result: BenchReport): void {
  const machine = {
    cpu: cpus()[0]?.model ?? '',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
  if (process.argv.includes('--json')) {
    const { name, figures, peers = {}, ratios = {} } = result;
    console.log(JSON.stringify({ name, machine, figures, peers, ratios }));
    return;
  }
  console.log(`${result.name} on ${machine.cores} × ${machine.cpu}, Node ${machine.node}`);
  print(result.figures, '');
  for (const [peer, figures] of Object.entries(result.peers ?? {})) print(figures, `${peer}: `);
  for (const [name, ratio] of Object.entries(result.ratios ?? {})) {
    console.log(`  ${`ratio ${name}`.padEnd(46)} ${ratio.toFixed(2)}`);
  }
}

function print(figures: Figures, before: string): void {
  for (const [name, { value, unit, note }] of Object.entries(figures)) {
    const shown = value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
    console.log(`  ${(before + name).padEnd(46)} ${shown} ${unit}${note ? `  (${note})` : ''}`);
  }
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
}
