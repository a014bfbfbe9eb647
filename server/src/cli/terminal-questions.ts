// Questions to the person at the terminal: asked only where somebody can answer, so that a script never hangs.
import { createInterface, type Interface } from 'node:readline/promises';
import type { ReadStream, WriteStream } from 'node:tty';

export type TerminalQuestions = {
  /** The answer without its line end; undefined where nobody can answer, or the input has ended. */
  readonly ask: (question: string) => Promise<string | undefined>;
  readonly close: () => void;
};

/** Opened with the first question. Questions go to `output`, so that what is printed can be piped. */
export function terminalQuestions(
  input: ReadStream,
  output: WriteStream,
  signal: AbortSignal,
): TerminalQuestions {
  let open: Interface | undefined;
  let ended = false;
  let tellEnd = (): void => {};
  const end = new Promise<undefined>((resolve) => (tellEnd = () => resolve(undefined)));
  return {
    async ask(question) {
      if (!input.isTTY || ended) return undefined;
      open ??= createInterface({ input, output }).once('close', () => {
        ended = true;
        tellEnd();
      });
      const answer = open.question(question, { signal }).catch(() => undefined);
      return Promise.race([answer, end]); // the end of the input leaves a question open for ever
    },
    close: () => open?.close(),
  };
}
