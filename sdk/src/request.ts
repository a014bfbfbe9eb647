// One HTTP call: address, credentials, JSON in and out, every trouble a JingweiFailure.
import { failureOf, unreachable } from './failure.ts';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export type Connection = {
  /** `http://host:port`, without a slash at the end. */
  readonly origin: string;
  /** A service token; a browser sends its session cookie instead. */
  readonly token?: string;
  readonly fetch: Fetch;
};

export type Query = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

export type Call = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly query?: Query;
  readonly body?: unknown;
  /** Sent as they are, instead of a body. */
  readonly bytes?: Blob;
  readonly signal?: AbortSignal | undefined;
  /** Statuses whose body is an answer although they are not a success. */
  readonly answers?: (status: number, body: unknown) => boolean;
};

/** The reply's JSON; fails with JingweiFailure. An abort passes through as the platform's AbortError. */
export async function request<T>(
  connection: Connection,
  path: string,
  call: Call = {},
): Promise<T> {
  const url = urlOf(connection, path, call.query);
  const init: RequestInit = {
    method: call.method ?? 'GET',
    headers: {
      accept: 'application/json',
      ...authorization(connection),
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(call.bytes === undefined ? {} : { 'content-type': 'application/octet-stream' }),
    },
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    ...(call.bytes === undefined ? {} : { body: call.bytes }),
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  };
  let status: number;
  let text: string;
  try {
    const response = await connection.fetch(url, init);
    status = response.status;
    text = await response.text();
  } catch (error) {
    if (call.signal?.aborted) throw error;
    throw unreachable(connection.origin, error);
  }
  const body = parse(text);
  const success = status >= 200 && status < 300 && (body !== undefined || text === '');
  if (success || call.answers?.(status, body)) return body as T;
  throw failureOf(status, body, url);
}

export function urlOf(connection: Connection, path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) parameters.append(name, String(one));
  }
  const tail = parameters.size > 0 ? `?${parameters}` : '';
  return `${connection.origin}${path}${tail}`;
}

export function authorization(connection: Connection): Record<string, string> {
  return connection.token === undefined ? {} : { authorization: `Bearer ${connection.token}` };
}

/** Each piece escaped, slashes kept: identifiers have them and routes take the rest of the path. */
export function identifierPath(identifier: string): string {
  return identifier.split('/').map(encodeURIComponent).join('/');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
