// Bytes of an adapter's connection to messages: lines, and bodies that span several lines between
// `--multiline--<mark>` and the same mark again. Bounded in both.
import { LineSplitter, type Line } from './lines.ts';
import { refusal, type KindOfKey, type ShdrOutcome } from './message.ts';
import { parseLine, parseWithBody } from './parse-line.ts';

export type ShdrReaderOptions = {
  readonly kindOf: KindOfKey;
  readonly lineBytesMax?: number;
  /** Of a multi-line body; default 1 Mi characters. */
  readonly bodyCharactersMax?: number;
};

type Body = { head: string; mark: string; lines: string[]; characters: number; tooLong: boolean };

const opening = /(?:^|[^\\])\|\s*(--multiline--[^|]*)$/;

export class ShdrReader {
  readonly #splitter: LineSplitter;
  readonly #kindOf: KindOfKey;
  readonly #bodyMax: number;
  #body: Body | undefined;

  constructor(options: ShdrReaderOptions) {
    this.#splitter = new LineSplitter(
      options.lineBytesMax === undefined ? {} : { bytesMax: options.lineBytesMax },
    );
    this.#kindOf = options.kindOf;
    this.#bodyMax = options.bodyCharactersMax ?? 1024 * 1024;
  }

  push(chunk: Uint8Array): ShdrOutcome[] {
    const outcomes: ShdrOutcome[] = [];
    for (const line of this.#splitter.push(chunk)) this.#take(line, outcomes);
    return outcomes;
  }

  /** What is left unfinished when the connection ends: reasons, never values. */
  end(): ShdrOutcome[] {
    const outcomes: ShdrOutcome[] = [];
    for (const line of this.#splitter.end()) this.#take(line, outcomes);
    if (this.#body) outcomes.push(refusal('body-cut', this.#body.head));
    this.#body = undefined;
    return outcomes;
  }

  #take(line: Line, outcomes: ShdrOutcome[]): void {
    if (!line.ok) {
      if (this.#body) this.#body.tooLong = true;
      outcomes.push(refusal(line.trouble, line.line));
      return;
    }
    if (this.#body) {
      this.#continue(this.#body, line.line, outcomes);
      return;
    }
    const open = line.line.includes('--multiline--') ? opening.exec(line.line) : null;
    const mark = open?.[1];
    if (mark === undefined) {
      outcomes.push(parseLine(line.line, this.#kindOf));
      return;
    }
    const head = line.line.slice(0, line.line.length - mark.length);
    this.#body = { head, mark, lines: [], characters: 0, tooLong: false };
  }

  #continue(body: Body, line: string, outcomes: ShdrOutcome[]): void {
    if (line === body.mark) {
      this.#body = undefined;
      outcomes.push(
        body.tooLong
          ? refusal('body-too-long', body.head)
          : parseWithBody(body.head, body.lines.join('\n').trim(), this.#kindOf),
      );
      return;
    }
    body.characters += line.length + 1;
    if (body.characters > this.#bodyMax) {
      body.tooLong = true;
      body.lines = [];
    } else if (!body.tooLong) body.lines.push(line);
  }
}
