// Referrals that we remember: where the handles of a prefix are, and who answers for what lies below a prefix.
import type { Clock } from '../../../kernel/world/clock.ts';
import { selfAndAncestors, type Question } from '../model/question.ts';
import { BoundedCache } from './bounded-cache.ts';
import type { Referral } from './referral.ts';

/** Values are kept for two days at most (reference §1.8). */
export const ttlMsMax = 2 * 86_400_000;
/** What they cost in memory, roughly. */
const referralBytes = 600;
const serverBytes = 300;
/** A parent that does not know of a newer site is not asked about it again for so long. */
const serialTtlMs = 60_000;

export class ReferralMemory {
  readonly #referrals: BoundedCache<Referral>;
  readonly #serials: BoundedCache<number>;

  constructor(options: { clock: Clock; bytesMax: number }) {
    const { clock, bytesMax } = options;
    this.#referrals = new BoundedCache({ clock, bytesMax: bytesMax * 0.9 });
    this.#serials = new BoundedCache({ clock, bytesMax: bytesMax * 0.1 });
  }

  get bytes(): number {
    return this.#referrals.bytes + this.#serials.bytes;
  }

  /** What leads towards an answer, the nearest first. */
  known(question: Question): Referral[] {
    const found: Referral[] = [];
    for (const prefix of selfAndAncestors(question.prefix)) {
      const exact = prefix === question.prefix;
      if (exact && question.naming) continue; // its parent holds the naming record
      const referral = this.#referrals.get(keyOf({ prefix, exact }));
      if (referral !== undefined) found.push(referral);
    }
    return found;
  }

  remember(referral: Referral): void {
    const servers = referral.sites.reduce((sum, site) => sum + site.servers.length, 0);
    const bytes = referralBytes + servers * serverBytes;
    const ttlMs = Math.min(referral.ttlMs, ttlMsMax);
    this.#referrals.set(keyOf(referral), referral, { bytes, ttlMs });
  }

  forget(referral: Referral): void {
    this.#referrals.delete(keyOf(referral));
  }

  /** A server said that its site has a newer serial number: its parent is asked anew, but not again and again. */
  isNewer(referral: { prefix: string; exact: boolean }, serial: number): void {
    const key = keyOf(referral);
    if (this.#serials.get(key) === serial) return;
    this.#serials.set(key, serial, { bytes: 8, ttlMs: serialTtlMs });
    this.#referrals.delete(key);
  }
}

function keyOf({ prefix, exact }: { prefix: string; exact: boolean }): string {
  return `${exact ? 'at' : 'below'} ${prefix}`;
}
