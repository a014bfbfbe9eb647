// Signing in and handing out rights, over HTTP on real stores: a link is good once, nobody gives away what
// they do not hold, and a removed account is nobody at once.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { RunningProgram } from '../../kernel/module/program.ts';
import { realWorld } from '../../kernel/world/real/world.ts';
import { ask, startModules } from '../../testing/start-modules.ts';
import { assetsModule } from '../assets/module.ts';
import { telemetryModule } from '../telemetry/module.ts';
import { accessPort } from './api.ts';
import { accessModule } from './module.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const accountsPath = '/api/enterprises/88.118.8/accounts';

/** A program that knows rights of modules elsewhere, with the enterprise 88.118.8, its operator's token, and a clock that can be put forward. */
async function installation(t: TestContext) {
  let aheadMs = 0;
  const { clock } = realWorld;
  const world = { ...realWorld, clock: { ...clock, now: () => clock.now() + aheadMs } };
  const modules = [accessModule, telemetryModule, assetsModule];
  const program = await startModules(t, { modules, roles: ['top'], world });
  const operator = program.port(accessPort).localToken.reveal();
  const body = { name: 'Lamp works' };
  const put = await ask(program, '/api/enterprises/88.118.8', {
    method: 'PUT',
    as: operator,
    body,
  });
  assert.equal(put.status, 200, put.text);
  return {
    program,
    operator,
    code: () => program.port(accessPort).newOperatorCode(),
    pass: (ms: number) => void (aheadMs += ms),
  };
}

const signIn = (program: RunningProgram, code: string) =>
  ask(program, '/api/session', { method: 'POST', body: { code } });

function cookieOf({ headers }: { headers: Headers }): string {
  return headers.get('set-cookie')?.split(';')[0] ?? '';
}

async function kindOf(program: RunningProgram, cookie: string): Promise<unknown> {
  const { body } = await ask(program, '/api/session', { headers: { cookie } });
  return (body['principal'] as { kind: string }).kind;
}

type NewAccount = {
  readonly kind: 'person' | 'service';
  readonly name: string;
  readonly grants: readonly { right: string; on: string }[];
};
const add = (program: RunningProgram, as: string, body: NewAccount) =>
  ask(program, accountsPath, { method: 'POST', as, body });

const reads = [{ right: 'telemetry.read', on: '88.118.8' }];

test('a code signs in once, even when many use it together', async (t) => {
  const { program, code } = await installation(t);
  const used = await code();
  const answers = await Promise.all(Array.from({ length: 8 }, () => signIn(program, used)));
  const won = answers.filter(({ status }) => status === 200);
  assert.equal(won.length, 1);
  for (const { status, body } of answers.filter((answer) => answer !== won[0])) {
    assert.deepEqual([status, body['code']], [401, 'access.link-not-valid']);
  }
  const [first] = won;
  assert.ok(first);
  assert.match(first.headers.get('set-cookie') ?? '', /HttpOnly; SameSite=Strict/);
  assert.equal(await kindOf(program, cookieOf(first)), 'operator');
  assert.equal((await signIn(program, 'never-was-one')).status, 401);
});

test('a code ends within the hour, a session after a week', async (t) => {
  const { program, code, pass } = await installation(t);
  const [late, early] = [await code(), await code()];
  pass(hourMs - minuteMs);
  const cookie = cookieOf(await signIn(program, early));
  pass(2 * minuteMs);
  assert.equal((await signIn(program, late)).status, 401);
  pass(7 * 24 * hourMs - 5 * minuteMs);
  assert.equal(await kindOf(program, cookie), 'operator');
  pass(5 * minuteMs);
  assert.equal(await kindOf(program, cookie), 'anonymous');
  const headers = { cookie };
  assert.equal((await ask(program, '/api/enterprises', { headers })).status, 401);
});

test('signing out ends this session and no other', async (t) => {
  const { program, code } = await installation(t);
  const cookies = [];
  for (let i = 0; i < 2; i++) cookies.push(cookieOf(await signIn(program, await code())));
  const [mine = '', other = ''] = cookies;
  // A cookie whose name merely ends like ours is not ours.
  const headers = { cookie: `x${other}; ${mine}` };
  const out = await ask(program, '/api/session', { method: 'DELETE', headers });
  assert.match(out.headers.get('set-cookie') ?? '', /Max-Age=0/);
  assert.equal(await kindOf(program, mine), 'anonymous');
  assert.equal(await kindOf(program, other), 'operator');
});

