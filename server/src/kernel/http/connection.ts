// What a connection tells about its caller: whether others can read it, whether it stays on this machine,
// and the certificate that was shown.
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isLoopback } from './admit.ts';
import { httpFailures } from './failures.ts';
import type { PeerCertificate } from './route.ts';

export function isEncrypted(socket: Socket): boolean {
  return socket instanceof TLSSocket;
}

/** Nothing of it is on a network: from loopback, or from one of our own addresses to the same. */
export function isSameMachine(socket: Socket): boolean {
  const { remoteAddress, localAddress } = socket;
  if (remoteAddress === undefined) return false;
  return isLoopback(remoteAddress) || remoteAddress === localAddress;
}

/** A reader is led to the same page over HTTPS; a change, which has already been overheard, is refused. */
export function sendToHttps(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const host = request.headers.host ?? '';
  const url = `https://${host}${request.url}`;
  if (request.method !== 'GET' || !hostForm.test(host)) throw httpFailures['needs-tls']({ url });
  return reply.redirect(url, 307);
}

const hostForm = /^[A-Za-z0-9._[\]:-]{1,255}$/;

/** As the field of a request; empty where no certificate was shown. */
export function peerCertificateOf(socket: Socket): { peerCertificate?: PeerCertificate } {
  if (!(socket instanceof TLSSocket)) return {};
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return {};
  const { publicKey, subject } = certificate;
  return { peerCertificate: { publicKey, subject: subjectOf(subject ?? '') } };
}

/** Node writes one attribute a line; of repeated ones the first counts. */
function subjectOf(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.indexOf('=') > 0);
  return Object.fromEntries(
    lines.toReversed().map((line) => {
      const equals = line.indexOf('=');
      return [line.slice(0, equals), line.slice(equals + 1)];
    }),
  );
}
