// For tests: a root 88, a second level 88.118 and enterprises below it, as keys, certificates and signatures alone.
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Clock } from '../../../kernel/world/clock.ts';
import { realClock } from '../../../kernel/world/real/clock.ts';
import {
  digestsOf,
  prefixHandle,
  valuesToSign,
  valueType,
  type HandleValue,
  type KeyJson,
} from '../../../wire/handle/handle.ts';
import { publicValue } from '../authority/new-values.ts';
import { permissionsOf } from '../trust/certificates.ts';
import { keyJsonOf } from '../trust/key-json.ts';
import type { ValuesLookup } from '../trust/record-verifier.ts';
import { sha256, signedNow } from '../trust/statements.ts';
import { sentValue } from './administrator.ts';

export type Keys = { readonly privateKey: KeyObject; readonly json: KeyJson };

export function newKeys(type: 'rsa' | 'ed25519' = 'rsa', bits = 2_048): Keys {
  const { privateKey, publicKey } =
    type === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: bits })
      : generateKeyPairSync('ed25519');
  const json = keyJsonOf(publicKey);
  if (json === undefined) throw new Error('no key');
  return { privateKey, json };
}

/** A clock that shows what it is told. */
export class SetClock implements Clock {
  nowMs = Date.UTC(2026, 10, 23);
  now(): number {
    return this.nowMs;
  }
  monotonicMs(): number {
    return this.nowMs;
  }
  after(delayMs: number, work: () => void): ReturnType<Clock['after']> {
    return realClock.after(delayMs, work);
  }
}

const daySeconds = 86_400;

export type Claimed = {
  readonly iss: string;
  readonly key: KeyObject;
  readonly sub: string;
  /** In place of the right claims. */
  readonly over?: Readonly<Record<string, unknown>>;
};

export class Tower {
  readonly clock = new SetClock();
  readonly root = newKeys();
  readonly second = newKeys();
  readonly enterprise = newKeys();
  /** Naming record -> its certificates. */
  readonly naming = new Map<string, HandleValue[] | undefined>();
  /** Naming records that were asked for. */
  readonly asked: string[] = [];

  constructor() {
    this.certify('88', 410, { issuer: '410:0.NA/88', by: this.root, keys: this.root });
    this.certify('88.118', 410, { issuer: '410:0.NA/88', by: this.root, keys: this.second });
    const issuer = '410:0.NA/88.118';
    this.certify('88.118.8', 410, { issuer, by: this.second, keys: this.enterprise });
  }

  get seconds(): number {
    return Math.floor(this.clock.nowMs / 1000);
  }

  certify(
    prefix: string,
    slot: number,
    given: { issuer: string; by: Keys; keys: Keys; over?: Readonly<Record<string, unknown>> },
  ): void {
    const { issuer: iss, by, keys, over } = given;
    const sub = `${slot}:${prefixHandle(prefix)}`;
    const times = { iat: this.seconds, exp: this.seconds + 90 * daySeconds };
    const claims = { iss, sub, ...times, perms: permissionsOf(prefix), publicKey: keys.json };
    const data = signedNow({ ...claims, ...over }, by.privateKey);
    const value = publicValue({ index: slot, type: valueType.certificate, data, nowMs: 0 });
    const others = (this.naming.get(prefixHandle(prefix)) ?? []).filter(
      ({ index }) => index !== slot,
    );
    this.naming.set(prefixHandle(prefix), [...others, value]);
  }

  sign(values: readonly HandleValue[], over: Partial<Claimed> = {}): HandleValue {
    const { iss = '410:0.NA/88.118.8', key = this.enterprise.privateKey } = over;
    const { sub = '88.118.8/a' } = over;
    const digests = { alg: 'SHA-256', digests: digestsOf(valuesToSign(values), sha256) };
    const times = { iat: this.seconds, exp: this.seconds + 7 * daySeconds };
    const data = signedNow({ iss, sub, ...times, digests, ...over.over }, key);
    return publicValue({ index: 400, type: valueType.signature, data, nowMs: 0 });
  }

  lookup(...signatures: readonly HandleValue[]): ValuesLookup {
    return {
      alsoThere: async () => signatures,
      elsewhere: async (handle) => {
        this.asked.push(handle);
        return this.naming.has(handle) ? this.naming.get(handle) : [];
      },
    };
  }
}

export const threeValues: readonly HandleValue[] = [1, 2, 3].map((index) => sentValue(index));
