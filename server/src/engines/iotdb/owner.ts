// Two programs on one database would give the same numbers twice. IoTDB has no lock: whoever opens writes its name there, and
// whoever finds another's name writes no more. It looks every few seconds, so this tells of a mistake; it is no fence.
import type { Clock } from '../../kernel/world/clock.ts';
import { iotdbFailures } from './failures.ts';
import { farKey } from './keys.ts';
import type { Paths } from './paths.ts';
import type { IotdbRest } from './rest.ts';
import { textRow } from './steps.ts';

const format = 1;
const lookMs = 2_000;

type Given = {
  readonly paths: Paths;
  readonly database: string;
  readonly clock: Clock;
  readonly id: string;
};

export class Owner {
  readonly #rest: IotdbRest;
  readonly #given: Given;
  #lookedMs: number;

  private constructor(rest: IotdbRest, given: Given) {
    this.#rest = rest;
    this.#given = given;
    this.#lookedMs = given.clock.monotonicMs();
  }

  static async take(rest: IotdbRest, given: Given): Promise<Owner> {
    const made = new Owner(rest, given);
    const before = await made.#read();
    const found = before?.format ?? format;
    if (found > format) {
      throw iotdbFailures['newer-format']({ database: given.database, found, known: format });
    }
    const text = JSON.stringify({ format, owner: given.id });
    await rest.write(textRow(given.paths.owner, farKey(0), text));
    return made;
  }

  /** Fails when the database is another's by now. */
  async check(): Promise<void> {
    const { clock, id, database } = this.#given;
    if (clock.monotonicMs() - this.#lookedMs < lookMs) return;
    const now = await this.#read();
    if (now?.owner !== id) throw iotdbFailures['taken-over']({ database });
    this.#lookedMs = clock.monotonicMs();
  }

  async #read(): Promise<{ format: number; owner: string } | undefined> {
    const sql = `SELECT v FROM ${this.#given.paths.owner} WHERE time = ${farKey(0)}`;
    const { columns } = await this.#rest.query(sql, 1);
    const text = columns[0]?.[0];
    return text === undefined ? undefined : JSON.parse(String(text));
  }
}
