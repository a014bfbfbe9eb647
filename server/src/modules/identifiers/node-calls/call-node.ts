// One node calls another over HTTP or HTTPS. The certificate must be good: by the machine's roots, or by
// the file of the other node's own authority. What it refuses becomes the same failure here.
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { Failure, failureKinds, type FailureKind } from '../../../kernel/failure/failure.ts';
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import { networkReason } from '../../../kernel/world/network-reasons.ts';
import { identifiersFailures } from '../failures.ts';

export type OtherNode = {
  /** Which names it, for failures. */
  readonly setting: string;
  /** `https://host:port`. */
  readonly url: string;
  /** PEM of the authority that vouches for it; none: those that the machine trusts. */
  readonly authority?: string;
};

export type NodeCall = {
  readonly method: 'GET' | 'POST';
  /** With its query. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** For the whole answer. */
  readonly timeoutMs: number;
  readonly answerBytesMax: number;
  readonly signal?: AbortSignal;
  /** On a connection of its own: one that resumes an old session shows no certificate. */
  readonly showsCertificate?: boolean;
};

/** `certificateUntil`: when the other's certificate ends, ISO 8601; none over plain HTTP. */
export type NodeAnswer = { readonly answer: unknown; readonly certificateUntil?: string };

export type Unreachable = (reason: Bilingual, cause?: unknown) => Failure;

/** The answer to a 200. Fails as `unreachable` says, with `identifiers.bad-address`, or as the other node refuses. */
export async function callNode(
  node: OtherNode,
  call: NodeCall,
  unreachable: Unreachable,
): Promise<NodeAnswer> {
  const { status, text, certificateUntil } = await send(node, call, unreachable);
  const answer = parsed(text);
  if (status !== 200 || answer === undefined) {
    throw refusalIn(answer) ?? unreachable(strange(status));
  }
  return { answer, ...(certificateUntil === undefined ? {} : { certificateUntil }) };
}

type Sent = { status: number; text: string; certificateUntil?: string };

function send(
  { url, setting, authority }: OtherNode,
  call: NodeCall,
  unreachable: Unreachable,
): Promise<Sent> {
  const target = urlOf(url, { setting, path: call.path });
  const begin = target.protocol === 'https:' ? secureRequest : plainRequest;
  const body = call.body === undefined ? undefined : JSON.stringify(call.body);
  const timeout = AbortSignal.timeout(call.timeoutMs);
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void =>
      reject(unreachable(networkReason(error as Error), error));
    const request = begin(
      target,
      {
        ...(call.showsCertificate === true ? { agent: false } : {}),
        method: call.method,
        headers: {
          ...call.headers,
          ...(body === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
        },
        signal: call.signal === undefined ? timeout : AbortSignal.any([timeout, call.signal]),
        ...(authority === undefined ? {} : { ca: authority }),
      },
      (response) => {
        const until = certificateEnd(response.socket);
        const parts: Buffer[] = [];
        let bytes = 0;
        response.on('data', (part: Buffer) => {
          parts.push(part);
          bytes += part.length;
          if (bytes <= call.answerBytesMax) return;
          fail(new Error('the answer is too long')); // its end may have come with this part
          request.destroy();
        });
        response.on('error', fail);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            text: Buffer.concat(parts).toString(),
            ...(until === undefined ? {} : { certificateUntil: until }),
          }),
        );
      },
    );
    request.on('error', fail);
    request.end(body);
  });
}

function urlOf(url: string, { setting, path }: { setting: string; path: string }): URL {
  const base = URL.canParse(url) ? new URL(url) : undefined;
  if (base !== undefined && /^https?:$/.test(base.protocol)) return new URL(path, base);
  const form = 'https://host:port';
  throw identifiersFailures['bad-address']({ setting, text: url, form });
}

function certificateEnd(socket: Socket): string | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  // None on a resumed session; and what somebody else wrote there may be no time.
  const untilMs = Date.parse(socket.getPeerCertificate().valid_to ?? '');
  return Number.isNaN(untilMs) ? undefined : new Date(untilMs).toISOString();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The failure that a Jingwei answers with. */
function refusalIn(answer: unknown): Failure | undefined {
  const { code, kind, message } = (answer ?? {}) as {
    code?: unknown;
    kind?: FailureKind;
    message?: Bilingual;
  };
  if (typeof code !== 'string' || !failureKinds.includes(kind as FailureKind)) return undefined;
  if (typeof message?.en !== 'string' || typeof message.zh !== 'string') return undefined;
  return new Failure({ code, kind: kind as FailureKind, message });
}

function strange(status: number): Bilingual {
  return {
    en: `it answered ${status}, and not as a Jingwei does`,
    zh: `其应答状态为 ${status}，不像经纬节点`,
  };
}
