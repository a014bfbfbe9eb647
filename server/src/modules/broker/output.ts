// What a connection sends: gathered within one turn and written at once; when the peer reads slower than we write, it
// waits here, and who asks is told.
import type { TcpConnection } from '../../kernel/world/network.ts';

/** Beyond it nothing more is offered to a peer until its socket has drained. */
const fullBytes = 1_048_576;
/** So much is not gathered any longer. */
const flushBytes = 65_536;

export class Output {
  readonly #socket: TcpConnection;
  readonly #onDrain: () => void;
  #parts: Uint8Array[] = [];
  #bytes = 0;
  #scheduled = false;
  #blocked = false;

  constructor(socket: TcpConnection, onDrain: () => void) {
    this.#socket = socket;
    this.#onDrain = onDrain;
    socket.onDrain(() => {
      this.#blocked = false;
      this.#flush();
      if (!this.#blocked) this.#onDrain();
    });
  }

  /** The socket takes no more for now. */
  get isBlocked(): boolean {
    return this.#blocked;
  }

  get isFull(): boolean {
    return this.#blocked && this.#bytes >= fullBytes;
  }

  write(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.#bytes += bytes.length;
    if (this.#blocked) return;
    if (this.#bytes >= flushBytes) return this.#flush();
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      if (!this.#blocked) this.#flush();
    });
  }

  end(): void {
    this.#blocked = false;
    this.#flush();
    this.#socket.end();
  }

  #flush(): void {
    const [only] = this.#parts;
    if (only === undefined) return;
    const bytes = this.#parts.length === 1 ? only : Buffer.concat(this.#parts, this.#bytes);
    this.#parts = [];
    this.#bytes = 0;
    this.#blocked = !this.#socket.write(bytes);
  }
}
