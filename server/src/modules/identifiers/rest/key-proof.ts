// Whether somebody holds a key that stands at a handle: its secret itself, an answer made with it, or a TLS
// connection opened with it (reference §1.6, §1.9 "Logins"). What proved itself is told, or nothing.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { PeerCertificate } from '../../../kernel/http/route.ts';
import {
  authenticationType,
  responseCode,
  valuePermission,
  valueType,
  type ChallengeAnswer,
  type Reference,
} from '../../../wire/handle/handle.ts';
import { isSameKey, verificationKeyOf } from '../administration/key-records.ts';
import type { KnownValue } from '../administration/known-values.ts';
import type { LocalAdministration } from '../administration/local-administration.ts';
import { restFailures } from './failures.ts';
import { referenceOf, referenceText } from './identity-text.ts';
import type { Login } from './session-store.ts';

type Nodes = readonly LocalAdministration[];

/** Without an index the keys of a handle are tried; of hostile records not all. */
const keysTriedMax = 4;

/** The secret key of a value, or what it was made from: its hash may stand there (reference §1.6). */
export async function byPassword(
  nodes: Nodes,
  { reference, password }: { reference: Reference; password: Uint8Array },
): Promise<Login | undefined> {
  if (password.length === 0) return undefined; // everybody knows it
  const hashed = Buffer.from(createHash('sha1').update(password).digest('hex'));
  for (const { value } of await secretsAt(nodes, reference)) {
    if (value.data.length === 0) continue;
    if (same(value.data, password) || same(value.data, hashed)) return loginOf(reference, value);
  }
  return undefined;
}

/** An answer over `covered`, as to a challenge of the wire. */
export async function byAnswer(
  nodes: Nodes,
  answer: Omit<ChallengeAnswer, 'kind' | 'userIndex' | 'userHandle'> & { reference: Reference },
  covered: Uint8Array,
): Promise<Login | undefined> {
  const { reference, ...rest } = answer;
  const isPublic = answer.authType === authenticationType.publicKey;
  const keys = isPublic ? await publicKeysAt(nodes, reference) : await secretsAt(nodes, reference);
  for (const { node, value } of keys) {
    const user = { userHandle: reference.handle, userIndex: value.index };
    const made = await node.authenticate({ ...rest, ...user, kind: 'challenge-answer' }, covered);
    if (made.ok) return loginOf(reference, value);
    if (made.code === responseCode.busy) {
      throw restFailures['node-busy']({ handle: referenceText(reference) });
    }
  }
  return undefined;
}

/** The subject's UID, or else CN, is index:handle, and the certificate's key stands there. */
export async function byCertificate(
  nodes: Nodes,
  certificate: PeerCertificate,
): Promise<Login | undefined> {
  const reference = referenceOf(subjectOf(certificate));
  if (reference === undefined) return undefined;
  for (const { value } of await publicKeysAt(nodes, reference)) {
    const held = verificationKeyOf(value.data);
    const key = held?.algorithm === 'sm2' ? undefined : held?.key;
    if (key !== undefined && isSameKey(key, certificate.publicKey)) {
      return loginOf(reference, value);
    }
  }
  return undefined;
}

export function subjectOf({ subject }: PeerCertificate): string {
  return subject['UID'] ?? subject['CN'] ?? '';
}

/** False once the key was taken away or replaced. Of keys held elsewhere nothing is known at once. */
export async function isStillThere(nodes: Nodes, { identity, key }: Login): Promise<boolean> {
  const holders = await holdersOf(nodes, identity);
  return (
    holders.length === 0 ||
    holders.some(({ values }) =>
      values.some(
        ({ index, type, data }) =>
          index === identity.index && type === key.type && Buffer.compare(data, key.data) === 0,
      ),
    )
  );
}

type Key = { readonly node: LocalAdministration; readonly value: KnownValue };

/** What everybody may read is no secret. Secrets that other nodes hold cannot be had. */
async function secretsAt(nodes: Nodes, reference: Reference): Promise<Key[]> {
  const holders = await holdersOf(nodes, reference);
  const keys = holders.flatMap(({ node, values }) =>
    values
      .filter(({ permissions }) => (permissions & valuePermission.publicRead) === 0)
      .map((value) => ({ node, value })),
  );
  return wanted(keys, reference, valueType.secretKey);
}

async function publicKeysAt(nodes: Nodes, reference: Reference): Promise<Key[]> {
  const holders = await holdersOf(nodes, reference);
  const here = holders.flatMap(({ node, values }) => values.map((value) => ({ node, value })));
  const keys = wanted(here, reference, valueType.publicKey);
  const [node] = nodes;
  if (keys.length > 0 || node === undefined) return keys;
  const elsewhere = (await node.known(reference.handle)) ?? [];
  return wanted(
    elsewhere.map((value) => ({ node, value })),
    reference,
    valueType.publicKey,
  );
}

function wanted(keys: readonly Key[], { index }: Reference, type: string): Key[] {
  const fitting = keys.filter(
    ({ value }) => value.type === type && (index === 0 || value.index === index),
  );
  return fitting.slice(0, keysTriedMax);
}

async function holdersOf(nodes: Nodes, { handle }: Reference) {
  const asked = await Promise.all(
    nodes.map(async (node) => ({ node, values: await node.heldHere(handle) })),
  );
  return asked.flatMap(({ node, values }) => (values ? [{ node, values }] : []));
}

function loginOf({ handle }: Reference, value: KnownValue): Login {
  const { index, type, data } = value;
  return { identity: { handle, index }, key: { type, data } };
}

/** Hashed first, so that the time tells nothing of the length either. */
function same(one: Uint8Array, other: Uint8Array): boolean {
  const [a, b] = [one, other].map((bytes) => createHash('sha256').update(bytes).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
