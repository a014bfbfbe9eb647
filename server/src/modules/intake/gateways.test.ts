// Gateways as people see them: invitations that are good once, who may block whom, names that are taken.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningProgram } from '../../kernel/module/program.ts';
import { ask, folderOf, openDoor, startModules } from '../../testing/start-modules.ts';
import { assetsModule } from '../assets/module.ts';
import { telemetryModule } from '../telemetry/module.ts';
import { intakeModule } from './module.ts';
import { readingsFrame, TestGateway } from './testing/test-gateway.ts';

const modules = [assetsModule, telemetryModule, intakeModule, openDoor('platform')];

function platform(t: TestContext, folder = folderOf(t)): Promise<RunningProgram> {
  return startModules(t, { modules, roles: ['platform'], folder });
}

const listed = async (program: RunningProgram, as: string) =>
  (await ask(program, '/api/gateways', { as })).body['gateways'] as Record<string, unknown>[];

async function invitation(program: RunningProgram, enterprise: string): Promise<string> {
  const body = { enterprises: [enterprise] };
  const made = await ask(program, '/api/gateways/invitations', { method: 'POST', as: '*', body });
  return String(made.body['code']);
}

test('an invitation is good once, for the key that signed, and survives a lost answer', async (t) => {
  const folder = folderOf(t);
  const program = await platform(t, folder);
  const code = await invitation(program, '88.118.8');
  const [gateway, other] = [new TestGateway(), new TestGateway('hall-4')];
  assert.equal((await gateway.present(program, 'guessed')).body['code'], 'intake.bad-invitation');
  const answer = await gateway.present(program, code);
  assert.deepEqual([answer.status, answer.body['enterprises']], [200, ['88.118.8']]);
  assert.equal((await gateway.present(program, code)).status, 200, 'the answer was lost');
  assert.equal((await other.present(program, code)).body['code'], 'intake.bad-invitation');
  const namesake = new TestGateway();
  const second = await invitation(program, '88.118.9');
  assert.equal((await namesake.present(program, second)).body['code'], 'intake.name-taken');
  const twice = await gateway.present(program, second);
  assert.deepEqual(twice.body['enterprises'], ['88.118.8', '88.118.9'], 'it was not used up');
  const stolen = { invitation: code, gateway: 'x', publicKey: 'nonsense', signature: '' };
  const bad = await ask(program, '/api/intake/enrolments', { method: 'POST', body: stolen });
  assert.equal(bad.body['code'], 'intake.bad-enrolment');
  const mode = statSync(join(folder, 'intake', 'receipts.key')).mode;
  assert.equal(mode & 0o777, 0o600);
});

test('who is blocked sends nothing, and waits; who is removed must enrol again', async (t) => {
  const folder = folderOf(t);
  const first = await platform(t, folder);
  const gateway = await new TestGateway().enrol(first, ['88.118.8']);
  const path = `/api/gateways/${gateway.name}`;
  const block = (program: RunningProgram, blocked: boolean) =>
    ask(program, `${path}/blocked`, { method: 'PUT', as: '88.118.8', body: { blocked } });
  assert.equal((await block(first, true)).body['blocked'], true);
  await first.stop();
  const program = await platform(t, folder);
  const parcel = gateway.parcel([readingsFrame(1, 3)]);
  const refused = await gateway.post(program, parcel);
  assert.deepEqual(
    [refused.status, ((await refused.json()) as { code: string }).code],
    [403, 'intake.blocked'],
  );
  await block(program, false);
  assert.equal((await gateway.post(program, parcel)).status, 200);
  const removed = await ask(program, path, { method: 'DELETE', as: '88.118.8' });
  assert.equal(removed.status, 200);
  assert.equal((await gateway.post(program, parcel)).status, 401);
  assert.deepEqual(await listed(program, '*'), []);
});

