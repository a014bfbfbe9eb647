// Every rule of the house that text alone can show. A rule takes files and gives the places that break it.
import { importRules } from './imports.ts';
import { isTest, withoutComments, type Source } from './kinds.ts';
import { sizeRules } from './sizes.ts';

export type { Source };

export function checkAll(sources: readonly Source[]): string[] {
  return [
    ...importRules(sources),
    ...sources.flatMap((source) => [
      ...nameRules(source),
      ...bannedCalls(source),
      ...markRules(source),
      ...sizeRules(source),
    ]),
  ];
}

const emptyWords = /(^|-)(manager|helpers?|utils?|service|impl|common|misc|base)(-|\.|$)/;
const packageDoors = ['sdk/src/index.ts', 'console/src/kit/index.ts'];

function nameRules({ path }: Source): string[] {
  const name = path.split('/').at(-1) ?? '';
  const stem = name.replace(/(\.(test|contract|fixture|bench|page|config|d))?\.(ts|tsx|mjs)$/, '');
  const broken: string[] = [];
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(stem)) broken.push(`${path}: file names are kebab-case`);
  if (emptyWords.test(stem))
    broken.push(`${path}: this name says nothing; name the one thing it holds`);
  if (name === 'index.ts' && !packageDoors.includes(path)) {
    broken.push(`${path}: index.ts stands only at the door of a package`);
  }
  return broken;
}

type Ban = { readonly pattern: RegExp; readonly instead: string };

const bans: readonly Ban[] = [
  { pattern: /\bDate\.now\(\)/, instead: 'clock.now()' },
  { pattern: /\bnew Date\(\)/, instead: 'clock.now()' },
  { pattern: /\bperformance\.now\(\)/, instead: 'clock.monotonicMs()' },
  { pattern: /(?<![.\w])set(Timeout|Interval)\(/, instead: 'clock.after(), every()' },
  { pattern: /\bMath\.random\(\)/, instead: 'random.number()' },
  { pattern: /\brandom(UUID|Bytes)\(/, instead: 'random.uuid(), random.bytes()' },
  {
    pattern: /import \{[^}]*\b(connect|createServer|createSocket)\b[^}]*\} from 'node:(net|dgram)'/,
    instead: 'network',
  },
];
/** Where the world is made, and what runs outside of it. */
const outsideTheWorld =
  /^(server\/src\/kernel\/world\/|server\/src\/main\.ts|console\/|sdk\/|tools\/|tidy|field\/(bench|browser|chaos|fuzz|interop)\/|.*\/console\/)/;

function bannedCalls({ path, text }: Source): string[] {
  const broken: string[] = [];
  const code = withoutComments(text);
  if (!outsideTheWorld.test(path) && !isTest(path)) {
    for (const { pattern, instead } of bans) {
      if (pattern.test(code))
        broken.push(`${path}: ${pattern.source} only in kernel/world; use ${instead}`);
    }
  }
  if (
    !isTest(path) &&
    path !== 'server/src/roles.ts' &&
    /\brole (===|!==) '|\broles\.includes\('/.test(code)
  ) {
    broken.push(`${path}: no decision by a role outside roles.ts; let the module say who plays it`);
  }
  return broken;
}

function markRules({ path, text }: Source): string[] {
  const broken: string[] = [];
  if (/\b(TODO|FIXME|XXX|HACK)\b/.test(text) && !path.startsWith('tidy')) {
    broken.push(`${path}: a mark for later; do it now or open an issue`);
  }
  if (/@ts-(ignore|nocheck)/.test(text) && !path.startsWith('tidy')) {
    broken.push(`${path}: @ts-ignore hides what the types know; mend the type`);
  }
  if (!isTest(path) && !/^(#!.*\n)?(\/\/|\/\*)/.test(text)) {
    broken.push(`${path}: a file opens with one to three sentences on what it is and why`);
  }
  return broken;
}
