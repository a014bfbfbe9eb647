// The network as a value: TCP connections and UDP sockets behind two small interfaces, so that the
// simulator can lose, delay and reorder what real nodes send. Callbacks, not streams: the
// resolution paths answer 100,000 messages a second and a promise each would be the largest cost.

export type Address = { readonly host: string; readonly port: number };

/** Certificate and key of a listener, in PEM, which may change while it is open. */
export type TlsCredentials = {
  current(): { readonly cert: string; readonly key: string };
  /** Calls back after each change; the result ends that. */
  onChange(listener: () => void): () => void;
};

export type ListenOptions = {
  /** With it the first byte of a connection tells whether it is TLS or plain; both are accepted. */
  readonly tls?: TlsCredentials;
};

export interface TcpConnection {
  readonly remote: Address;
  /** It came over TLS. */
  readonly isEncrypted?: boolean;
  onData(listener: (chunk: Uint8Array) => void): void;
  /** Called once, after the last data; `error` when the connection broke. */
  onClose(listener: (error?: Error) => void): void;
  /** False when the peer reads slower than we write: wait for `onDrain` before writing more. */
  write(bytes: Uint8Array | string): boolean;
  onDrain(listener: () => void): void;
  /** Stops reading until `resume`, so that a fast peer cannot fill our memory. */
  pause(): void;
  resume(): void;
  /** Sends what is written, then closes. */
  end(): void;
  /** Closes at once. */
  destroy(): void;
}

export interface Listener {
  readonly address: Address;
  /** Stops listening and destroys every open connection. */
  close(): Promise<void>;
}

export type UdpOptions = {
  /** Several sockets of this process may have the port; the system shares out the senders among them. Linux only. */
  readonly shared?: boolean;
  /** It may send to broadcast addresses, e.g. 255.255.255.255. IPv4 only. */
  readonly broadcast?: boolean;
};

export interface UdpSocket {
  readonly address: Address;
  onMessage(listener: (bytes: Uint8Array, from: Address) => void): void;
  /** Never throws: what cannot be sent is lost, as datagrams are. */
  send(bytes: Uint8Array, to: Address): void;
  close(): Promise<void>;
}

export interface Network {
  /** Port 0 picks a free one. Fails with `world.port-taken` or `world.cannot-listen`. */
  listenTcp(
    address: Address,
    accept: (connection: TcpConnection) => void,
    options?: ListenOptions,
  ): Promise<Listener>;
  /** Fails with `world.cannot-connect` (refused, unreachable, or not within `timeoutMs`). */
  connectTcp(address: Address, timeoutMs: number): Promise<TcpConnection>;
  openUdp(address: Address, options?: UdpOptions): Promise<UdpSocket>;
  /** The IP addresses of a host name, or the address itself; empty where the name is not known. */
  addressesOf(host: string): Promise<string[]>;
}
