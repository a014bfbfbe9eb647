// One answer from its segments (clause 5.4): in order, acknowledged once a window, asked for again where one is missing, and
// never more than was announced as our most.
import type { Segment } from '../../../../wire/bacnet/apdu.ts';

export type Taken = {
  /** What to tell the sender. */
  readonly answer?: {
    readonly sequence: number;
    readonly window: number;
    readonly negative: boolean;
  };
  /** The whole, once the last has come. */
  readonly whole?: Uint8Array;
  readonly overflow?: boolean;
};

const segmentsMax = 64;
const octetsMax = segmentsMax * 1_476;
const windowMax = 16;

export class Reassembly {
  readonly #parts: Uint8Array[] = [];
  #octets = 0;
  /** Segments since the last acknowledgement. */
  #sinceAnswer = 0;

  take(data: Uint8Array, { sequence, window: proposed, more }: Segment): Taken {
    const window = Math.min(Math.max(1, proposed), windowMax);
    const expected = this.#parts.length % 256;
    if (sequence !== expected) {
      // Doubled or out of order: the sender goes on behind the last that came in order.
      this.#sinceAnswer = 0;
      return { answer: { sequence: (expected + 255) % 256, window, negative: true } };
    }
    this.#octets += data.length;
    if (this.#parts.length >= segmentsMax || this.#octets > octetsMax) return { overflow: true };
    this.#parts.push(data.slice());
    this.#sinceAnswer += 1;
    const first = this.#parts.length === 1;
    if (more && !first && this.#sinceAnswer < window) return {};
    this.#sinceAnswer = 0;
    const answer = { sequence, window, negative: false };
    return more ? { answer } : { answer, whole: this.#joined() };
  }

  #joined(): Uint8Array {
    const whole = new Uint8Array(this.#octets);
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }
}
