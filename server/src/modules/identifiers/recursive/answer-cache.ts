// Memory for answers, outside the collector's heap and bounded in bytes: entries stand one behind the other in
// segments; when all are full the oldest segment is swept, and what was used since the last sweep stays (CLOCK).
// What is older than its time to live is kept for a while, to be given when no node answers (RFC 8767).
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Random } from '../../../kernel/world/random.ts';
import {
  blockStart,
  entryAt,
  entryFlag,
  isWhole,
  partsOf,
  readEntry,
  writeEntry,
  type EncodedParts,
} from './arena-entry.ts';
import type { CachedAnswer, Remembered } from './cached-answer.ts';
import { KeyHash } from './key-hash.ts';
import { KeyIndex } from './key-index.ts';
import { reduceTtls } from './value-ttls.ts';

export type AnswerCacheOptions = {
  readonly clock: Clock;
  readonly random: Random;
  readonly bytesMax: number;
  /** How long an answer is kept after its time to live. */
  readonly staleMs: number;
  /** Called when an entry is asked for again shortly before it runs out; once for each time it is stored. */
  readonly onDue?: (key: string) => void;
};

type Segment = { readonly memory: Buffer; used: number };

const segmentBytesMax = 1024 * 1024;
const segmentsMin = 16;
const unit = 8;
/** Asked for so often in its life, an answer is worth refreshing before it runs out. */
const hotHits = 3;
/** The last part of its life: a tenth. */
const dueParts = 10;

export class AnswerCache {
  readonly #options: AnswerCacheOptions;
  readonly #segmentBytes: number;
  readonly #hash: KeyHash;
  readonly #index = new KeyIndex();
  readonly #segments: Segment[] = [];
  /** Numbers of segments in the order in which they were begun; the last is being filled. */
  #ring: number[] = [];

  constructor(options: AnswerCacheOptions) {
    this.#options = options;
    const share = Math.floor(options.bytesMax / segmentsMin / unit) * unit;
    this.#segmentBytes = Math.min(segmentBytesMax, share);
    this.#hash = new KeyHash(options.random);
  }

  get size(): number {
    return this.#index.size;
  }

  /** What the cache takes of the machine's memory. */
  get bytes(): number {
    return this.#segments.length * this.#segmentBytes + this.#index.bytes;
  }

  /** The block of a fresh answer that is plain; a view that holds until the next call. */
  plain(key: string): Uint8Array | undefined {
    const place = this.#find(key);
    if (place < 0) return undefined;
    const { memory } = this.#segmentOf(place);
    const at = this.#offsetOf(place);
    const flags = memory[at + entryAt.flags] ?? 0;
    if ((flags & (entryFlag.plain | entryFlag.unchecked)) !== entryFlag.plain) return undefined;
    const ageMs = this.#options.clock.monotonicMs() - memory.readDoubleLE(at + entryAt.storedMs);
    const ttlMs = memory.readUInt32LE(at + entryAt.ttlMs);
    if (ageMs >= ttlMs) return undefined;
    this.#hit(key, { memory, at, leftMs: ttlMs - ageMs, ttlMs });
    return this.#currentBlock(memory, at, ageMs);
  }

  /** What is known, fresh or not. */
  get(key: string): Remembered | undefined {
    const place = this.#find(key);
    if (place < 0) return undefined;
    const { memory } = this.#segmentOf(place);
    const at = this.#offsetOf(place);
    const ageMs = this.#options.clock.monotonicMs() - memory.readDoubleLE(at + entryAt.storedMs);
    const ttlMs = memory.readUInt32LE(at + entryAt.ttlMs);
    if (ageMs >= ttlMs + this.#options.staleMs) {
      this.#index.remove(memory.readUInt32LE(at + entryAt.hash), place);
      return undefined;
    }
    if (((memory[at + entryAt.flags] ?? 0) & entryFlag.valued) !== 0) {
      this.#currentBlock(memory, at, ageMs);
    }
    this.#hit(key, { memory, at, leftMs: ttlMs - ageMs, ttlMs });
    return { answer: readEntry(memory, at), ageMs, expiredForMs: Math.max(0, ageMs - ttlMs) };
  }

  /** One without time to live is not kept, nor is one that alone would fill a sixteenth of the cache. */
  set(key: string, answer: CachedAnswer, ttlMs: number): void {
    const bytes = this.#hash.bytesOf(key);
    const parts = partsOf(bytes, answer);
    this.#put(parts, { answer, ttlMs, storedMs: this.#options.clock.monotonicMs() });
  }

  delete(key: string): void {
    const place = this.#find(key);
    if (place >= 0) this.#remove(place);
  }

