// The client's end of a session (reference §1.6, §8.16): each request gets the next counter and a MAC and is
// encrypted where the session is; each answer is opened and its MAC checked. Pure but for the cryptography
// that is handed in.

import { opCode } from '../codes.ts';
import { decodeEnvelope } from '../envelope.ts';
import { opFlag } from '../header.ts';
import { contentOf, decodeMessage, type Message } from '../message.ts';
import { ReplayWindow } from '../replay-window.ts';
import { decryptedMessage, encryptedMessage, isMacRight, sealed } from '../session-seal.ts';
import type { SessionCrypto } from '../session-seal.ts';
import { readdressed } from '../credential-bytes.ts';
import { int4At } from '../bytes.ts';

export type ClientSessionOptions = {
  /** As the server's answer to the set-up carries it. */
  readonly id: number;
  /** See `sessionKeyOf`. */
  readonly key: Uint8Array;
  readonly encrypted: boolean;
  readonly crypto: SessionCrypto;
};

export type OpenedAnswer =
  | { readonly ok: true; readonly message: Message }
  | {
      readonly ok: false;
      /** `mac`: not made with the session's key; `replayed`: opened before. */
      readonly reason: 'malformed' | 'other-session' | 'undecipherable' | 'mac' | 'replayed';
    };

export class ClientSession {
  readonly #options: ClientSessionOptions;
  readonly #heard = new ReplayWindow();
  #sent = 0;

  constructor(options: ClientSessionOptions) {
    this.#options = options;
  }

  get id(): number {
    return this.#options.id;
  }

  /** Flags that requests of this session have: `seal` sets them, and the digest in a challenge covers them. */
  get flags(): number {
    return opFlag.certified | (this.#options.encrypted ? opFlag.encrypt : 0);
  }

  /** A request as it is sent in this session; an answer to a challenge proves itself and goes without a MAC. */
  seal(request: Uint8Array): Uint8Array {
    const { id, key, encrypted, crypto } = this.#options;
    if (int4At(contentOf(request), 0) === opCode.challengeAnswer) {
      const own = readdressed(request, { envelope: { sessionId: id } });
      return encrypted ? encryptedMessage(own, key, crypto) : own;
    }
    const counter = ++this.#sent;
    return sealed(request, { key, sessionId: id, counter, encrypted }, crypto);
  }

  /** One message of an answer. The last answer of a session that was ended is signed by the server instead. */
  open(answer: Uint8Array): OpenedAnswer {
    const { id, key, crypto } = this.#options;
    const envelope = decodeEnvelope(answer);
    if (!envelope.ok) return { ok: false, reason: 'malformed' };
    if (envelope.value.sessionId !== id) return { ok: false, reason: 'other-session' };
    const clear = envelope.value.encrypted ? decryptedMessage(answer, key, crypto) : answer;
    if (clear === undefined) return { ok: false, reason: 'undecipherable' };
    const decoded = decodeMessage(clear);
    if (!decoded.ok) return { ok: false, reason: 'malformed' };
    const { credential } = decoded.value;
    if (credential === undefined || !isMacRight(clear, { credential, key }, crypto)) {
      return { ok: false, reason: 'mac' };
    }
    if (!this.#heard.accept(credential.sessionCounter)) return { ok: false, reason: 'replayed' };
    return { ok: true, message: decoded.value };
  }
}
