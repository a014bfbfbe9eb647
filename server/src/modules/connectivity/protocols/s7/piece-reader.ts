// Reads the pieces of one message again and again. What the controller refuses is split until the signal is found
// that does not exist; that one becomes bad, is named with the remedy, and is asked again rarely.
import type { Clock } from '../../../../kernel/world/clock.ts';
import { itemCodes } from '../../../../wire/s7/codes.ts';
import type { ObservedReading } from '../protocol.ts';
import { areaWords } from './address.ts';
import type { S7Client } from './client.ts';
import { itemWords } from './meanings.ts';
import { halves, type Piece } from './pieces.ts';
import { badReadings, readingsIn, type Refuse } from './readings.ts';
import { readPieces } from './read-pieces.ts';

type Part = { readonly piece: Piece; notBeforeMs: number };

const refusedPauseMs = 60_000;

export type PieceHearer = {
  readonly observed: (readings: readonly ObservedReading[]) => void;
  readonly refuse: Refuse;
  /** This signal is read on its own from now on, also after the next connection. */
  readonly alone: (signal: number) => void;
};

export class PieceReader {
  readonly intervalMs: number;
  readonly signals: Piece['signals'];
  #parts: Part[];

  constructor(pieces: readonly Piece[]) {
    this.intervalMs = pieces[0]?.intervalMs ?? 1_000;
    this.signals = pieces.flatMap(({ signals }) => signals);
    this.#parts = pieces.map((piece) => ({ piece, notBeforeMs: -Infinity }));
  }

  /** Fails as `S7Client.ask` does. */
  async read(client: S7Client, clock: Clock, hearer: PieceHearer): Promise<void> {
    let todo = this.#parts.filter(({ notBeforeMs }) => notBeforeMs <= clock.monotonicMs());
    while (todo.length > 0) {
      const outcomes = await readPieces(
        client,
        todo.map(({ piece }) => piece),
      );
      const readings: ObservedReading[] = [];
      const again: Part[] = [];
      for (const [i, outcome] of outcomes.entries()) {
        const part = todo[i];
        if (!part) continue;
        if (outcome.ok) readings.push(...readingsIn(part.piece, outcome.bytes, hearer.refuse));
        else {
          const both = outcome.code === itemCodes.missing ? undefined : halves(part.piece);
          if (both) again.push(...this.#split(part, both));
          else readings.push(...this.#refused(part, outcome.code, { clock, hearer }));
        }
      }
      if (readings.length > 0) hearer.observed(readings);
      todo = again;
    }
  }

  #refused(
    part: Part,
    code: number,
    { clock, hearer }: { clock: Clock; hearer: PieceHearer },
  ): ObservedReading[] {
    part.notBeforeMs = clock.monotonicMs() + refusedPauseMs;
    const { piece } = part;
    const where = `${areaWords(piece)} byte ${piece.byte}`;
    for (const signal of piece.signals) {
      hearer.refuse(signal, where, itemWords(code));
      if (code !== itemCodes.missing) hearer.alone(signal.position);
    }
    return badReadings(piece.signals);
  }

  #split(part: Part, both: readonly Piece[]): Part[] {
    const parts = both.map((piece) => ({ piece, notBeforeMs: -Infinity }));
    this.#parts = this.#parts.flatMap((one) => (one === part ? parts : [one]));
    return parts;
  }
}
