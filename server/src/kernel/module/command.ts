// A verb of the command line, as data. Verbs come from the modules; the CLI parses, prints and exits.
import type { Bilingual, Language } from '../schema/bilingual.ts';
import type { World } from '../world/world.ts';

export type CommandOption = {
  /** `--first-start`; `value` names what follows, absent for a switch. */
  readonly value?: string;
  readonly summary: Bilingual;
  readonly defaultsTo?: string;
  readonly required?: boolean;
};

export type CommandInput = {
  readonly args: Readonly<Record<string, string>>;
  /** A switch is `'true'` when given. */
  readonly options: Readonly<Record<string, string | undefined>>;
  readonly world: World;
  readonly language: Language;
  /** Calls a running Jingwei; fails with kind `unavailable` when none answers. */
  readonly api: ApiCaller;
  readonly print: (line: string) => void;
  /** Progress and notes: to stderr, so that output can be piped. */
  readonly note: (line: string) => void;
  /** Asks the person at the terminal; undefined where nobody can answer, or the input has ended. */
  readonly ask: (question: string) => Promise<string | undefined>;
  /** True with `--json`: print one JSON document and nothing else. */
  readonly json: boolean;
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal;
};

export interface ApiCaller {
  /** `http://host:port` of the Jingwei that is called. */
  readonly origin: string;
  /** Resolves with the parsed body; bytes are sent as they are, all else as JSON. A reply that is not 2xx becomes the Failure it carries. */
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** The same for an answer that is a file, as it comes; fails too when it breaks off. */
  download(method: string, path: string, body?: unknown): Promise<AsyncIterable<Uint8Array>>;
}

export type Command = {
  /** Words of the verb: `['import', 'products']`. */
  readonly words: readonly string[];
  readonly summary: Bilingual;
  /** In order; `{ name, summary }`. */
  readonly args?: readonly { name: string; summary: Bilingual; optional?: boolean }[];
  readonly options?: Readonly<Record<string, CommandOption>>;
  /** What a file that it reads may look like, shown by its help. */
  readonly example?: { readonly about: Bilingual; readonly text: string };
  /** The exit code; a Failure thrown is printed and mapped to one by its kind. */
  readonly run: (input: CommandInput) => Promise<number>;
};

export function defineCommand(command: Command): Command {
  return command;
}
