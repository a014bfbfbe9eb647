// The one error that a caller of this client meets: what the server said, or why it could not be asked.
import type { Bilingual } from './types.ts';

/** The server's closed set of kinds. */
export type FailureKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'missing'
  | 'conflict'
  | 'exhausted'
  | 'unavailable'
  | 'timeout'
  | 'unsupported'
  | 'internal';

/** `code` is stable and for programs, e.g. `identifiers.malformed`; `text` is for people. */
export class JingweiFailure extends Error {
  readonly code: string;
  readonly kind: FailureKind;
  readonly text: Bilingual;
  /** The HTTP status; 0 when no reply came. */
  readonly status: number;
  /** The whole reply. */
  readonly body: unknown;
  /** What a program may use beside the message, e.g. the path of a resolution that failed. */
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(options: {
    code: string;
    kind: FailureKind;
    text: Bilingual;
    status: number;
    body?: unknown;
    cause?: unknown;
  }) {
    super(options.text.en, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'JingweiFailure';
    this.code = options.code;
    this.kind = options.kind;
    this.text = options.text;
    this.status = options.status;
    this.body = options.body;
    const facts = (options.body as { facts?: unknown } | null | undefined)?.facts;
    this.facts = typeof facts === 'object' && facts !== null ? { ...facts } : {};
  }
}

/** The server could not be reached, or the connection broke before the reply was whole. */
export function unreachable(origin: string, cause: unknown): JingweiFailure {
  return new JingweiFailure({
    code: 'client.unreachable',
    kind: 'unavailable',
    status: 0,
    cause,
    text: {
      en: `The server at ${origin} does not answer. Check that the program runs and that the network reaches it.`,
      zh: `${origin} 的服务器没有应答。请检查程序是否在运行、网络是否连通。`,
    },
  });
}

/** Makes a failure of any reply that is not a success, whether or not it is one of ours. */
export function failureOf(status: number, body: unknown, url: string): JingweiFailure {
  const said = body as Partial<{ code: string; kind: FailureKind; message: Bilingual }> | null;
  if (typeof said?.code === 'string' && typeof said.message?.en === 'string') {
    const kind = said.kind ?? kindOf(status);
    return new JingweiFailure({ code: said.code, kind, text: said.message, status, body });
  }
  return new JingweiFailure({
    code: 'client.unexpected-reply',
    kind: kindOf(status),
    status,
    body,
    text: {
      en: `${url} replied with status ${status} and no explanation. Something between here and the program may be answering for it.`,
      zh: `${url} 返回状态 ${status}，没有说明原因。可能是中间的代理代为应答。`,
    },
  });
}

function kindOf(status: number): FailureKind {
  const kinds: Readonly<Record<number, FailureKind>> = {
    400: 'invalid',
    401: 'unauthenticated',
    403: 'forbidden',
    404: 'missing',
    409: 'conflict',
    429: 'exhausted',
    501: 'unsupported',
    503: 'unavailable',
    504: 'timeout',
  };
  return kinds[status] ?? (status >= 500 || status < 400 ? 'internal' : 'invalid');
}
