import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AlarmEscalation, AlarmPerson, AlarmPlan, AlarmWay } from '@jingwei/sdk';
import { usersOf, withoutPart, withPerson, withWay } from './plan-changes.ts';
import {
  draftOfEscalation,
  draftOfPerson,
  draftOfWay,
  escalationOf,
  escalationProblems,
  kept,
  personOf,
  personProblems,
  wayOf,
  wayProblems,
  type Problem,
} from './plan-drafts.ts';

const hook: AlarmWay = { kind: 'webhook', name: 'hook', url: 'https://a.example/h', secret: kept };
const mail: AlarmWay = {
  ...{ kind: 'mail', name: 'mail', host: 'smtp.a.example', port: 587, security: 'tls' },
  ...{ from: 'alarms@a.example', user: 'jw', password: kept },
};
const li: AlarmPerson = {
  ...{ name: 'Li', language: 'zh', way: 'hook' },
  quiet: { from: '22:00', to: '06:00', except: ['critical'] },
};
const oven: AlarmEscalation = {
  ...{ name: 'oven', priorities: ['high'], under: '88.118.8/Hall', shifts: ['early', 'else'] },
  ...{ untilAcknowledged: true, steps: [{ afterMs: 90_000, people: ['Li'] }] },
};
const plan: AlarmPlan = {
  ...{ ways: [hook, mail], people: [li], escalations: [oven], flood: { suppresses: [] } },
  chattering: { shelves: true, raisedInMinute: 5, shelveMs: 600_000 },
};
const said = (problems: readonly Problem[]) => problems.map(({ says }) => says.en.split(':')[0]);

test('what is kept comes out of its form as it went in', () => {
  for (const way of plan.ways) assert.deepEqual(wayOf(draftOfWay(way)), way);
  assert.deepEqual(personOf(draftOfPerson(li)), li);
  const mailed: AlarmPerson = { name: 'Bo', language: 'en', way: 'mail', address: 'bo@a.example' };
  assert.deepEqual(personOf(draftOfPerson(mailed)), mailed);
  const draft = draftOfEscalation(oven, ['early', 'late']);
  assert.deepEqual([draft.shifts, draft.otherShifts], [['early'], 'else']);
  assert.deepEqual(escalationOf(draft), oven);
});

test('a secret is written again when its way has another name or server, and not otherwise', () => {
  const given = { before: hook, others: ['mail'] };
  const draft = draftOfWay(hook);
  assert.deepEqual(said(wayProblems(draft, given)), []);
  for (const part of [{ name: 'other' }, { url: 'https://b.example/h' }]) {
    assert.deepEqual(said(wayProblems({ ...draft, ...part }, given)), ['Secret']);
    const written = { ...draft, ...part, secret: 'a-new-one' };
    assert.deepEqual(said(wayProblems(written, given)), []);
  }
  const ofMail = { before: mail, others: ['hook'] };
  assert.deepEqual(said(wayProblems(draftOfWay(mail), ofMail)), []);
  for (const part of [{ host: 'b.example' }, { port: '25' }, { security: 'none' }]) {
    assert.deepEqual(said(wayProblems({ ...draftOfWay(mail), ...part }, ofMail)), ['Secret']);
  }
});

test('what is missing is said by its field', () => {
  const none = { before: undefined, others: ['hook'] };
  assert.deepEqual(said(wayProblems(draftOfWay(undefined), none)), ['Name', 'Address', 'Secret']);
  const empty = { ...draftOfWay(undefined), kind: 'mail', name: 'hook', port: '0' };
  assert.deepEqual(said(wayProblems(empty, none)), ['Name', 'Server', 'Port', 'Sender']);
  const { ways } = plan;
  const person = {
    ...draftOfPerson(li),
    way: 'mail',
    quiet: { from: '', to: '25:00', except: [] },
  };
  const missing = said(personProblems(person, { ways, others: [] }));
  assert.deepEqual(missing, ['Mail address', 'Quiet hours']);
  const lost = said(personProblems({ ...draftOfPerson(li), way: 'gone' }, { ways, others: [] }));
  assert.deepEqual(lost, ['Way']);
  const draft = { ...draftOfEscalation(undefined, []), name: 'x', priorities: [] };
  assert.deepEqual(said(escalationProblems(draft, [])), ['Priorities', 'Step {step}']);
  const late = { ...draft, steps: [{ minutes: '10081', people: ['Li'] }] };
  assert.deepEqual(said(escalationProblems(late, [])), ['Priorities', 'Step {step}']);
});

test('who refers to a part follows its name, and holds it', () => {
  const renamed = withWay('hook', { ...hook, name: 'pager' })(plan);
  assert.deepEqual(
    [renamed.ways.map(({ name }) => name), renamed.people[0]?.way],
    [['pager', 'mail'], 'pager'],
  );
  const other = withPerson('Li', { ...li, name: 'Wang' })(plan);
  assert.deepEqual(other.escalations[0]?.steps[0]?.people, ['Wang']);
  const more = withPerson(undefined, { ...li, name: 'Bo' })(plan);
  assert.deepEqual([more.people.length, more.escalations], [2, plan.escalations]);
  assert.deepEqual(usersOf(plan, 'ways', 'hook'), ['Li']);
  assert.deepEqual(usersOf(plan, 'people', 'Li'), ['oven']);
  assert.deepEqual(usersOf(plan, 'ways', 'mail'), []);
  assert.deepEqual(withoutPart('ways', 'mail')(plan).ways, [hook]);
});
