// Addresses of the console: which page a path is, and what follows it. Pure, so that it can be tested.

export type Route = {
  /** The page's path, e.g. `/machines`. */
  readonly page: string;
  /** What follows, decoded; an identifier with its slashes, or empty. */
  readonly rest: string;
};

/** The longest of `pages` that begins `path`; undefined when none does. */
export function matchPage(path: string, pages: readonly string[]): Route | undefined {
  const candidates = pages.filter((page) => path === page || path.startsWith(`${page}/`));
  const page = candidates.toSorted((a, b) => b.length - a.length)[0];
  if (page === undefined) return undefined;
  return { page, rest: decodePath(path.slice(page.length + 1)) };
}

/** Each piece escaped, slashes kept, so that an identifier stays readable in the address bar. */
export function encodePath(identifier: string): string {
  return identifier.split('/').map(encodeURIComponent).join('/');
}

function decodePath(path: string): string {
  return path
    .split('/')
    .map((piece) => {
      try {
        return decodeURIComponent(piece);
      } catch {
        return piece;
      }
    })
    .join('/');
}

export function resolvePath(handle: string): string {
  return `/resolve/${encodePath(handle)}`;
}

export function machinePath(
  identifier: string,
  cycle?: { readonly from: string; readonly to: string; readonly part?: string },
): string {
  const path = `/machines/${encodePath(identifier)}`;
  return cycle === undefined ? path : `${path}?${new URLSearchParams(cycle)}`;
}

/** An address that may be followed from data: http, https, or a path of this very site. */
export function safeAddress(text: string): string | undefined {
  if (/^\/(?![/\\])/.test(text)) return text;
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  return text;
}
