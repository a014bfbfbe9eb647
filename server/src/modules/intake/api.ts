// What other modules may know of the platform's intake: it takes parcels of gateways and answers with signed receipts.
// Between processes the same are POST /api/intake/parcels, GET /api/intake/standing and GET /api/intake/key.
import type { KeyObject } from 'node:crypto';
import { definePort } from '../../kernel/module/port.ts';

/** The highest number of a stream that the receiver has, of those that it had in any order. */
export type Standing = { readonly stream: string; readonly highest: number };

export interface Intake {
  /**
   * A parcel (wire/tier/parcel, not packed); resolves with a receipt (wire/tier/receipt) when what it names is durable.
   * Fails with `intake.…` where the parcel cannot be read, or its gateway is not enrolled or is not `from`.
   */
  receive(parcel: Uint8Array, from: { readonly gateway: string }): Promise<Uint8Array>;
  /** Of every stream of this incarnation that the receiver has anything of. */
  standing(gateway: string, incarnation: string): Promise<readonly Standing[]>;
  /** Ed25519; receipts are signed with its other half. */
  key(): KeyObject;
}
export const intakePort = definePort<Intake>('intake.intake');
