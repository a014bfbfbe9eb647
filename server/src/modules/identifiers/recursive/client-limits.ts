// How many questions one client may ask: a bucket of tokens for each address, refilled steadily. An IPv6 client is
// its /64, since it can choose any address in it. The table is bounded; in a flood of forged addresses the oldest
// go, so that honest clients at worst get a full bucket again.
import type { Clock } from '../../../kernel/world/clock.ts';
import { addressBytes } from '../../../wire/handle/handle.ts';
import { identifiersFailures } from '../failures.ts';

export type ClientLimitsOptions = {
  readonly clock: Clock;
  /** Questions a second; 0 is without a limit. */
  readonly perSecond: number;
  /** Questions at once after a silence. */
  readonly burst: number;
  /** Networks without a limit, `10.0.0.0/8`; loopback is always one. Fails with `identifiers.bad-address`. */
  readonly exempt: readonly string[];
};

type Bucket = { tokens: number; filledMs: number };
type Network = { readonly bytes: Uint8Array; readonly bits: number };

const clientsMax = 20_000;
const loopbackNetworks = ['127.0.0.0/8', '::1/128'];

export class ClientLimits {
  /** Undefined: exempt. By the text of the address, so that a question costs one look-up. */
  readonly #buckets = new Map<string, Bucket | undefined>();
  /** Buckets of IPv6 networks, shared by their addresses. */
  readonly #shared = new Map<string, Bucket>();
  readonly #options: ClientLimitsOptions;
  readonly #exempt: readonly Network[];
  #refused = 0;

  constructor(options: ClientLimitsOptions) {
    this.#options = options;
    this.#exempt = [...loopbackNetworks, ...options.exempt].map(networkOf);
  }

  /** Questions that were refused. */
  get refused(): number {
    return this.#refused;
  }

  get clients(): number {
    return this.#buckets.size;
  }

  /** Takes a token of the client's. */
  allows(host: string): boolean {
    const { perSecond, burst, clock } = this.#options;
    if (perSecond === 0) return true;
    const bucket = this.#buckets.has(host) ? this.#buckets.get(host) : this.#open(host);
    if (bucket === undefined) return true;
    const nowMs = clock.monotonicMs();
    const filled = bucket.tokens + ((nowMs - bucket.filledMs) * perSecond) / 1000;
    bucket.tokens = Math.min(burst, filled);
    bucket.filledMs = nowMs;
    if (bucket.tokens < 1) {
      this.#refused += 1;
      return false;
    }
    bucket.tokens -= 1;
    return true;
  }

  #open(host: string): Bucket | undefined {
    const address = normalized(host);
    const exempt = address !== undefined && this.#exempt.some((one) => contains(one, address));
    const bucket = exempt ? undefined : this.#bucketOf(address);
    makeRoom(this.#buckets);
    this.#buckets.set(host, bucket);
    return bucket;
  }

  #bucketOf(address: Uint8Array | undefined): Bucket {
    const full = { tokens: this.#options.burst, filledMs: this.#options.clock.monotonicMs() };
    if (address === undefined || isIpv4(address)) return full;
    const network = address.subarray(0, 8).join('.');
    const known = this.#shared.get(network);
    if (known !== undefined) return known;
    makeRoom(this.#shared);
    this.#shared.set(network, full);
    return full;
  }
}

function makeRoom(table: Map<string, unknown>): void {
  if (table.size < clientsMax) return;
  for (const oldest of table.keys()) {
    table.delete(oldest);
    return;
  }
}

const bitsOfIpv4 = 96;
const mappedPrefix = '::ffff:';

/** 16 bytes, IPv4 right-aligned also where it came as `::ffff:192.0.2.1`. */
function normalized(host: string): Uint8Array | undefined {
  const mapped = host.toLowerCase().startsWith(mappedPrefix) && host.includes('.');
  const bytes = addressBytes(mapped ? host.slice(mappedPrefix.length) : host.replace(/%.*$/, ''));
  if (bytes === undefined) return undefined;
  const full = new Uint8Array(17);
  full.set(bytes);
  full[16] = host.includes(':') && !mapped ? 6 : 4;
  return full;
}

function isIpv4(address: Uint8Array): boolean {
  return address[16] === 4;
}

function networkOf(text: string): Network {
  const [address = '', bitsText = ''] = text.split('/');
  const bytes = normalized(address.trim());
  const own = bytes !== undefined && isIpv4(bytes) ? 32 : 128;
  const bits = bitsText === '' ? own : Number(bitsText);
  if (bytes === undefined || !Number.isInteger(bits) || bits < 0 || bits > own) {
    const form = '10.0.0.0/8';
    throw identifiersFailures['bad-address']({ setting: 'recursiveNode.limitExempt', text, form });
  }
  return { bytes, bits: own === 32 ? bits + bitsOfIpv4 : bits };
}

function contains({ bytes, bits }: Network, address: Uint8Array): boolean {
  if (bytes[16] !== address[16]) return false;
  for (let bit = 0; bit < bits; bit++) {
    const mask = 0x80 >> (bit & 7);
    if (((bytes[bit >> 3] ?? 0) & mask) !== ((address[bit >> 3] ?? 0) & mask)) return false;
  }
  return true;
}
