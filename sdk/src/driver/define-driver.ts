// A driver in TypeScript: what it does as functions; the lines, the order and the end are done here.
import type {
  DriverLine,
  DriverMoment,
  DriverSignal,
  DriverStep,
  DriverThing,
  DriverWrite,
  DriverWritten,
  GatewayLine,
} from './protocol.ts';

export type * from './protocol.ts';

export type DriverContext = {
  /** The `settings` of the source, as the person wrote them. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The signals that the person configured. */
  readonly signals: readonly DriverSignal[];
  /** Aborts when the driver must stop. */
  readonly signal: AbortSignal;
  /** Tells readings of one moment. Waits while the gateway reads slowly: await it. */
  tell(moment: Omit<DriverMoment, 'number'>): Promise<void>;
  /** Resolves when all that was told so far is durable at the gateway: acknowledge to the machine after it. */
  durable(): Promise<void>;
  /** Something that the machine said and nobody understands: counted, and shown with the remedy. */
  refused(refusal: { readonly key: string; readonly told: string; readonly remedy: string }): void;
};

export type Driver = {
  /** Signals besides those that the person configured. */
  describe?(context: DriverContext): Promise<readonly DriverSignal[]>;
  /** Reads until `context.signal` aborts. When it ends or throws, the gateway starts the driver again. */
  observe(context: DriverContext): Promise<void>;
  write?(writes: readonly DriverWrite[], context: DriverContext): Promise<readonly DriverWritten[]>;
  browse?(
    query: { readonly at?: string; readonly after?: string; readonly limit: number },
    context: DriverContext,
  ): Promise<{ readonly things: readonly DriverThing[]; readonly next?: string }>;
  test?(context: DriverContext): Promise<readonly DriverStep[]>;
};

/** The two streams that a driver speaks over: those of the process unless a test hands in others. */
export type DriverStreams = {
  readonly input: AsyncIterable<Uint8Array | string>;
  /** False when it takes no more until `drained`. */
  write(text: string): boolean;
  drained(): Promise<void>;
};

/** Runs the driver until the gateway ends it. Call it once, at the end of the program. */
export async function defineDriver(
  driver: Driver,
  streams: DriverStreams = processStreams(),
): Promise<void> {
  await new RunningDriver(driver, streams).run();
}

class RunningDriver {
  readonly #driver: Driver;
  readonly #streams: DriverStreams;
  readonly #stopping = new AbortController();
  readonly #waiting: { number: number; resolve(): void }[] = [];
  #settings: Readonly<Record<string, unknown>> = {};
  #signals: readonly DriverSignal[] = [];
  #told = 0;

  constructor(driver: Driver, streams: DriverStreams) {
    this.#driver = driver;
    this.#streams = streams;
  }

  async run(): Promise<void> {
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of this.#streams.input) {
      rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.trim() !== '' && !this.#take(JSON.parse(line) as GatewayLine)) return;
      }
    }
    this.#stopping.abort(); // the gateway is gone
  }

  /** False when it was the last line. */
  #take(line: GatewayLine): boolean {
    if (line.do === 'stop') {
      this.#stopping.abort();
      return false;
    }
    if (line.do === 'durable') {
      const ready = this.#waiting.filter(({ number }) => number <= line.number);
      for (const one of ready) {
        this.#waiting.splice(this.#waiting.indexOf(one), 1);
        one.resolve();
      }
    } else void this.#answer(line);
    return true;
  }

  async #answer(line: Extract<GatewayLine, { id: number }>): Promise<void> {
    const { id } = line;
    try {
      const ok = (await this.#do(line)) ?? null;
      await this.#send({ id, ok });
    } catch (error) {
      await this.#send({ id, failed: error instanceof Error ? error.message : String(error) });
    }
  }

  #do(line: Extract<GatewayLine, { id: number }>): Promise<unknown> {
    if ('settings' in line)
      this.#settings = (line.settings ?? {}) as Readonly<Record<string, unknown>>;
    if ('signals' in line) this.#signals = line.signals;
    const context = this.#context();
    const { describe, write, browse, test, observe } = this.#driver;
    switch (line.do) {
      case 'describe':
        return this.#describe(context, describe);
      case 'observe':
        return observe.call(this.#driver, context);
      case 'write':
        return write?.call(this.#driver, line.writes, context) ?? cannot('write');
      case 'browse':
        return browse?.call(this.#driver, line, context) ?? cannot('browse');
      case 'test':
        return test?.call(this.#driver, context) ?? Promise.resolve([]);
    }
  }

  async #describe(context: DriverContext, describe: Driver['describe']): Promise<unknown> {
    const signals = (await describe?.call(this.#driver, context)) ?? [];
    const { write, browse } = this.#driver;
    return { signals, can: { write: write !== undefined, browse: browse !== undefined } };
  }

  #context(): DriverContext {
    return {
      settings: this.#settings,
      signals: this.#signals,
      signal: this.#stopping.signal,
      tell: (moment) => {
        this.#told += 1;
        return this.#send({ told: { ...moment, number: this.#told } });
      },
      durable: () => {
        const number = this.#told;
        if (number === 0) return Promise.resolve();
        return new Promise((resolve) => this.#waiting.push({ number, resolve }));
      },
      refused: (refused) => void this.#send({ refused }),
    };
  }

  async #send(line: DriverLine): Promise<void> {
    if (!this.#streams.write(`${JSON.stringify(line)}\n`)) await this.#streams.drained();
  }
}

function cannot(what: string): Promise<never> {
  return Promise.reject(new Error(`this driver cannot ${what}`));
}

type Standard = {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: {
    write(text: string): boolean;
    once(event: 'drain', listener: () => void): unknown;
  };
};

function processStreams(): DriverStreams {
  const { process } = globalThis as unknown as { process: Standard };
  const { stdin, stdout } = process;
  return {
    input: stdin,
    write: (text) => stdout.write(text),
    drained: () => new Promise((resolve) => void stdout.once('drain', resolve)),
  };
}
