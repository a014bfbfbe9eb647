// Who the HTTP door says it is over TLS: certificate and key, which may change while it is open.

export interface TlsIdentity {
  /** PEM; the certificate with those that lead to its root. */
  current(): { readonly cert: string; readonly key: string };
  /** Calls back after each change; the result ends that. */
  onChange(listener: () => void): () => void;
  /** Whether callers are asked for a certificate of theirs. */
  readonly asksClients: boolean;
}
