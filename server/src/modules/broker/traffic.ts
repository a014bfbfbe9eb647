// What went over the connections, by enterprise: each connection counts for itself, without asking whose it is, and is
// added up when somebody wants to know.

export type Counts = {
  /** Packets of all kinds. */
  packetsIn: number;
  packetsOut: number;
  /** Of them publications. */
  publishedIn: number;
  publishedOut: number;
  /** Publications given up: a queue was full, a client too slow, or a packet longer than it takes. */
  dropped: number;
  bytesIn: number;
  bytesOut: number;
};

const names = [
  ...(['packetsIn', 'packetsOut', 'publishedIn', 'publishedOut'] as const),
  ...(['dropped', 'bytesIn', 'bytesOut'] as const),
];

export interface Counted {
  readonly counts: Counts;
  /** Its enterprise, once it was let in. */
  readonly tenant: string | undefined;
  readonly isOver: boolean;
}

export function noCounts(): Counts {
  return {
    ...{ packetsIn: 0, packetsOut: 0, publishedIn: 0, publishedOut: 0 },
    ...{ dropped: 0, bytesIn: 0, bytesOut: 0 },
  };
}

/** Whose connections were never let in. */
const nobody = '';

export class Traffic {
  readonly #open = new Set<Counted>();
  /** Of connections that are over, by enterprise. */
  readonly #past = new Map<string, Counts>();

  begin(connection: Counted): void {
    this.#open.add(connection);
  }

  end(connection: Counted): void {
    if (this.#open.delete(connection))
      add(this.#pastOf(connection.tenant ?? nobody), connection.counts);
  }

  dropped(tenant: string, count: number): void {
    this.#pastOf(tenant).dropped += count;
  }

  /** Of the enterprises that `takes` names; nobody's are asked for by the empty one. */
  sum(takes: (tenant: string) => boolean): Counts & { connected: number } {
    const sum = { ...noCounts(), connected: 0 };
    for (const [tenant, counts] of this.#past) if (takes(tenant)) add(sum, counts);
    for (const { tenant, counts, isOver } of this.#open) {
      if (!takes(tenant ?? nobody)) continue;
      add(sum, counts);
      if (tenant !== undefined && !isOver) sum.connected += 1;
    }
    return sum;
  }

  #pastOf(tenant: string): Counts {
    const known = this.#past.get(tenant);
    if (known) return known;
    const fresh = noCounts();
    this.#past.set(tenant, fresh);
    return fresh;
  }
}

function add(to: Counts, counts: Counts): void {
  for (const name of names) to[name] += counts[name];
}
