// How a child asks its parent for a prefix: who it is, where it listens and which key is its own, signed
// with that key, so that later only the holder of the key can move the prefix elsewhere.
import { sign, verify } from 'node:crypto';
import { oneOf, Type, type Static } from '../../../kernel/schema/schema.ts';
import { verificationKeyOf } from '../administration/key-records.ts';
import { mirrorsMax } from '../authority/naming-sites.ts';
import { identifiersFailures } from '../failures.ts';
import type { NodeKey } from '../node-key/node-key.ts';

const text = (maxLength: number) => Type.String({ maxLength });
const port = Type.Integer({ minimum: 1, maximum: 65_535 });
/** A key record in base64. */
const key = Type.String({ minLength: 40, maxLength: 6_000, pattern: '^[A-Za-z0-9+/]+=*$' });

const server = {
  host: Type.String({ minLength: 1, maxLength: 253 }),
  tcpPort: port,
  udpPort: port,
  publicKey: Type.Optional(key),
};

export const delegationRequestSchema = Type.Object({
  prefix: Type.String({ minLength: 1, maxLength: 200 }),
  /** How the child's site describes itself. */
  description: text(200),
  /** IP address or name under which others reach it. */
  host: Type.String({ minLength: 1, maxLength: 253 }),
  tcpPort: port,
  udpPort: port,
  publicKey: key,
  adminKey: Type.Optional(key),
  /** All servers of a site of several, in the order in which the hash counts them. */
  servers: Type.Optional(Type.Array(Type.Object(server), { minItems: 1, maxItems: 64 })),
  /** As in HS_SITE: 0 prefix, 1 suffix, 2 whole. */
  hashOption: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 })),
  /** Sites beside its own, just these; without the list, those that the parent knows stay. */
  mirrors: Type.Optional(
    Type.Array(Type.Object({ description: text(200), ...server }), { maxItems: mirrorsMax }),
  ),
  /** All keys of the node over a roll-over, and where their certificates are to stand. */
  keys: Type.Optional(
    Type.Array(Type.Object({ slot: Type.Integer({ minimum: 1, maximum: 65_535 }), record: key }), {
      minItems: 1,
      maxItems: 4,
    }),
  ),
  organisation: text(200),
  /** Whom the operator of the parent can reach: mail, telephone. */
  contact: text(200),
  invitation: Type.Optional(text(100)),
  /** ISO 8601; the parent refuses what is older or newer than some minutes. */
  time: Type.String({ minLength: 20, maxLength: 30, format: 'date-time' }),
  /** Base64, RSA with SHA-256 over all the fields above. */
  signature: Type.String({ minLength: 40, maxLength: 2_000, pattern: '^[A-Za-z0-9+/]+=*$' }),
});

export type DelegationRequest = Static<typeof delegationRequestSchema>;
export type DelegationFacts = Omit<DelegationRequest, 'publicKey' | 'time' | 'signature'>;

export const delegationStates = ['granted', 'waiting', 'refused'] as const;

export const delegationReplySchema = Type.Object({
  state: oneOf(delegationStates),
  /** Why it was refused, in the words of the parent's operator. */
  reason: Type.Optional(Type.String()),
  parent: Type.Object({
    prefix: Type.String(),
    description: Type.String(),
    /** Its clock, ISO 8601. */
    time: Type.String(),
    /** SHA-256 of its key record, in hex. */
    keyFingerprint: Type.String(),
  }),
});
export type DelegationReply = Static<typeof delegationReplySchema>;

/** Clocks may differ by so much. */
export const clockDifferenceMsMax = 5 * 60_000;

export function signRequest(
  facts: DelegationFacts,
  { privateKey, record }: Pick<NodeKey, 'privateKey' | 'record'>,
  nowMs: number,
): DelegationRequest {
  const publicKey = Buffer.from(record).toString('base64');
  const request = { ...facts, publicKey, time: new Date(nowMs).toISOString() };
  return {
    ...request,
    signature: sign('sha256', signedBytes(request), privateKey).toString('base64'),
  };
}

/** Fails with `identifiers.bad-proof` or `identifiers.clocks-differ`. */
export function checkRequest(request: DelegationRequest, nowMs: number): void {
  const verification = verificationKeyOf(Buffer.from(request.publicKey, 'base64'));
  const signature = Buffer.from(request.signature, 'base64');
  const isSigned =
    verification?.algorithm === 'rsa' &&
    verify('sha256', signedBytes(request), verification.key, signature);
  if (!isSigned) throw identifiersFailures['bad-proof']({ prefix: request.prefix });
  const difference = Math.abs(nowMs - Date.parse(request.time));
  if (!(difference <= clockDifferenceMsMax)) {
    const here = new Date(nowMs).toISOString();
    throw identifiersFailures['clocks-differ']({ there: request.time, here });
  }
}

/** What has none of the later fields is signed as before there were any. */
function signedBytes(request: Omit<DelegationRequest, 'signature'>): Buffer {
  const { prefix, description, host, tcpPort, udpPort, publicKey, adminKey = '' } = request;
  const { organisation, contact, invitation = '', time } = request;
  const where = [prefix, description, host, tcpPort, udpPort, publicKey, adminKey];
  const who = [organisation, contact, invitation, time];
  const { servers, hashOption, mirrors, keys } = request;
  const later = [
    servers?.map(serverFields),
    hashOption,
    mirrors?.map((mirror) => [mirror.description, ...serverFields(mirror)]),
    keys?.map(({ slot, record }) => [slot, record]),
  ];
  const isPlain = later.every((field) => field === undefined);
  const fields = isPlain ? [...where, ...who] : [...where, ...who, ...later];
  return Buffer.from(`jingwei delegation request ${isPlain ? 1 : 2}\n${JSON.stringify(fields)}`);
}

type ServerFields = {
  readonly host: string;
  readonly tcpPort: number;
  readonly udpPort: number;
  readonly publicKey?: string;
};

function serverFields({ host, tcpPort, udpPort, publicKey = '' }: ServerFields) {
  return [host, tcpPort, udpPort, publicKey];
}
