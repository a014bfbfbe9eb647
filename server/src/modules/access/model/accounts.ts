// What the access module keeps. Secrets are kept as SHA-256 only: whoever reads the store cannot sign
// in with what is there.
import { createHash } from 'node:crypto';
import { prefixPattern, type Grant, type Principal } from '../../../kernel/access/rights.ts';
import { Type, type Static } from '../../../kernel/schema/schema.ts';

export const grantSchema = Type.Object({
  right: Type.String({ minLength: 1, maxLength: 100 }),
  on: Type.String({ minLength: 1, maxLength: 2048 }),
});

export const enterpriseSchema = Type.Object({
  prefix: Type.String({ pattern: prefixPattern, maxLength: 200 }),
  name: Type.String({ minLength: 1, maxLength: 200 }),
});
export type Enterprise = Static<typeof enterpriseSchema>;

/** A person or a service; its id is an identifier under the enterprise's prefix. */
export type Account = {
  readonly id: string;
  readonly kind: 'person' | 'service' | 'operator';
  readonly name: string;
  readonly tenant: string;
  readonly grants: readonly Grant[];
};

/** A code, session or token: what it signs in as, and until when. */
export type Credential = {
  readonly hash: string;
  readonly kind: 'link' | 'session' | 'token';
  readonly account: string;
  readonly tenant: string;
  /** Milliseconds; 0 for never. */
  readonly expiresAt: number;
};

/** The tenant of what belongs to the installation rather than to an enterprise. */
export const operatorTenant = '*operator';

export const operatorAccount: Account = {
  id: 'operator',
  kind: 'operator',
  name: 'Operator 运维',
  tenant: operatorTenant,
  grants: [{ right: '*', on: '*' }],
};

export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

export function principalFor(account: Account): Principal {
  const { id, kind, name, grants } = account;
  return { id, kind, name, grants, tenant: kind === 'operator' ? '*' : account.tenant };
}
