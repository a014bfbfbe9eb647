// For tests: a client that sets up a session with a node by Diffie–Hellman and talks in it, made from the
// codec; the cryptography is Node's.
import { createHash, getDiffieHellman, type DiffieHellmanGroup } from 'node:crypto';
import { realRandom } from '../../../kernel/world/real/random.ts';
import {
  answerChallenge,
  ClientSession,
  decodePublicKey,
  decodeSessionKeyData,
  encodePublicKey,
  encodeRequest,
  keyExchangeMode,
  opFlag,
  requests,
  responseCode,
  sessionKeyOf,
  type Message,
  type Request,
} from '../../../wire/handle/handle.ts';
import { sessionCrypto } from '../sessions/session-crypto.ts';
import type { Credential, Send } from './administrator.ts';
import { read } from './wire.ts';

export const clientCrypto = sessionCrypto(realRandom);

export type SetUp = { readonly group?: string; readonly timeoutSeconds?: number };

const digests = (name: string, bytes: Uint8Array): Uint8Array =>
  createHash(name).update(bytes).digest();

type GroupKeys = { readonly pair: DiffieHellmanGroup; readonly record: Uint8Array };

const keysOfGroups = new Map<string, GroupKeys>();

/** A key pair in a well-known group and its record; one for all tests of a file, since Node is slow to make it. */
export function groupKeys(group = 'modp2'): GroupKeys {
  const keys = keysOfGroups.get(group) ?? newGroupKeys(group);
  keysOfGroups.set(group, keys);
  return keys;
}

function newGroupKeys(group: string): GroupKeys {
  const pair = getDiffieHellman(group);
  const prime = pair.getPrime();
  const y = positive(pair.generateKeys());
  const g = Uint8Array.of(2);
  const record = encodePublicKey({ keyType: 'DH_PUB_KEY', flags: 0, y, p: positive(prime), g });
  return { pair, record };
}

function positive(number: Uint8Array): Uint8Array {
  return Uint8Array.of(0, ...number);
}

export class SessionClient {
  readonly #send: Send;
  readonly #encrypted: boolean;
  #session: ClientSession | undefined;
  #requestId = 100;

  constructor(send: Send, encrypted = false) {
    this.#send = send;
    this.#encrypted = encrypted;
  }

  get sessionId(): number {
    return this.#session?.id ?? 0;
  }

  /** The answer to op 400; with code 1 the session is there. */
  async setUp({ group = 'modp2', timeoutSeconds = 3_600 }: SetUp = {}): Promise<Message> {
    const { pair, record } = groupKeys(group);
    const asked = requests.setUpSession({
      mode: keyExchangeMode.diffieHellman,
      timeoutSeconds,
      identityHandle: '',
      identityIndex: -1,
      publicKey: record,
    });
    const [answer] = (await this.#send(this.encode(asked, 0))).map(read);
    if (answer === undefined) throw new Error('no answer');
    if (answer.body.kind !== 'session-setup-response') return answer;
    const data = decodeSessionKeyData(answer.body.data);
    const server = data.ok ? decodePublicKey(data.value.publicKey) : undefined;
    if (server?.ok !== true || server.value.keyType !== 'DH_PUB_KEY') throw new Error('no key');
    this.use(answer.envelope.sessionId, sessionKeyOf(pair.computeSecret(server.value.y)));
    return answer;
  }

  /** Talks in a session that was set up otherwise. */
  use(id: number, key: Uint8Array): void {
    this.#session = new ClientSession({
      id,
      key,
      encrypted: this.#encrypted,
      crypto: clientCrypto,
    });
  }

  encode(asked: Request, flags = 0): Uint8Array {
    const requestId = ++this.#requestId;
    return encodeRequest(asked, { requestId, expirationSeconds: 1_900_000_000, flags });
  }

  /** The sealed bytes of a request. */
  sealed(asked: Request, flags: number = opFlag.certified): Uint8Array {
    return this.#open().seal(this.encode(asked, flags));
  }

  /** Sends sealed bytes and opens all parts of the answer. */
  async exchange(sealed: Uint8Array): Promise<Message[]> {
    return (await this.#send(sealed)).map((bytes) => this.opened(bytes));
  }

  opened(bytes: Uint8Array): Message {
    const opened = this.#open().open(bytes);
    if (!opened.ok) throw new Error(`${opened.reason} ${read(bytes).header.responseCode}`);
    return opened.message;
  }

  /** Asks in the session and answers the challenge if there is one; tells whether there was. */
  async ask(asked: Request, credential?: Credential): Promise<[Message, boolean]> {
    const request = this.encode(asked, this.#open().flags);
    const [first] = await this.exchange(this.#open().seal(request));
    if (first === undefined) throw new Error('no answer');
    const challenged = first.header.responseCode === responseCode.authenticationNeeded;
    if (!challenged || credential === undefined) return [first, challenged];
    const own = { requestId: ++this.#requestId, expirationSeconds: 1_900_000_000 };
    const answer = answerChallenge(
      { request, challenge: first },
      { prover: credential, digests },
      own,
    );
    if (!answer.ok) throw new Error(answer.reason);
    const [last] = await this.exchange(this.#open().seal(answer.message));
    if (last === undefined) throw new Error('no answer');
    return [last, true];
  }

  #open(): ClientSession {
    if (this.#session === undefined) throw new Error('no session');
    return this.#session;
  }
}
