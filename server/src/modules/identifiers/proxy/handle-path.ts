// Handles in addresses of this proxy: every character that means something to a web address is escaped.

/** The path of a handle, its slashes kept where a client would not change them. */
export function handlePath(handle: string): string {
  const parts = handle.split('/');
  const isPlain = parts.every((part) => part !== '' && part !== '.' && part !== '..');
  return parts.map((part) => encodeURIComponent(part)).join(isPlain ? '/' : '%2F');
}

/** What people paste: a handle with the name of its scheme. */
export function withoutScheme(text: string): string {
  return text.replace(/^(?:hdl:|doi:|info:hdl\/|info:doi\/)/i, '');
}

/** Whether a text can be asked for as a handle: a prefix of digits, a slash, no spaces. */
export function looksLikeHandle(text: string): boolean {
  return text.length <= 500 && /^(?:\d+(?:\.[A-Za-z0-9]+)*|0\.NA)\/\S+$/i.test(text);
}