test('nobody gives away what they do not hold', async (t) => {
  const { program, operator } = await installation(t);
  const grants = [...reads, { right: 'access.manage', on: '88.118.8' }];
  const made = await add(program, operator, { kind: 'service', name: 'manager', grants });
  const manager = String(made.body['secret']);
  let count = 0;
  const give = (right: string, on: string) =>
    add(program, manager, { kind: 'service', name: `x${++count}`, grants: [{ right, on }] });
  for (const on of ['88.118.8', '88.118.8/M-1', '88.118.8.1']) {
    assert.equal((await give('telemetry.read', on)).status, 200, on);
  }
  for (const [right, on] of [
    ['telemetry.read', '88.118'],
    ['telemetry.read', '88.118.80'],
    ['telemetry.read', '*'],
    ['assets.read', '88.118.8'],
    ['*', '88.118.8'],
    ['*', '*'],
  ] as const) {
    const { status, body } = await give(right, on);
    assert.deepEqual([status, body['code']], [403, 'access.grant-too-wide'], `${right} on ${on}`);
  }
  const both = { kind: 'service', name: 'y', grants: [...reads, { right: '*', on: '*' }] } as const;
  assert.equal((await add(program, manager, both)).status, 403, 'one too wide spoils all');
  const listed = await ask(program, accountsPath, { as: manager });
  assert.ok(!listed.text.includes('S-y'));
});

test('a right that no module knows is refused, with those that are known', async (t) => {
  const { program, operator } = await installation(t);
  const grants = [{ right: 'telemetry.raed', on: '88.118.8' }];
  const { status, body, text } = await add(program, operator, {
    kind: 'person',
    name: 'x',
    grants,
  });
  assert.deepEqual([status, body['code']], [400, 'access.unknown-right']);
  assert.match(text, /telemetry\.read/);
});

test('whoever may manage everything does not thereby become the operator', async (t) => {
  const { program, operator } = await installation(t);
  const grants = [{ right: 'access.manage', on: '*' }];
  const made = await add(program, operator, { kind: 'service', name: 'manager', grants });
  const as = String(made.body['secret']);
  const asked = { method: 'POST', body: {} };
  const refused = await ask(program, '/api/operator-code', { ...asked, as });
  assert.deepEqual([refused.status, refused.body['code']], [403, 'access.grant-too-wide']);
  const given = await ask(program, '/api/operator-code', { ...asked, as: operator });
  assert.equal((await signIn(program, String(given.body['code']))).status, 200);
});

test('a removed account ends its sessions, links and tokens, and its name is not its return', async (t) => {
  const { program, operator } = await installation(t);
  const person = { kind: 'person', name: 'zhang', grants: reads } as const;
  const service = { kind: 'service', name: 'mes', grants: reads } as const;
  const cookie = cookieOf(
    await signIn(program, String((await add(program, operator, person)).body['secret'])),
  );
  const other = { kind: 'person', name: 'li', grants: reads } as const;
  const unused = String((await add(program, operator, other)).body['secret']);
  const token = String((await add(program, operator, service)).body['secret']);
  assert.equal(await kindOf(program, cookie), 'person');
  assert.equal((await ask(program, '/api/enterprises', { as: token })).status, 200);
  for (const id of ['88.118.8/P-zhang', '88.118.8/P-li', '88.118.8/S-mes']) {
    const removal = { method: 'DELETE', as: operator };
    assert.equal((await ask(program, `${accountsPath}/${id}`, removal)).status, 200);
    assert.equal((await ask(program, `${accountsPath}/${id}`, removal)).status, 404);
  }
  for (const again of [false, true]) {
    if (again) {
      for (const account of [person, other, service]) {
        assert.equal((await add(program, operator, account)).status, 200);
      }
    }
    assert.equal(await kindOf(program, cookie), 'anonymous');
    assert.equal((await signIn(program, unused)).status, 401);
    const { status, body } = await ask(program, '/api/enterprises', { as: token });
    assert.deepEqual([status, body['code']], [401, 'access.token-not-valid']);
  }
});

test('accounts belong to an enterprise that is known, and are listed page by page', async (t) => {
  const { program, operator } = await installation(t);
  const body = { kind: 'service', name: 'x', grants: [] };
  const unknown = { method: 'POST', as: operator, body };
  const refused = await ask(program, '/api/enterprises/88.118.9/accounts', unknown);
  assert.deepEqual([refused.status, refused.body['code']], [404, 'access.unknown-enterprise']);
  for (const name of ['a', 'b', 'c']) {
    await add(program, operator, { kind: 'service', name, grants: [] });
  }
  const names: string[] = [];
  let after: string | undefined;
  do {
    const query = `limit=2${after === undefined ? '' : `&after=${encodeURIComponent(after)}`}`;
    const page = await ask(program, `${accountsPath}?${query}`, { as: operator });
    names.push(...(page.body['accounts'] as { name: string }[]).map(({ name }) => name));
    after = page.body['next'] as string | undefined;
  } while (after !== undefined);
  assert.deepEqual(names.toSorted(), ['a', 'b', 'c']);
});