  /**
   * Copies of what each segment holds, one segment at a time, for the cache's file; entries stand as in memory.
   * `each` gets only what is still in use.
   */
  *segments(): Iterable<(each: (entry: Buffer) => void) => void> {
    for (const number of this.#ring.slice()) {
      yield (each) => {
        const segment = this.#segments[number];
        if (segment === undefined) return;
        const { memory, used } = segment;
        for (let at = 0; at < used; at += memory.readUInt32LE(at)) {
          const hash = memory.readUInt32LE(at + entryAt.hash);
          if (!this.#index.has(hash, this.#placeOf(number, at))) continue;
          each(memory.subarray(at, at + memory.readUInt32LE(at)));
        }
      };
    }
  }

  /** Takes an entry of the cache's file, `agedMs` after it stood in memory at `savedMs`. False when it is damaged. */
  restore(entry: Buffer, saved: { savedMs: number; agedMs: number }): boolean {
    if (!isWhole(entry, 0, entry.length)) return false;
    const keyBytes = entry.readUInt16LE(entryAt.keyLength);
    const key = entry.toString('utf8', entryAt.key, entryAt.key + keyBytes);
    const answer = readEntry(entry, 0);
    const ageMs = saved.savedMs - entry.readDoubleLE(entryAt.storedMs) + saved.agedMs;
    const ttlMs = entry.readUInt32LE(entryAt.ttlMs);
    if (!(ageMs >= 0)) return false;
    if (ageMs >= ttlMs + this.#options.staleMs) return true;
    const place = this.#find(key);
    if (place >= 0) {
      const known = this.#segmentOf(place).memory.readDoubleLE(
        this.#offsetOf(place) + entryAt.askedAtMs,
      );
      if (known >= answer.askedAtMs) return true;
    }
    const storedMs = this.#options.clock.monotonicMs() - ageMs;
    const takenOff = entry.readUInt32LE(entryAt.takenOffSeconds);
    this.#put(partsOf(this.#hash.bytesOf(key), answer), { answer, ttlMs, storedMs, takenOff });
    return true;
  }

  #put(
    parts: EncodedParts,
    entry: { answer: CachedAnswer; ttlMs: number; storedMs: number; takenOff?: number },
  ): void {
    const { clock, bytesMax } = this.#options;
    const hash = this.#hash.of(parts.key);
    const known = this.#placeOfKey(hash, parts.key);
    if (known >= 0) this.#remove(known);
    if (entry.ttlMs <= 0 || parts.bytes > this.#segmentBytes) return;
    if (clock.monotonicMs() - entry.storedMs >= entry.ttlMs + this.#options.staleMs) return;
    const number = this.#roomFor(parts.bytes);
    const segment = number === undefined ? undefined : this.#segments[number];
    if (number === undefined || segment === undefined) return;
    const at = segment.used;
    const written = { ...entry, parts, hash, ttlMs: Math.min(entry.ttlMs, 0xffff_ffff) };
    writeEntry(segment.memory, at, written);
    segment.memory.writeUInt32LE(entry.takenOff ?? 0, at + entryAt.takenOffSeconds);
    segment.used += parts.bytes;
    this.#index.add(hash, this.#placeOf(number, at));
    while (this.bytes > bytesMax && this.#segments.length > 1) this.#giveUpOldest();
  }

  #hit(key: string, entry: { memory: Buffer; at: number; leftMs: number; ttlMs: number }): void {
    const { memory, at, leftMs, ttlMs } = entry;
    const hits = memory[at + entryAt.hits] ?? 0;
    if (hits < 255) memory[at + entryAt.hits] = hits + 1;
    const flags = (memory[at + entryAt.flags] ?? 0) | entryFlag.used;
    memory[at + entryAt.flags] = flags;
    if (leftMs * dueParts > ttlMs || leftMs <= 0) return;
    if (hits + 1 < hotHits || (flags & entryFlag.due) !== 0) return;
    memory[at + entryAt.flags] = flags | entryFlag.due;
    this.#options.onDue?.(key);
  }

  /** The block with its times to live as they are now; they change once a second at most. */
  #currentBlock(memory: Buffer, at: number, ageMs: number): Uint8Array {
    const from = blockStart(memory, at);
    const block = memory.subarray(from, from + memory.readUInt32LE(at + entryAt.blockLength));
    const ageSeconds = Math.floor(ageMs / 1000);
    const off = memory.readUInt32LE(at + entryAt.takenOffSeconds);
    if (ageSeconds > off) {
      reduceTtls(block, ageSeconds - off);
      memory.writeUInt32LE(ageSeconds, at + entryAt.takenOffSeconds);
    }
    return block;
  }

  #find(key: string): number {
    const { bytes, length } = this.#hash.inScratch(key);
    return this.#placeOfKey(this.#hash.of(bytes, length), bytes, length);
  }

