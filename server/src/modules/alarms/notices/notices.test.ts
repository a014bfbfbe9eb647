// Who is told when: webhooks signed and tried again, steps until somebody acknowledges, quiet hours, shifts, secrets.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import type { PlantCalendar } from '../../calendar/api.ts';
import { until } from '../../../testing/until.ts';
import {
  alarmsUnderTest,
  enterprise,
  machine,
  person,
  signalOf,
} from '../testing/alarms-under-test.ts';
import { planDefault, type Plan } from './plan-schema.ts';
import { isInShift, quietUntilMs } from './when.ts';

const hot = `hot:high:${machine}/temp`;
const secret = 'a-secret-of-ours';

async function receiver(t: TestContext) {
  const heard: { headers: IncomingHttpHeaders; body: string }[] = [];
  const answers = { status: 200, location: '', isSilent: false };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      heard.push({ headers: request.headers, body });
      if (answers.isSilent) return;
      const { status, location } = answers;
      response.writeHead(status, location === '' ? {} : { location }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close().closeAllConnections());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return { heard, answers, url, close: () => server.close().closeAllConnections() };
}

function planOf(url: string, rest: Partial<Plan['people'][number]> = {}): Plan {
  return {
    ...planDefault,
    ways: [{ kind: 'webhook', name: 'hook', url, secret }],
    people: [
      { name: 'Li', language: 'zh', way: 'hook', ...rest },
      { name: 'boss', language: 'en', way: 'hook' },
    ],
    escalations: [
      {
        ...{
          name: 'oven',
          priorities: ['high'],
          under: `${enterprise}/Hall`,
          untilAcknowledged: true,
        },
        steps: [
          { afterMs: 0, people: ['Li'] },
          { afterMs: 600_000, people: ['boss'] },
        ],
      },
    ],
  };
}

test('told at once, signed; again after a failure; the next step only while nobody acknowledges', async (t) => {
  const { heard, answers, url } = await receiver(t);
  const under = await alarmsUnderTest(t);
  await under.system.plans.put(enterprise, planOf(url));
  await under.put('hot', { guidance: { en: 'Lower it', zh: '调低温度' } });
  answers.status = 503;
  await under.tell(under.reading('temp', 1, 90));
  await under.system.notices.look();
  assert.equal(heard.length, 1);
  await under.system.notices.look();
  assert.equal(heard.length, 1, 'not before its pause');
  answers.status = 200;
  await under.pass(6_000);
  await under.system.notices.look();
  assert.equal(heard.length, 2);
  const [first, second] = heard;
  assert.equal(first?.headers['x-jingwei-delivery'], second?.headers['x-jingwei-delivery']);
  const [time = '', digest] = String(second?.headers['x-jingwei-signature'])
    .split(',')
    .map((part) => part.split('=')[1]);
  const expected = createHmac('sha256', secret).update(`${time}.${second?.body}`).digest('hex');
  assert.equal(digest, expected);
  const told = JSON.parse(second?.body ?? '') as { kind: string; text: string; subject: string };
  assert.match(
    `${told.kind} ${told.subject} ${told.text}`,
    /^alarm \[高\] [\s\S]*处理指导: 调低温度/,
  );
  await under.pass(601_000);
  await under.system.notices.look();
  assert.equal(heard.length, 3, 'the second step');
  const events = (await under.journal()).map(({ event }) => event);
  assert.deepEqual(
    events.filter((event) => event.startsWith('not')),
    ['notice-failed', 'notified', 'notified'],
  );
});

test('nobody is called up for what somebody has acknowledged', async (t) => {
  const { heard, url } = await receiver(t);
  const under = await alarmsUnderTest(t);
  await under.system.plans.put(enterprise, planOf(url));
  await under.put('hot', {});
  await under.tell(under.reading('temp', 1, 90));
  await under.system.notices.look();
  const alarm = under.system.desk.alarm(hot);
  assert.ok(alarm);
  await under.system.desk.act(alarm, person, { event: { kind: 'acknowledged' } });
  await under.pass(700_000);
  await under.system.notices.look();
  assert.equal(heard.length, 1);
});

const inside = /alarms\.messageNetworks/;
test('inside addresses are not called, by literal, by name, by mail; nor is a redirect followed', async (t) => {
  const { heard, answers, url } = await receiver(t);
  const closed = await alarmsUnderTest(t, { networks: [] });
  const person = { name: 'Li', language: 'en', way: 'hook', address: 'li@example.org' } as const;
  const tried = (way: Plan['ways'][number]) =>
    closed.system.notices.test(enterprise, { person, way });
  const { port } = new URL(url);
  const hook = { kind: 'webhook', name: 'hook', secret } as const;
  for (const host of ['127.0.0.1', 'localhost', '0x7f.1', '[::ffff:127.0.0.1]', '[::1]']) {
    const failed = tried({ ...hook, url: `http://${host}:${port}/hook` });
    await assert.rejects(failed, inside, host);
  }
  const mail = { kind: 'mail', name: 'mail', security: 'none', from: 'a@example.org' } as const;
  await assert.rejects(tried({ ...mail, host: 'localhost', port: Number(port) }), inside);
  assert.equal(heard.length, 0);
  const open = await alarmsUnderTest(t);
  Object.assign(answers, { status: 302, location: `${url}/elsewhere` });
  const followed = open.system.notices.test(enterprise, { person, way: { ...hook, url } });
  await assert.rejects(followed, /answered 302: redirects are not followed/);
  assert.equal(heard.length, 1);
});