test('each enterprise sees and changes its own gateways alone', async (t) => {
  const program = await platform(t);
  const shared = await new TestGateway('shared').enrol(program, ['88.118.8', '88.118.9']);
  await new TestGateway('theirs').enrol(program, ['88.118.8']);
  assert.deepEqual(
    (await listed(program, '88.118.9')).map(({ gateway, enterprises }) => [gateway, enterprises]),
    [['shared', ['88.118.9']]],
  );
  const as = '88.118.9';
  const body = { blocked: true };
  for (const [name, status] of [
    ['theirs', 404],
    ['shared', 403],
    ['nobody', 404],
  ] as const) {
    const path = `/api/gateways/${name}`;
    const answers = [
      await ask(program, `${path}/blocked`, { method: 'PUT', as, body }),
      await ask(program, path, { method: 'DELETE', as }),
      await ask(program, `${path}/refusals`, { as }),
    ];
    assert.deepEqual(
      answers.map((answer) => answer.status),
      [status, status, status],
      name,
    );
  }
  const wide = { enterprises: ['88.118.9', '88.118.8'] };
  const invited = await ask(program, '/api/gateways/invitations', {
    method: 'POST',
    as,
    body: wide,
  });
  assert.equal(invited.body['code'], 'intake.not-yours');
  assert.equal((await shared.post(program, shared.parcel([readingsFrame(1, 2)]))).status, 200);
});

test('an invitation for what is no prefix is refused with what one looks like', async (t) => {
  const program = await platform(t);
  for (const enterprise of ['notaprefix', '88', '', '88.118.8/M-1', '88..8', ' 88.118.8']) {
    const body = { enterprises: ['88.118.8', enterprise] };
    const path = '/api/gateways/invitations';
    const { status, body: told } = await ask(program, path, { method: 'POST', as: '*', body });
    assert.deepEqual([status, told['code']], [400, 'intake.no-prefix'], enterprise);
    assert.equal(
      (told['message'] as { en: string }).en,
      `“${enterprise}” is not the prefix of an enterprise. Write numbers with dots, e.g. 88.118.8, and several with commas between.`,
    );
  }
});

test('an invitation is seen without its code while it is good, and revoked by its own people alone', async (t) => {
  const program = await platform(t);
  const path = '/api/gateways/invitations';
  type Page = { invitations: { id: string; enterprises: string[] }[]; next?: string };
  const seen = async (as: string, query = '') =>
    (await ask(program, `${path}${query}`, { as })).body as unknown as Page;
  assert.deepEqual((await seen('*')).invitations, []);
  const code = await invitation(program, '88.118.8');
  const body = { enterprises: ['88.118.8', '88.118.9'] };
  await ask(program, path, { method: 'POST', as: '*', body });
  assert.deepEqual(
    (await seen('88.118.9')).invitations.map(({ enterprises }) => enterprises),
    [['88.118.9']],
  );
  const first = await seen('*', '?limit=1');
  const second = await seen('*', `?limit=1&after=${encodeURIComponent(first.next ?? '')}`);
  const [one, both] = [...first.invitations, ...second.invitations];
  assert.deepEqual([one?.enterprises, both?.enterprises], [['88.118.8'], body.enterprises]);
  assert.ok(!JSON.stringify(first).includes(code), 'it is as good as a password');
  const revoke = async (as: string, id = '0'.repeat(64)) =>
    (await ask(program, `${path}/${id}`, { method: 'DELETE', as })).status;
  assert.deepEqual(
    [await revoke('88.118.9', one?.id), await revoke('88.118.9', both?.id), await revoke('*')],
    [404, 403, 404],
  );
  assert.equal(await revoke('88.118.8', one?.id), 200);
  const late = await new TestGateway().present(program, code);
  assert.equal(late.body['code'], 'intake.bad-invitation');
  assert.equal((await seen('*')).invitations.length, 1);
});

test('what a gateway sends is listed page by page, for those who may see all of it', async (t) => {
  const program = await platform(t);
  const gateway = await new TestGateway().enrol(program, ['88.118.8']);
  const names = ['press-7', 'press-8', 'press-9'].map((name) => `readings/88.118.8/${name}`);
  const frames = names.map((stream) => readingsFrame(1, 2, { stream }));
  assert.equal((await gateway.post(program, gateway.parcel(frames))).status, 200);
  type Page = { streams: { stream: string; source: string; kind: string }[]; next?: string };
  const page = async (query: string, as = '88.118.8') =>
    ask(program, `/api/gateways/${gateway.name}/streams?${query}`, { as });
  const first = (await page('limit=2')).body as unknown as Page;
  const second = (await page(`limit=2&after=${encodeURIComponent(first.next ?? '')}`))
    .body as unknown as Page;
  assert.deepEqual([first.streams.length, second.next], [2, undefined]);
  const all = [...first.streams, ...second.streams];
  assert.deepEqual(
    all.map(({ stream }) => stream),
    names,
  );
  assert.deepEqual([all[0]?.source, all[0]?.kind], ['press-7', 'readings']);
  assert.equal((await page('', '88.118.9')).status, 404);
});
