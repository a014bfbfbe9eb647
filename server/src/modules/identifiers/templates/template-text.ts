// Text of a namespace template with holes: `${extension}`, `${x[1]}`, `$1`; a backslash takes the
// meaning from what follows it.

/** A hole names a variable and a group of its match; group 0 is the whole. */
type Part = string | { readonly name: string; readonly group: number };

export type TemplateText = readonly Part[];

/** What a name stands for: the groups of a match, the whole text first. */
export type Variables = ReadonlyMap<string, readonly string[]>;

/** `$1` and `${1}` are groups of this one. */
const namedByDefault = 'extension';

const hole = /\\([^])|\$\{([^}]*)\}|\$(\d{1,3})/g;

export function templateText(source: string): TemplateText {
  const parts: Part[] = [];
  let at = 0;
  for (const found of source.matchAll(hole)) {
    const [whole, escaped, named, numbered] = found;
    parts.push(source.slice(at, found.index));
    if (escaped !== undefined) parts.push(escaped);
    else if (named !== undefined) parts.push(holeOf(named));
    else parts.push({ name: namedByDefault, group: Number(numbered) });
    at = found.index + whole.length;
  }
  parts.push(source.slice(at));
  return parts.filter((part) => part !== '');
}

function holeOf(text: string): Part {
  if (/^\d{1,3}$/.test(text)) return { name: namedByDefault, group: Number(text) };
  const indexed = /^(.*)\[(\d{1,3})\]$/.exec(text);
  if (indexed !== null) return { name: indexed[1] ?? '', group: Number(indexed[2]) };
  return { name: text, group: 0 };
}

/** What has no value is empty. Undefined when it would have more than `charactersMax`. */
export function filledText(
  text: TemplateText,
  variables: Variables,
  charactersMax: number,
): string | undefined {
  const filled: string[] = [];
  let characters = 0;
  for (const part of text) {
    const piece = typeof part === 'string' ? part : (variables.get(part.name)?.[part.group] ?? '');
    characters += piece.length;
    if (characters > charactersMax) return undefined;
    filled.push(piece);
  }
  return filled.join('');
}
