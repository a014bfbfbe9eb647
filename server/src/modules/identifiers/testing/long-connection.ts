// For tests: one TCP connection for many messages, as the clients of the national system keep it; answers
// find their questions by request id.
import type { TestContext } from 'node:test';
import { realWorld } from '../../../kernel/world/real/world.ts';
import type { Address } from '../../../kernel/world/network.ts';
import {
  authenticationType,
  encodeSignature,
  Framer,
  opCode,
  opFlag,
  responseCode,
  type Message,
  type Reference,
} from '../../../wire/handle/handle.ts';
import { sm2Sign, sm3 } from '../sm/sm2.ts';
import { challengeAnswer, type Asked, type Credential } from './administrator.ts';
import { question, read } from './wire.ts';

/** Asks one thing and gives its one answer. */
export type Ask = (asked: Asked, sessionId?: number) => Promise<Message>;

export type LongConnection = {
  readonly ask: Ask;
  /** A whole message as it is; its request id must be one that is not under way. */
  readonly send: (message: Uint8Array) => Promise<Message>;
  readonly close: () => void;
};

export async function longConnection(
  t: Pick<TestContext, 'after'>,
  to: Address,
): Promise<LongConnection> {
  const connection = await realWorld.network.connectTcp(to, 1_000);
  t.after(() => connection.destroy());
  const waiting = new Map<number, (answer: Message) => void>();
  const framer = new Framer();
  connection.onData((chunk) => {
    for (const message of framer.push(chunk).messages.map(read)) {
      waiting.get(message.envelope.requestId)?.(message);
      waiting.delete(message.envelope.requestId);
    }
  });
  let last = 100;
  const send = (message: Uint8Array): Promise<Message> =>
    new Promise((resolve) => {
      waiting.set(read(message).envelope.requestId, resolve);
      connection.write(message);
    });
  const ask: Ask = (asked, sessionId = 0) => {
    last += 1;
    return send(question({ flags: 0, ...asked, envelope: { sessionId, requestId: last } }));
  };
  return { send, ask, close: () => connection.destroy() };
}

export function loginOf({ handle, index }: Reference): Asked {
  return {
    op: opCode.loginIdSystem,
    flags: opFlag.returnDigest,
    body: { kind: 'login-request', userHandle: handle, userIndex: index },
  };
}

/** Both steps, under a session id that the client chose itself. */
export async function logIn(
  { ask, send }: Pick<LongConnection, 'ask' | 'send'>,
  credential: Credential,
): Promise<number> {
  const challenge = await ask(loginOf(credential), 10_001);
  if (challenge.header.responseCode !== responseCode.authenticationNeeded) {
    return challenge.header.responseCode;
  }
  return (await send(challengeAnswer(challenge, credential))).header.responseCode;
}

/** As the client of the national system signs: the SM3 hash of what is covered, under its own handle. */
export function sm2Signer(of: Reference, privateKey: Uint8Array): Credential {
  const signed = { signerId: Buffer.from(of.handle), random: realWorld.random };
  const prove = (covered: Uint8Array): Uint8Array =>
    encodeSignature({ hashName: 'SM3', signature: sm2Sign(sm3(covered), privateKey, signed) });
  return { ...of, authType: authenticationType.publicKey, prove };
}
