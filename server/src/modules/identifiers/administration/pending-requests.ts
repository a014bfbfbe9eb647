// Requests that wait for the answer to their challenge, by the session id that the challenge gave them
// (reference §1.6). Anybody may make us keep one, so their number, bytes and age are bounded, and the
// oldest makes room.
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Random } from '../../../kernel/world/random.ts';
import type { RequestDigest } from '../../../wire/handle/handle.ts';

export type PendingBounds = {
  readonly countMax: number;
  /** Of all requests kept, their envelopes included. */
  readonly bytesMax: number;
  readonly lifeMs: number;
};

export const pendingBounds: PendingBounds = {
  countMax: 16_384,
  bytesMax: 32 * 1024 * 1024,
  lifeMs: 60_000,
};

/** A request as it came, and what the answer to its challenge must sign: nonce, then digest. */
export type PendingRequest = {
  readonly raw: Uint8Array;
  readonly nonce: Uint8Array;
  readonly digest: RequestDigest;
};

type Kept = PendingRequest & { readonly sinceMs: number };

const nonceBytes = 16;

export class PendingRequests {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #isTaken: (sessionId: number) => boolean;
  readonly #bounds: PendingBounds;
  /** The oldest stands in front. */
  readonly #kept = new Map<number, Kept>();
  #bytes = 0;

  /** `isTaken` tells ids that something else uses. */
  constructor(
    world: { clock: Clock; random: Random; isTaken?: (sessionId: number) => boolean },
    bounds: PendingBounds = pendingBounds,
  ) {
    this.#isTaken = world.isTaken ?? (() => false);
    this.#clock = world.clock;
    this.#random = world.random;
    this.#bounds = bounds;
  }

  get count(): number {
    return this.#kept.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps a copy of the request under a new session id that nobody can guess. */
  keep(raw: Uint8Array, digest: RequestDigest): { sessionId: number; nonce: Uint8Array } {
    const sinceMs = this.#clock.monotonicMs();
    this.#dropOlderThan(sinceMs - this.#bounds.lifeMs);
    const sessionId = this.#freeId();
    const nonce = this.#random.bytes(nonceBytes);
    this.#kept.set(sessionId, { raw: raw.slice(), nonce, digest, sinceMs });
    this.#bytes += raw.length;
    this.#makeRoom();
    return { sessionId, nonce };
  }

  /** The request of a session id, which is forgotten with this: a challenge is answered once. */
  take(sessionId: number): PendingRequest | undefined {
    this.#dropOlderThan(this.#clock.monotonicMs() - this.#bounds.lifeMs);
    const kept = this.#kept.get(sessionId);
    if (kept !== undefined) this.#drop(sessionId, kept);
    return kept;
  }

  has(sessionId: number): boolean {
    return this.#kept.has(sessionId);
  }

  /** As `take`, but the request stays. */
  look(sessionId: number): PendingRequest | undefined {
    this.#dropOlderThan(this.#clock.monotonicMs() - this.#bounds.lifeMs);
    return this.#kept.get(sessionId);
  }

  /** Positive: clients echo no other (reference §1.10, id-pointer-sdk). */
  #freeId(): number {
    for (;;) {
      const bytes = this.#random.bytes(4);
      const id = new DataView(bytes.buffer, bytes.byteOffset, 4).getInt32(0) & 0x7fffffff;
      if (id !== 0 && !this.#kept.has(id) && !this.#isTaken(id)) return id;
    }
  }

  #dropOlderThan(monotonicMs: number): void {
    for (const [sessionId, kept] of this.#kept) {
      if (kept.sinceMs >= monotonicMs) return;
      this.#drop(sessionId, kept);
    }
  }

  #makeRoom(): void {
    const { countMax, bytesMax } = this.#bounds;
    for (const [sessionId, kept] of this.#kept) {
      if (this.#kept.size <= countMax && this.#bytes <= bytesMax) return;
      this.#drop(sessionId, kept);
    }
  }

  #drop(sessionId: number, kept: Kept): void {
    this.#kept.delete(sessionId);
    this.#bytes -= kept.raw.length;
  }
}
