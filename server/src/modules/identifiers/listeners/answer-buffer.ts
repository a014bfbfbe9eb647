// Where the answers of one read are gathered, so that they leave in one write.
import { writeFastAnswer, type FastAnswer } from '../../../wire/handle/handle.ts';

/** Room that a fast answer needs besides handle and values, generously. */
const fastOverheadBytes = 64;
const firstCapacity = 1024;

export class AnswerBuffer {
  #bytes: Uint8Array;
  #length = 0;

  constructor(capacity: number = firstCapacity) {
    this.#bytes = Buffer.allocUnsafe(Math.max(capacity, firstCapacity));
  }

  get length(): number {
    return this.#length;
  }

  append(answer: Uint8Array): void {
    this.#room(answer.length);
    this.#bytes.set(answer, this.#length);
    this.#length += answer.length;
  }

  /** The answer to a request that `peekResolve` found plain. */
  appendFast(request: Uint8Array, answer: FastAnswer): void {
    this.#room(request.length + answer.valueBlock.length + fastOverheadBytes);
    this.#length += writeFastAnswer(this.#bytes, this.#length, request, answer);
  }

  /** Everything gathered; the buffer is not to be used any more. */
  take(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #room(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
