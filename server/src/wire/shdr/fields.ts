// Fields of an SHDR line: separated by `|`, blanks around them dropped. A field in double quotes may
// hold `\|`, `\"` and `\\`; one whose quotes do not close is taken as it stands, as the MTConnect
// reference agent does.

export function splitFields(line: string): string[] {
  if (!line.includes('"')) return line.split('|').map(trimmed);
  const fields: string[] = [];
  let from = 0;
  while (from <= line.length) {
    const quoted = readQuoted(line, from);
    if (quoted) {
      fields.push(quoted.text);
      from = quoted.next;
      continue;
    }
    const bar = line.indexOf('|', from);
    const end = bar < 0 ? line.length : bar;
    fields.push(line.slice(from, end).trim());
    from = end + 1;
  }
  return fields;
}

/** One field as it must be written so that `splitFields` gives it back; line breaks become blanks. */
export function writeField(text: string): string {
  const oneLine = text.replace(/[\r\n]+/g, ' ');
  if (!/["|]/.test(oneLine) && oneLine.trim() === oneLine) return oneLine;
  return `"${oneLine.replace(/[\\"|]/g, '\\$&')}"`;
}

function readQuoted(line: string, from: number): { text: string; next: number } | undefined {
  let at = from;
  while (isBlank(line.charCodeAt(at))) at += 1;
  if (line[at] !== '"') return undefined;
  let text = '';
  for (at += 1; at < line.length; at += 1) {
    const character = line[at];
    if (character === '|') return undefined;
    if (character === '"') {
      const next = fieldEnd(line, at + 1);
      return next === undefined ? undefined : { text, next };
    }
    if (character === '\\' && at + 1 < line.length) at += 1;
    text += line[at];
  }
  return undefined;
}

/** The start of the field behind, when nothing but blanks stands between the quote and the bar. */
function fieldEnd(line: string, from: number): number | undefined {
  let at = from;
  while (isBlank(line.charCodeAt(at))) at += 1;
  return at >= line.length || line[at] === '|' ? at + 1 : undefined;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

function trimmed(field: string): string {
  const last = field.length - 1;
  if (
    last < 0 ||
    (field.charCodeAt(0) > 32 && field.charCodeAt(last) > 32 && field.charCodeAt(last) < 128)
  ) {
    return field;
  }
  return field.trim();
}