  #placeOfKey(hash: number, key: Uint8Array, length: number = key.length): number {
    return this.#index.find(hash, (place) => this.#isKey(place, key, length));
  }

  #isKey(place: number, key: Uint8Array, length: number): boolean {
    const { memory } = this.#segmentOf(place);
    const at = this.#offsetOf(place);
    if (memory.readUInt16LE(at + entryAt.keyLength) !== length) return false;
    for (let n = 0; n < length; n++) if (memory[at + entryAt.key + n] !== key[n]) return false;
    return true;
  }

  #remove(place: number): void {
    const at = this.#offsetOf(place);
    this.#index.remove(this.#segmentOf(place).memory.readUInt32LE(at + entryAt.hash), place);
  }

  /** The number of a segment with so much room at its end. */
  #roomFor(bytes: number): number | undefined {
    for (let tries = 0; tries <= this.#segments.length + 1; tries++) {
      const head = this.#ring.at(-1);
      const segment = head === undefined ? undefined : this.#segments[head];
      if (segment !== undefined && segment.used + bytes <= this.#segmentBytes) return head;
      if (!this.#begin()) this.#sweepOldest();
    }
    return undefined;
  }

  /** Begins a new segment where the bound allows. */
  #begin(): boolean {
    if (this.bytes + this.#segmentBytes > this.#options.bytesMax) return false;
    this.#segments.push({ memory: Buffer.from(new ArrayBuffer(this.#segmentBytes)), used: 0 });
    this.#ring.push(this.#segments.length - 1);
    return true;
  }

  /** Makes room in the oldest segment: what was used stays, but at most half, so that there is always room. */
  #sweepOldest(): void {
    const number = this.#ring.shift();
    const segment = number === undefined ? undefined : this.#segments[number];
    if (number === undefined || segment === undefined) return;
    const nowMs = this.#options.clock.monotonicMs();
    const { memory, used } = segment;
    let to = 0;
    for (let at = 0; at < used;) {
      const bytes = memory.readUInt32LE(at);
      const hash = memory.readUInt32LE(at + entryAt.hash);
      const place = this.#placeOf(number, at);
      const stays = to + bytes <= this.#segmentBytes / 2 && this.#isWorthKeeping(memory, at, nowMs);
      if (!stays) this.#index.remove(hash, place);
      else if (this.#index.has(hash, place)) {
        memory[at + entryAt.flags] = (memory[at + entryAt.flags] ?? 0) & ~entryFlag.used;
        memory.copyWithin(to, at, at + bytes);
        this.#index.move(hash, place, this.#placeOf(number, to));
        to += bytes;
      }
      at += bytes;
    }
    segment.used = to;
    this.#ring.push(number);
  }

  #isWorthKeeping(memory: Buffer, at: number, nowMs: number): boolean {
    if (((memory[at + entryAt.flags] ?? 0) & entryFlag.used) === 0) return false;
    const ageMs = nowMs - memory.readDoubleLE(at + entryAt.storedMs);
    return ageMs < memory.readUInt32LE(at + entryAt.ttlMs) + this.#options.staleMs;
  }

  /** The index has grown over the bound: a segment goes, with all that it holds. */
  #giveUpOldest(): void {
    const number = this.#ring.shift();
    const last = this.#segments.length - 1;
    if (number === undefined) return;
    this.#forEach(number, (hash, at) => this.#index.remove(hash, this.#placeOf(number, at)));
    if (number !== last) {
      this.#forEach(last, (hash, at) =>
        this.#index.move(hash, this.#placeOf(last, at), this.#placeOf(number, at)),
      );
      this.#segments[number] = this.#segments[last] as Segment;
      this.#ring = this.#ring.map((other) => (other === last ? number : other));
    }
    this.#segments.pop();
  }

  #forEach(number: number, work: (hash: number, at: number) => void): void {
    const segment = this.#segments[number];
    if (segment === undefined) return;
    const { memory, used } = segment;
    for (let at = 0; at < used; at += memory.readUInt32LE(at)) {
      work(memory.readUInt32LE(at + entryAt.hash), at);
    }
  }

  #placeOf(number: number, at: number): number {
    return (number * this.#segmentBytes + at) / unit;
  }

  #segmentOf(place: number): Segment {
    return this.#segments[Math.floor((place * unit) / this.#segmentBytes)] as Segment;
  }

  #offsetOf(place: number): number {
    return (place * unit) % this.#segmentBytes;
  }
}
