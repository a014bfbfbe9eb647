// Puts together what secures the exchanges of one node: sessions, certified answers, and what administration
// must know of them. Sessions and challenges share one space of ids.
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Random } from '../../../kernel/world/random.ts';
import type { AdministrationOptions } from '../administration/administration.ts';
import { KnownValues } from '../administration/known-values.ts';
import { PendingRequests, type PendingBounds } from '../administration/pending-requests.ts';
import type { Resolver } from '../api.ts';
import type { Authority } from '../authority/authority.ts';
import { Certifier, type CertifierBounds } from '../certification/certifier.ts';
import type { NodeKey } from '../node-key/node-key.ts';
import { KeyExchange } from './key-exchange.ts';
import { OpenSessions, type SessionBounds } from './open-sessions.ts';
import { SecuredExchanges } from './secured-exchanges.ts';
import { sessionCrypto } from './session-crypto.ts';
import { SessionRequests, type SetUpBounds } from './session-requests.ts';

export type SecureOptions = {
  readonly authority: Authority;
  readonly clock: Clock;
  readonly random: Random;
  readonly resolver?: Pick<Resolver, 'resolve'> | undefined;
  /** Without it no answer is certified. */
  readonly nodeKey?: Pick<NodeKey, 'privateKey'> | undefined;
  readonly sessionBounds?: SessionBounds;
  readonly setUpBounds?: SetUpBounds;
  readonly certifierBounds?: CertifierBounds;
  readonly pendingBounds?: PendingBounds;
};

export type Secured = {
  readonly exchanges: SecuredExchanges;
  readonly sessions: OpenSessions;
  readonly administration: Required<
    Pick<AdministrationOptions, 'sessions' | 'knownPeers' | 'pending'>
  >;
};

export function securedExchanges(options: SecureOptions): Secured {
  const { authority, clock, random, resolver, nodeKey, pendingBounds } = options;
  const isTaken = (id: number): boolean => sessions.has(id);
  const pending = new PendingRequests({ clock, random, isTaken }, pendingBounds);
  const sessions = new OpenSessions({
    clock,
    random,
    isTaken: (id) => pending.has(id),
    ...(options.sessionBounds === undefined ? {} : { bounds: options.sessionBounds }),
  });
  const requests = new SessionRequests({
    node: authority,
    clock,
    sessions,
    keys: new KeyExchange(random, new KnownValues({ authority, clock, resolver })),
    ...(options.setUpBounds === undefined ? {} : { bounds: options.setUpBounds }),
  });
  const bounds = options.certifierBounds;
  const certifier =
    nodeKey === undefined
      ? undefined
      : new Certifier({
          privateKey: nodeKey.privateKey,
          clock,
          ...(bounds === undefined ? {} : { bounds }),
        });
  const crypto = sessionCrypto(random);
  const exchanges = new SecuredExchanges({ sessions, requests, crypto, clock, certifier });
  const administration = { sessions: exchanges, knownPeers: [exchanges], pending };
  return { exchanges, sessions, administration };
}
