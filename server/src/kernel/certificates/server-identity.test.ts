import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { isFailure } from '../failure/failure.ts';
import { silentLog } from '../log/log.ts';
import { folderOf } from '../../testing/start-modules.ts';
import { realWorld } from '../world/real/world.ts';
import { CertificateAuthority } from './certificate-authority.ts';
import { ServerIdentity, type CertificateFiles } from './server-identity.ts';

const dayMs = 86_400_000;

type Given = {
  folder: string;
  nowMs?: () => number;
  names?: () => string[];
  files?: CertificateFiles;
};

async function open(t: TestContext, { folder, nowMs = Date.now, names, files }: Given) {
  const world = { ...realWorld, clock: { ...realWorld.clock, now: nowMs } };
  const certificates = new CertificateAuthority({ ...world, folder });
  const identity = await ServerIdentity.open({
    ...world,
    folder,
    certificates,
    log: silentLog,
    names: names ?? (() => ['localhost', '127.0.0.1']),
    asksClients: true,
    ...(files === undefined ? {} : { files }),
  });
  t.after(() => identity.close());
  return { identity, certificates };
}

const untilOf = (pem: string): number => Date.parse(new X509Certificate(pem).validTo);

test('the own certificate is kept over a start, and never its own issuer', async (t) => {
  const folder = folderOf(t);
  const { identity, certificates } = await open(t, { folder });
  const { cert } = identity.current();
  const root = new X509Certificate(await certificates.root());
  assert.ok(new X509Certificate(cert).checkIssued(root));
  assert.ok(!new X509Certificate(cert).checkIssued(new X509Certificate(cert)));
  assert.equal((await open(t, { folder })).identity.current().cert, cert);
  assert.equal(statSync(join(folder, 'server-key.pem')).mode & 0o777, 0o600);
});

test('it is renewed a month before its end, and for a new name at once', async (t) => {
  let nowMs = Date.now();
  let names = ['localhost'];
  const { identity } = await open(t, {
    folder: folderOf(t),
    nowMs: () => nowMs,
    names: () => names,
  });
  let changes = 0;
  const forget = identity.onChange(() => (changes += 1));
  const first = identity.current().cert;
  nowMs += 59 * dayMs;
  await identity.look();
  assert.equal(identity.current().cert, first);
  nowMs += 2 * dayMs;
  await identity.look();
  assert.ok(untilOf(identity.current().cert) > untilOf(first));
  names = ['localhost', 'new.example'];
  await identity.look();
  assert.ok(new X509Certificate(identity.current().cert).checkHost('new.example'));
  assert.equal(changes, 2);
  forget();
  names = ['localhost'];
  await identity.look();
  assert.equal(changes, 2);
});

test("the operator's files are read again when they change; what is wrong with them changes nothing", async (t) => {
  const folder = folderOf(t);
  const files = { certificateFile: join(folder, 'a.pem'), keyFile: join(folder, 'a-key.pem') };
  const { certificates } = await open(t, { folder });
  const issue = async () => {
    const names = ['files.example'];
    const made = await certificates.issueCertificate({ name: 'x', usages: ['server'], names });
    return { cert: made.certificate, key: made.privateKey ?? '' };
  };
  const put = ({ cert, key }: { cert: string; key: string }) => {
    writeFileSync(files.certificateFile, cert);
    writeFileSync(files.keyFile, key);
  };
  const refused = (error: unknown) => isFailure(error, 'certificates.not-usable');
  await assert.rejects(open(t, { folder, files }), refused);
  const [one, two] = [await issue(), await issue()];
  put({ cert: one.cert, key: two.key });
  await assert.rejects(open(t, { folder, files }), refused);
  put(one);
  const { identity } = await open(t, { folder, files });
  assert.deepEqual(identity.current(), one);
  put({ cert: two.cert, key: one.key });
  await identity.look();
  assert.deepEqual(identity.current(), one);
  put(two);
  await identity.look();
  assert.deepEqual(identity.current(), two);
});
