// What people fill in comes out as it was, and what is wrong is said of its line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  articleRows,
  articlesOf,
  meterRows,
  metersOf,
  reasonRows,
  reasonsOf,
  type Drafted,
} from './catalogue-drafts.ts';
import { draftOf, settingsOf } from './machine-draft.ts';

function saysOf(drafted: Drafted<unknown>): string {
  return drafted.ok ? '' : drafted.says.en;
}

test('articles, reasons and meters come back as they were', () => {
  const articles = [
    { id: 'lens', name: 'Lens', cycles: [{ from: '2026-01-01T00:00:00Z', seconds: 2.5 }] },
    { id: 'cover', cycles: [] },
  ];
  assert.deepEqual(articlesOf(articleRows(articles)), { ok: true, value: articles });
  const reasons = [
    { id: 'a', name: { en: 'A', zh: '甲' }, is: 'PDOT' as const },
    { id: 'b', parent: 'a', name: { en: 'B', zh: '乙' }, failure: true },
  ];
  assert.deepEqual(reasonsOf(reasonRows(reasons)), { ok: true, value: reasons });
  const meters = {
    main: { name: 'm', signal: 's', wrapsAt: 10 },
    parts: [{ name: 'p', signal: 'q' }],
  };
  assert.deepEqual(metersOf(meterRows(meters)), { ok: true, value: meters });
});

test('settings come back as they were, also what the form does not show', () => {
  const settings = {
    mapping: {
      source: 'OPC 40001-1',
      inputs: [{ name: 'run', signal: '88.118.8/M-1/run' }],
      rules: [
        { when: 'run == "A"', is: 'APT' as const, says: { en: 'Runs', zh: '运行' } },
        { when: 'run == "B"', is: 'ADET' as const, reason: 'jam', failure: true },
      ],
      otherwise: 'ADOT' as const,
    },
    ...{ microStopMs: 7_500, silenceMs: 60_000, alive: ['88.118.8/M-1/x'] },
    counts: [
      { from: 'counter' as const, signal: 's', quantity: 'good' as const, wrapsAt: 65_536 },
      { from: 'part-finished' as const, scrapWhen: 'quality == "1"' },
    ],
    article: { fixed: 'lens' },
    reasonFrom: { signal: 'r', reasons: [{ value: '1', reason: 'jam' }] },
  };
  assert.deepEqual(settingsOf(draftOf(settings)), { ok: true, value: settings });
  assert.match(saysOf(settingsOf(draftOf(undefined))), /needs an input and a rule/);
  const draft = draftOf(settings);
  assert.match(saysOf(settingsOf({ ...draft, silenceSeconds: '5' })), /30 to 86400/);
  assert.match(saysOf(settingsOf({ ...draft, microStopSeconds: 'x' })), /0 to 3600/);
});

test('what is wrong is said of its line', () => {
  const article = { id: 'a', name: '', seconds: '1', from: '', machine: '' };
  assert.match(saysOf(articlesOf([article, { ...article, id: '' }])), /^Line 2: /);
  assert.match(saysOf(articlesOf([{ ...article, seconds: '-1' }])), /“-1” is no ideal cycle of a/);
  assert.match(saysOf(articlesOf([{ ...article, from: 'soon' }])), /“soon” is no time/);
  const reason = { id: 'a', en: 'A', zh: '', parent: '', is: '', failure: '' };
  assert.match(saysOf(reasonsOf([reason, reason])), /^Line 2: there is “a” already/);
  assert.match(saysOf(reasonsOf([{ ...reason, en: '' }])), /needs a name/);
  assert.match(saysOf(metersOf([])), /main meter/);
  assert.match(saysOf(metersOf([{ name: '', signal: 's', wrapsAt: 'x' }])), /runs over/);
});
