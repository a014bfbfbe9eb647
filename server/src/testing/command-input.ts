// What a verb of the command line is given, for tests that run it without a process.
import type { CommandInput } from '../kernel/module/command.ts';
import { realWorld } from '../kernel/world/real/world.ts';

/** A server that must not be asked. */
const nobody: CommandInput['api'] = {
  origin: 'http://127.0.0.1:9',
  call: (method, path) => Promise.reject(new Error(`${method} ${path} was asked of nobody`)),
  download: (method, path) => Promise.reject(new Error(`${method} ${path} was asked of nobody`)),
};

/** In English, in the real world, with what it prints and notes written down. */
export function commandInput(given: Partial<CommandInput> = {}): {
  readonly input: CommandInput;
  readonly printed: string[];
  readonly noted: string[];
} {
  const printed: string[] = [];
  const noted: string[] = [];
  const input: CommandInput = {
    args: {},
    options: {},
    world: realWorld,
    language: 'en',
    api: nobody,
    print: (line) => void printed.push(line),
    note: (line) => void noted.push(line),
    ask: async () => undefined,
    json: false,
    signal: new AbortController().signal,
    ...given,
  };
  return { input, printed, noted };
}
