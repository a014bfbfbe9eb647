// A source's stream: what it hands in gets numbers, becomes frames and one durable step.
import { encodeFacts, encodeKeys, type StepKey } from '../../wire/tier/facts.ts';
import { encodeFrame, type FrameKind } from '../../wire/tier/frame.ts';
import { tierLimits } from '../../wire/tier/limits.ts';
import { encodeReadings } from '../../wire/tier/readings.ts';
import type { OutboxStep, OutboxStream, StreamOf } from './api.ts';
import { whyNot } from './check-readings.ts';
import { outboxFailures } from './failures.ts';
import type { Ledger } from './ledger.ts';
import type { Step } from './segments/step-writer.ts';
import type { StreamHeads } from './stream-heads.ts';

type Part = {
  readonly kind: FrameKind;
  readonly stream: string;
  readonly count: number;
  readonly body: Uint8Array;
};

export type StreamParts = {
  readonly heads: StreamHeads;
  readonly ledger: Ledger;
  /** To the rank of this priority. */
  readonly write: (priority: StreamOf['priority'], step: Step) => Promise<void>;
};

export class SourceStream implements OutboxStream {
  readonly #parts: StreamParts;
  readonly #readings: string;
  readonly #facts: string;
  readonly #keys: string;
  priority: StreamOf['priority'];

  constructor({ enterprise, source, priority }: StreamOf, parts: StreamParts) {
    this.#parts = parts;
    this.#readings = `readings/${enterprise}/${source}`;
    this.#facts = `facts/${enterprise}/${source}`;
    this.#keys = `keys/${enterprise}/${source}`;
    this.priority = priority;
  }

  append({ readings, events = [], models = [], keys = [] }: OutboxStep): Promise<void> {
    const parts: Part[] = [];
    try {
      const count = readings?.index.length ?? 0;
      if (readings && count > 0) {
        const reason = whyNot(readings);
        if (reason !== undefined)
          throw outboxFailures['bad-readings']({ stream: this.#readings, reason });
        const body = encodeReadings(readings);
        parts.push({ kind: 'readings', stream: this.#readings, count, body });
      }
      if (events.length + models.length > 0) {
        const body = encodeFacts({ events, models });
        parts.push({
          kind: 'facts',
          stream: this.#facts,
          count: events.length + models.length,
          body,
        });
      }
      this.#checkSize(parts);
    } catch (error) {
      return Promise.reject(error as Error);
    }
    if (parts.length + keys.length === 0) return Promise.resolve();
    const step = stepOf(parts, this.#parts);
    return this.#parts.write(this.priority, keys.length === 0 ? step : this.#under(keys, step));
  }

  keys(): Iterable<StepKey> {
    return this.#parts.heads.keysOf(this.#keys);
  }

  refused(reason: string, count = 1): void {
    this.#parts.ledger.count('refused', this.#readings, { reason, count });
  }

  leftOut(reason: string, count = 1): void {
    this.#parts.ledger.count('leftOut', this.#readings, { reason, count });
  }

  /** In front: what is sent of a step is its end. */
  #under(keys: readonly StepKey[], step: Step): Step {
    const head = { kind: 'keys', stream: this.#keys, first: 1, count: keys.length } as const;
    const frame = encodeFrame(head, encodeKeys(keys), step.frames.length > 0);
    return {
      ...step,
      frames: [frame, ...step.frames],
      written: () => {
        this.#parts.heads.keep(this.#keys, keys);
        step.written();
      },
    };
  }

  #checkSize(parts: readonly Part[]): void {
    for (const { stream, body, count } of parts) {
      if (body.length <= tierLimits.frameBytesMax - 1_024 && count <= tierLimits.frameCountMax)
        continue;
      throw outboxFailures['too-large']({ stream, bytes: body.length });
    }
  }
}

/** Numbers are given here: what is made of them must be written, in this order. */
export function stepOf(
  parts: readonly Part[],
  { heads, ledger }: Omit<StreamParts, 'write'>,
): Step {
  const given = parts.map(({ body, ...part }, n) => {
    const head = { ...part, first: heads.give(part.stream, part.count) };
    return { head, frame: encodeFrame(head, body, n < parts.length - 1) };
  });
  return {
    frames: given.map(({ frame }) => frame),
    readings: given.reduce(
      (sum, { head: { kind, count } }) => sum + (kind === 'readings' ? count : 0),
      0,
    ),
    written: () => {
      for (const { head, frame } of given) {
        heads.written(head, frame.length);
        if (head.kind !== 'ledger') ledger.given(head.stream, head.first, head.count);
      }
    },
  };
}
