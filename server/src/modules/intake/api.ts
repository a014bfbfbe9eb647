// What other modules may know of the platform's intake: it takes parcels of gateways and answers with signed receipts.
// Between processes the same are POST /api/intake/parcels, GET /api/intake/standing and GET /api/intake/key.
import type { KeyObject } from 'node:crypto';
import { defineRight, type Right } from '../../kernel/access/rights.ts';
import type { Caller } from '../../kernel/http/route.ts';
import { definePort } from '../../kernel/module/port.ts';
import { Type } from '../../kernel/schema/schema.ts';
import type { SignedRequest } from '../../wire/tier/request.ts';

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

/** For modules that gateways elsewhere call, as the intake itself is called. */
export interface GatewayCalls {
  /** The rule of such a route; `signer` must be asked with the body. */
  readonly access: {
    readonly right: Right;
    readonly on: () => string;
    readonly unless: (caller: Caller) => boolean;
  };
  /** The gateway whose key signed. Fails with `intake.…`, also for one that is blocked. */
  signer(request: SignedRequest, headers: Caller['headers']): string;
  /** Those that have a key, are not blocked, and may speak for the enterprise. */
  serving(enterprise: string): readonly string[];
  /** With the platform's key, which gateways have pinned: over bytes that begin with what they are. */
  sign(bytes: Uint8Array): Uint8Array;
}
export const gatewayCallsPort = definePort<GatewayCalls>('intake.gateway-calls');

/** How parcels travel: zstd (RFC 8878), one frame, a window of at most 8 MiB. */
export const parcelType = 'application/zstd';
export const receiptType = 'application/octet-stream';
/** A packed parcel; a sender keeps parcels far below it. */
export const packedBytesMax = 17 * 1024 * 1024;

/** The answer to an enrolment: for whom the gateway may speak, and whose receipts it believes. */
export const enrolmentReply = Type.Object({
  gateway: Type.String(),
  enterprises: Type.Array(Type.String()),
  /** Of the platform: the raw Ed25519 public key in base64url, 43 letters. */
  key: Type.String(),
});

export const readIntakeRight = defineRight('intake.read', {
  en: 'See gateways and gap reports',
  zh: '查看网关与缺口报告',
});
export const enrolGatewaysRight = defineRight('intake.enrol', {
  en: 'Invite, block and remove gateways',
  zh: '邀请、停用和移除网关',
});
