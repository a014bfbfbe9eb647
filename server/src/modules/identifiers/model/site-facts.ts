// What is told of the servers of a site, and of sites beside the primary.

/** One of several servers of a site; the key as a record. */
export type SiteServerFacts = {
  readonly host: string;
  readonly tcpPort: number;
  readonly udpPort: number;
  readonly publicKey?: Uint8Array;
};
/** A site that holds copies and answers questions; changes go to the primary. */
export type MirrorSite = SiteServerFacts & { readonly description: string };
