// JSON whose meaning two readers cannot see differently: a key that stands twice in an object is refused, since some
// readers take the first and some the last, and so is what is nested deeper than any claims are.

const depthMax = 8;

export type JsonObject = { readonly [key: string]: unknown };

/** The object that a text is, or undefined. */
export function strictObject(text: string): JsonObject | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isObject(parsed) && hasUniqueKeys(text) ? parsed : undefined;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Tokens that matter: strings, and what opens, closes and separates. The text is valid JSON already. */
const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

function hasUniqueKeys(text: string): boolean {
  const open: (Set<string> | undefined)[] = [];
  let last = '';
  for (const [part] of text.matchAll(token)) {
    if (part === '{') open.push(new Set());
    else if (part === '[') open.push(undefined);
    else if (part === '}' || part === ']') open.pop();
    else if (part === ':' && !added(open.at(-1), last)) return false;
    if (open.length > depthMax) return false;
    last = part;
  }
  return true;
}

function added(keys: Set<string> | undefined, written: string): boolean {
  const key = JSON.parse(written) as string; // `\u0061` and `a` are the same key
  if (keys === undefined || keys.has(key)) return false;
  keys.add(key);
  return true;
}
