// Who sent a message: a connection, or the source of a datagram. A connection is one value for as long as
// it is open, so that what it logged in as, or the session that it set up, may hang on it.

export type Peer = {
  readonly transport: 'udp' | 'tcp' | 'http';
  readonly host: string;
  readonly port: number;
};
