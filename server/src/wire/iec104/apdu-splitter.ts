// Bytes of a connection to frames, however they were cut. What is kept is less than one frame of 255 octets; a stream that
// lost its frames cannot find them again, so after the first trouble nothing more is read.
import { decodeApdu, startOctet, type ApduOutcome } from './apci.ts';

export class ApduSplitter {
  #rest: Uint8Array = new Uint8Array(0);
  #broken = false;

  push(chunk: Uint8Array): ApduOutcome[] {
    const outcomes: ApduOutcome[] = [];
    let bytes = chunk;
    if (this.#rest.length > 0) {
      bytes = new Uint8Array(this.#rest.length + chunk.length);
      bytes.set(this.#rest);
      bytes.set(chunk, this.#rest.length);
    }
    let at = 0;
    while (!this.#broken && at < bytes.length) {
      const announced = bytes[at + 1];
      const right = bytes[at] === startOctet && (announced === undefined || announced >= 4);
      const end = at + 2 + (announced ?? 0);
      if (right && (announced === undefined || end > bytes.length)) break;
      const outcome = decodeApdu(bytes.subarray(at, Math.min(end, bytes.length)));
      outcomes.push(outcome);
      this.#broken = !outcome.ok;
      at = end;
    }
    this.#rest = this.#broken ? new Uint8Array(0) : bytes.slice(at);
    return outcomes;
  }
}
