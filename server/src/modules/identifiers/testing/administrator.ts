// For tests: a client that administers identifiers over the wire, made from the codec alone.
import { createHash, createHmac, pbkdf2Sync, sign, type KeyObject } from 'node:crypto';
import { realWorld } from '../../../kernel/world/real/world.ts';
import type { Address } from '../../../kernel/world/network.ts';
import {
  adminPermission,
  answerChallenge,
  authenticationType,
  decodeEnvelope,
  encodeAdmin,
  encodeMac,
  encodeSignature,
  Framer,
  hasFlag,
  macAlgorithm,
  opCode,
  Reassembly,
  responseCode,
  splitDatagrams,
  valueType,
  type Body,
  type Digests,
  type HandleValue,
  type Message,
  type Prover,
  type Reference,
} from '../../../wire/handle/handle.ts';
import { question, read } from './wire.ts';

/** Sends one message and gives the messages of its answer. */
export type Send = (message: Uint8Array) => Promise<readonly Uint8Array[]>;

/** Who somebody says that he is, and how he proves it. */
export type Credential = Prover;

export function signer(of: Reference, key: KeyObject, hashName = 'SHA-256'): Credential {
  const hash = key.asymmetricKeyType === 'ed25519' ? null : hashName.replace('-', '');
  const prove = (covered: Uint8Array): Uint8Array =>
    encodeSignature({ hashName, signature: sign(hash, covered, key) });
  return { ...of, authType: authenticationType.publicKey, prove };
}

/** `algorithm` as in `macAlgorithm`; 0 is the bare MD5 of protocol 2.0. */
export function secretHolder(of: Reference, secret: Uint8Array, algorithm: number): Credential {
  const prove = (covered: Uint8Array): Uint8Array => macOf(secret, covered, algorithm);
  return { ...of, authType: authenticationType.secretKey, prove };
}

function macOf(secret: Uint8Array, covered: Uint8Array, algorithm: number): Uint8Array {
  const all = Buffer.concat([secret, covered, secret]);
  const hash = (name: string): Uint8Array => createHash(name).update(all).digest();
  const hmac = (name: string, key: Uint8Array): Uint8Array =>
    createHmac(name, key).update(covered).digest();
  switch (algorithm) {
    case macAlgorithm.md5:
      return encodeMac({ algorithm, mac: hash('md5') });
    case macAlgorithm.sha1:
      return encodeMac({ algorithm, mac: hash('sha1') });
    case macAlgorithm.sha256:
      return encodeMac({ algorithm, mac: hash('sha256') });
    case macAlgorithm.hmacSha1:
      return encodeMac({ algorithm, mac: hmac('sha1', secret) });
    case macAlgorithm.hmacSha256:
      return encodeMac({ algorithm, mac: hmac('sha256', secret) });
    case macAlgorithm.pbkdf2HmacSha1: {
      const derivation = { salt: Buffer.alloc(16, 7), rounds: 10_000, keyBits: 160 };
      const key = pbkdf2Sync(secret, derivation.salt, derivation.rounds, 20, 'sha1');
      return encodeMac({ algorithm, mac: hmac('sha1', key), derivation });
    }
    default:
      return hash('md5');
  }
}

export type Asked = { readonly op: number; readonly body: Body; readonly flags?: number };

/** Asks, answers the challenge if there is one, and gives the parts of the last answer. */
export async function administer(
  send: Send,
  asked: Asked,
  credential?: Credential,
): Promise<Message[]> {
  const sent = question({ flags: 0, ...asked });
  const first = (await send(sent)).map(read);
  const [challenge] = first;
  if (challenge?.header.responseCode !== responseCode.authenticationNeeded || !credential) {
    return first;
  }
  return (await send(challengeAnswer(challenge, credential, sent))).map(read);
}

/** Op 200 to a challenge; the digest in it is compared where the request is given as it was sent. */
export function challengeAnswer(
  challenge: Message,
  credential: Credential,
  sent?: Uint8Array,
): Uint8Array {
  if (sent === undefined) return unchecked(challenge, credential);
  const answer = answerChallenge(
    { request: sent, challenge },
    { prover: credential, digests },
    { requestId: 8, expirationSeconds: 1_900_000_000 },
  );
  if (!answer.ok) throw new Error(answer.reason);
  return answer.message;
}

function unchecked({ body, digest, envelope }: Message, credential: Credential): Uint8Array {
  if (body.kind !== 'challenge' || digest === undefined) throw new Error('no challenge');
  const covered = Buffer.concat([body.nonce, digest.bytes]);
  return question({
    op: opCode.challengeAnswer,
    flags: 0,
    envelope: { sessionId: envelope.sessionId, requestId: 8 },
    body: {
      kind: 'challenge-answer',
      authType: credential.authType,
      userHandle: credential.handle,
      userIndex: credential.index,
      signedResponse: credential.prove(covered),
    },
  });
}

const digests: Digests = (name, bytes) => createHash(name).update(bytes).digest();

export function codesOf(messages: readonly Message[]): number[] {
  return messages.map(({ header }) => header.responseCode);
}

/** A value that a client sends; readable by all, writable by administrators. */
export function sentValue(index: number, over: Partial<HandleValue> = {}): HandleValue {
  const times = { timestampSeconds: 0, ttlType: 0, ttlSeconds: 86_400 };
  const rest = { permissions: 14, type: 'URL', data: Buffer.from(`value ${index}`) };
  return { index, ...times, ...rest, references: [], ...over };
}

export const allPermissions = Object.values(adminPermission).reduce((sum, bit) => sum | bit, 0);

export function adminOf(index: number, of: Reference, permissions = allPermissions): HandleValue {
  return sentValue(index, { type: valueType.admin, data: encodeAdmin({ ...of, permissions }) });
}

/** One connection for each message, as Handle.Net's client does. */
export function overTcp(to: Address): Send {
  return async (message) => {
    const connection = await realWorld.network.connectTcp(to, 1_000);
    const framer = new Framer();
    const messages: Uint8Array[] = [];
    return new Promise((resolve) => {
      const end = (): void => {
        connection.destroy();
        resolve(messages);
      };
      connection.onClose(end);
      connection.onData((chunk) => {
        messages.push(...framer.push(chunk).messages);
        if (isLast(messages.at(-1))) end();
      });
      connection.write(message);
    });
  };
}

export function overUdp(to: Address): Send {
  return async (message) => {
    const socket = await realWorld.network.openUdp({ host: '127.0.0.1', port: 0 });
    const reassembly = new Reassembly();
    const messages: Uint8Array[] = [];
    const answered = new Promise<readonly Uint8Array[]>((resolve) => {
      socket.onMessage((packet) => {
        const arrived = reassembly.push('node', packet, 0);
        if (!arrived.ok || arrived.message === undefined) return;
        messages.push(arrived.message);
        if (isLast(arrived.message)) resolve(messages);
      });
    });
    for (const packet of splitDatagrams(message)) socket.send(packet, to);
    const all = await answered;
    await socket.close();
    return all;
  };
}

/** Only the holder of the key sees whether more parts follow an encrypted one; these tests have one. */
function isLast(message: Uint8Array | undefined): boolean {
  const envelope = message && decodeEnvelope(message);
  if (message === undefined || envelope?.ok !== true) return false;
  return envelope.value.encrypted || !hasFlag(read(message).header.flags, 'continuous');
}
