// CSV (RFC 4180) line by line, so that a file can be followed while it grows: a record ends where its quotes are
// closed, and whoever reads knows after which line it stands complete.

export type CsvDialect = {
  /** One character. */
  readonly delimiter: string;
};

export type CsvOutcome =
  | {
      readonly ok: true;
      readonly fields: readonly string[];
      /** Of its first line: 1, 2, 3 … */ readonly line: number;
    }
  | {
      readonly ok: false;
      readonly trouble: CsvTrouble;
      readonly line: number;
      readonly excerpt: string;
    };
export type CsvTrouble = 'quote-in-field' | 'after-quote' | 'too-long' | 'quote-open';

const recordCharactersMax = 256 * 1024;
/** Of one record; its text is looked through again with each line. */
const recordLinesMax = 500;

export class CsvRecords {
  readonly #delimiter: string;
  #open = '';
  #openLine = 0;
  #line = 0;

  /** `line`: of the line before the first. */
  constructor({ delimiter }: CsvDialect, line = 0) {
    this.#delimiter = delimiter;
    this.#line = line;
  }

  /** Whether the lines given so far end with a complete record. */
  get complete(): boolean {
    return this.#openLine === 0;
  }

  get line(): number {
    return this.#line;
  }

  /** A line without its end. Undefined for an empty line, and where the record goes on in the next one. */
  push(text: string): CsvOutcome | undefined {
    this.#line += 1;
    const line = this.#openLine === 0 ? this.#line : this.#openLine;
    const whole = this.#openLine === 0 ? text : `${this.#open}\n${text}`;
    this.#openLine = 0;
    this.#open = '';
    if (whole === '') return undefined;
    if (whole.length > recordCharactersMax || this.#line - line >= recordLinesMax)
      return this.#refusal('too-long', line, whole);
    const fields = this.#fields(whole);
    if (Array.isArray(fields)) return { ok: true, fields, line };
    if (fields !== 'quote-open') return this.#refusal(fields, line, whole);
    this.#open = whole;
    this.#openLine = line;
    return undefined;
  }

  /** What is left at the end of the file. */
  end(): CsvOutcome | undefined {
    if (this.#openLine === 0) return undefined;
    const refusal = this.#refusal('quote-open', this.#openLine, this.#open);
    this.#openLine = 0;
    return refusal;
  }

  #fields(text: string): string[] | CsvTrouble {
    const fields: string[] = [];
    let at = 0;
    for (;;) {
      if (text[at] === '"') {
        const quoted = quotedField(text, at + 1);
        if (!quoted) return 'quote-open';
        fields.push(quoted.value);
        at = quoted.next;
        if (at >= text.length) return fields;
        if (text[at] !== this.#delimiter) return 'after-quote';
        at += 1;
      } else {
        const end = text.indexOf(this.#delimiter, at);
        const field = end < 0 ? text.slice(at) : text.slice(at, end);
        if (field.includes('"')) return 'quote-in-field';
        fields.push(field);
        if (end < 0) return fields;
        at = end + 1;
      }
    }
  }

  #refusal(trouble: CsvTrouble, line: number, text: string): CsvOutcome {
    return { ok: false, trouble, line, excerpt: text.slice(0, 120) };
  }
}

function quotedField(text: string, from: number): { value: string; next: number } | undefined {
  let at = from;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return undefined;
    if (text[quote + 1] !== '"') {
      return { value: text.slice(from, quote).replaceAll('""', '"'), next: quote + 1 };
    }
    at = quote + 2;
  }
}

/** The delimiter that a header line most likely uses: the most frequent of `,`, `;`, tab and `|` outside quotes. */
export function likelyDelimiter(line: string): string {
  const plain = line.replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t', '|'].map((mark) => [mark, plain.split(mark).length] as const);
  return counts.reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}
