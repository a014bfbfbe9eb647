// HTTP routes as data. From one value come the handler, the checks of what comes in and goes out, the
// access rule and the OpenAPI page; a module lists its routes and never sees the HTTP library.
import type { KeyObject } from 'node:crypto';
import type { Principal, Right } from '../access/rights.ts';
import type { Failure } from '../failure/failure.ts';
import type { Bilingual, Language } from '../schema/bilingual.ts';
import type { Static, TSchema } from '../schema/schema.ts';

export type Method = 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE' | 'OPTIONS';

/**
 * The certificate that a caller showed over TLS. The caller holds its private key; nothing else is known:
 * anybody may have issued it and written any name into it.
 */
export type PeerCertificate = {
  /** By attribute, e.g. `CN`. */
  readonly subject: Readonly<Record<string, string>>;
  readonly publicKey: KeyObject;
};

/** What is known of a caller before anything else is read. */
export type Caller = {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly peerCertificate?: PeerCertificate;
};

export type RouteRequest<P, Q, B> = Caller & {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly principal: Principal;
  readonly language: Language;
  /** `http://host:port`, as the caller addressed us. */
  readonly origin: string;
  /** Path and query, as they were sent. */
  readonly url: string;
  /** The peer's address, for rate limits and audit. */
  readonly peer: string;
  /** The same value for all requests of a connection; what a caller set up may hang on it. */
  readonly connection: object;
  /** Aborts when the caller goes away. */
  readonly signal: AbortSignal;
};

/** As much of a request as is known whatever failed. */
export type FailedRequest = Caller & {
  readonly language: Language;
  readonly origin: string;
  readonly peer: string;
  readonly url: string;
};

/**
 * A reply with a status other than 200, headers or a redirect; a plain value is a 200. An async iterable of bytes is
 * sent as it is made, no faster than it is read.
 */
export class Reply<T = unknown> {
  readonly body: T;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    body: T,
    options: { status?: number; headers?: Readonly<Record<string, string>> } = {},
  ) {
    this.body = body;
    this.status = options.status ?? 200;
    this.headers = options.headers ?? {};
  }
}

/** One message of a server-sent event stream. */
export type StreamMessage = {
  readonly event: string;
  readonly id?: string;
  readonly data: unknown;
};

type Stream = AsyncIterable<StreamMessage> | Promise<AsyncIterable<StreamMessage>>;

/**
 * `public`: anybody; `local-or-whole`: callers on this machine, and from elsewhere whoever has a right
 * on the whole installation; `signed-in`: any known principal; otherwise a right on an identifier.
 * `unless` lets callers through who log in by the means of another protocol; the handler checks them.
 */
export type RouteAccess<R> =
  | 'public'
  | 'local-or-whole'
  | 'signed-in'
  | {
      readonly right: Right;
      readonly on: (request: R) => string;
      readonly unless?: (caller: Caller) => boolean;
    };

/** What a handler may return: what is sent is not changed, so it may be read-only. */
type Sent<T> = T extends readonly (infer E)[]
  ? readonly Sent<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Sent<T[K]> }
    : T;

type Of<S extends TSchema | undefined> = S extends TSchema ? Static<S> : undefined;

export type RouteDefinition<
  P extends TSchema | undefined = TSchema | undefined,
  Q extends TSchema | undefined = TSchema | undefined,
  B extends TSchema | undefined = TSchema | undefined,
  R extends TSchema = TSchema,
> = {
  readonly method: Method;
  /** OpenAPI form; `{name+}` takes the rest of the path, slashes included (identifiers have them). */
  readonly path: string;
  /** Parameter of the path -> regular expression; where it does not fit, another route may answer. */
  readonly shapes?: Readonly<Record<string, string>>;
  /** Unique and stable: the name of the SDK's call, e.g. `resolveHandle`. */
  readonly operation: string;
  readonly summary: Bilingual;
  /** Left out of the OpenAPI page: pages and files, not calls. */
  readonly undocumented?: true;
  readonly access: RouteAccess<RouteRequest<Of<P>, Of<Q>, Of<B>>>;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** The body is bytes of one of these types, as they came (JSON too); others are refused with 415. */
  readonly bodyTypes?: readonly string[];
  /** Largest request body; default 1 MiB. */
  readonly bodyBytesMax?: number;
  /** The body of a 200. */
  readonly reply: R;
  /** Statuses besides 200 that a caller should expect, with what they mean. */
  readonly otherReplies?: Readonly<Record<number, Bilingual>>;
  /** The form of failures where the route speaks another protocol than ours; those of the border too. */
  readonly failed?: (failure: Failure, request: FailedRequest) => Reply<unknown>;
} & (
  | {
      readonly handle: (
        request: RouteRequest<Of<P>, Of<Q>, Of<B>>,
      ) => Promise<Sent<Static<R>> | Reply<unknown>>;
    }
  | {
      /**
       * Server-sent events, each of the `reply` schema; ends when the caller goes away. What can be
       * refused must be refused before the promise resolves: afterwards the status is sent.
       */
      readonly stream: (request: RouteRequest<Of<P>, Of<Q>, Of<B>>) => Stream;
    }
);

// A list of routes holds routes of many schemas; variance makes a precise element type impossible.
export type Route = Omit<RouteDefinition, 'access' | 'handle' | 'stream'> & {
  readonly access: RouteAccess<RouteRequest<never, never, never>>;
  readonly handle?: (request: RouteRequest<never, never, never>) => Promise<unknown>;
  readonly stream?: (request: RouteRequest<never, never, never>) => Stream;
};

export function defineRoute<
  P extends TSchema | undefined = undefined,
  Q extends TSchema | undefined = undefined,
  B extends TSchema | undefined = undefined,
  R extends TSchema = TSchema,
>(route: RouteDefinition<P, Q, B, R>): Route {
  return route as unknown as Route;
}
