// Tables for spreadsheets: CSV as RFC 4180 has it, and saving it as the browser saves any file.

/** What a spreadsheet would take for a formula is text. */
export function csvText(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map((one) => cell(one)).join(',')}\r\n`).join('');
}

function cell(said: string | number): string {
  if (typeof said === 'number') return String(said);
  const text = /^[=+\-@\t\r]/.test(said) ? `'${said}` : said;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The mark at the beginning tells spreadsheets that it is UTF-8. */
export function saveCsv(name: string, text: string): void {
  const file = new Blob(['\uFEFF', text], { type: 'text/csv;charset=utf-8' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
