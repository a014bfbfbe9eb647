// Over HTTP: parcels are packed and signed, an invitation is shown once, the platform's key is kept as it was first
// seen, and what the platform refuses is heard in its own words.
import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { zstdDecompressSync } from 'node:zlib';
import { realWorld } from '../../../kernel/world/real/world.ts';
import { folderOf } from '../../../testing/start-modules.ts';
import { openEnrolment, type SignedEnrolment } from '../../../wire/tier/enrolment.ts';
import { verifyRequest } from '../../../wire/tier/request.ts';
import { MemoryIntake } from '../testing/memory-intake.ts';
import { HttpLink, keyOf, type HttpLinkOptions } from './http-link.ts';

const { privateKey } = generateKeyPairSync('ed25519');
const publicKey = createPublicKey(privateKey);

async function platformOf(t: TestContext, host: string) {
  const intake = new MemoryIntake();
  const calls: string[] = [];
  const state = { refuses: false, key: intake.key() };
  const server = createServer((request, reply) => {
    void answer(request, reply).catch((error: unknown) => reply.destroy(error as Error));
  });
  async function answer(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const body = Buffer.concat(parts);
    const { method, url: path = '', headers } = request;
    calls.push(`${method} ${path.split('?')[0]}`);
    const asked = { method: method === 'GET' ? 'GET' : 'POST', path, body } as const;
    assert.ok(verifyRequest(asked, headers, publicKey), 'signed');
    if (state.refuses) {
      const message = { en: 'blocked', zh: '已停用' };
      reply
        .writeHead(403)
        .end(JSON.stringify({ code: 'intake.blocked', kind: 'forbidden', message }));
      return;
    }
    const key = state.key.export({ type: 'spki', format: 'pem' }).toString();
    if (path === '/api/intake/parcels') {
      assert.equal(headers['content-type'], 'application/zstd');
      reply.end(await intake.receive(zstdDecompressSync(body)));
    } else if (path === '/api/intake/enrolments') {
      assert.ok(openEnrolment(JSON.parse(body.toString()) as SignedEnrolment));
      reply.end(JSON.stringify({ gateway: 'hall-3', enterprises: [], key }));
    } else if (path === '/api/intake/key') reply.end(JSON.stringify({ key }));
    else reply.end(JSON.stringify({ streams: await intake.standing('hall-3', 'x') }));
  }
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  return { url: new URL(`http://${name}:${port}`), calls, state, intake };
}

function linkTo(url: URL, folder: string, more: Partial<HttpLinkOptions> = {}): HttpLink {
  const options = { gateway: 'hall-3', platformKey: '', invitation: '', timeoutMs: 2_000 };
  return new HttpLink({ ...options, url, folder, privateKey, world: realWorld, ...more });
}

for (const host of ['127.0.0.1', '::1']) {
  test(`an invitation is shown once, and the key first seen is kept (${host})`, async (t) => {
    const { url, calls, state } = await platformOf(t, host);
    const folder = folderOf(t);
    const first = linkTo(url, folder, { invitation: 'I-1' });
    assert.deepEqual(await first.standing('x'), []);
    const pinned = await first.key();
    state.key = generateKeyPairSync('ed25519').publicKey;
    const again = linkTo(url, folder, { invitation: 'I-1' });
    assert.ok((await again.key()).equals(pinned));
    const renewed = linkTo(url, folder, { invitation: 'I-2' });
    assert.ok((await renewed.key()).equals(pinned), 'also behind a new invitation');
    assert.deepEqual(calls, [
      'POST /api/intake/enrolments',
      'GET /api/intake/standing',
      'POST /api/intake/enrolments',
    ]);
  });
}

test('a refusal is told in the platform’s words; no platform in ours', async (t) => {
  const { url, state } = await platformOf(t, '127.0.0.1');
  const link = linkTo(url, folderOf(t));
  state.refuses = true;
  await assert.rejects(link.receive(new Uint8Array(5)), {
    code: 'intake.blocked',
    kind: 'forbidden',
  });
  const nobody = linkTo(new URL('http://127.0.0.1:1'), folderOf(t));
  await assert.rejects(nobody.standing('x'), { code: 'outbox.platform-unreachable' });
});

test('a key is Ed25519, in PEM or its 43 letters', () => {
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  assert.ok(keyOf(pem).equals(publicKey));
  assert.ok(keyOf(publicKey.export({ format: 'jwk' }).x ?? '').equals(publicKey));
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
  for (const wrong of ['', 'x', other.export({ type: 'spki', format: 'pem' }).toString()]) {
    assert.throws(() => keyOf(wrong), { code: 'outbox.bad-platform-key' });
  }
});
