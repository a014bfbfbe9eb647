// The leases shape: who may do a thing right now. The fencing token grows with every new holder, so
// that whoever receives work can refuse a holder that slept through its own expiry.
import type { EpochMs } from '../../kernel/world/clock.ts';

export type Lease = {
  readonly name: string;
  readonly holder: string;
  /** Greater than every token given for this name before. */
  readonly token: number;
  readonly expiresAt: EpochMs;
};

export interface LeasesStore {
  /**
   * The lease, or undefined while somebody else holds it. The holder itself may take it again: same
   * token, `forMs` from now. After its expiry even the same holder gets a greater token.
   */
  acquire(name: string, holder: string, forMs: number): Promise<Lease | undefined>;
  /** Lets it end `forMs` from now; undefined when it was lost meanwhile, also by expiry. */
  renew(lease: Lease, forMs: number): Promise<Lease | undefined>;
  /** Gives it back; nothing happens when it was lost meanwhile. */
  release(lease: Lease): Promise<void>;
  /** Undefined when nobody holds it. */
  current(name: string): Promise<Lease | undefined>;
  close(): Promise<void>;
}
