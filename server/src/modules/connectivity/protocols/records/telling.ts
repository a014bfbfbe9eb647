// Lines of CSV and values of JSON as records.
import type { CsvOutcome } from '../../../../wire/csv/csv-record.ts';
import {
  parseJsonPath,
  readJsonPath,
  type JsonPath,
} from '../../../../wire/json-path/json-path.ts';
import { recordFailures } from './failures.ts';
import type { TellingRecord } from './record-reader.ts';

/** Columns by their names in the header, without blanks around them and without case; `#3` is the third. */
export class Columns {
  readonly #at = new Map<string, number>();
  readonly count: number | undefined;

  constructor(header?: readonly string[]) {
    this.count = header?.length;
    header?.forEach((name, at) => {
      const key = nameOf(name);
      if (!this.#at.has(key)) this.#at.set(key, at);
    });
  }

  has(name: string): boolean {
    return this.#at.has(nameOf(name));
  }

  record({ fields, line }: Extract<CsvOutcome, { ok: true }>): TellingRecord {
    return { line, get: (address) => fields[this.#indexOf(address)]?.trim() };
  }

  #indexOf(address: string): number {
    const known = this.#at.get(nameOf(address));
    if (known !== undefined) return known;
    return /^#\d{1,5}$/.test(address) ? Number(address.slice(1)) - 1 : -1;
  }
}

function nameOf(name: string): string {
  return name.trim().toLowerCase();
}

/** Paths of a source, read once. */
export class Paths {
  readonly #paths = new Map<string, JsonPath>();

  /** Fails with `records.bad-path`; `lenient`: what is no path is the name of a field. */
  constructor(name: string, addresses: readonly string[], { lenient = false } = {}) {
    for (const path of addresses) {
      const parsed = parseJsonPath(path);
      if (!parsed.ok && lenient) {
        this.#paths.set(path, [path]);
        continue;
      }
      if (!parsed.ok) throw recordFailures['bad-path']({ name, path, at: parsed.at + 1 });
      this.#paths.set(path, parsed.path);
    }
  }

  at(value: unknown, address: string): unknown {
    const path = this.#paths.get(address);
    return path && readJsonPath(value, path);
  }

  record(value: unknown, line: number): TellingRecord {
    return { line, get: (address) => this.at(value, address) };
  }
}