test('a server that hangs holds up neither another way nor another enterprise; tests are few', async (t) => {
  const [silent, prompt] = [await receiver(t), await receiver(t)];
  silent.answers.isSilent = true;
  const under = await alarmsUnderTest(t, {
    signals: Array.from({ length: 9 }, (_, i) => signalOf(`t${i}`, { unitCode: 'Cel' })),
  });
  const plan = planOf(silent.url);
  const ways = [
    ...plan.ways,
    { kind: 'webhook', name: 'prompt', url: prompt.url, secret } as const,
  ];
  const people = plan.people.map((one) => (one.name === 'boss' ? { ...one, way: 'prompt' } : one));
  const steps = [{ afterMs: 0, people: ['Li', 'boss'] }];
  const escalations = plan.escalations.map((one) => ({ ...one, steps }));
  await under.system.plans.put(enterprise, { ...plan, ways, people, escalations });
  for (let i = 0; i < 9; i++) await under.put(`r${i}`, { signal: `${machine}/t${i}` });
  await under.tell(...Array.from({ length: 9 }, (_, i) => under.reading(`t${i}`, 1, 90)));
  const looked = under.system.notices.look();
  await until('the prompt one has all', () => prompt.heard.length === 9);
  assert.equal(silent.heard.length, 4, 'no more at once to one server');
  const way = { ...plan.ways[0], url: silent.url } as Plan['ways'][number];
  const person = { name: 'Li', language: 'en', way: 'hook' } as const;
  const tests = Array.from({ length: 4 }, () =>
    under.system.notices.test(enterprise, { person, way }),
  );
  const settled = Promise.allSettled(tests);
  await assert.rejects(under.system.notices.test(enterprise, { person, way }), /4 test messages/);
  silent.close();
  await Promise.all([looked, settled]);
});

test('secrets are shown to nobody, kept by their dots, and not sent to another server', async (t) => {
  const under = await alarmsUnderTest(t);
  const plan = planOf('https://hook.example/x');
  const shown = await under.system.plans.put(enterprise, plan);
  assert.ok(!JSON.stringify(shown).includes(secret));
  await under.system.plans.put(enterprise, shown);
  const [way] = under.system.desk.policies.planOf(enterprise).ways;
  assert.equal(way?.kind === 'webhook' && way.secret, secret);
  const moved = {
    ...shown,
    ways: [{ ...plan.ways[0], url: 'https://evil.example/x', secret: '••••••' }],
  };
  await assert.rejects(under.system.plans.put(enterprise, moved as Plan), /no secret that is kept/);
  const nobody = { ...plan, people: [] };
  await assert.rejects(under.system.plans.put(enterprise, nobody), /steps\/0 names Li/);
});

test('quiet hours in the time of the place, over midnight, except for what may wake people', () => {
  const quiet = { from: '22:00', to: '06:00', except: ['critical' as const] };
  const at = (iso: string) => ({ nowMs: Date.parse(iso), zone: 'Asia/Shanghai' });
  const until = (iso: string, priority: 'critical' | 'high' = 'high') =>
    quietUntilMs({ quiet }, priority, at(iso));
  assert.equal(until('2026-11-23T15:30:10Z'), Date.parse('2026-11-23T22:00:00Z'), '23:30 there');
  assert.equal(until('2026-11-23T21:59:59Z'), Date.parse('2026-11-23T22:00:00Z'));
  assert.equal(until('2026-11-23T22:00:00Z'), undefined, '06:00 there');
  assert.equal(until('2026-11-23T15:30:00Z', 'critical'), undefined);
});

test('a step for a shift is told while that shift works', () => {
  const us = (iso: string) => Date.parse(iso) * 1_000;
  const span = { fromUs: us('2026-11-23T06:00:00Z'), toUs: us('2026-11-23T14:00:00Z') };
  const early = { id: 'early', name: { en: '', zh: '' }, day: '2026-11-23', breaks: [], ...span };
  const calendar: PlantCalendar = { zone: 'UTC', shifts: () => [early], days: () => [] };
  const now = Date.parse('2026-11-23T08:00:00Z');
  assert.equal(isInShift({ shifts: ['early'] }, calendar, now), true);
  assert.equal(isInShift({ shifts: ['late'] }, calendar, now), false);
  assert.equal(
    isInShift({ shifts: ['early'] }, calendar, Date.parse('2026-11-23T14:00:00Z')),
    false,
  );
  assert.equal(isInShift({}, calendar, 0), true);
});
