// Calls over HTTP and HTTPS as a value: an answer's head at once, its body in parts as the reader takes
// them, so that an endless answer costs no memory.
import type { Reach } from './reach.ts';

export type HttpCall = {
  readonly method: 'GET' | 'POST';
  /** `http://` or `https://`; no user name in it. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** PEM of the authorities that vouch for the server; none: those that the machine trusts. */
  readonly authorities?: string;
  /** Asked of each address that the name of the server stands for; without it every one may be called. */
  readonly reach?: Reach;
  /** Until the head of the answer is there. */
  readonly timeoutMs: number;
  /** Ends the call, also while the body is read. */
  readonly signal?: AbortSignal;
};

export type HttpAnswer = {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Read it or `drop` it; nothing more is taken from the peer than the reader asks for. */
  readonly body: AsyncIterable<Uint8Array>;
  drop(): void;
};

export interface Http {
  /** Follows nothing and keeps no cookies. Fails with `world.cannot-connect` or `world.address-refused`. */
  call(call: HttpCall): Promise<HttpAnswer>;
}
