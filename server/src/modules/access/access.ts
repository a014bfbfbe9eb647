// Signing in and out: one-time links become sessions, sessions and tokens become principals.
import type { Authenticator, Credentials } from '../../kernel/access/authenticator.ts';
import { allows, anonymous, type Grant, type Principal } from '../../kernel/access/rights.ts';
import { Secret } from '../../kernel/log/log.ts';
import type { Clock } from '../../kernel/world/clock.ts';
import { secretText, type Random } from '../../kernel/world/random.ts';
import type { Access } from './api.ts';
import { accessFailures } from './failures.ts';
import {
  hashOf,
  operatorAccount,
  principalFor,
  type Account,
  type Credential,
} from './model/accounts.ts';
import type { AccessStore } from './store.ts';

const linkLifeMs = 3_600_000;
const sessionLifeMs = 7 * 24 * 3_600_000;
const secretBytes = 32;

export const sessionLifeS = sessionLifeMs / 1000;

export class Accounts implements Access, Authenticator {
  readonly localToken: Secret;
  readonly store: AccessStore;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(options: { store: AccessStore; clock: Clock; random: Random }) {
    this.store = options.store;
    this.#clock = options.clock;
    this.#random = options.random;
    this.localToken = new Secret(secretText(options.random, secretBytes));
  }

  newOperatorCode(): Promise<string> {
    return this.newCode(operatorAccount);
  }

  newCode(account: Account): Promise<string> {
    return this.#issue('link', account, linkLifeMs);
  }

  newToken(account: Account): Promise<string> {
    return this.#issue('token', account, 0);
  }

  /** Spends a one-time code. Fails with `access.link-not-valid`. */
  async signIn(code: string): Promise<{ session: string; principal: Principal }> {
    const link = await this.store.credential(hashOf(code));
    if (link?.kind !== 'link' || !this.#alive(link) || !(await this.store.removeCredential(link))) {
      throw accessFailures['link-not-valid']();
    }
    const account = await this.#accountOf(link);
    if (!account) throw accessFailures['link-not-valid']();
    const session = await this.#issue('session', account, sessionLifeMs);
    return { session, principal: principalFor(account) };
  }

  async signOut(session: string): Promise<void> {
    const credential = await this.store.credential(hashOf(session));
    if (credential?.kind === 'session') await this.store.removeCredential(credential);
  }

  async principalOf({ bearer, session }: Credentials): Promise<Principal> {
    if (bearer !== undefined) return this.#principalOfToken(bearer);
    if (session === undefined) return anonymous;
    const credential = await this.store.credential(hashOf(session));
    // A session that ended must not keep anybody from the public pages.
    if (credential?.kind !== 'session' || !this.#alive(credential)) return anonymous;
    const account = await this.#accountOf(credential);
    return account ? principalFor(account) : anonymous;
  }

  async #principalOfToken(bearer: string): Promise<Principal> {
    if (hashOf(bearer) === hashOf(this.localToken.reveal())) return principalFor(operatorAccount);
    const credential = await this.store.credential(hashOf(bearer));
    const account = credential?.kind === 'token' ? await this.#accountOf(credential) : undefined;
    if (!account) throw accessFailures['token-not-valid']();
    return principalFor(account);
  }

  #accountOf(credential: Credential): Promise<Account | undefined> {
    if (credential.account === operatorAccount.id) return Promise.resolve(operatorAccount);
    return this.store.account(credential.tenant, credential.account);
  }

  #alive(credential: Credential): boolean {
    return credential.expiresAt === 0 || credential.expiresAt > this.#clock.now();
  }

  async #issue(kind: Credential['kind'], account: Account, lifeMs: number): Promise<string> {
    const secret = secretText(this.#random, secretBytes);
    await this.store.putCredential({
      hash: hashOf(secret),
      kind,
      account: account.id,
      tenant: account.tenant,
      expiresAt: lifeMs === 0 ? 0 : this.#clock.now() + lifeMs,
    });
    return secret;
  }
}

/** A right that no module knows would silently allow nothing. Fails with `access.unknown-right`. */
export function checkRights(known: readonly string[], grants: readonly Grant[]): void {
  for (const { right } of grants) {
    if (right === '*' || known.includes(right)) continue;
    throw accessFailures['unknown-right']({ right, rights: known.join(', ') });
  }
}

/** Nobody gives away what they do not hold. Fails with `access.grant-too-wide`. */
export function checkGrants(giver: Principal, grants: readonly Grant[]): void {
  for (const grant of grants) {
    const held = giver.grants.some(
      (own) =>
        (own.right === '*' || own.right === grant.right) &&
        allows(
          { ...giver, grants: [own] },
          { name: grant.right, title: { en: grant.right, zh: grant.right } },
          grant.on,
        ),
    );
    if (!held) throw accessFailures['grant-too-wide']({ right: grant.right, on: grant.on });
  }
}
