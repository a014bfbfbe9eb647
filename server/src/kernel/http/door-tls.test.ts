// HTTPS on the port of HTTP, as callers see it: certificates that hold, names that must fit, certificates of
// callers, and who is answered without.
import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import { request as requestPlain } from 'node:http';
import { request, type RequestOptions } from 'node:https';
import { connect } from 'node:net';
import { test, type TestContext } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { CertificateAuthority } from '../certificates/certificate-authority.ts';
import { ServerIdentity } from '../certificates/server-identity.ts';
import { silentLog } from '../log/log.ts';
import { MetricsRegistry } from '../metrics/metrics.ts';
import { Type } from '../schema/schema.ts';
import { folderOf } from '../../testing/start-modules.ts';
import { realWorld } from '../world/real/world.ts';
import type { QuickRoute } from './quick.ts';
import { defineRoute, type RouteRequest } from './route.ts';
import { serveHttp } from './server.ts';
import { isSameMachine } from './connection.ts';

const about = { en: 'a test', zh: '测试' };
const quick: QuickRoute = { prefix: '/api/quick/', operation: 'quick', answer: (id) => `"${id}"` };

async function started(
  t: TestContext,
  options: { host?: string; plainFromElsewhere?: boolean } = {},
) {
  const { host = '127.0.0.1', ...rest } = options;
  const folder = folderOf(t);
  const certificates = new CertificateAuthority({ ...realWorld, folder });
  const log = silentLog;
  let names = ['localhost', '127.0.0.1'];
  const asked: RouteRequest<unknown, unknown, unknown>[] = [];
  const who = defineRoute({
    method: 'GET',
    path: '/api/who',
    operation: 'who',
    summary: about,
    access: 'public',
    reply: Type.Object({ origin: Type.String() }),
    async handle(given) {
      asked.push(given);
      return { origin: given.origin };
    },
  });
  const identity = await ServerIdentity.open({
    ...realWorld,
    ...{ folder, certificates, log, names: () => names, asksClients: true },
  });
  const server = await serveHttp({
    ...realWorld,
    ...rest,
    address: { host, port: 0 },
    routes: [who],
    quick: [quick],
    tls: identity,
    authenticator: undefined,
    metrics: new MetricsRegistry(),
    log,
  });
  t.after(async () => {
    await server.close();
    identity.close();
  });
  const rename = async (...others: string[]) => {
    names = others;
    await identity.look();
  };
  const { port } = server.address;
  return { port, certificates, asked, rename, ca: await certificates.root() };
}

type Answer = { status: number; body: string; location: string | undefined };

function ask(options: RequestOptions & { plain?: boolean }): Promise<Answer> {
  const { plain = false, ...rest } = options;
  return new Promise((resolve, reject) => {
    const sent = (plain ? requestPlain : request)(
      { agent: false, headers: { connection: 'keep-alive' }, ...rest },
      (answer) => {
        let body = '';
        answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, body, location: answer.headers.location }),
        );
      },
    );
    sent.on('error', reject).end();
  });
}

test('one port for both, quick and not, and the certificate holds for its names only', async (t) => {
  const { port, ca } = await started(t);
  for (const host of ['localhost', '127.0.0.1']) {
    for (const [path, body] of [
      ['/api/quick/a', '"a"'],
      ['/api/who', `{"origin":"https://${host}:${port}"}`],
    ]) {
      const answer = await ask({ host, port, path, ca });
      assert.deepEqual([answer.status, answer.body], [200, body]);
    }
  }
  const plain = await ask({ plain: true, host: '127.0.0.1', port, path: '/api/who' });
  assert.equal(plain.body, `{"origin":"http://127.0.0.1:${port}"}`);
  const wrong = ask({ host: '127.0.0.1', port, path: '/api/who', ca, servername: 'other.example' });
  await assert.rejects(wrong, { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  await assert.rejects(ask({ host: 'localhost', port, path: '/api/who' }), /unable to|self-signed/);
});

test('a changed certificate is shown to whoever comes next', async (t) => {
  const { port, ca, rename } = await started(t);
  const named = { host: '127.0.0.1', port, path: '/api/quick/a', ca, servername: 'late.example' };
  await assert.rejects(ask(named), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  await rename('localhost', 'late.example');
  assert.equal((await ask(named)).status, 200);
});

test('a certificate of the caller reaches the route, known or not, and none is asked for', async (t) => {
  const { port, ca, certificates, asked } = await started(t);
  const stranger = new CertificateAuthority({ ...realWorld, folder: folderOf(t) });
  const to = { host: 'localhost', port, path: '/api/who', ca };
  for (const authority of [certificates, stranger]) {
    const { certificate, privateKey = '' } = await authority.issueCertificate({
      name: '300:0.NA/88.118.8',
      usages: ['client'],
    });
    assert.equal((await ask({ ...to, cert: certificate, key: privateKey })).status, 200);
    const shown = asked.at(-1)?.peerCertificate;
    assert.deepEqual(shown?.subject, { O: 'Jingwei', CN: '300:0.NA/88.118.8' });
    assert.ok(shown?.publicKey.equals(createPublicKey(privateKey)));
    // Only the route may tell what a known caller is told: here there is none.
    const known = { ...to, path: '/api/quick/a', cert: certificate, key: privateKey };
    assert.equal((await ask(known)).status, 404);
  }
  assert.equal((await ask(to)).status, 200);
  assert.equal(asked.at(-1)?.peerCertificate, undefined);
  await ask({ plain: true, host: 'localhost', port, path: '/api/who' });
  assert.equal(asked.at(-1)?.peerCertificate, undefined);
});

test('bytes that only begin like TLS end that connection and no other', async (t) => {
  const { port, ca } = await started(t);
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.resume();
  socket.write(Buffer.from('16030100050200000100', 'hex'));
  await once(socket, 'close');
  assert.equal((await ask({ host: 'localhost', port, path: '/api/quick/a', ca })).status, 200);
});

test('a quick request cut over two records, and another behind it', async (t) => {
  const { port, ca } = await started(t);
  const socket = connectTls({ port, host: 'localhost', ca });
  await once(socket, 'secureConnect');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  socket.write('GET /api/quick/a HTTP/1.1\r\nho');
  await new Promise((resolve) => setTimeout(resolve, 20));
  socket.write('st: x\r\n\r\nGET /api/who HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  await once(socket, 'close');
  assert.equal(text.match(/200 OK/g)?.length, 2);
  assert.match(text, /"a"[\s\S]*\{"origin":"https:\/\/x"\}/);
});

test('our own addresses are this machine; others are not', () => {
  const same = (remoteAddress: string, localAddress: string) =>
    isSameMachine({ remoteAddress, localAddress } as never);
  assert.ok(same('127.0.0.1', '127.0.0.1') && same('::ffff:127.0.0.1', '::') && same('::1', '::1'));
  assert.ok(same('10.0.0.7', '10.0.0.7'));
  assert.ok(!same('10.0.0.8', '10.0.0.7'));
  assert.ok(!isSameMachine({} as never));
});
