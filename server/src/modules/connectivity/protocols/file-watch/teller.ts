// What files say, told to the gateway: readings by moment, troubles counted and named, and a position that is
// never ahead of what is durable.
import type { Gate } from '../gate.ts';
import type { Link } from '../protocol.ts';
import type { RecordProblem } from '../records/record-reader.ts';
import { recordRemedies } from '../records/remedies.ts';
import type { ReadFile } from './file-text.ts';

const outsideMax = 1_000;

export class Teller {
  readonly #link: Link;
  readonly #gate: Gate;
  readings = 0;
  files = 0;
  #stopped = false;
  readonly #outside = new Set<string>();

  constructor(link: Link, gate: Gate) {
    this.#link = link;
    this.#gate = gate;
  }

  get nowUs(): number {
    return this.#link.world.clock.now() * 1_000;
  }

  /** Tells and keeps nothing more. */
  stop(): void {
    this.#stopped = true;
  }

  /** Resolves when it may go on. */
  async tell(name: string, { moments, problems }: ReadFile): Promise<void> {
    await this.#gate.open;
    if (this.#stopped) return;
    for (const { timeUs, readings } of moments) {
      this.#link.listener.observed(timeUs, readings);
      this.readings += readings.length;
    }
    for (const problem of problems) this.#refuse(name, problem);
  }

  /** Keeps `position` when all that was told is durable. Fails when the source stops. */
  async keep(position: unknown): Promise<void> {
    await this.#link.listener.durable();
    if (this.#stopped) throw new Error('the source stopped');
    await this.#link.memory.write(position);
  }

  /** A link that leads out of what the enterprise may see; told once. */
  outside(name: string): void {
    if (this.#outside.has(name) || this.#outside.size >= outsideMax) return;
    this.#outside.add(name);
    this.#refuse(name, { line: 0, key: 'link', trouble: 'leads-out', excerpt: '' });
  }

  #refuse(name: string, { line, key, trouble, excerpt }: RecordProblem): void {
    const what = trouble === 'not-a-number' || trouble === 'not-a-truth' ? 'value' : 'line';
    const told = `${name}:${line} ${excerpt}`;
    this.#link.listener.refused({
      what,
      key: `${key} ${trouble}`,
      excerpt: told,
      remedy: recordRemedies[trouble],
    });
  }
}
