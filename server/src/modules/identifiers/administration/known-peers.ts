// The seam between administration and those who know a peer already, so that it is not challenged again.
import type { Message } from '../../../wire/handle/handle.ts';
import type { Peer } from '../listeners/peer.ts';
import type { Identity } from './rights.ts';

/** Peers that proved who they are before: by a session, or by a login on their connection. */
export interface KnownPeers {
  /** The key that a peer proved to hold; undefined for strangers. */
  identityOf(peer: Peer, request: Message): Identity | undefined;
}
