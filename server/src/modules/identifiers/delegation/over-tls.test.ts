// A child asks its parent over HTTPS: whom it believes, and what it says of whom it does not.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { CertificateAuthority } from '../../../kernel/certificates/certificate-authority.ts';
import { isFailure } from '../../../kernel/failure/failure.ts';
import type { RunningProgram } from '../../../kernel/module/program.ts';
import { realWorld } from '../../../kernel/world/real/world.ts';
import { commandInput } from '../../../testing/command-input.ts';
import { ask, folderOf } from '../../../testing/start-modules.ts';
import { until } from '../../../testing/until.ts';
import { enterpriseAuthorityPort, resolverPort } from '../api.ts';
import { nodeInitCommand } from '../node-init/commands.ts';
import {
  freePorts,
  invitationFrom,
  startAbove,
  startEnterprise,
} from '../testing/separate-nodes.ts';
import { certificateCheck, secureAddress } from './own-certificate.ts';

const portOf = (program: RunningProgram): string => new URL(program.origin).port;

async function rootOf(program: RunningProgram): Promise<{ certificate: string; print: string }> {
  const { body } = await ask(program, '/api/certificates/root');
  return { certificate: String(body['certificate']), print: String(body['fingerprint']) };
}

function fileWith(t: TestContext, pem: string): string {
  const file = join(folderOf(t), 'root.pem');
  writeFileSync(file, pem);
  return file;
}

/** An authority of a clock that is `awayMs` off. */
function authorityAt(t: TestContext, awayMs = 0): CertificateAuthority {
  const { clock, disk, random } = realWorld;
  const away = { ...clock, now: () => clock.now() + awayMs, monotonicMs: clock.monotonicMs };
  const folder = folderOf(t);
  return new CertificateAuthority({ folder, disk, random, clock: { ...away, after: clock.after } });
}

async function certified(
  t: TestContext,
  { names, awayMs = 0 }: { names: readonly string[]; awayMs?: number },
): Promise<{ http: object; root: string }> {
  const authority = authorityAt(t, awayMs);
  const issued = await authority.issueCertificate({ name: 'node', usages: ['server'], names });
  const certificateFile = fileWith(t, issued.certificate);
  const certificateKeyFile = fileWith(t, issued.privateKey ?? '');
  return { http: { tls: 'on', certificateFile, certificateKeyFile }, root: await authority.root() };
}

/** What a child becomes that asks at `url`, believing an authority. */
async function stateOf(
  t: TestContext,
  above: RunningProgram,
  { url, authority }: { url: string; authority?: string },
) {
  const invitation = await invitationFrom(above);
  const parentAuthorityFile = authority === undefined ? '' : fileWith(t, authority);
  const settings = { parent: url, parentAuthorityFile, invitation };
  const child = await startEnterprise(t, { settings });
  const state = await child.port(enterpriseAuthorityPort).askParent();
  await child.stop();
  return state;
}

test('with the root of its parent a child is granted its prefix over HTTPS, under a name and IPv4', async (t) => {
  const above = await startAbove(t, realWorld, { tls: 'on' });
  const { certificate } = await rootOf(above);
  for (const host of ['localhost', '127.0.0.1']) {
    const url = `https://${host}:${portOf(above)}`;
    const state = await stateOf(t, above, { url, authority: certificate });
    assert.equal(state?.state, 'granted', `${host}: ${state?.reason?.en}`);
    const leftMs = Date.parse(state.certificateUntil ?? '') - Date.now();
    assert.ok(leftMs > 80 * 86_400_000);
    if (host === 'localhost') await ask(above, '/api/delegations/88.118.8', refusal);
  }
});
const refusal = { method: 'PUT', as: '*', body: { grant: false } };

test('a parent that another authority vouches for, or nobody known, is not believed', async (t) => {
  const above = await startAbove(t, realWorld, { tls: 'on' });
  const url = `https://localhost:${portOf(above)}`;
  const other = await authorityAt(t).root();
  for (const authority of [{ authority: other }, {}]) {
    const state = await stateOf(t, above, { url, ...authority });
    assert.equal(state?.state, 'unreachable');
    assert.match(state.reason?.en ?? '', /not vouched for by the authority.*jingwei ca export/);
    assert.match(state.reason?.zh ?? '', /并非由指定的机构.*ca export/);
  }
  const { body } = await ask(above, '/api/delegations', { as: '*' });
  assert.deepEqual(body['delegations'], [], 'nothing was sent before');
});

