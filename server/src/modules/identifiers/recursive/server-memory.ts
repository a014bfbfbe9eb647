// What we know of servers that we asked: how fast they answer, and which did not answer. The fastest is asked first;
// one that was silent is asked last for a while, longer each time, and anew when it has answered.
import type { Clock } from '../../../kernel/world/clock.ts';
import { hostPortText } from '../../../kernel/world/host-port.ts';
import type { Contact } from '../model/site.ts';

type Server = {
  /** Smoothed round-trip time. */
  tripMs: number;
  measuredMs: number;
  silences: number;
  deadUntilMs: number;
};

const serversMax = 10_000;
const backOffMs = 1_000;
const backOffMaxMs = 60_000;
/** After this time a measured trip counts half, so that slow servers get another chance. */
const halfLifeMs = 300_000;
/** Weight of a new measurement. */
const gain = 0.25;

export class ServerMemory {
  /** Least recently heard of first. */
  readonly #servers = new Map<string, Server>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#servers.size;
  }

  answered(contact: Contact, tookMs: number): void {
    const known = this.#servers.get(placeOf(contact));
    const tripMs = known?.silences === 0 ? known.tripMs + gain * (tookMs - known.tripMs) : tookMs;
    const measuredMs = this.#clock.monotonicMs();
    this.#keep(placeOf(contact), { tripMs, measuredMs, silences: 0, deadUntilMs: 0 });
  }

  silent(contact: Contact): void {
    const known = this.#servers.get(placeOf(contact));
    const silences = (known?.silences ?? 0) + 1;
    const nowMs = this.#clock.monotonicMs();
    const deadUntilMs = nowMs + Math.min(backOffMaxMs, backOffMs * 2 ** Math.min(silences - 1, 16));
    const tripMs = known?.tripMs ?? 0;
    this.#keep(placeOf(contact), { tripMs, measuredMs: nowMs, silences, deadUntilMs });
  }

  /** Whether it did not answer a short while ago. */
  isDead(contact: Contact): boolean {
    const known = this.#servers.get(placeOf(contact));
    return known !== undefined && known.deadUntilMs > this.#clock.monotonicMs();
  }

  /** Contacts of equal standing: the fastest first, unknown ones before them, the dead last; otherwise as given. */
  inOrder(contacts: readonly Contact[]): readonly Contact[] {
    if (contacts.length < 2) return contacts;
    const ranked = contacts.map((contact) => ({ contact, rank: this.#rank(contact) }));
    return ranked.toSorted((one, other) => one.rank - other.rank).map(({ contact }) => contact);
  }

  #rank(contact: Contact): number {
    const known = this.#servers.get(placeOf(contact));
    if (known === undefined) return 0;
    const nowMs = this.#clock.monotonicMs();
    if (known.deadUntilMs > nowMs) return Number.MAX_SAFE_INTEGER + known.silences;
    return known.tripMs * 0.5 ** ((nowMs - known.measuredMs) / halfLifeMs);
  }

  #keep(place: string, server: Server): void {
    this.#servers.delete(place);
    this.#servers.set(place, server);
    if (this.#servers.size <= serversMax) return;
    for (const oldest of this.#servers.keys()) {
      this.#servers.delete(oldest);
      return;
    }
  }
}

/** A server is known by where it listens. */
export function placeOf({ host, tcpPort, udpPort }: Contact): string {
  return hostPortText({ host, port: tcpPort ?? udpPort ?? 0 });
}
