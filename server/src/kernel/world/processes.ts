// Programs of others that run beside us as a value: what goes in and out, and an end within bounds.

export type ProgramCall = {
  /** Its absolute path. */
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  /** All that it sees of our surroundings. */
  readonly environment: Readonly<Record<string, string>>;
};

export interface ChildProgram {
  onOutput(listener: (chunk: Uint8Array) => void): void;
  /** What it says about itself, on its error stream. */
  onErrors(listener: (chunk: Uint8Array) => void): void;
  /** Called once, after the last output; `why` in words of the system. */
  onEnd(listener: (why: string) => void): void;
  /** False when it reads slower than we write. */
  write(bytes: string | Uint8Array): boolean;
  /** Reads no more output until `resume`. */
  pause(): void;
  resume(): void;
  /** Its input ends: it should, too. */
  end(): void;
  /** At once, with what it started. */
  kill(): void;
  /** Resident memory in bytes; undefined where the system does not tell. */
  memory(): Promise<number | undefined>;
}

export interface Processes {
  /** Without a shell. What cannot be started ends at once, with why. */
  start(call: ProgramCall): ChildProgram;
}
