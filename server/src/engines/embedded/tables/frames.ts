// What a question in SQL and the process that runs it say to each other: values in frames of a length and the bytes of
// structured clones one way, since typed columns keep their form in them; lines of JSON the other way, which whoever may
// have got hold of that process cannot make anything else of.
import { deserialize, serialize } from 'node:v8';
import type { TableAnswer } from '../../../stores/tables/tables.ts';

/** `more`: a batch was taken in, the next may come. */
export type Line =
  | { readonly more: true }
  | { readonly refused: string }
  | { readonly answer: TableAnswer };

/** Of all that one process may say; an answer has 16 MiB of cells. */
const saidBytesMax = 128 * 1024 * 1024;
const headBytes = 4;

export function frameOf(value: unknown): Uint8Array {
  const bytes = serialize(value);
  const frame = new Uint8Array(headBytes + bytes.length);
  new DataView(frame.buffer).setUint32(0, bytes.length, true);
  frame.set(bytes, headBytes);
  return frame;
}

export async function* valuesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<unknown> {
  let rest = Buffer.alloc(0);
  for await (const chunk of input) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= headBytes) {
      const end = headBytes + rest.readUInt32LE(0);
      if (rest.length < end) break;
      yield deserialize(rest.subarray(headBytes, end));
      rest = rest.subarray(end);
    }
  }
}

/** Lines as they come in pieces; fails when there are too many bytes of them. */
export class Lines {
  readonly #pieces: Uint8Array[] = [];
  #bytes = 0;

  /** Undefined when more was said than can be an answer, or what is no line of ours. */
  push(chunk: Uint8Array): Line[] | undefined {
    this.#bytes += chunk.length;
    if (this.#bytes > saidBytesMax) return undefined;
    const lines: Line[] = [];
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      this.#pieces.push(chunk.subarray(from, end));
      from = end + 1;
      const line = lineOf(Buffer.concat(this.#pieces.splice(0)).toString('utf8'));
      if (!line) return undefined;
      lines.push(line);
    }
    if (from < chunk.length) this.#pieces.push(chunk.subarray(from));
    return lines;
  }
}

function lineOf(text: string): Line | undefined {
  try {
    const said: unknown = JSON.parse(text);
    if (!isRecord(said)) return undefined;
    const { more, refused, answer } = said;
    if (more === true) return { more };
    if (typeof refused === 'string') return { refused };
    return isAnswer(answer) ? { answer } : undefined;
  } catch {
    return undefined;
  }
}

function isAnswer(answer: unknown): answer is TableAnswer {
  if (!isRecord(answer)) return false;
  const { columns, rows, complete, read } = answer;
  if (!Array.isArray(columns) || !Array.isArray(rows)) return false;
  const areNamed = columns.every(
    (one) => isRecord(one) && typeof one['name'] === 'string' && typeof one['type'] === 'string',
  );
  const areFilled = rows.every((row) => Array.isArray(row) && row.every(isCell));
  return areNamed && areFilled && typeof complete === 'boolean' && Number.isSafeInteger(read);
}

function isCell(cell: unknown): boolean {
  return cell === null || ['string', 'number', 'boolean'].includes(typeof cell);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
