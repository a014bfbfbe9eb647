// Who may import whom: the table of STYLE.md, and no circles.
import { posix } from 'node:path';
import { isTest, withoutComments, type Source } from './kinds.ts';
import { dependencyOwners } from './sources.ts';

type Import = { readonly from: string; readonly to: string };

export function importRules(sources: readonly Source[]): string[] {
  const owners = dependencyOwners();
  const imports = sources.flatMap((source) => importsOf(source));
  return [
    ...imports.flatMap((one) =>
      one.to.startsWith('/') ? layerRule(one) : packageRule(one, owners),
    ),
    ...circles(imports),
  ];
}

const importPattern =
  /(?:^|[\s;])(?:import|export)\s(?:[^'";]*?\sfrom\s)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g;

function importsOf({ path, text }: Source): Import[] {
  return [...withoutComments(text).matchAll(importPattern)].map((match) => {
    const to = match[1] ?? match[2] ?? '';
    const own = to.startsWith('.') ? `/${posix.join(posix.dirname(path), to)}` : to;
    return { from: path, to: own };
  });
}

type Layer = { readonly name: string; readonly at: RegExp; readonly may: readonly RegExp[] };

const kernel = /^\/server\/src\/kernel\//;
const stores = /^\/server\/src\/stores\//;
const wire = /^\/server\/src\/wire\//;
const moduleDoor = /^\/server\/src\/modules\/[^/]+\/api\.ts$/;

/** The first layer that fits a file counts. Its own folder is always allowed. */
const layers: readonly Layer[] = [
  { name: 'kernel', at: /^server\/src\/(kernel)\//, may: [] },
  { name: 'stores', at: /^server\/src\/(stores)\//, may: [kernel] },
  { name: 'an engine', at: /^server\/src\/(engines\/[^/]+)\//, may: [kernel, stores, wire] },
  { name: 'wire', at: /^server\/src\/(wire)\//, may: [] },
  { name: 'a page', at: /^server\/src\/(modules\/[^/]+\/console)\//, may: [] },
  {
    name: 'a module',
    at: /^server\/src\/(modules\/[^/]+)\//,
    may: [kernel, stores, wire, moduleDoor],
  },
  { name: 'the command line', at: /^server\/src\/(cli)\//, may: [kernel] },
  {
    name: 'the composition root',
    at: /^server\/src\/(main|catalogue|roles)\.ts$/,
    may: [/^\/server\/src\//, /^\/field\/plant\/module\.ts$/],
  },
  { name: 'sdk', at: /^(sdk)\//, may: [] },
  { name: 'the console', at: /^(console)\//, may: [/^\/server\/src\/modules\/[^/]+\/console\//] },
];

function layerRule({ from, to }: Import): string[] {
  if (isTest(from)) return [];
  const layer = layers.find(({ at }) => at.test(from));
  if (!layer) return [];
  const folder = layer.at.exec(from)?.[1] ?? '';
  const own = `/${from.slice(0, from.indexOf(folder) + folder.length)}/`;
  if (to.startsWith(own) || layer.may.some((pattern) => pattern.test(to))) return [];
  return [`${from}: ${layer.name} may not import ${to.slice(1)}; see the import rules in STYLE.md`];
}

const ourPackages: Readonly<Record<string, RegExp>> = {
  '@jingwei/sdk': /^(console|field|server\/src\/cli|server\/src\/modules\/[^/]+\/console)\//,
  '@jingwei/console': /^(console|server\/src\/modules\/[^/]+\/console)\//,
};

function packageRule(
  { from, to }: Import,
  owners: ReadonlyMap<string, readonly string[]>,
): string[] {
  if (to.startsWith('node:')) return [];
  const name = to
    .split('/')
    .slice(0, to.startsWith('@') ? 2 : 1)
    .join('/');
  if (from.startsWith('sdk/') && !isTest(from)) return [`${from}: sdk may not import ${name}`];
  const ours = ourPackages[name];
  if (ours) return ours.test(from) || isTest(from) ? [] : [`${from}: may not import ${name}`];
  const folders = owners.get(name);
  if (!folders) return [`${from}: ${name} is not in STYLE.md’s list of dependencies`];
  if (
    folders.some((folder) => from.startsWith(folder)) ||
    (isTest(from) && folders.includes('tests'))
  )
    return [];
  return [`${from}: ${name} belongs to ${folders.join(', ')}`];
}

function circles(imports: readonly Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) {
    if (to.startsWith('/')) next.set(from, [...(next.get(from) ?? []), to.slice(1)]);
  }
  const state = new Map<string, 'open' | 'done'>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      found.push(
        `imports in a circle: ${[...trail.slice(trail.indexOf(path)), path].join(' -> ')}`,
      );
      return;
    }
    state.set(path, 'open');
    for (const to of next.get(path) ?? []) visit(to, [...trail, path]);
    state.set(path, 'done');
  };
  for (const path of next.keys()) visit(path, []);
  return found;
}
