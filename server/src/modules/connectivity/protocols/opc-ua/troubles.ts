// What the library throws, as a failure that a person can act on: by the status code that the server gave.
import { isFailure, type Failure } from '../../../../kernel/failure/failure.ts';
import type { Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { shownFingerprint } from './connection.ts';
import { opcUaFailures } from './failures.ts';
import type { Identity } from './identity.ts';

export type TroubleContext = {
  readonly where: string;
  readonly nowMs: number;
  readonly identity?: Identity;
  /** Whom we sign in as. */
  readonly user?: Bilingual | string;
  /** What was asked for when it happened. */
  readonly what: Bilingual;
};

const untrusting = new Set([
  'BadSecurityChecksFailed',
  'BadCertificateUntrusted',
  'BadCertificateInvalid',
  'BadCertificateTimeInvalid',
  'BadCertificateHostNameInvalid',
  'BadCertificateUriInvalid',
  'BadCertificateUseNotAllowed',
  'BadCertificateChainIncomplete',
  'BadCertificateIssuerUseNotAllowed',
  'BadCertificateRevocationUnknown',
  'BadCertificatePolicyCheckFailed',
  'BadCertificateRevoked',
  'BadApplicationSignatureInvalid',
  'BadNoValidCertificates',
]);
const clocks = new Set(['BadInvalidTimestamp']);
const logins = new Set([
  'BadIdentityTokenInvalid',
  'BadIdentityTokenRejected',
  'BadUserAccessDenied',
  'BadUserSignatureInvalid',
]);
const full = new Set(['BadTooManySessions', 'BadMaxConnectionsReached', 'BadTcpServerTooBusy']);

/** `BadUserAccessDenied` in what the library says, or undefined. */
export function statusNameOf(error: unknown): string | undefined {
  const text = error instanceof Error ? error.message : String(error);
  if (/timed out/i.test(text)) return 'BadTimeout';
  return /\b(Bad[A-Z][A-Za-z]+)/.exec(text)?.[1];
}

export function failureOf(error: unknown, context: TroubleContext): Failure {
  if (isFailure(error)) return error;
  const { where, nowMs, identity, user, what } = context;
  const status = statusNameOf(error) ?? firstLine(error);
  if (identity && untrusting.has(status)) {
    const { subject, thumbprint, fingerprint, file } = identity;
    const shown = {
      thumbprint: shownFingerprint(thumbprint),
      fingerprint: shownFingerprint(fingerprint),
    };
    return opcUaFailures['gateway-not-trusted']({ where, status, subject, file, ...shown }, error);
  }
  if (clocks.has(status))
    return opcUaFailures['clocks-differ'](
      { where, status, now: new Date(nowMs).toISOString() },
      error,
    );
  if (logins.has(status)) return opcUaFailures['login-refused']({ where, user, status }, error);
  if (status === 'BadTimeout' || status === 'BadRequestTimeout')
    return opcUaFailures['too-slow']({ where, what }, error);
  if (full.has(status)) return opcUaFailures['too-many-sessions']({ where, status }, error);
  return opcUaFailures.refused({ where, what, status, advice }, error);
}

const advice: Bilingual = {
  en: 'Look into the log of the server for the reason.',
  zh: '请在服务器日志中查看原因。',
};

/** The library draws boxes over many lines. */
export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n').find((line) => line.trim() !== '') ?? text).trim().slice(0, 200);
}
