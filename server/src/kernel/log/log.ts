// Log lines are events with fields: one JSON object a line, so that machines read them and people
// search them. A scope names the module. Secrets are wrapped in a type that prints as stars.
import { Failure } from '../failure/failure.ts';
import type { Clock } from '../world/clock.ts';

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

export type LogFields = Readonly<Record<string, unknown>>;

export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** A log whose events carry this scope: `gateway` gives `gateway.connected`. */
  scope(name: string): Log;
}

/** A value that never reaches a log, an error message or JSON. */
export class Secret {
  readonly #value: string;
  constructor(value: string) {
    this.#value = value;
  }
  reveal(): string {
    return this.#value;
  }
  toString(): string {
    return '***';
  }
  toJSON(): string {
    return '***';
  }
}

export type LogSink = (line: string) => void;

const fieldCharactersMax = 2_000;

export function createLog(options: {
  clock: Clock;
  sink: LogSink;
  level: LogLevel;
  scope?: string;
}): Log {
  const lowest = logLevels.indexOf(options.level);
  const write = (level: LogLevel, event: string, fields: LogFields = {}) => {
    if (logLevels.indexOf(level) < lowest) return;
    const line = {
      time: new Date(options.clock.now()).toISOString(),
      level,
      event: options.scope ? `${options.scope}.${event}` : event,
      ...fields,
    };
    options.sink(JSON.stringify(line, printable));
  };
  return {
    debug: (event, fields) => write('debug', event, fields),
    info: (event, fields) => write('info', event, fields),
    warn: (event, fields) => write('warn', event, fields),
    error: (event, fields) => write('error', event, fields),
    scope: (name) => createLog({ ...options, scope: name }),
  };
}

/** A log for tests and tools that drops everything. */
export const silentLog: Log = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  scope: () => silentLog,
};

function printable(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'string' && value.length > fieldCharactersMax) {
    return `${value.slice(0, fieldCharactersMax)}… (${value.length} characters)`;
  }
  if (value instanceof Failure) {
    return { code: value.code, kind: value.kind, message: value.message, cause: value.cause };
  }
  if (value instanceof Error) {
    return { name: value.name, message: value.message, stack: value.stack, cause: value.cause };
  }
  return value;
}