for (const [what, options, words] of [
  ['has expired', { names: ['localhost'], awayMs: -200 * 86_400_000 }, /has expired/],
  ['is not valid yet', { names: ['localhost'], awayMs: 86_400_000 }, /not valid yet/],
  ['is for other names', { names: ['other.example'] }, /is for other names/],
] as const) {
  test(`a certificate that ${what} is told, by the child and by the check of the node itself`, async (t) => {
    const { http, root } = await certified(t, options);
    const above = await startAbove(t, realWorld, http);
    const url = `https://localhost:${portOf(above)}`;
    const state = await stateOf(t, above, { url, authority: root });
    assert.equal(state?.state, 'unreachable');
    assert.match(state.reason?.en ?? '', words);
    const address = secureAddress({ publicUrl: url, http: { port: 1, tls: true } }, 'x');
    const found = await certificateCheck(address, Date.now());
    if (what === 'is not valid yet') return;
    assert.equal(found.state, 'bad');
    assert.match(found.found.en, /expired on|it is for other\.example, and not for localhost/);
  });
}

test('a parent that speaks no TLS is told from one that is away', async (t) => {
  const above = await startAbove(t);
  const url = `https://127.0.0.1:${portOf(above)}`;
  const state = await stateOf(t, above, { url });
  assert.match(state?.reason?.en ?? '', /speaks no TLS there/);
  assert.equal((await certificateCheck(undefined, 0)).state, 'skipped');
  const silent = await certificateCheck({ host: '127.0.0.1', port: Number(portOf(above)) }, 0);
  assert.equal(silent.state, 'bad');
});

test('the check of a good certificate says until when, and warns near its end', async (t) => {
  const above = await startAbove(t, realWorld, { tls: 'on' });
  const address = { host: 'localhost', port: Number(portOf(above)) };
  const nowMs = Date.now();
  assert.equal((await certificateCheck(address, nowMs)).state, 'good');
  assert.equal((await certificateCheck(address, nowMs + 80 * 86_400_000)).state, 'warning');
  assert.equal((await certificateCheck(address, nowMs + 91 * 86_400_000)).state, 'bad');
});

test('an invitation names https and the fingerprint, and node init believes that and no other', async (t) => {
  const above = await startAbove(t, realWorld, { tls: 'on', host: '::1' });
  const path = '/api/delegations/88.118.8/invitations';
  const { body } = await ask(above, path, { method: 'POST', as: '*', body: {} });
  const { print } = await rootOf(above);
  const parent = `https://[::1]:${portOf(above)}`;
  assert.deepEqual([body['parent'], body['authority']], [parent, print]);
  const [port = 0, httpPort = 0] = await freePorts(2);
  const flags = {
    '--tier': 'enterprise',
    '--prefix': '88.118.8',
    '--public-host': '::1',
    '--port': String(port),
    '--http-port': String(httpPort),
    '--parent': parent,
    '--invitation': String(body['code']),
  };
  const wrong = { ...flags, '--parent-authority': 'AB:'.repeat(31) + 'AB' };
  const folder = folderOf(t);
  const refused = commandInput({ options: { ...wrong, '--data': folder } });
  await assert.rejects(nodeInitCommand.run(refused.input), (error) =>
    isFailure(error, 'identifiers.other-authority'),
  );
  const options = { ...flags, '--parent-authority': print, '--data': folder };
  const { input, printed } = commandInput({ options });
  assert.equal(await nodeInitCommand.run(input), 0);
  assert.match(printed.join('\n'), /granted the prefix/);
  const text = readFileSync(join(folder, 'settings.json'), 'utf8');
  const settings = JSON.parse(text) as { enterpriseNode: object; http: object };
  const child = await startEnterprise(t, {
    folder,
    settings: settings.enterpriseNode,
    http: { ...settings.http, tls: 'on' },
  });
  const node = child.port(enterpriseAuthorityPort);
  await until('granted', async () => (await node.askParent())?.state === 'granted');
  const checks = await ask(child, '/api/node/checks', { method: 'POST', as: '*', body: {} });
  const [checked] = checks.body['nodes'] as { checks: { what: { en: string }; state: string }[] }[];
  const states = Object.fromEntries(checked?.checks.map((one) => [one.what.en, one.state]) ?? []);
  assert.deepEqual(states, {
    'TCP, IPv6': 'good',
    'UDP, IPv6': 'good',
    IPv4: 'skipped',
    delegation: 'good',
    clock: 'good',
    "parent's certificate": 'good',
    'found from the root': 'skipped',
    'own certificate': 'good',
  });
  const missing = await above.port(resolverPort).resolve('88.118.8/none', { fresh: true });
  assert.equal(missing.path.at(-1)?.address, `[::1]:${port}/udp`);
});
