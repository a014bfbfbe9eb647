// A connection of a client, plain or through a WebSocket (MQTT 5, 6), on one port: a request begins with a letter with which
// no MQTT client begins. Behind it all is bytes.
import type { TcpConnection } from '../../kernel/world/network.ts';
import { closeCodes, frameHead, FrameReader, opcodes } from '../../wire/websocket/frames.ts';
import { upgradeOf } from '../../wire/websocket/upgrade.ts';

const letterG = 0x47;
const headBytesMax = 8_192;
const headEnd = '\r\n\r\n';

export class EitherSocket implements TcpConnection {
  readonly #socket: TcpConnection;
  #hear: (chunk: Uint8Array) => void = () => {};
  #mode: 'new' | 'plain' | 'head' | 'web' | 'over' = 'new';
  #head: Buffer = Buffer.alloc(0);
  readonly #reader = new FrameReader({
    onData: (bytes) => this.#hear(bytes),
    onPing: (payload) => void this.#write(opcodes.pong, payload),
    onClose: () => this.#finish(closeCodes.normal),
  });
  /** A web page of any site may be behind it: that it is on this machine says nothing. */
  isFromPage = false;

  constructor(socket: TcpConnection) {
    this.#socket = socket;
    socket.onData((chunk) => this.#take(chunk));
  }

  get remote(): TcpConnection['remote'] {
    return this.#socket.remote;
  }

  get isEncrypted(): boolean {
    return this.#socket.isEncrypted === true;
  }

  onData(listener: (chunk: Uint8Array) => void): void {
    this.#hear = listener;
  }

  onClose(listener: (error?: Error) => void): void {
    this.#socket.onClose(listener);
  }

  onDrain(listener: () => void): void {
    this.#socket.onDrain(listener);
  }

  write(bytes: Uint8Array | string): boolean {
    if (this.#mode === 'over') return true;
    if (this.#mode !== 'web') return this.#socket.write(bytes);
    return this.#write(opcodes.binary, typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  end(): void {
    if (this.#mode === 'web') this.#finish(closeCodes.normal);
    else this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #take(chunk: Uint8Array): void {
    if (this.#mode === 'new' && chunk.length > 0)
      this.#mode = chunk[0] === letterG ? 'head' : 'plain';
    if (this.#mode === 'plain') this.#hear(chunk);
    else if (this.#mode === 'head') this.#takeHead(chunk);
    else if (this.#mode === 'web') this.#takeFrames(chunk);
  }

  #takeHead(chunk: Uint8Array): void {
    this.#head = Buffer.concat([this.#head, chunk]);
    const end = this.#head.indexOf(headEnd);
    if (end < 0 && this.#head.length <= headBytesMax) return;
    const text = end < 0 || end > headBytesMax ? '' : this.#head.toString('latin1', 0, end);
    const upgrade = upgradeOf(text, 'mqtt');
    const rest = this.#head.subarray(end + headEnd.length);
    this.#head = Buffer.alloc(0);
    this.#socket.write(upgrade.answer);
    if (!upgrade.ok) {
      this.#mode = 'over';
      this.#socket.end();
      return;
    }
    this.#mode = 'web';
    this.isFromPage = upgrade.isFromPage;
    this.#takeFrames(rest);
  }

  #takeFrames(chunk: Uint8Array): void {
    const fault = this.#reader.push(chunk);
    if (fault !== undefined) this.#finish(fault);
  }

  #finish(code: number): void {
    if (this.#mode !== 'web') return;
    this.#write(opcodes.close, Uint8Array.of(code >> 8, code & 0xff));
    this.#mode = 'over';
    this.#socket.end();
  }

  #write(opcode: number, payload: Uint8Array): boolean {
    if (this.#mode !== 'web') return true;
    this.#socket.write(frameHead(opcode, payload.length));
    return this.#socket.write(payload);
  }
}
