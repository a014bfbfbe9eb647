// Events over a log: telling appends, listening reads from the listener's committed position and
// commits after it was heard. What every listener has heard is forgotten from time to time.
import type { Log } from '../log/log.ts';
import { check, type Static, type TSchema } from '../schema/schema.ts';
import type { Clock } from '../world/clock.ts';
import { sleep } from '../world/clock.ts';
import { assert } from '../failure/assert.ts';
import type { EventDefinition, Events, Told } from './events.ts';

/** What events need of a log; the log shape of the stores has it. */
export interface EventLog {
  append(topic: string, entries: readonly { id: string; body: string }[]): Promise<number[]>;
  read(
    topic: string,
    after: number,
    limit: number,
  ): Promise<{ position: number; id: string; body: string }[]>;
  committed(topic: string, consumer: string): Promise<number>;
  commit(topic: string, consumer: string, position: number): Promise<void>;
  truncate(topic: string, upTo: number): Promise<void>;
}

const batchMax = 500;
const pauseFirstMs = 100;
const pauseMaxMs = 10_000;
/** Entries kept behind the slowest listener, so that ids told again soon are still recognised. */
const keptEntries = 10_000;

export class LoggedEvents implements Events {
  readonly #log: EventLog;
  readonly #clock: Clock;
  readonly #journal: Log;
  readonly #listeners = new Map<string, Set<Listener>>();

  constructor(options: { log: EventLog; clock: Clock; journal: Log }) {
    this.#log = options.log;
    this.#clock = options.clock;
    this.#journal = options.journal;
  }

  async tell<S extends TSchema>(
    event: EventDefinition<S>,
    facts: readonly { id: string; body: Static<S> }[],
  ): Promise<void> {
    if (facts.length === 0) return;
    for (const fact of facts) {
      const checked = check(event.schema, fact.body);
      assert(checked.ok, `event ${event.name} does not fit its schema`);
    }
    await this.#log.append(
      event.name,
      facts.map(({ id, body }) => ({ id, body: JSON.stringify(body) })),
    );
    for (const listener of this.#listeners.get(event.name) ?? []) listener.wake();
  }

  listen<S extends TSchema>(
    event: EventDefinition<S>,
    name: string,
    hear: (events: readonly Told<Static<S>>[]) => Promise<void>,
  ): { stop(): Promise<void> } {
    const listener = new Listener();
    const siblings = this.#listeners.get(event.name) ?? new Set();
    this.#listeners.set(event.name, siblings.add(listener));
    const ended = this.#run(
      event.name,
      name,
      listener,
      hear as (e: readonly Told<unknown>[]) => Promise<void>,
    );
    return {
      stop: async () => {
        siblings.delete(listener);
        listener.stop();
        await ended;
      },
    };
  }

  async #run(
    topic: string,
    name: string,
    listener: Listener,
    hear: (events: readonly Told<unknown>[]) => Promise<void>,
  ): Promise<void> {
    let pauseMs = pauseFirstMs;
    while (!listener.stopped) {
      try {
        const heard = await this.#hearOnce(topic, name, listener, hear);
        pauseMs = pauseFirstMs;
        if (!heard) await listener.awake();
      } catch (error) {
        if (listener.stopped) return;
        this.#journal.error('event-not-heard', {
          topic,
          listener: name,
          error,
          retryInMs: pauseMs,
        });
        await sleep(this.#clock, pauseMs, listener.signal);
        pauseMs = Math.min(pauseMs * 2, pauseMaxMs);
      }
    }
  }

  async #hearOnce(
    topic: string,
    name: string,
    listener: Listener,
    hear: (events: readonly Told<unknown>[]) => Promise<void>,
  ): Promise<boolean> {
    const from = (listener.position ??= await this.#log.committed(topic, name));
    const entries = await this.#log.read(topic, from, batchMax);
    const newest = entries.at(-1);
    if (!newest) return false;
    await hear(
      entries.map(({ id, position, body }) => ({
        id,
        position,
        body: JSON.parse(body) as unknown,
      })),
    );
    await this.#log.commit(topic, name, newest.position);
    listener.position = newest.position;
    await this.#forget(topic, listener);
    return true;
  }

  async #forget(topic: string, listener: Listener): Promise<void> {
    const positions = [...(this.#listeners.get(topic) ?? [listener])].map((l) => l.position ?? 0);
    const upTo = Math.min(...positions) - keptEntries;
    if (upTo <= listener.truncatedTo + keptEntries) return;
    await this.#log.truncate(topic, upTo);
    listener.truncatedTo = upTo;
  }
}

class Listener {
  position: number | undefined;
  truncatedTo = 0;
  readonly #stop = new AbortController();
  #woken = false;
  #wake: (() => void) | undefined;

  get stopped(): boolean {
    return this.#stop.signal.aborted;
  }
  get signal(): AbortSignal {
    return this.#stop.signal;
  }
  wake(): void {
    this.#woken = true;
    this.#wake?.();
  }
  stop(): void {
    this.#stop.abort();
    this.wake();
  }
  async awake(): Promise<void> {
    if (!this.#woken) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#woken = false;
  }
}
