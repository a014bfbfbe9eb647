// Reads one block again and again. What the device refuses is split until the signal is found that it does not
// have; that one becomes bad, is named with the remedy, and is asked again rarely. Splits outlive a connection.
import type { Clock } from '../../../../kernel/world/clock.ts';
import type { ObservedReading } from '../protocol.ts';
import { halves, requestOf, type Block } from './blocks.ts';
import { exceptionFailure, requestWords, type ModbusClient } from './client.ts';
import { concernsAddress, exceptionCodes, exceptionWords } from './exceptions.ts';
import { badReadings, readingsIn, type Refuse } from './readings.ts';

type Part = { readonly block: Block; notBeforeMs: number };

const refusedPauseMs = 60_000;

export type BlockHearer = {
  readonly observed: (readings: readonly ObservedReading[]) => void;
  readonly refuse: Refuse;
};

export class BlockReader {
  readonly block: Block;
  #parts: Part[];

  constructor(block: Block) {
    this.block = block;
    this.#parts = [{ block, notBeforeMs: -Infinity }];
  }

  /** Requests of one round. */
  get parts(): number {
    return this.#parts.length;
  }

  /** After a new connection all is tried again, as it was split. */
  forgive(): void {
    for (const part of this.#parts) part.notBeforeMs = -Infinity;
  }

  /** Fails when the unit does not answer, or with an exception that concerns all of it. */
  async read(client: ModbusClient, clock: Clock, hearer: BlockHearer): Promise<void> {
    const todo = [...this.#parts];
    for (let part = todo.shift(); part; part = todo.shift()) {
      if (part.notBeforeMs > clock.monotonicMs()) continue;
      const { block } = part;
      const request = requestOf(block);
      const answer = await client.ask(block.unit, request);
      if (answer.kind !== 'exception') {
        hearer.observed(readingsIn(block, answer, hearer.refuse));
        continue;
      }
      if (!concernsAddress(answer.code)) throw exceptionFailure(block.unit, request, answer.code);
      const both = answer.code === exceptionCodes.illegalFunction ? undefined : halves(block);
      if (both) todo.unshift(...this.#split(part, both));
      else {
        part.notBeforeMs = clock.monotonicMs() + refusedPauseMs;
        const why = exceptionWords(answer.code);
        for (const signal of block.signals) hearer.refuse(signal, requestWords(request).en, why);
        hearer.observed(badReadings(block.signals));
      }
    }
  }

  #split(part: Part, both: readonly Block[]): Part[] {
    const parts = both.map((block) => ({ block, notBeforeMs: -Infinity }));
    this.#parts = this.#parts.flatMap((one) => (one === part ? parts : [one]));
    return parts;
  }
}
