// Words that a person types as a path of the tree of assets: each of them part of some name, in the order of the tree. A
// path with `*` or a slash is taken as it is. Pure, so that it can be tested.

/** Undefined for no words: then everything fits. */
export function patternOf(words: string, enterprise: string): string | undefined {
  const said = words.trim();
  if (said === '') return undefined;
  if (said.includes('*') || said.includes('/')) return said;
  const parts = said.split(/\s+/).map((word) => `*${word}*`);
  return `${enterprise}/**/${parts.join('/**/')}/**`;
}
