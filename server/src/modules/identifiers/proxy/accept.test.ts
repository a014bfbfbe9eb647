import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bestOf, dataTypesWanted, languageFor, rangesIn } from './accept.ts';

const offers = ['text/html', 'application/json', 'application/linkset+json'] as const;
const best = (accept?: string) => bestOf(rangesIn(accept), offers);

test('quality first, then exactness, then our order', () => {
  assert.equal(best(), 'text/html');
  assert.equal(best(''), 'text/html');
  assert.equal(best('*/*'), 'text/html');
  assert.equal(best('application/json'), 'application/json');
  assert.equal(best('application/json, text/plain, */*'), 'application/json');
  assert.equal(
    best('text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'),
    'text/html',
  );
  assert.equal(best('application/*'), 'application/json');
  assert.equal(best('text/html;q=0.5, application/linkset+json;q=0.7'), 'application/linkset+json');
  assert.equal(best('text/*;q=0, */*;q=0.1'), 'application/json');
  assert.equal(best('application/json;q=0'), undefined);
  assert.equal(best('image/png'), undefined);
  assert.equal(best('APPLICATION/JSON; charset=utf-8; q=0.4'), 'application/json');
  assert.equal(best('application/json;q=2, image/png'), undefined);
});

test('languages', () => {
  const tables: [string | undefined, string | undefined, string][] = [
    [undefined, undefined, 'en'],
    [undefined, 'zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    [undefined, 'en;q=0.1, zh', 'zh'],
    [undefined, 'de, en;q=0.5, zh;q=0.4', 'en'],
    [undefined, 'de, zh-Hant;q=0.5', 'zh'],
    [undefined, 'de, zh;q=0', 'en'],
    ['zh', 'en', 'zh'],
    ['fr', 'zh', 'en'],
  ];
  for (const [lang, header, expected] of tables) {
    assert.equal(languageFor(lang, header), expected, `${lang} ${header}`);
  }
});

test('data is wanted when it is liked better than pages', () => {
  const wanted = (accept: string) => dataTypesWanted(rangesIn(accept));
  assert.deepEqual(wanted('application/rdf+xml'), ['application/rdf+xml']);
  assert.deepEqual(wanted('application/rdf+xml;q=0.5, text/turtle, */*;q=0.1'), [
    'text/turtle',
    'application/rdf+xml',
  ]);
  assert.deepEqual(wanted('text/html, application/xml;q=0.9'), []);
  assert.deepEqual(wanted('image/avif,image/webp,*/*'), []);
  assert.deepEqual(wanted(''), []);
});

test('whatever the header, there is a choice among the offers or none', () => {
  fc.assert(
    fc.property(fc.string(), (header) => {
      const chosen = best(header);
      assert.ok(chosen === undefined || offers.includes(chosen));
      assert.ok(['en', 'zh'].includes(languageFor(undefined, header)));
    }),
  );
});
