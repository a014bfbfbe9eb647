// Matches answers to the requests that wait for them, by request id, and joins the parts of continued ones
// (reference §1.1, §8.1). Bounded: a server cannot make a client keep more than it allows.

import type { Body } from '../body.ts';
import { hasFlag } from '../header.ts';
import type { Message } from '../message.ts';

export type AnswerBounds = { readonly partsMax: number };

const defaultBounds: AnswerBounds = { partsMax: 10_000 };

/** All parts of one answer, in order. */
export type WholeAnswer = { readonly requestId: number; readonly parts: readonly Message[] };

export class PendingAnswers {
  readonly #bounds: AnswerBounds;
  readonly #waiting = new Map<number, Message[]>();

  constructor(bounds: Partial<AnswerBounds> = {}) {
    this.#bounds = { ...defaultBounds, ...bounds };
  }

  /** Requests without their whole answer. */
  get count(): number {
    return this.#waiting.size;
  }

  /** Waits for the answer to a request; false where that id waits already. */
  expect(requestId: number): boolean {
    if (this.#waiting.has(requestId)) return false;
    this.#waiting.set(requestId, []);
    return true;
  }

  /** Stops waiting, for a request that took too long. */
  forget(requestId: number): void {
    this.#waiting.delete(requestId);
  }

  /**
   * The whole answer that a message completes; undefined while parts are missing, and for what nobody
   * waits for. More parts than the bound are given as they are, the last one still marked as continued.
   */
  take(message: Message): WholeAnswer | undefined {
    const { requestId } = message.envelope;
    const parts = this.#waiting.get(requestId);
    if (parts === undefined || message.header.responseCode === 0) return undefined;
    parts.push(message);
    const more = hasFlag(message.header.flags, 'continuous');
    if (more && parts.length < this.#bounds.partsMax) return undefined;
    this.#waiting.delete(requestId);
    return { requestId, parts };
  }
}

/** The handles of all parts of a list. */
export function listedHandles(parts: readonly { readonly body: Body }[]): string[] {
  return parts.flatMap(({ body }) => (body.kind === 'list-response' ? body.handles : []));
}
