// Signs answers with the node's key where the client asks for that (flag CT; reference §1.2, §1.6, §8.4).
// A signature takes about a millisecond on another thread, so a place for it is taken before anything is
// done: whoever gets none is told `busy`, and nothing has changed.
import { sign, type KeyObject } from 'node:crypto';
import type { Clock } from '../../../kernel/world/clock.ts';
import {
  certificationHash,
  coveredBytes,
  decodeEnvelope,
  opFlag,
  readdressed,
  serverCredential,
  withCredential,
} from '../../../wire/handle/handle.ts';
import { HostBudget, type Budget } from '../listeners/host-budget.ts';
import { messagesOf } from '../listeners/messages-of.ts';
import type { Peer } from '../listeners/peer.ts';

export type CertifierBounds = {
  /** Answers that may wait for their signature at a time. */
  readonly underWayMax: number;
  /** Answers over UDP for one host; whoever needs more may come over TCP. */
  readonly datagrams: Budget;
  readonly connections: Budget;
};

export const certifierBounds: CertifierBounds = {
  underWayMax: 64,
  datagrams: { burst: 50, perSecond: 25 },
  connections: { burst: 500, perSecond: 250 },
};

export type CertifierOptions = {
  readonly privateKey: KeyObject;
  readonly clock: Clock;
  readonly bounds?: CertifierBounds;
};

export class Certifier {
  readonly #privateKey: KeyObject;
  readonly #underWayMax: number;
  readonly #datagrams: HostBudget;
  readonly #connections: HostBudget;
  #underWay = 0;

  constructor({ privateKey, clock, bounds = certifierBounds }: CertifierOptions) {
    this.#privateKey = privateKey;
    this.#underWayMax = bounds.underWayMax;
    this.#datagrams = new HostBudget(clock, bounds.datagrams);
    this.#connections = new HostBudget(clock, bounds.connections);
  }

  get underWay(): number {
    return this.#underWay;
  }

  /** Takes a place for one answer, to be given to `certify` or `release`; false when there is none. */
  reserve(peer: Peer): boolean {
    if (this.#underWay >= this.#underWayMax) return false;
    const budget = peer.transport === 'udp' ? this.#datagrams : this.#connections;
    if (!budget.takes(peer)) return false;
    this.#underWay += 1;
    return true;
  }

  release(): void {
    this.#underWay -= 1;
  }

  /** An answer of one or several messages, each signed; uses up the place that was reserved. */
  async certify(answer: Uint8Array): Promise<Uint8Array> {
    try {
      const parts: Uint8Array[] = [];
      for (const message of messagesOf(answer)) parts.push(await this.#certified(message));
      return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
    } finally {
      this.release();
    }
  }

  async #certified(message: Uint8Array): Promise<Uint8Array> {
    const envelope = decodeEnvelope(message);
    if (!envelope.ok) return message;
    const hashName = certificationHash(envelope.value);
    const flagged = readdressed(message, { flags: opFlag.certified });
    const signature = await this.#sign(hashName.replace('-', ''), coveredBytes(flagged, 0));
    return withCredential(flagged, serverCredential(hashName, signature));
  }

  #sign(hash: string, covered: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      sign(hash, covered, this.#privateKey, (error, signature) => {
        if (error === null) resolve(signature);
        else reject(error);
      });
    });
  }
}
