// Reads the project's own sources and its list of dependencies.
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Source } from './kinds.ts';

export const repository = fileURLToPath(new URL('..', import.meta.url));
const places = ['server/src', 'sdk', 'console', 'field', 'tidy', 'tools'];

export function readSources(): Source[] {
  return places.flatMap((place) =>
    readdirSync(join(repository, place), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|tsx|mjs)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !/[\\/](node_modules|dist|generated)[\\/]/.test(path))
      .map((path) => ({
        path: relative(repository, path).split(sep).join('/'),
        text: readFileSync(path, 'utf8'),
      })),
  );
}

/** Package -> the folder that owns it, from the table under `## Dependencies` in STYLE.md. */
export function dependencyOwners(): Map<string, readonly string[]> {
  const style = readFileSync(join(repository, 'STYLE.md'), 'utf8');
  const table = style.slice(style.indexOf('## Dependencies'));
  const owners = new Map<string, readonly string[]>();
  for (const [, name = '', owner = ''] of table.matchAll(
    /^\| `([^`]+)` \|[^|]*\|[^|]*\| ([^|]+) \|$/gm,
  )) {
    owners.set(
      name,
      [...owner.matchAll(/`([^`]+)`/g)].map(([, folder = '']) => folder),
    );
  }
  return owners;
}
