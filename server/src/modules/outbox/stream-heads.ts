// What is known of each stream: the highest number given, how many numbers wait, and what was lost or refused. Heads are
// written down before segments are deleted, so that no number is ever given twice.
import { join } from 'node:path';
import type { Disk } from '../../kernel/world/disk.ts';
import { check, Type } from '../../kernel/schema/schema.ts';
import type { StepKey } from '../../wire/tier/facts.ts';
import type { FrameHead } from '../../wire/tier/frame.ts';
import { outboxFailures } from './failures.ts';

export type StreamState = {
  /** The highest number that is durable. */
  highest: number;
  /** The highest number given; what lies between is being written. */
  given: number;
  /** Numbers that are durable and not settled. */
  waiting: number;
  /** Bytes of their frames. */
  bytes: number;
  givenUp: number;
  refused: number;
};

const schema = Type.Object({
  heads: Type.Record(Type.String(), Type.Integer({ minimum: 0 })),
  /** Of deleted segments, and of some that are not. */
  keys: Type.Optional(
    Type.Record(Type.String(), Type.Array(Type.Tuple([Type.String(), Type.String()]))),
  ),
});

/** Of a stream, as many as MQTT has packet ids; older ones are forgotten, if their source has not done so before. */
const keysMax = 65_536;

export class StreamHeads {
  readonly #file: string;
  readonly #disk: Disk;
  readonly #states = new Map<string, StreamState>();
  readonly #keys = new Map<string, Map<string, string>>();

  /** Fails with `outbox.damaged`. */
  static async in(folder: string, disk: Disk): Promise<StreamHeads> {
    const heads = new StreamHeads(join(folder, 'heads.json'), disk);
    await heads.#read();
    return heads;
  }

  private constructor(file: string, disk: Disk) {
    this.#file = file;
    this.#disk = disk;
  }

  get all(): ReadonlyMap<string, StreamState> {
    return this.#states;
  }

  of(stream: string): StreamState {
    let state = this.#states.get(stream);
    if (state === undefined) {
      this.#states.set(
        stream,
        (state = { highest: 0, given: 0, waiting: 0, bytes: 0, givenUp: 0, refused: 0 }),
      );
    }
    return state;
  }

  /** The next `count` numbers of a stream; the first of them. */
  give(stream: string, count: number): number {
    const state = this.of(stream);
    const first = state.given + 1;
    state.given += count;
    return first;
  }

  /** Numbers that a frame on disk has. */
  written({ stream, first, count }: FrameHead, bytes: number): void {
    const state = this.of(stream);
    state.highest = Math.max(state.highest, first + count - 1);
    state.given = Math.max(state.given, state.highest);
    state.waiting += count;
    state.bytes += bytes;
  }

  numbers(): Record<string, number> {
    return Object.fromEntries([...this.#states].map(([stream, { highest }]) => [stream, highest]));
  }

  /** Of durable steps, the oldest first. */
  keysOf(stream: string): Iterable<StepKey> {
    return this.#keys.get(stream) ?? [];
  }

  /** One with an empty value is forgotten. */
  keep(stream: string, keys: readonly StepKey[]): void {
    const known = this.#keys.get(stream) ?? new Map<string, string>();
    this.#keys.set(stream, known);
    for (const [key, value] of keys) {
      known.delete(key);
      if (value !== '') known.set(key, value);
    }
    for (const oldest of known.keys()) {
      if (known.size <= keysMax) break;
      known.delete(oldest);
    }
  }

  async save(): Promise<void> {
    const keys = Object.fromEntries([...this.#keys].map(([stream, known]) => [stream, [...known]]));
    const text = JSON.stringify({ heads: this.numbers(), keys });
    await this.#disk.write(this.#file, new TextEncoder().encode(text));
  }

  async #read(): Promise<void> {
    const bytes = await this.#disk.read(this.#file);
    if (!bytes) return;
    try {
      const outcome = check(schema, JSON.parse(new TextDecoder().decode(bytes)));
      if (!outcome.ok) throw new Error(outcome.problems[0]?.message.en);
      for (const [stream, highest] of Object.entries(outcome.value.heads)) {
        Object.assign(this.of(stream), { highest, given: highest });
      }
      for (const [stream, keys] of Object.entries(outcome.value.keys ?? {}))
        this.keep(stream, keys);
    } catch (error) {
      throw outboxFailures.damaged({ path: this.#file }, error);
    }
  }
}
