// A call to another node: over TLS again and again, and what does not come back as it should.
import assert from 'node:assert/strict';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { test, type TestContext } from 'node:test';
import { CertificateAuthority } from '../../../kernel/certificates/certificate-authority.ts';
import { isFailure } from '../../../kernel/failure/failure.ts';
import { realWorld } from '../../../kernel/world/real/world.ts';
import { folderOf } from '../../../testing/start-modules.ts';
import { replicationFailures } from '../replication/failures.ts';
import { callNode, type Unreachable } from './call-node.ts';

const unreachable: Unreachable = (reason, cause) =>
  replicationFailures['peer-unreachable']({ node: 'there', reason }, cause);
const call = { method: 'GET', path: '/x', timeoutMs: 5_000, answerBytesMax: 100 } as const;

async function nodeOf(t: TestContext, body: string) {
  const certificates = new CertificateAuthority({ ...realWorld, folder: folderOf(t) });
  const issued = await certificates.issueCertificate({
    name: 'node',
    usages: ['server'],
    names: ['127.0.0.1'],
  });
  let resumed = 0;
  const server = createServer(
    { cert: issued.certificate, key: issued.privateKey },
    (request, reply) => {
      if ((request.socket as TLSSocket).isSessionReused()) resumed += 1;
      reply.setHeader('connection', 'close');
      reply.end(body);
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const url = `https://127.0.0.1:${port}`;
  const node = { setting: 'parent', url, authority: await certificates.root() };
  return { node, resumed: () => resumed };
}

test('the certificate is told, and a session that goes on without one is no harm', async (t) => {
  const { node, resumed } = await nodeOf(t, '{}');
  const first = await callNode(node, call, unreachable);
  assert.ok(Date.parse(first.certificateUntil ?? '') > Date.now());
  for (let n = 0; n < 3; n++) {
    assert.deepEqual((await callNode(node, call, unreachable)).answer, {});
  }
  assert.ok(resumed() > 0);
});

test('an authority file that is none, an answer that is too long: failures as they are meant', async (t) => {
  const { node } = await nodeOf(t, `"${'x'.repeat(200)}"`);
  const isMeant = (error: unknown): boolean => isFailure(error, 'replication.peer-unreachable');
  await assert.rejects(callNode(node, call, unreachable), isMeant);
  const authority = '-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n';
  await assert.rejects(callNode({ ...node, authority }, call, unreachable), isMeant);
  await assert.rejects(
    callNode({ ...node, url: 'ftp://x' }, call, unreachable),
    (error: Error) => isFailure(error, 'identifiers.bad-address') && /parent/.test(error.message),
  );
});
