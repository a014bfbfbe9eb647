// Virtual time: a queue of events in order of time. It stands still while code runs and jumps to the
// next event when all code waits, so that hours pass in milliseconds and always in the same order.
import type { Timer } from '../clock.ts';

type Event = { readonly atMs: number; readonly order: number; work: (() => void) | undefined };

/** Thrown by `run` when the work can never finish, or takes longer than it may. */
export class SimulationStuck extends Error {
  override name = 'SimulationStuck';
}

export class VirtualTime {
  #elapsedMs = 0;
  #order = 0;
  /** A binary heap, earliest first. */
  readonly #events: Event[] = [];

  get elapsedMs(): number {
    return this.#elapsedMs;
  }

  /** Runs `work` once, after `delayMs` of virtual time; events of one moment run in the order of asking. */
  schedule(delayMs: number, work: () => void): Timer {
    const event: Event = {
      atMs: this.#elapsedMs + Math.max(0, delayMs),
      order: this.#order++,
      work,
    };
    this.#push(event);
    return { cancel: () => void (event.work = undefined) };
  }

  /** Lets time pass until `work` settles. Fails when nothing is left to happen, or after `limitMs` of virtual time. */
  async run<T>(work: Promise<T>, limitMs: number): Promise<T> {
    const endMs = this.#elapsedMs + limitMs;
    let settled = false;
    const settle = () => (settled = true);
    work.then(settle, settle);
    for (;;) {
      await codeHasRun();
      if (settled) return work;
      const event = this.#pop();
      if (event === undefined) throw new SimulationStuck('nothing is left to happen');
      if (event.atMs > endMs) throw new SimulationStuck(`not done after ${limitMs} ms`);
      this.#elapsedMs = event.atMs;
      event.work?.();
    }
  }

  #push(event: Event): void {
    const events = this.#events;
    let at = events.push(event) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(event, events[parent])) break;
      events[at] = events[parent] as Event;
      at = parent;
    }
    events[at] = event;
  }

  /** The earliest event that was not cancelled. */
  #pop(): Event | undefined {
    for (;;) {
      const first = this.#events[0];
      const last = this.#events.pop();
      if (first === undefined || last === undefined) return undefined;
      if (this.#events.length > 0) this.#sink(last);
      if (first.work !== undefined) return first;
    }
  }

  #sink(event: Event): void {
    const events = this.#events;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= events.length) break;
      if (before(events[child + 1], events[child])) child += 1;
      if (!before(events[child], event)) break;
      events[at] = events[child] as Event;
      at = child;
    }
    events[at] = event;
  }
}

function before(one: Event | undefined, other: Event | undefined): boolean {
  if (one === undefined || other === undefined) return one !== undefined;
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}

/** Resolves when every promise that can go on has gone on. */
function codeHasRun(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
