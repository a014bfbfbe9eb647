// Incarnations: under which name, and from where, numbers are told. Numbers on disk go on for ever; when the receiver knows
// higher ones than we do (this folder is a restored backup), what was written since is told under a new name and
// counts from 1 there, so that no number ever stands for two readings.
import { join } from 'node:path';
import { check, Type } from '../../kernel/schema/schema.ts';
import { secretText } from '../../kernel/world/random.ts';
import type { World } from '../../kernel/world/world.ts';
import { outboxFailures } from './failures.ts';

const entry = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  /** Segments from this sequence on are of it. */
  since: Type.Integer(),
  /** Stream → the number on disk that is 0 here. */
  bases: Type.Record(Type.String(), Type.Integer()),
});
const schema = Type.Object({ incarnations: Type.Array(entry, { minItems: 1 }) });

export type Incarnation = {
  readonly name: string;
  readonly since: number;
  readonly bases: Readonly<Record<string, number>>;
};

export class Incarnations {
  readonly #file: string;
  readonly #world: World;
  #all: readonly Incarnation[];

  /** Fails with `outbox.damaged`. */
  static async in(folder: string, world: World): Promise<Incarnations> {
    const file = join(folder, 'incarnations.json');
    const bytes = await world.disk.read(file);
    const incarnations = new Incarnations(file, world, bytes ? read(file, bytes) : []);
    if (!bytes) await incarnations.begin(0, {});
    return incarnations;
  }

  private constructor(file: string, world: World, all: readonly Incarnation[]) {
    this.#file = file;
    this.#world = world;
    this.#all = all;
  }

  get last(): Incarnation {
    return this.of(Infinity);
  }

  of(sequence: number): Incarnation {
    const found = this.#all.findLast(({ since }) => since <= sequence) ?? this.#all[0];
    if (found === undefined) throw new Error('an outbox has an incarnation from its beginning');
    return found;
  }

  /** A new one, durably. */
  async begin(since: number, bases: Readonly<Record<string, number>>): Promise<void> {
    const name = secretText(this.#world.random, 12);
    const all = [...this.#all.filter((known) => known.since < since), { name, since, bases }];
    const text = JSON.stringify({ incarnations: all });
    await this.#world.disk.write(this.#file, new TextEncoder().encode(text));
    this.#all = all;
  }
}

function read(file: string, bytes: Uint8Array): readonly Incarnation[] {
  try {
    const outcome = check(schema, JSON.parse(new TextDecoder().decode(bytes)));
    if (outcome.ok) return outcome.value.incarnations;
  } catch (error) {
    throw outboxFailures.damaged({ path: file }, error);
  }
  throw outboxFailures.damaged({ path: file });
}
