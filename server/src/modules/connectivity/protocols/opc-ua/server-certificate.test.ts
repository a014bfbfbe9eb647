import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OpcUaConnection } from './connection.ts';
import { chosenEndpoint, type Offer } from './endpoints.ts';
import { distrust, shownCertificate, type ShownCertificate } from './server-certificate.ts';
import { failureOf } from './troubles.ts';

const day = 86_400_000;
const nowMs = Date.UTC(2026, 10, 23);
const fingerprint = 'ab'.repeat(32);
const shown: ShownCertificate = {
  ...{ subject: 'CN=Press', fingerprint, names: ['press.example.org', '0:0:0:0:0:0:0:1'] },
  ...{ fromMs: nowMs - day, untilMs: nowMs + day },
};

function codeOf(more: Partial<OpcUaConnection>, certificate: Partial<ShownCertificate> = {}) {
  const connection = { host: 'press.example.org', trusted: [fingerprint], ...more };
  return distrust({ ...shown, ...certificate }, { name: 'press', connection, nowMs })?.code;
}

test('a certificate is trusted by its fingerprint, in its time, for its host', () => {
  assert.equal(codeOf({}), undefined);
  assert.equal(codeOf({ host: 'PRESS.example.org' }), undefined);
  assert.equal(codeOf({ host: '::1' }), undefined, 'one spelling of IPv6');
  assert.equal(codeOf({ host: '127.0.0.1' }), undefined, 'loopback is loopback');
  const colons = fingerprint.toUpperCase().match(/../g)?.join(':') ?? '';
  assert.equal(codeOf({ trusted: [colons] }), undefined);
  assert.equal(codeOf({ trusted: [] }), 'opc-ua.unknown-server');
  assert.equal(codeOf({ trusted: ['cd'.repeat(32)] }), 'opc-ua.unknown-server');
  assert.equal(codeOf({}, { untilMs: nowMs - 1 }), 'opc-ua.certificate-expired');
  assert.equal(codeOf({ allowExpired: true }, { untilMs: nowMs - 1 }), undefined);
  assert.equal(codeOf({}, { fromMs: nowMs + day }), 'opc-ua.certificate-not-yet');
  assert.equal(codeOf({ host: '10.0.0.1' }), 'opc-ua.certificate-host');
  assert.equal(codeOf({ host: '10.0.0.1', allowOtherHost: true }), undefined);
  assert.equal(
    codeOf({ trusted: [], allowExpired: true, allowOtherHost: true }),
    'opc-ua.unknown-server',
    'nothing replaces the trust of a person',
  );
  for (const bytes of [new Uint8Array(), Buffer.from('no certificate')])
    assert.throws(() => shownCertificate(bytes, 'h:1'), /cannot be read/);
});

test('an endpoint is never weaker than asked for, and the strongest of its kind', () => {
  const policy = (name: string) => `http://opcfoundation.org/UA/SecurityPolicy#${name}`;
  const offer = (securityMode: number, name: string, tokens = [0]): Offer =>
    ({
      ...{ securityMode, securityPolicyUri: policy(name), endpointUrl: 'opc.tcp://h:1' },
      ...{ serverCertificate: Buffer.alloc(0) },
      userIdentityTokens: tokens.map((tokenType) => ({ tokenType })),
    }) as unknown as Offer;
  const all = [
    ...[offer(1, 'None'), offer(3, 'Basic128Rsa15'), offer(2, 'Aes256_Sha256_RsaPss')],
    ...[offer(3, 'Basic256Sha256', [0, 1]), offer(3, 'Aes128_Sha256_RsaOaep')],
  ];
  const taken = (
    offers: Offer[],
    more: Partial<OpcUaConnection>,
    login: 'anonymous' | 'password',
  ) => offers.indexOf(chosenEndpoint(offers, { host: 'h', ...more }, login));
  assert.equal(taken(all, {}, 'anonymous'), 4);
  assert.equal(taken(all, {}, 'password'), 3, 'where the login is taken');
  assert.equal(taken(all, { securityMode: 'sign' }, 'anonymous'), 2);
  assert.equal(taken(all, { securityMode: 'none' }, 'anonymous'), 0);
  assert.throws(() => taken(all.slice(0, 3), {}, 'anonymous'), /does not offer sign-and-encrypt/);
  assert.throws(() => taken([offer(1, 'None')], {}, 'anonymous'), /It offers: none None/);
  assert.throws(() => taken(all, { securityMode: 'sign' }, 'password'), /takes: anonymous/);
});

test('what the server refuses is told with what to do about it', () => {
  const identity = {
    ...{ certificate: Buffer.alloc(0), keyPem: '', applicationUri: 'urn:x', file: '/f.pem' },
    ...{ subject: 'CN=Gateway', fingerprint, thumbprint: 'cd'.repeat(20) },
  };
  const context = { where: 'h:1', nowMs, identity, user: 'op', what: { en: 'it', zh: '它' } };
  const cases = [
    ['BadCertificateUntrusted', 'opc-ua.gateway-not-trusted'],
    [
      'The connection\n has been rejected: BadSecurityChecksFailed (0x)',
      'opc-ua.gateway-not-trusted',
    ],
    ['BadInvalidTimestamp', 'opc-ua.clocks-differ'],
    ['BadUserAccessDenied', 'opc-ua.login-refused'],
    ['BadTooManySessions', 'opc-ua.too-many-sessions'],
    ['Transaction has timed out ( timeout = 15000 ms )', 'opc-ua.too-slow'],
    ['BadShutdown', 'opc-ua.refused'],
    ['something else', 'opc-ua.refused'],
  ];
  for (const [message, code] of cases)
    assert.equal(failureOf(new Error(message), context).code, code);
  assert.match(
    failureOf(new Error('BadCertificateUntrusted'), context).publicMessage.zh,
    /\/f\.pem/,
  );
});
