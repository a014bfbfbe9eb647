// The pages by themselves: what is shown of records with none, one and many values, of every state of a
// signature, and that nothing of a record becomes markup.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { HandleValueJson, Resolution, SignatureState } from '../../api.ts';
import { html, Html } from './html.ts';
import { messagePage, redirectPage } from './message-page.ts';
import { recordPage } from './record-page.ts';

const context = { language: 'en', otherLanguageHref: '/hdl/1/2?lang=zh' } as const;

const value = (index: number, type: string, text: string, ttl = 3_600): HandleValueJson => ({
  index,
  type,
  data: { format: 'string', value: text },
  ttl,
  timestamp: '2026-01-02T03:04:05Z',
});

const resolution = (rest: Partial<Resolution>): Resolution => ({
  handle: '1/2',
  responseCode: 1,
  values: [],
  cached: false,
  tookMs: 1,
  path: [],
  ...rest,
});

const page = (rest: Partial<Resolution>) =>
  recordPage(context, { resolution: resolution(rest), target: undefined, notices: [] }).replace(
    /\s+/g,
    ' ',
  );

test('none, one and many values', () => {
  const rows = (text: string) => (text.match(/<th scope="row">/g) ?? []).length;
  assert.equal(rows(page({})), 0);
  const one = page({ values: [value(7, 'URL', 'https://example.com/a')] });
  assert.match(
    one,
    /<td class="number">7<\/td>.*<a href="https:\/\/example\.com\/a" rel="noopener noreferrer">.*2026-01-02 03:04.*1 h/,
  );
  const many = Array.from({ length: 500 }, (_, n) => value(n + 1, 'T', 'x'));
  assert.equal(rows(page({ values: many })), 500);
});

test('values of every form', () => {
  const data = (given: HandleValueJson['data']) =>
    page({ values: [{ ...value(1, 'T', ''), data: given }] });
  assert.match(data({ format: 'base64', value: 'AAEC' }), /base64<\/span> AAEC/);
  assert.match(data({ format: 'site', value: { serialNumber: 1 } }), /<pre>.*serialNumber/);
  const admin = { handle: '0.NA/1', index: 300, permissions: '1111' };
  assert.match(data({ format: 'admin', value: admin }), /300:0\.NA\/1 · 1111/);
  const long = data({ format: 'string', value: 'x'.repeat(10_000) });
  assert.ok(long.length < 12_000);
  assert.match(long, /the rest is in the JSON form/);
  assert.match(
    page({ values: [value(1, '0.TYPE/X', '88.1/a')] }),
    /<a href="\/hdl\/88\.1\/a\?noredirect">/,
  );
});

test('measures, times and times to live read as people write them', () => {
  const values = [
    value(1, 'PROCESS.MELT_TEMPERATURE', '236.82 Cel', 86_270),
    value(2, 'CYCLE_START', '2026-11-23T04:41:24.157000Z', 59),
    value(3, 'UNIT', 'N.m', 7_200),
  ];
  const text = page({ values });
  assert.match(text, /236\.82 °C.*23 h 57 min.*2026-11-23 04:41:24\.157 UTC.*59 s.*N·m.*2 h</);
  assert.doesNotMatch(text, /Cel<|86270/);
});

test('every state of a signature', () => {
  const states: [SignatureState, RegExp][] = [
    [
      { state: 'verified', signer: '300:0.NA/88', until: '2027-01-01T00:00:00Z' },
      /Verified.*300:0\.NA\/88/,
    ],
    [{ state: 'unsigned' }, /not signed/],
    [{ state: 'undecided', reason: 'no root <x>' }, /by whom: no root &lt;x&gt;/],
    [{ state: 'refused', reason: 'expired' }, /Refused:.*expired/],
  ];
  for (const [signature, expected] of states) assert.match(page({ signature }), expected);
  assert.doesNotMatch(page({}), /id="signature"/);
});

test('nothing of a record or a failure becomes markup', () => {
  const hostile = fc.constantFrom(
    '<img src=x onerror=a>',
    '"><b>',
    "'><i>",
    '</title>',
    '&lt;',
    'javascript:a',
  );
  fc.assert(
    fc.property(hostile, hostile, (one, other) => {
      const texts = [
        recordPage(context, {
          resolution: resolution({
            handle: one,
            aliases: [other],
            values: [value(1, one, other), value(2, 'URL', `https://h/${one}`)],
            path: [
              {
                node: one,
                address: other,
                outcome: 'referred',
                prefix: one,
                alias: other,
                tookMs: 1,
                cached: false,
              },
            ],
          }),
          target: `https://h/?${encodeURIComponent(other)}`,
          notices: [{ en: one, zh: other }],
        }),
        messagePage(context, { title: one, text: other, path: [], links: [] }),
        redirectPage(context, one, `https://h/?${encodeURIComponent(other)}`),
      ];
      for (const text of texts) {
        assert.doesNotMatch(text, /<(?:img|b|i)[\s>]|href="javascript/);
        assert.equal(text.match(/<\/title>/g)?.length, 1);
      }
    }),
  );
  const both = [new Html('<b>'), html`${'&'}`];
  assert.equal(html`${'<'}${both}${undefined}${1}`.text, '&lt;<b>&amp;1');
});
