// What this browser remembers of a person's choices. Storage may be full, forbidden or filled by
// somebody else: then nothing is remembered and nothing breaks.

const prefix = 'jingwei.';

export function recall<T>(name: string, read: (value: unknown) => T | undefined): T | undefined {
  try {
    const text = localStorage.getItem(prefix + name);
    return text === null ? undefined : read(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export function remember(name: string, value: unknown): void {
  try {
    localStorage.setItem(prefix + name, JSON.stringify(value));
  } catch {
    // A choice that is forgotten is better than a page that fails.
  }
}

/** For `recall`: a list of texts, or nothing. */
export function textList(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.filter((item): item is string => typeof item === 'string');
}
