// Reads quick requests, the plainest form of GET (RFC 9112 §2–3), and nothing else: whatever is unusual in
// any way is `other` and goes to the HTTP library with all its bytes, so that two parsers never
// disagree about where a request ends.

export type QuickReading =
  | { readonly kind: 'quick'; readonly path: string; readonly end: number }
  /** So far it may become one. */
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'other' };

/** Characters of a path. */
export const quickPathMax = 1_024;
/** Characters of a request, from its first to the end of its head. */
export const quickHeadMax = 8_192;

const incomplete: QuickReading = { kind: 'incomplete' };
const other: QuickReading = { kind: 'other' };
const start = 'GET /';
const version = ' HTTP/1.1\r\n';

/** Remembers the head that it accepted last: a connection sends the same one again and again. */
export class QuickReader {
  #accepted = '';

  /** Reads a request at `from` of what came, as Latin-1: one character for each byte. */
  read(text: string, from: number): QuickReading {
    if (!text.startsWith(start, from)) {
      return start.startsWith(text.slice(from, from + start.length)) ? incomplete : other;
    }
    const space = text.indexOf(' ', from + 4);
    if (space < 0 || space > from + 4 + quickPathMax) return unfinished(text, from);
    const heads = space + version.length;
    if (!text.startsWith(version, space)) {
      return version.startsWith(text.slice(space, heads)) ? unfinished(text, from) : other;
    }
    const path = text.slice(from + 4, space);
    if (!plainPath.test(path)) return other;
    if (this.#accepted !== '' && text.startsWith(this.#accepted, heads)) {
      return { kind: 'quick', path: decoded(path), end: heads + this.#accepted.length };
    }
    const close = text.indexOf('\r\n\r\n', heads - 2);
    if (close < 0) return unfinished(text, from);
    const end = close + 4;
    if (end - from > quickHeadMax || !isPlainHead(text.slice(heads, close))) return other;
    this.#accepted = text.slice(heads, end);
    return { kind: 'quick', path: decoded(path), end };
  }
}

/** Waits for more only of what can still become a quick request. */
function unfinished(text: string, from: number): QuickReading {
  if (text.length - from > quickHeadMax) return other;
  const part = text.slice(from);
  const space = part.indexOf(' ', 4);
  const path = space < 0 ? part.slice(4) : part.slice(4, space);
  if (path.length > quickPathMax || !perhapsPlainPath.test(path)) return other;
  return strayLineEnd.test(part) ? other : incomplete;
}

/** Of the escapes only that of the slash, which clients use inside of identifiers. No slash at its end. */
const plainPath = /^\/(?:[\w.~!$&'()*+,;=:@/-]|%2[Ff])*[\w.~!$&'()*+,;=:@-]$/;
const perhapsPlainPath = /^\/(?:[\w.~!$&'()*+,;=:@/-]|%2[Ff])*(?:%2?)?$/;
const strayLineEnd = /(?:^|[^\r])\n|\r[^\n]/;

function decoded(path: string): string {
  return path.includes('%') ? path.replace(/%2f/gi, '/') : path;
}

const headerLine = /^([A-Za-z][A-Za-z0-9-]*): ?([\x20-\x7e]*)$/;
const hostForm = /^[A-Za-z0-9._[\]:-]{1,255}$/;

/** Headers that change nothing about the reply of a quick route, whatever they say. */
const harmless =
  /^(?:user-agent|accept-encoding|accept-language|cache-control|pragma|referer|dnt|upgrade-insecure-requests|sec-fetch-[a-z]+|sec-ch-ua(?:-[a-z]+)*|sec-gpc)$/;

function isPlainHead(head: string): boolean {
  const seen = new Set<string>();
  for (const line of head.split('\r\n')) {
    const found = headerLine.exec(line);
    if (!found) return false;
    const name = (found[1] ?? '').toLowerCase();
    const value = found[2] ?? '';
    if (seen.has(name) || !isPlainHeader(name, value)) return false;
    seen.add(name);
  }
  return seen.has('host');
}

function isPlainHeader(name: string, value: string): boolean {
  switch (name) {
    case 'host':
      return hostForm.test(value);
    case 'connection':
      return value.toLowerCase() === 'keep-alive';
    case 'accept':
      return value === '*/*' || value.startsWith('application/json');
    default:
      return harmless.test(name);
  }
}
