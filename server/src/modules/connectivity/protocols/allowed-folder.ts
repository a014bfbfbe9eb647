// Folders of the machine that the operator opened to sources: each enterprise has its own below them.
import { join, normalize, sep } from 'node:path';

/** A path below `<root>/<enterprise>`; undefined for one that leads out of it, or when no root is set. */
export function allowedPath(root: string, enterprise: string, path: string): string | undefined {
  if (root === '' || path.includes('\0')) return undefined;
  const own = join(root, enterprise);
  const wanted = normalize(join(own, path));
  const parts = path.split(/[\\/]/);
  const inside = wanted === own || wanted.startsWith(own + sep) || wanted === own + sep;
  return inside && !parts.includes('..') ? wanted.replace(/[\\/]$/, '') : undefined;
}
