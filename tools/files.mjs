// Lists files of the project without a dependency.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { root } from './runtime.mjs';

/** Paths from the root, sorted, under the places and matching the pattern. */
export function globSync(places, pattern) {
  const found = [];
  const visit = (path) => {
    if (!existsSync(path)) return;
    if (statSync(path).isDirectory()) {
      if (/(^|[\\/])(node_modules|dist)$/.test(path)) return;
      for (const name of readdirSync(path)) visit(join(path, name));
    } else if (pattern.test(path)) found.push(relative(root, path).split(sep).join('/'));
  };
  for (const place of places) visit(join(root, place));
  return found.toSorted();
}
