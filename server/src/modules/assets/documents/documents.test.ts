// Documents: what a file is comes from its bytes, it is served so that a browser runs nothing of it, and only
// its own enterprise sees it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openDoor, startModules } from '../../../testing/start-modules.ts';
import { assetsPort } from '../api.ts';
import { assetsModule } from '../module.ts';
import { pressModel } from '../testing/press-model.ts';
import { contentOf } from './content-type.ts';

const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

test('what a file is comes from its bytes', () => {
  const of = (bytes: string | Buffer) => contentOf(Buffer.from(bytes as string))?.contentType;
  assert.equal(of(png), 'image/png');
  assert.equal(of('%PDF-1.7\n'), 'application/pdf');
  assert.equal(of('ISO-10303-21;\nHEADER;'), 'model/step');
  assert.equal(of('温度 80 °C\r\n'), 'text/plain; charset=utf-8');
  assert.equal(of('PK\u0003\u0004…[Content_Types].xml…xl/workbook.xml')?.endsWith('.sheet'), true);
  for (const bad of [
    ...['<!DOCTYPE html><p>', '<svg onload=alert(1)>', '  <script>1</script>', ''],
    ...[Buffer.from('4d5a9000', 'hex'), 'PK\u0003\u0004 anything', Buffer.from('fffe4100', 'hex')],
  ]) {
    assert.equal(of(bad), undefined, String(bad));
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => void contentOf(bytes)));
});

test('a photo is kept, shown safely to its enterprise alone, and removed', async (context) => {
  const modules = [assetsModule, openDoor('platform')];
  const program = await startModules(context, { modules, roles: ['platform'] });
  await program.port(assetsPort).put(pressModel('1'));
  const call = (method: string, path: string, as: string, body?: Buffer) =>
    fetch(`${program.origin}/api/assets/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${as}`,
        ...(body ? { 'content-type': 'application/octet-stream' } : {}),
      },
      ...(body ? { body } : {}),
    });
  const name = encodeURIComponent('压机 \'rear\' "1".png');
  const added = await call('POST', `documents/88.118.8/M-1?name=${name}`, '88.118.8', png);
  const document = (await added.json()) as { identifier: string; isPhoto: boolean };
  assert.equal(added.status, 200, JSON.stringify(document));
  assert.equal(document.isPhoto, true);
  const file = await call('GET', `files/${document.identifier}`, '88.118.8');
  assert.equal(file.headers.get('content-type'), 'image/png');
  assert.match(file.headers.get('content-security-policy') ?? '', /default-src 'none'; sandbox/);
  assert.equal(file.headers.get('x-content-type-options'), 'nosniff');
  assert.match(
    file.headers.get('content-disposition') ?? '',
    /^inline; filename\*=UTF-8''%E5%8E%8B/,
  );
  assert.deepEqual(Buffer.from(await file.arrayBuffer()), png);
  assert.equal((await call('GET', `files/${document.identifier}`, '88.118.9')).status, 403);
  assert.equal((await call('DELETE', `documents/${document.identifier}`, '88.118.9')).status, 403);
  const page = Buffer.from('<html><script>alert(1)</script>');
  const refused = await call('POST', 'documents/88.118.8/M-1?name=x.pdf', '88.118.8', page);
  assert.equal(((await refused.json()) as { code: string }).code, 'assets.document-kind');
  assert.equal((await call('DELETE', `documents/${document.identifier}`, '88.118.8')).status, 200);
  assert.equal((await call('GET', `files/${document.identifier}`, '88.118.8')).status, 404);
});
