// The child's call to its parent over HTTP or HTTPS. The certificate must be good: by the machine's
// roots, or by the file of the parent's own authority.
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { Failure, failureKinds, type FailureKind } from '../../../kernel/failure/failure.ts';
import { check } from '../../../kernel/schema/schema.ts';
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import { networkReason } from '../../../kernel/world/network-reasons.ts';
import { identifiersFailures } from '../failures.ts';
import { certificateReason } from './certificate-reasons.ts';
import { delegationReplySchema, type DelegationReply, type DelegationRequest } from './request.ts';

export type ParentAddress = {
  /** `https://host:port`. */
  readonly url: string;
  /** PEM of the authority that vouches for the parent; none: those that the machine trusts. */
  readonly authority?: string;
};

/** `certificateUntil`: when the parent's certificate ends, ISO 8601; none over plain HTTP. */
export type ParentAnswer = { readonly reply: DelegationReply; readonly certificateUntil?: string };

const timeoutMs = 15_000;
const answerBytesMax = 256 * 1024;

/** Fails with `identifiers.parent-unreachable`, `identifiers.parent-not-trusted`, or as the parent refuses. */
export async function askParent(
  parent: ParentAddress,
  request: DelegationRequest,
): Promise<ParentAnswer> {
  const { status, text, certificateUntil } = await post(parent, JSON.stringify(request));
  const answer = parsed(text);
  const reply = status === 200 ? check(delegationReplySchema, answer) : undefined;
  if (reply?.ok !== true) throw refusalIn(answer) ?? strange(parent, status);
  return { reply: reply.value, ...(certificateUntil === undefined ? {} : { certificateUntil }) };
}

type Posted = { status: number; text: string; certificateUntil?: string };

function post({ url, authority }: ParentAddress, body: string): Promise<Posted> {
  const target = urlOf(url);
  const send = target.protocol === 'https:' ? secureRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => reject(notAsked(url, error));
    const call = send(
      target,
      {
        // A connection of its own: one that resumes an old session shows no certificate.
        agent: false,
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
        signal: AbortSignal.timeout(timeoutMs),
        ...(authority === undefined ? {} : { ca: authority }),
      },
      (response) => {
        const until = certificateEnd(response.socket);
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          text += part;
          if (text.length > answerBytesMax) call.destroy(new Error('the answer is too long'));
        });
        response.on('error', fail);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            text,
            ...(until === undefined ? {} : { certificateUntil: until }),
          }),
        );
      },
    );
    call.on('error', fail);
    call.end(body);
  });
}

function urlOf(url: string): URL {
  const base = URL.canParse(url) ? new URL(url) : undefined;
  if (base === undefined || !['http:', 'https:'].includes(base.protocol)) {
    const form = 'https://host:port';
    throw identifiersFailures['bad-address']({ setting: 'parent', text: url, form });
  }
  return new URL('/api/delegations', base);
}

function certificateEnd(socket: Socket): string | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  const untilMs = Date.parse(socket.getPeerX509Certificate()?.validTo ?? '');
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

function strange(parent: ParentAddress, status: number): Failure {
  return unreachable(parent.url, {
    en: `it answered ${status}, and not as a Jingwei does`,
    zh: `其应答状态为 ${status}，不像经纬节点`,
  });
}

function notAsked(parent: string, error: unknown): Failure {
  const reason = certificateReason(error);
  if (reason === undefined) return unreachable(parent, networkReason(error), error);
  return identifiersFailures['parent-not-trusted']({ parent, reason }, error);
}

function unreachable(parent: string, reason: Bilingual, cause?: unknown): Failure {
  return identifiersFailures['parent-unreachable']({ parent, reason }, cause);
}
