// What the calls about gateways at the platform carry.
import type { Bilingual } from './types.ts';

export type Gateway = {
  readonly gateway: string;
  readonly enterprises: readonly string[];
  /** In the process of the platform itself. */
  readonly own: boolean;
  readonly blocked: boolean;
  readonly enrolledAt: string;
  readonly enrolledBy: string;
  /** To the minute; absent for one that has sent nothing yet. */
  readonly heardAt?: string;
};

/** What a gateway sent and was not stored. */
export type GatewayRefusal = {
  readonly incarnation: string;
  readonly stream: string;
  readonly code: string;
  readonly reason: Bilingual;
  readonly numbers: number;
  readonly firstAt: string;
  readonly lastAt: string;
};

export type GatewayStream = {
  readonly stream: string;
  readonly kind: 'readings' | 'facts' | 'ledger';
  readonly enterprise: string;
  readonly source: string;
  readonly incarnation: string;
};
export type GatewayStreamPage = {
  readonly streams: readonly GatewayStream[];
  readonly next?: string;
};

export type GatewayInvitation = {
  /** Names the invitation; it is not its code. */
  readonly id: string;
  readonly enterprises: readonly string[];
  readonly expiresAt: string;
  readonly givenBy: string;
};
export type GatewayInvitationPage = {
  readonly invitations: readonly GatewayInvitation[];
  readonly next?: string;
};

/** Shown once: `code` is not kept. */
export type NewGatewayInvitation = {
  readonly code: string;
  readonly expiresAt: string;
  readonly platform: string;
};
