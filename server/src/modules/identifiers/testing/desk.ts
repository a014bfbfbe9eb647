// For tests: a desk on a real store, and signed requests for it.
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { TestContext } from 'node:test';
import { embeddedSubject } from '../../../engines/embedded/subject.ts';
import { isFailure } from '../../../kernel/failure/failure.ts';
import { realWorld } from '../../../kernel/world/real/world.ts';
import { keyRecordOf } from '../administration/key-records.ts';
import type { Delegations } from '../api.ts';
import { DelegationDesk } from '../delegation/desk.ts';
import {
  signRequest,
  type DelegationFacts,
  type DelegationRequest,
} from '../delegation/request.ts';

export type TestKey = { readonly privateKey: KeyObject; readonly record: Uint8Array };

export function keyPair(): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const record = keyRecordOf(publicKey.export({ type: 'spki', format: 'pem' }).toString());
  if (record === undefined) throw new Error('no key record');
  return { privateKey, record };
}

export function request(
  change: Partial<DelegationFacts>,
  key: TestKey,
  nowMs = Date.now(),
): DelegationRequest {
  const facts = {
    prefix: '88.118.8',
    description: 'enterprise 88.118.8',
    host: '127.0.0.1',
    tcpPort: 2643,
    udpPort: 2643,
    organisation: 'Lens Works',
    contact: 'ops@lens.example',
    ...change,
  };
  return signRequest(facts, key, nowMs);
}

type Child = Parameters<Delegations['delegate']>[0];

/** The desk of 88 and 88.118, and what it told them. */
export async function deskFor(
  test: TestContext,
  change: Partial<Delegations> = {},
  now: () => number = Date.now,
): Promise<{ desk: DelegationDesk; told: Child[]; withdrawn: string[] }> {
  const { store, dispose } = await embeddedSubject('records');
  test.after(dispose);
  const told: Child[] = [];
  const withdrawn: string[] = [];
  const parent = (prefix: string): Delegations => ({
    prefix,
    description: `node ${prefix}`,
    publicKey: new Uint8Array([1]),
    delegate: async (child) => void told.push(child),
    holds: async () => false,
    withdraw: async (child) => void withdrawn.push(child),
    ...change,
  });
  const parents = [parent('88'), parent('88.118')];
  const clock = { ...realWorld.clock, now };
  const desk = new DelegationDesk({ ...realWorld, clock, records: store, parents });
  await desk.define();
  return { desk, told, withdrawn };
}

export const failsWith =
  (code: string) =>
  (error: unknown): boolean =>
    isFailure(error, `identifiers.${code}`);
