// Facts that modules tell each other, at least once and in order within a topic. They go through the
// log shape, so an event told before a crash is heard after it; a listener must take the same event twice.
import type { Static, TSchema } from '../schema/schema.ts';
import type { Bilingual } from '../schema/bilingual.ts';
import { definePort } from '../module/port.ts';

export type EventDefinition<S extends TSchema = TSchema> = {
  /** `<area>.<what happened>`, e.g. `telemetry.part-finished`; also the topic of the log. */
  readonly name: string;
  readonly title: Bilingual;
  readonly schema: S;
};

export function defineEvent<S extends TSchema>(definition: EventDefinition<S>): EventDefinition<S> {
  return definition;
}

export type Told<T> = {
  /** Stable across repetitions: the key of idempotence. */
  readonly id: string;
  readonly position: number;
  readonly body: T;
};

export interface Events {
  /** Durable when the promise resolves; the same id is told once. */
  tell<S extends TSchema>(
    event: EventDefinition<S>,
    facts: readonly { id: string; body: Static<S> }[],
  ): Promise<void>;
  /**
   * Calls `hear` with events in order, from where this listener stopped last; a rejection is retried
   * with growing pauses, so one bad event never loses the ones behind it.
   */
  listen<S extends TSchema>(
    event: EventDefinition<S>,
    listener: string,
    hear: (events: readonly Told<Static<S>>[]) => Promise<void>,
  ): { stop(): Promise<void> };
}

export const eventsPort = definePort<Events>('kernel.events');
