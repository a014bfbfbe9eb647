// Tag lists as CSV: our own columns, and those that other programs export under other names. One list is the
// signals of one source. Pure; lines that cannot be taken are listed.
import { fill } from '../../../kernel/schema/bilingual.ts';
import { CsvRecords, likelyDelimiter } from '../../../wire/csv/csv-record.ts';
import { numberOf, truthOf } from '../../../wire/plain-values/number-text.ts';
import type { SignalSettings } from '../api.ts';
import { idOf, type NotTaken } from './import-plan.ts';
import { notTakenWords, type NotTakenWord } from './not-taken.ts';

type Column =
  | 'id'
  | 'address'
  | 'name'
  | 'kind'
  | 'type'
  | 'unit'
  | 'value'
  | 'factor'
  | 'offset'
  | 'deadBand'
  | 'interval'
  | 'writable'
  | 'access';

/** Of ours, of Kepware's tag export, of TIA Portal's tag tables, and what people write. */
const names: Readonly<Record<string, Column>> = {
  ...{
    id: 'id',
    tag: 'id',
    'tag name': 'id',
    tagname: 'id',
    名称: 'id',
    变量名: 'id',
    signal: 'id',
  },
  ...{
    address: 'address',
    'logical address': 'address',
    'node id': 'address',
    nodeid: 'address',
    register: 'address',
    地址: 'address',
  },
  ...{ name: 'name', description: 'name', comment: 'name', 描述: 'name', 注释: 'name' },
  ...{
    kind: 'kind',
    type: 'type',
    value: 'value',
    'data type': 'value',
    datatype: 'value',
    数据类型: 'value',
  },
  ...{
    unit: 'unit',
    units: 'unit',
    'eng units': 'unit',
    单位: 'unit',
    factor: 'factor',
    系数: 'factor',
    offset: 'offset',
    偏移: 'offset',
  },
  ...{
    deadband: 'deadBand',
    'dead band': 'deadBand',
    死区: 'deadBand',
    interval: 'interval',
    'scan rate': 'interval',
    intervalms: 'interval',
    周期: 'interval',
  },
  ...{ writable: 'writable', 可写: 'writable', 'client access': 'access', access: 'access' },
};
const texts = /^(string|text|wstring|char|date|文本|字符串)/i;
const truths = /^(bool|boolean|bit|布尔)/i;
const signalsMax = 50_000;

export type TagList = {
  readonly signals: readonly SignalSettings[];
  readonly notTaken: readonly NotTaken[];
  /** Where each signal stands, by its id in lower case. */
  readonly places: ReadonlyMap<string, string>;
};

/** Undefined for a text without a header that names an address and a name. */
export function readTagList(text: string): TagList | undefined {
  const lines = text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .split('\n');
  const records = new CsvRecords({ delimiter: likelyDelimiter(lines[0] ?? '') });
  const reader = new ListReader();
  for (const line of lines) {
    const outcome = records.push(line);
    if (outcome && !reader.take(outcome)) return undefined;
  }
  const last = records.end();
  if (last) reader.take(last);
  return reader.result;
}

class ListReader {
  readonly #signals: SignalSettings[] = [];
  readonly #notTaken: NotTaken[] = [];
  readonly #seen = new Set<string>();
  readonly #places = new Map<string, string>();
  #columns: (Column | undefined)[] | undefined;

  get result(): TagList | undefined {
    if (!this.#columns) return undefined;
    return { signals: this.#signals, notTaken: this.#notTaken, places: this.#places };
  }

  /** False where the header is none. */
  take(outcome: ReturnType<CsvRecords['push']> & object): boolean {
    if (!outcome.ok) {
      this.#refuse(outcome.line, 'bad-line', outcome.trouble);
      return this.#columns !== undefined;
    }
    if (!this.#columns) {
      const columns = headerOf(outcome.fields);
      this.#columns = columns;
      return columns.includes('address') && columns.includes('id');
    }
    const cells = new Map<Column, string>();
    this.#columns.forEach((column, at) => {
      const cell = outcome.fields[at]?.trim() ?? '';
      if (column !== undefined && cell !== '' && !cells.has(column)) cells.set(column, cell);
    });
    if (cells.size > 0) this.#line(cells, outcome.line);
    return true;
  }

