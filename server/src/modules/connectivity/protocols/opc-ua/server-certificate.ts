// Whether a server is the one it should be: its certificate is among those that a person trusted by their
// fingerprint, within its time, and made for the host (Part 4, 6.1.3). A certificate that no one has trusted
// ends the connection, whoever signed it.
import { createHash, X509Certificate } from 'node:crypto';
import type { Failure } from '../../../../kernel/failure/failure.ts';
import { plainFingerprint, shownFingerprint, whereOf } from './connection.ts';
import type { OpcUaConnection } from './connection.ts';
import { opcUaFailures } from './failures.ts';
import { isIpAddress, isLoopback } from './hosts.ts';

export type ShownCertificate = {
  readonly subject: string;
  /** Lower case hexadecimal. */
  readonly fingerprint: string;
  readonly fromMs: number;
  readonly untilMs: number;
  /** Host names and addresses. */
  readonly names: readonly string[];
};

export type ServerCheck = {
  readonly name: string;
  readonly connection: OpcUaConnection;
  readonly nowMs: number;
};

/** The first of a chain: DER certificates one after the other. Fails with `opc-ua.certificate-unreadable`. */
export function firstCertificate(chain: Uint8Array, where: string): Buffer {
  try {
    return new X509Certificate(chain).raw;
  } catch (error) {
    throw opcUaFailures['certificate-unreadable'](
      { where, reason: (error as Error).message },
      error,
    );
  }
}

/** Fails with `opc-ua.certificate-unreadable`. */
export function shownCertificate(der: Uint8Array, where: string): ShownCertificate {
  try {
    const read = new X509Certificate(der);
    const names = [...(read.subjectAltName ?? '').matchAll(/(?:DNS|IP Address):([^,\s]+)/g)];
    return {
      subject: read.subject.replaceAll('\n', ', ').slice(0, 300),
      fingerprint: createHash('sha256').update(read.raw).digest('hex'),
      fromMs: Date.parse(read.validFrom),
      untilMs: Date.parse(read.validTo),
      names: names.map((match) => (match[1] ?? '').toLowerCase()),
    };
  } catch (error) {
    throw opcUaFailures['certificate-unreadable'](
      { where, reason: (error as Error).message },
      error,
    );
  }
}

/** What is wrong with it, or undefined. */
export function distrust(shown: ShownCertificate, check: ServerCheck): Failure | undefined {
  const { connection, nowMs, name } = check;
  const { trusted = [], allowExpired = false, allowOtherHost = false } = connection;
  const where = whereOf(connection);
  const { subject, fingerprint, fromMs, untilMs, names } = shown;
  const [from, until, now] = [dayOf(fromMs), dayOf(untilMs), timeOf(nowMs)];
  if (!trusted.map(plainFingerprint).includes(fingerprint)) {
    return opcUaFailures['unknown-server']({
      ...{ where, subject, from, until, name },
      fingerprint: shownFingerprint(fingerprint),
    });
  }
  if (nowMs < fromMs)
    return opcUaFailures['certificate-not-yet']({ where, subject, from: timeOf(fromMs), now });
  if (nowMs > untilMs && !allowExpired)
    return opcUaFailures['certificate-expired']({ where, subject, until, now });
  if (!allowOtherHost && !isFor(shown, connection.host)) {
    const listed = names.length === 0 ? '—' : names.join(', ');
    return opcUaFailures['certificate-host']({ where, host: connection.host, names: listed });
  }
  return undefined;
}

function isFor({ names }: ShownCertificate, host: string): boolean {
  const asked = normal(host);
  const known = names.map(normal);
  if (known.includes(asked)) return true;
  return isLoopback(asked) && known.some(isLoopback);
}

/** One spelling for each IPv6 address. */
function normal(host: string): string {
  const lower = host.toLowerCase();
  if (!isIpAddress(lower) || !lower.includes(':')) return lower;
  return new URL(`http://[${lower.split('%')[0]}]`).hostname.replace(/^\[|\]$/g, '');
}

function dayOf(ms: number): string {
  return Number.isFinite(ms) ? new Date(ms).toISOString().slice(0, 10) : '?';
}

function timeOf(ms: number): string {
  return Number.isFinite(ms) ? new Date(ms).toISOString() : '?';
}
