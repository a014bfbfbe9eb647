// The places that a listener has for connections. When all are taken, one that was never used makes room for the
// newcomer, or else the one that is idle the longest, so that nobody keeps others out by doing nothing. And
// nobody by doing much: a host with a quarter of all places pays for its next connection with one of its own,
// and what others used just now is closed for nobody.

export type PlaceBounds = {
  readonly countMax: number;
  /** What was used so recently is not idle. */
  readonly quietMs: number;
  /** What was opened so recently may still be used for the first time. */
  readonly freshMs: number;
};

type Place = { readonly network: string; usedMs: number };

export class ConnectionPlaces<Connection> {
  readonly #bounds: PlaceBounds;
  readonly #share: number;
  /** The longest unused in front, here and in the sets of each network. */
  readonly #used = new Map<Connection, Place>();
  readonly #neverUsed = new Map<Connection, Place>();
  readonly #byNetwork = new Map<string, Set<Connection>>();
  /** Networks with their whole share: four at most. */
  readonly #full = new Set<string>();

  constructor(bounds: PlaceBounds) {
    this.#bounds = bounds;
    this.#share = Math.max(2, Math.ceil(bounds.countMax / 4));
  }

  get count(): number {
    return this.#used.size + this.#neverUsed.size;
  }

  /** Who must go for a newcomer to have a place: nobody, one that is open, or the newcomer itself. */
  roomFor(host: string, nowMs: number): { readonly ok: boolean; readonly instead?: Connection } {
    if (this.count < this.#bounds.countMax) return { ok: true };
    const network = networkOf(host);
    const instead = this.#full.has(network) ? this.#idlestOf(network) : this.#idlest(nowMs);
    return instead === undefined ? { ok: false } : { ok: true, instead };
  }

  enter(connection: Connection, host: string, nowMs: number): void {
    const network = networkOf(host);
    this.#neverUsed.set(connection, { network, usedMs: nowMs });
    const others = this.#byNetwork.get(network) ?? new Set();
    this.#byNetwork.set(network, others.add(connection));
    if (others.size >= this.#share) this.#full.add(network);
  }

  /** Something whole came or went. Cheap enough for every message. */
  used(connection: Connection, nowMs: number): void {
    const before = this.#used.get(connection);
    if (before !== undefined && nowMs - before.usedMs < usedAgainMs) return;
    const place = before ?? this.#neverUsed.get(connection);
    if (place === undefined) return;
    place.usedMs = nowMs;
    this.#neverUsed.delete(connection);
    this.#used.delete(connection);
    this.#used.set(connection, place);
    const others = this.#byNetwork.get(place.network);
    others?.delete(connection);
    others?.add(connection);
  }

  leave(connection: Connection): void {
    const place = this.#used.get(connection) ?? this.#neverUsed.get(connection);
    if (place === undefined) return;
    const { network } = place;
    this.#used.delete(connection);
    this.#neverUsed.delete(connection);
    const others = this.#byNetwork.get(network);
    others?.delete(connection);
    if ((others?.size ?? 0) < this.#share) this.#full.delete(network);
    if (others?.size === 0) this.#byNetwork.delete(network);
  }

  #idlest(nowMs: number): Connection | undefined {
    const { quietMs, freshMs } = this.#bounds;
    const idle =
      firstBefore(this.#neverUsed, nowMs - freshMs) ?? firstBefore(this.#used, nowMs - quietMs);
    if (idle !== undefined) return idle;
    for (const network of this.#full) return this.#idlestOf(network);
    return undefined;
  }

  #idlestOf(network: string): Connection | undefined {
    for (const connection of this.#byNetwork.get(network) ?? []) return connection;
    return undefined;
  }
}

function firstBefore<Connection>(
  places: ReadonlyMap<Connection, Place>,
  ms: number,
): Connection | undefined {
  for (const [connection, { usedMs }] of places) return usedMs <= ms ? connection : undefined;
  return undefined;
}

/** The order of use is kept to this. */
const usedAgainMs = 100;

/** One customer of an IPv6 network has 2^64 addresses: the first four groups tell them apart. */
export function networkOf(host: string): string {
  if (!host.includes(':') || host.includes('.')) return host;
  const groups = host.split(':');
  const gap = groups.indexOf('');
  return `${groups.slice(0, gap < 0 ? 4 : Math.min(gap, 4)).join(':')}::/64`;
}
