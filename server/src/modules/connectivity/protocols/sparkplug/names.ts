// Names of Sparkplug in identifiers, and back: `/` becomes `.`, and what an identifier cannot have `_x<hex>_`, so that two
// different names never become one.

/** Identifiers stay short enough for every store and sign. */
export const nameCharactersMax = 200;

/** One level of a topic, or a metric's name, as a part of an identifier. */
export function legalName(name: string): string {
  return name.replace(/[^\p{L}\p{N}_/-]|_(?=x[0-9a-f])/gu, escaped).replaceAll('/', '.');
}

/** The reverse of `legalName`. */
export function originalName(legal: string): string {
  return legal.replaceAll('.', '/').replace(/_x([0-9a-f]{1,6})_/g, (whole, hex: string) => {
    const code = Number.parseInt(hex, 16);
    return code > 0x10_ffff ? whole : String.fromCodePoint(code);
  });
}

function escaped(character: string): string {
  return `_x${(character.codePointAt(0) ?? 0).toString(16)}_`;
}

/** `<group>.<node>` or `<group>.<node>.<device>`; none of the three can hold a `/`, so the dots are unambiguous. */
export function machineName(group: string, node: string, device?: string): string {
  const levels = device === undefined ? [group, node] : [group, node, device];
  return levels.map(legalName).join('.');
}
