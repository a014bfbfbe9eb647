// Places in a JSON document as people write them: `$.machine.axes[0].position`, `data['a b'].x`, `[2]`, `$`. A
// small and certain part of RFC 9535: names and indexes, no wildcards, so that a path means one value.

export type JsonPath = readonly (string | number)[];
export type JsonPathOutcome =
  | { readonly ok: true; readonly path: JsonPath }
  | { readonly ok: false; readonly at: number };

const step =
  /\.?([^.[\]'"\s$][^.[\]'"]*)|\[(-?\d{1,9})\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/y;
const stepsMax = 50;

/** `at`: position of the first character that fits nothing. */
export function parseJsonPath(text: string): JsonPathOutcome {
  const path: (string | number)[] = [];
  let at = text.startsWith('$') ? 1 : 0;
  while (at < text.length) {
    step.lastIndex = at;
    const found = step.exec(text);
    const bare = found?.[1];
    const joined = bare !== undefined && at > 0 && text[at] !== '.';
    const isFirstDot = at === 0 && text.startsWith('.');
    if (!found || joined || isFirstDot || path.length >= stepsMax) return { ok: false, at };
    const [, , index, single, double] = found;
    if (index !== undefined) path.push(Number(index));
    else path.push(bare?.trim() ?? (single ?? double ?? '').replace(/\\(.)/g, '$1'));
    at = step.lastIndex;
  }
  return { ok: true, path };
}

/** Undefined where there is nothing. A negative index counts from the end. */
export function readJsonPath(value: unknown, path: JsonPath): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    if (typeof key === 'number') at = Array.isArray(at) ? (at as unknown[]).at(key) : undefined;
    else
      at =
        !Array.isArray(at) && Object.hasOwn(at, key)
          ? (at as Record<string, unknown>)[key]
          : undefined;
  }
  return at;
}
