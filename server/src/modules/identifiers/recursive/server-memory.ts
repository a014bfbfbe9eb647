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
  /** Longest known first. */
  readonly #servers = new Map<string, Server>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#servers.size;
  }

  /** `place` as `placeOf` gives it. */
  answered(place: string, tookMs: number): void {
    const server = this.#of(place);
    const isNew = server.measuredMs === 0 || server.silences > 0;
    server.tripMs = isNew ? tookMs : server.tripMs + gain * (tookMs - server.tripMs);
    server.measuredMs = this.#clock.monotonicMs();
    server.silences = 0;
    server.deadUntilMs = 0;
  }

  silent(place: string): void {
    const server = this.#of(place);
    const nowMs = this.#clock.monotonicMs();
    const pauseMs = backOffMs * 2 ** Math.min(server.silences, 16);
    server.silences += 1;
    server.measuredMs = nowMs;
    server.deadUntilMs = nowMs + Math.min(backOffMaxMs, pauseMs);
  }

  /** Whether it did not answer a short while ago. */
  isDead(place: string): boolean {
    const known = this.#servers.get(place);
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

  #of(place: string): Server {
    const known = this.#servers.get(place);
    if (known !== undefined) return known;
    if (this.#servers.size >= serversMax) {
      for (const oldest of this.#servers.keys()) {
        this.#servers.delete(oldest);
        break;
      }
    }
    const server = { tripMs: 0, measuredMs: 0, silences: 0, deadUntilMs: 0 };
    this.#servers.set(place, server);
    return server;
  }
}

/** A server is known by where it listens. */
export function placeOf({ host, tcpPort, udpPort }: Contact): string {
  return hostPortText({ host, port: tcpPort ?? udpPort ?? 0 });
}
