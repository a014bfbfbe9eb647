// Who asks, by the three logins of the Handle JSON API (reference §1.9): a secret key as password, a session
// that a key has opened, the key of a TLS client certificate. Only over a channel that nobody reads along.
import { isLocal } from '../../../kernel/http/admit.ts';
import { allows, type Principal } from '../../../kernel/access/rights.ts';
import type { RouteRequest } from '../../../kernel/http/route.ts';
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Random } from '../../../kernel/world/random.ts';
import { authenticationType } from '../../../wire/handle/handle.ts';
import type { LocalAdministration } from '../administration/local-administration.ts';
import { trusted, type Administrator } from '../administration/operations.ts';
import { registerRight } from '../api.ts';
import { Attempts, type AttemptBounds } from './attempts.ts';
import {
  authorizationOf,
  handleFieldsIn,
  passwordLoginIn,
  usesHandleLogin,
  type HandleFields,
} from './authorization.ts';
import { restFailures } from './failures.ts';
import { referenceOf, referenceText } from './identity-text.ts';
import { byAnswer, byCertificate, byPassword, isStillThere, subjectOf } from './key-proof.ts';
import { SessionStore, type Login, type Session, type SessionBounds } from './session-store.ts';
import { bytesIn, signedResponseOf } from './signed-answer.ts';

export type Asking = Pick<
  RouteRequest<unknown, unknown, unknown>,
  'headers' | 'origin' | 'peer' | 'peerCertificate'
>;

export type LoginOptions = {
  readonly nodes: readonly LocalAdministration[];
  readonly clock: Clock;
  readonly random: Random;
  /** A proxy in front encrypts for everybody. */
  readonly behindTls: boolean;
  readonly attemptBounds?: AttemptBounds;
  readonly sessionBounds?: SessionBounds;
};

export class Logins {
  readonly sessions: SessionStore;
  readonly #attempts: Attempts;
  readonly #nodes: readonly LocalAdministration[];
  readonly #behindTls: boolean;

  constructor(options: LoginOptions) {
    this.sessions = new SessionStore(options, options.sessionBounds);
    this.#attempts = new Attempts(options.clock, options.attemptBounds);
    this.#nodes = options.nodes;
    this.#behindTls = options.behindTls;
  }

  /** Whether keys and sessions may be taken from this caller. */
  isSafe(asking: Asking): boolean {
    return this.#behindTls || asking.origin.startsWith('https:') || isLocal(asking);
  }

  /** Fails with `handle-api.needs-https`. */
  refuseUnsafe(asking: Asking): void {
    if (!this.isSafe(asking)) throw restFailures['needs-https']();
  }

  /**
   * For whom a request for a handle is carried out; undefined for nobody. Our own login counts where it has
   * the right to register. Fails with kind `unauthenticated` where a login is shown that is not valid.
   */
  async administrator(
    asking: Asking & { readonly principal: Principal },
    handle: string,
  ): Promise<Administrator | undefined> {
    if (usesHandleLogin(asking)) return (await this.login(asking))?.identity;
    return allows(asking.principal, registerRight, handle) ? trusted : undefined;
  }

  /** The login of the header or the certificate; undefined where none is tried. */
  async login(asking: Asking): Promise<Login | undefined> {
    this.refuseUnsafe(asking);
    const header = authorizationOf(asking);
    const password = passwordLoginIn(header);
    if (password !== undefined) {
      const name = referenceText(password.reference);
      return this.#attempt(asking, name, () => byPassword(this.#nodes, password));
    }
    const fields = handleFieldsIn(header);
    if (fields?.has('sessionId') === true) return this.#inSession(asking, fields, header);
    const { peerCertificate } = asking;
    if (peerCertificate === undefined) {
      if (fields?.get('clientCert') === 'true') throw restFailures['login-failed']({ id: '?' });
      return undefined;
    }
    const name = subjectOf(peerCertificate);
    return this.#attempt(asking, name, () => byCertificate(this.#nodes, peerCertificate));
  }

  /** The session that fields name. Fails with `handle-api.no-such-session`. */
  async session(fields: HandleFields): Promise<Session> {
    const session = this.sessions.find(fields.get('sessionId') ?? '');
    if (session === undefined) throw restFailures['no-such-session']();
    if (session.login === undefined || (await isStillThere(this.#nodes, session.login))) {
      return session;
    }
    this.sessions.end(session.id);
    throw restFailures['no-such-session']();
  }

  /** `proof` is what a client may send again instead of proving itself anew. */
  async #inSession(
    asking: Asking,
    fields: HandleFields,
    proof: string,
  ): Promise<Login | undefined> {
    const session = await this.session(fields);
    if (!fields.has('signature') || session.proof === proof) return session.login;
    return this.prove(asking, session, fields, proof);
  }

  /** Logs in to a session by the signature over its nonce and the client's. */
  async prove(
    asking: Asking,
    session: Session,
    fields: HandleFields,
    proof = '',
  ): Promise<Login | undefined> {
    const field = (name: string) => fields.get(name);
    const reference = referenceOf(field('id') ?? '');
    if (reference === undefined) throw restFailures['bad-login']({ reason: badId });
    const authType = field('type') ?? authenticationType.publicKey;
    const signedResponse = signedResponseOf(authType, field);
    const covered = Buffer.concat([session.nonce, bytesIn(field, 'cnonce')]);
    const answer = { reference, authType, signedResponse };
    const attempt = () => byAnswer(this.#nodes, answer, covered);
    const login = await this.#attempt(asking, referenceText(reference), attempt);
    this.sessions.logIn(session, login, proof);
    return login;
  }

  /** Whether a secret key made an answer: another server may ask (reference §1.3 op 201). */
  verifies(asking: Asking, answer: Parameters<typeof byAnswer>[1], covered: Uint8Array) {
    const name = referenceText(answer.reference);
    const attempt = () => byAnswer(this.#nodes, answer, covered);
    return this.#attempts.run({ name, peer: asking.peer }, attempt);
  }

  async #attempt(
    { peer }: Asking,
    name: string,
    attempt: () => Promise<Login | undefined>,
  ): Promise<Login> {
    const login = await this.#attempts.run({ name, peer }, attempt);
    if (login === undefined) throw restFailures['login-failed']({ id: name });
    return login;
  }
}

const badId = {
  en: 'the field id must be index:handle, such as 300:88.118.8/ADMIN',
  zh: '字段 id 须为“索引:标识”，例如 300:88.118.8/ADMIN',
};
