// Base64 as JSON Web Signatures write it (RFC 4648 §5, no padding) and as value digests are written (§4, padded).
// Only the one right spelling of some bytes is read, so that nobody can change a signed text without changing its bytes.

const urlAlphabet = /^[A-Za-z0-9_-]*$/;

export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Undefined for what `toBase64Url` does not write. */
export function fromBase64Url(text: string): Uint8Array | undefined {
  if (!urlAlphabet.test(text) || text.length % 4 === 1) return undefined;
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  return toBase64Url(bytes) === text ? bytes : undefined;
}
