import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { isFailure } from '../failure/failure.ts';
import { folderOf } from '../../testing/start-modules.ts';
import type { Clock } from '../world/clock.ts';
import { realWorld } from '../world/real/world.ts';
import { CertificateAuthority } from './certificate-authority.ts';

const dayMs = 86_400_000;

function authority(t: TestContext, given: { folder?: string; clock?: Clock } = {}) {
  const folder = given.folder ?? join(folderOf(t), 'certificates');
  const made = new CertificateAuthority({ ...realWorld, ...given, folder });
  return { folder, authority: made };
}

test('the root is made once, for its owner alone, and issues', async (t) => {
  const { folder, authority: first } = authority(t);
  const [root, again] = await Promise.all([first.root(), first.root()]);
  assert.equal(root, again);
  assert.equal(await authority(t, { folder }).authority.root(), root);
  assert.equal(statSync(join(folder, 'root-key.pem')).mode & 0o777, 0o600);
  const parsed = new X509Certificate(root);
  assert.ok(parsed.ca);
  assert.ok(parsed.verify(parsed.publicKey));
  assert.ok(parsed.checkIssued(parsed));
});

test('what it issues is its own, for the names and usages that were asked for', async (t) => {
  const { authority: own } = authority(t);
  const root = new X509Certificate(await own.root());
  const names = [
    'node.example',
    '*.plant.example',
    '10.0.0.7',
    '::1',
    '2001:db8::7',
    '::ffff:1.2.3.4',
  ];
  const { certificate, privateKey } = await own.issueCertificate({
    name: '节点 "one", two',
    usages: ['server', 'client'],
    names: [...names, '经纬.example'],
  });
  const parsed = new X509Certificate(certificate);
  assert.ok(parsed.checkIssued(root) && parsed.verify(root.publicKey));
  assert.equal(parsed.ca, false);
  assert.equal(parsed.publicKey.asymmetricKeyDetails?.namedCurve, 'prime256v1');
  assert.ok(createPublicKey(privateKey ?? '').equals(parsed.publicKey));
  assert.deepEqual(parsed.keyUsage, ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
  for (const name of ['node.example', 'a.plant.example', new URL('http://经纬.example').hostname]) {
    assert.ok(parsed.checkHost(name), name);
  }
  for (const address of ['10.0.0.7', '::1', '2001:db8:0:0:0:0:0:7', '::ffff:102:304']) {
    assert.ok(parsed.checkIP(address), address);
  }
  assert.equal(parsed.checkHost('other.example'), undefined);
  assert.equal(parsed.checkIP('10.0.0.8'), undefined);
});

test('a client needs no name, and may keep its key to itself', async (t) => {
  const { authority: own } = authority(t);
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const issued = await own.issueCertificate({ name: 'press-1', usages: ['client'], publicKey });
  assert.equal(issued.privateKey, undefined);
  const parsed = new X509Certificate(issued.certificate);
  assert.ok(parsed.publicKey.equals(publicKey));
  assert.equal(parsed.subjectAltName, undefined);
  assert.match(parsed.subject, /CN=press-1/);
});

test('each certificate has a number of its own and ends after ninety days, and never after the root', async (t) => {
  let nowMs = Date.UTC(2026, 10, 23);
  const clock = { ...realWorld.clock, now: () => nowMs };
  const { authority: own, folder } = authority(t, { clock });
  const issue = () => own.issueCertificate({ name: 'x', usages: ['server'], names: ['x'] });
  const [one, two] = [await issue(), await issue()].map(
    ({ certificate }) => new X509Certificate(certificate),
  );
  assert.notEqual(one?.serialNumber, two?.serialNumber);
  assert.equal(Date.parse(one?.validTo ?? ''), nowMs + 90 * dayMs);
  const rootEnd = Date.parse(new X509Certificate(await own.root()).validTo);
  nowMs = rootEnd - dayMs;
  const last = new X509Certificate((await issue()).certificate);
  assert.equal(Date.parse(last.validTo), rootEnd);
  nowMs = Date.UTC(2051, 0, 1);
  await assert.rejects(issue(), (error) => isFailure(error, 'certificates.root-over'));
  assert.ok(statSync(join(folder, 'root.pem')).size > 0);
});

test('a name that is none, and a root that is damaged, are told', async (t) => {
  const { authority: own, folder } = authority(t);
  for (const name of ['a b', '', 'x/y', '-', 'a..b']) {
    const asked = own.issueCertificate({ name: 'x', usages: ['server'], names: [name] });
    await assert.rejects(asked, (error) => isFailure(error, 'certificates.bad-name'), name);
  }
  await own.root();
  const whole = readFileSync(join(folder, 'root.pem'), 'utf8');
  const other = authority(t);
  await other.authority.root();
  for (const damaged of [
    '',
    whole.slice(0, 200),
    readFileSync(join(other.folder, 'root.pem'), 'utf8'),
  ]) {
    writeFileSync(join(folder, 'root.pem'), damaged);
    const again = authority(t, { folder }).authority;
    await assert.rejects(again.root(), (error) => isFailure(error, 'certificates.root-damaged'));
  }
});
