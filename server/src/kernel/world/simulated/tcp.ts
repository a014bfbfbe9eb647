// One end of a simulated TCP connection: bytes arrive complete and in order, but late, in pieces of
// any size, and only as fast as the other side reads.
import type { Address, TcpConnection } from '../network.ts';

/** What a connection needs of the network between the two ends. */
export type Path = {
  /** Milliseconds that the next segment takes; more when it had to be sent again. */
  readonly delayMs: () => number;
  readonly segmentBytes: () => number;
  readonly schedule: (delayMs: number, work: () => void) => void;
  readonly elapsedMs: () => number;
  /** False while the two machines cannot reach each other. */
  readonly open: () => boolean;
};

const bufferBytesMax = 64 * 1024;
const retransmitMs = 200;
const giveUpMs = 15_000;

type Segment = Uint8Array | 'end';

export class SimulatedConnection implements TcpConnection {
  readonly local: Address;
  readonly remote: Address;
  readonly #path: Path;
  #peer: SimulatedConnection | undefined;
  #state: 'open' | 'ended' | 'closed' = 'open';
  #closeTold = false;
  #error: Error | undefined;
  #paused = false;
  #arrived: Segment[] = [];
  readonly #outgoing: { readonly segment: Segment; readonly sentMs: number }[] = [];
  #endDelivered = false;
  #endArrived = false;
  #unreadBytes = 0;
  #wantsDrain = false;
  #lastDeliveryMs = 0;
  #hearData: ((chunk: Uint8Array) => void) | undefined;
  #hearDrain: (() => void) | undefined;
  readonly #hearClose: ((error?: Error) => void)[] = [];

  constructor(local: Address, remote: Address, path: Path) {
    this.local = local;
    this.remote = remote;
    this.#path = path;
  }

  join(peer: SimulatedConnection): void {
    this.#peer = peer;
  }

  onData(listener: (chunk: Uint8Array) => void): void {
    this.#hearData = listener;
    this.#path.schedule(0, () => this.#flush());
  }

  onClose(listener: (error?: Error) => void): void {
    if (this.#closeTold) this.#path.schedule(0, () => listener(this.#error));
    else this.#hearClose.push(listener);
  }

  onDrain(listener: () => void): void {
    this.#hearDrain = listener;
  }

  write(bytes: Uint8Array | string): boolean {
    if (this.#state !== 'open') return false;
    const whole = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes.slice();
    for (let at = 0; at < whole.length;) {
      const end = Math.min(whole.length, at + this.#path.segmentBytes());
      this.#send(whole.subarray(at, end));
      at = end;
    }
    this.#unreadBytes += whole.length;
    if (this.#unreadBytes < bufferBytesMax) return true;
    this.#wantsDrain = true;
    return false;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#path.schedule(0, () => this.#flush());
  }

  end(): void {
    if (this.#state !== 'open') return;
    this.#state = 'ended';
    this.#send('end');
  }

  destroy(): void {
    if (this.#state === 'closed') return;
    this.#close();
    this.#path.schedule(this.#path.delayMs(), () => this.#peer?.reset('ECONNRESET'));
  }

  /** The other side is gone. */
  reset(reason: string): void {
    if (this.#state === 'closed') return;
    this.#close(new Error(reason));
  }

  /** The machine is off: nothing is told here, the other side sees a reset. */
  crash(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#closeTold = true;
    this.#hearData = undefined;
    this.#hearDrain = undefined;
    this.#path.schedule(this.#path.delayMs(), () => this.#peer?.reset('ECONNRESET'));
  }

  #send(segment: Segment): void {
    const now = this.#path.elapsedMs();
    this.#lastDeliveryMs = Math.max(this.#lastDeliveryMs, now + this.#path.delayMs());
    this.#outgoing.push({ segment, sentMs: now });
    this.#path.schedule(this.#lastDeliveryMs - now, () => this.#deliver());
  }

  /** Takes the first segment over: there is one such event for each, and never do they overtake. */
  #deliver(): void {
    const first = this.#outgoing[0];
    if (this.#state === 'closed' || first === undefined) return;
    if (!this.#path.open()) {
      const waitedMs = this.#path.elapsedMs() - first.sentMs;
      if (waitedMs > giveUpMs) return this.reset('ETIMEDOUT');
      this.#lastDeliveryMs = Math.max(this.#lastDeliveryMs, this.#path.elapsedMs() + retransmitMs);
      return this.#path.schedule(retransmitMs, () => this.#deliver());
    }
    this.#outgoing.shift();
    this.#peer?.arrive(first.segment);
    if (first.segment !== 'end') return;
    this.#endDelivered = true;
    this.#closeWhenEnded();
  }

  arrive(segment: Segment): void {
    if (this.#state === 'closed') return;
    this.#arrived.push(segment);
    this.#flush();
  }

  #flush(): void {
    while (!this.#paused && this.#hearData !== undefined) {
      const segment = this.#arrived.shift();
      if (segment === undefined) return;
      if (segment === 'end') {
        this.#endArrived = true;
        this.end();
        return this.#closeWhenEnded();
      }
      this.#peer?.taken(segment.length);
      this.#hearData(segment);
    }
  }

  /** The other side has read so many of our bytes. */
  taken(count: number): void {
    this.#unreadBytes -= count;
    if (!this.#wantsDrain || this.#unreadBytes > bufferBytesMax / 4) return;
    this.#wantsDrain = false;
    this.#path.schedule(this.#path.delayMs(), () => {
      if (this.#state === 'open') this.#hearDrain?.();
    });
  }

  #closeWhenEnded(): void {
    if (this.#endArrived && this.#endDelivered && this.#state !== 'closed') this.#close();
  }

  #close(error?: Error): void {
    this.#state = 'closed';
    this.#error = error;
    this.#hearData = undefined;
    this.#arrived = [];
    this.#path.schedule(0, () => {
      if (this.#closeTold) return;
      this.#closeTold = true;
      for (const hear of this.#hearClose) hear(error);
    });
  }
}
