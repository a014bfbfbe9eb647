// Identifiers as they are compared: without ASCII case, as handles are.

export function keyOf(identifier: string): string {
  return identifier.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
