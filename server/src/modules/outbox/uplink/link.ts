// The way to the platform, as the uplink sees it: a port in this process, or HTTP.
import type { KeyObject } from 'node:crypto';
import type { Intake, Standing } from '../../intake/api.ts';

export interface Link {
  /** For a person to read. */
  readonly where: string;
  /** The receipt. Fails with a failure where none came. */
  receive(parcel: Uint8Array): Promise<Uint8Array>;
  standing(incarnation: string): Promise<readonly Standing[]>;
  /** Of receipts; pinned. */
  key(): Promise<KeyObject>;
}

export function linkInProcess(intake: Intake, gateway: string): Link {
  return {
    where: 'this process',
    receive: (parcel) => intake.receive(parcel, { gateway }),
    standing: (incarnation) => intake.standing(gateway, incarnation),
    key: async () => intake.key(),
  };
}
