// The login of the national system (reference §1.10): a key is proved once on a TCP connection, and what
// follows on that connection is taken as its owner's. A login lives as long as its connection, at most the
// time that the settings give, and ends when its key is taken away. It counts on no other connection.
import { createHash } from 'node:crypto';
import type { Clock } from '../../../kernel/world/clock.ts';
import {
  canonicalKey,
  responseCode,
  type Message,
  type Reference,
} from '../../../wire/handle/handle.ts';
import type { KnownPeers } from '../administration/known-peers.ts';
import type { KnownValues } from '../administration/known-values.ts';
import type { Peer } from '../listeners/peer.ts';
import type { Outcome } from './key-limits.ts';

const usualLifeMs = 24 * 60 * 60 * 1000;

type Login = {
  readonly identity: Reference;
  readonly sinceMs: number;
  /** The SHA-256 hash of the key value that was proved. */
  readonly keyHash: string;
};

/** What a connection has come to; connections that never asked to log in have none. */
type Dialogue = {
  /** The session id of the one challenge that may be answered here. */
  challenge?: number;
  login?: Login;
};

export class Logins implements KnownPeers {
  readonly #clock: Clock;
  readonly #lifeMs: number;
  readonly #dialogues = new WeakMap<Peer, Dialogue>();

  constructor(clock: Clock, lifeMs = usualLifeMs) {
    this.#clock = clock;
    this.#lifeMs = lifeMs;
  }

  identityOf(peer: Peer): Reference | undefined {
    const dialogue = this.#dialogues.get(peer);
    const login = dialogue?.login;
    if (dialogue === undefined || login === undefined) return undefined;
    if (this.#clock.monotonicMs() - login.sinceMs < this.#lifeMs) return login.identity;
    delete dialogue.login;
    return undefined;
  }

  /** Why this peer cannot begin to log in; undefined if it can. */
  refusalOf(peer: Peer): Outcome | undefined {
    if (peer.transport !== 'tcp') return outcome('notSupported', 'Log in over TCP');
    if (this.identityOf(peer) === undefined) return undefined;
    return outcome('repeatedLogin', 'This connection is logged in already');
  }

  /** A challenge to a login went out; an earlier one on this connection can be answered no more. */
  challenged(peer: Peer, sessionId: number): void {
    const dialogue = this.#dialogues.get(peer) ?? {};
    dialogue.challenge = sessionId;
    this.#dialogues.set(peer, dialogue);
  }

  /** Whether the challenge of this session id went out to this peer for a login; answered once. */
  takeChallenge(peer: Peer, sessionId: number): boolean {
    const dialogue = this.#dialogues.get(peer);
    if (dialogue === undefined || dialogue.challenge !== sessionId) return false;
    delete dialogue.challenge;
    return true;
  }

  /** A key was proved in answer to the challenge to `asked`: logs in if it is the key that was named. */
  logIn(peer: Peer, { body }: Message, { identity: proved, key }: Proof): Outcome {
    const dialogue = this.#dialogues.get(peer);
    const isNamed =
      body.kind === 'login-request' &&
      body.userIndex === proved.index &&
      proved.index > 0 &&
      canonicalKey(body.userHandle) === canonicalKey(proved.handle);
    if (dialogue === undefined || !isNamed) {
      return outcome('authenticationFailed', 'Log in with the key that the login names');
    }
    const refused = this.refusalOf(peer);
    if (refused !== undefined) return refused;
    const sinceMs = this.#clock.monotonicMs();
    dialogue.login = { identity: proved, sinceMs, keyHash: hashOf(key) };
    return { code: responseCode.ok, bodies: [{ kind: 'empty' }] };
  }

  /** Ends the login of a peer whose key stands here no more. Keys that other nodes hold count until the login ends. */
  async endIfRevoked(peer: Peer, known: Pick<KnownValues, 'heldHere'>): Promise<void> {
    const dialogue = this.#dialogues.get(peer);
    const login = dialogue?.login;
    if (dialogue === undefined || login === undefined) return;
    const { handle, index } = login.identity;
    const values = await known.heldHere(handle);
    if (values === undefined) return;
    const stands = values.some(
      (value) => value.index === index && hashOf(value.data) === login.keyHash,
    );
    if (!stands && dialogue.login === login) delete dialogue.login;
  }

  /** Whether a peer speaks this dialect and is not, or no more, logged in. */
  mustLogIn(peer: Peer): boolean {
    return this.#dialogues.has(peer) && this.identityOf(peer) === undefined;
  }
}

/** What an answer to a challenge proved, and the key value that did. */
type Proof = { readonly identity: Reference; readonly key: Uint8Array };

function hashOf(key: Uint8Array): string {
  return createHash('sha256').update(key).digest('base64');
}

export const loginFirst: Outcome = outcome('logInFirst', 'Log in first (operation 2001)');

/** Operation 2000 sends a password in the clear. */
export const noPasswords: Outcome = outcome(
  'notSupported',
  'Passwords are not taken here: log in with a key (operation 2001)',
);

function outcome(name: keyof typeof responseCode, message: string): Outcome {
  return { code: responseCode[name], bodies: [{ kind: 'error', message }] };
}