  #line(cells: ReadonlyMap<Column, string>, line: number): void {
    const given = cells.get('id') ?? '';
    const id = idOf(given);
    const address = cells.get('address');
    if (id === '') return this.#refuse(line, 'no-id', '');
    if (address === undefined || address.length > 2_000)
      return this.#refuse(line, 'no-address', '');
    if (this.#seen.has(id.toLowerCase())) return this.#refuse(line, 'twice', id);
    if (this.#signals.length >= signalsMax)
      return this.#refuse(line, 'too-many', String(signalsMax));
    const numbers = this.#numbers(cells, line);
    if (!numbers) return undefined;
    this.#seen.add(id.toLowerCase());
    this.#places.set(id.toLowerCase(), `line ${line}`);
    const name = cells.get('name') ?? (given === id ? undefined : given);
    const kind = kindOf(cells.get('kind'));
    const [type, unit] = [cells.get('type')?.slice(0, 200), cells.get('unit')?.slice(0, 100)];
    this.#signals.push({
      ...{ id, address, value: valueOf(cells.get('value')) },
      ...(name === undefined ? {} : { name: name.slice(0, 200) }),
      ...(kind === undefined ? {} : { kind }),
      ...(type === undefined ? {} : { type }),
      ...(unit === undefined ? {} : { unit }),
      ...numbers,
      ...(isWritable(cells) ? { writable: true } : {}),
    });
    return undefined;
  }

  #numbers(
    cells: ReadonlyMap<Column, string>,
    line: number,
  ): Pick<SignalSettings, 'scale' | 'deadBand' | 'intervalMs'> | undefined {
    const values: Partial<Record<Column, number>> = {};
    for (const column of ['factor', 'offset', 'deadBand', 'interval'] as const) {
      const cell = cells.get(column);
      if (cell === undefined) continue;
      const value = numberOf(cell) ?? numberOf(cell, 'comma');
      const isWrong =
        value === undefined ||
        (column === 'deadBand' && value < 0) ||
        (column === 'factor' && value === 0) ||
        (column === 'interval' && (!Number.isInteger(value) || value < 10 || value > 86_400_000));
      if (isWrong) {
        this.#refuse(line, 'bad-number', `${column} ${cell}`);
        return undefined;
      }
      values[column] = value;
    }
    const { factor, offset, deadBand, interval } = values;
    const scale = {
      ...(factor === undefined ? {} : { factor }),
      ...(offset === undefined ? {} : { offset }),
    };
    return {
      ...(factor === undefined && offset === undefined ? {} : { scale }),
      ...(deadBand === undefined ? {} : { deadBand: { absolute: deadBand } }),
      ...(interval === undefined ? {} : { intervalMs: interval }),
    };
  }

  #refuse(line: number, word: NotTakenWord, what: string): void {
    if (this.#notTaken.length >= 10_000) return;
    this.#notTaken.push({ place: `line ${line}`, why: fill(notTakenWords[word], { what }) });
  }
}

/** `name` is the tag's own name where no other column is. */
function headerOf(fields: readonly string[]): (Column | undefined)[] {
  const columns = fields.map((field) => names[field.trim().toLowerCase()]);
  return columns.includes('id')
    ? columns
    : columns.map((column) => (column === 'name' ? 'id' : column));
}

function valueOf(text: string | undefined): 'number' | 'text' | 'boolean' {
  if (text === undefined) return 'number';
  if (texts.test(text)) return 'text';
  return truths.test(text) ? 'boolean' : 'number';
}

function kindOf(text: string | undefined): SignalSettings['kind'] {
  const word = text?.toLowerCase();
  return word === 'sample' || word === 'event' || word === 'condition' ? word : undefined;
}

function isWritable(cells: ReadonlyMap<Column, string>): boolean {
  const access = cells.get('access');
  return (
    truthOf(cells.get('writable') ?? '') === true || (access !== undefined && /w/i.test(access))
  );
}
