// `npm run bench`: lists the benchmarks; `npm run bench -- NAME [--json]` runs one of field/bench.
import { ensureInstalled } from './install.mjs';
import { globSync } from './files.mjs';
import { run } from './runtime.mjs';

ensureInstalled('developing');
const [name, ...flags] = process.argv.slice(2);
const names = globSync(['field/bench'], /\.bench\.ts$/).map((path) =>
  path.replace(/^field\/bench\/|\.bench\.ts$/g, ''),
);
if (!names.includes(name)) {
  if (name) console.error(`There is no benchmark ${name}.`);
  console.log(
    `Benchmarks: npm run bench -- NAME [--json]\n${names.map((each) => `  ${each}`).join('\n')}`,
  );
  process.exitCode = name ? 2 : 0;
} else {
  process.exitCode = await run([`field/bench/${name}.bench.ts`, ...flags]);
}
