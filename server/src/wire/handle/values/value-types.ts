// The value types that the protocol itself gives a meaning (RFC 3651 §3.2; reference §1.7).

export const valueType = {
  admin: 'HS_ADMIN',
  adminGroup: 'HS_VLIST',
  site: 'HS_SITE',
  /** The HS_SITE of Handle.Net for IPv6. */
  site6: 'HS_SITE.6',
  /** The site that answers for derived prefixes. */
  sitePrefix: 'HS_SITE.PREFIX',
  service: 'HS_SERV',
  servicePrefix: 'HS_SERV.PREFIX',
  alias: 'HS_ALIAS',
  namespace: 'HS_NAMESPACE',
  publicKey: 'HS_PUBKEY',
  secretKey: 'HS_SECKEY',
  certificate: 'HS_CERT',
  signature: 'HS_SIGNATURE',
} as const;
