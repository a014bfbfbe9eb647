// `npm run chaos -- [--minutes 10] [--rate 2000] [--seed N] [--json] [--keep] [--sabotage]`: two gateways and a platform
// under every fault that we can make, then an independent count beside the gap report. Exit code 1 when a number is
// lost or doubled.
import { parseArgs } from 'node:util';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import type { Row } from './audit.ts';
import { runChaos, type ChaosReport } from './run.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    rate: { type: 'string', default: '2000' },
    seed: { type: 'string' },
    json: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    sabotage: { type: 'boolean', default: false },
  },
});

const folder = temporaryFolder();
const say = (line: string): void => {
  if (!values.json) console.log(line);
};
try {
  const report = await runChaos({
    folder: folder.path,
    seconds: Number(values.minutes) * 60,
    rate: Number(values.rate),
    seed: Number(values.seed ?? Date.now() % 1_000_000),
    isSabotaged: values.sabotage,
    say,
    onSet: (close) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const)
        process.once(signal, () => void close().finally(() => process.exit(130)));
    },
  });
  const { compared: _compared, audits, ...rest } = report;
  if (values.json) console.log(JSON.stringify({ ...rest, rows: audits.map(({ row }) => row) }));
  else show(report);
  process.exitCode = report.wrong.length === 0 ? 0 : 1;
} finally {
  if (values.keep) console.error(`kept: ${folder.path}`);
  else folder.remove();
}

function show({ seed, seconds, told, faults, link, audits, without, ...rest }: ChaosReport): void {
  say(`\nseed ${seed}, ${seconds} s, ${Math.round(told)} readings a second`);
  for (const [name, count] of Object.entries(faults)) say(`  ${name.padEnd(32)} ${count}`);
  say(
    `  the link: ${Object.entries(link)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ')}`,
  );
  for (const reason of without) say(`  WITHOUT ${reason}`);
  if (rest.startFailures > 0) say(`  starts that failed at first: ${rest.startFailures}`);
  const columns: readonly (keyof Row)[] = [
    ...(['source', 'told', 'acknowledged', 'stored', 'lost', 'doubled'] as const),
    ...(['repeated', 'untaken', 'givenUp', 'missing'] as const),
  ];
  const line = (cells: readonly string[]): string =>
    cells.map((cell, n) => (n === 0 ? cell.padEnd(8) : cell.padStart(13))).join('');
  say(`\n${line(columns)}`);
  for (const { row } of audits) say(line(columns.map((column) => String(row[column]))));
  say('');
  for (const sentence of rest.wrong) say(`WRONG ${sentence}`);
  if (rest.wrong.length === 0) say('Nothing is lost, nothing is doubled.');
}
