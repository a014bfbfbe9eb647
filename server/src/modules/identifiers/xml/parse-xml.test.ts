import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseXml } from './parse-xml.ts';

test('elements, attributes and text, with references replaced', () => {
  const parsed = parseXml(
    '\uFEFF<?xml version="1.0"?><a x="1&amp;2" y="&#26159;&#x7EAC;"><!-- c --><b/>t &lt; u<b z=""/></a>',
  );
  assert.ok(parsed.ok);
  assert.deepEqual({ ...parsed.root.attributes }, { x: '1&2', y: '是纬' });
  assert.deepEqual(
    parsed.root.children.map(({ tag }) => tag),
    ['b', 'b'],
  );
  assert.equal(parsed.root.text, 't < u');
});

test('no document type, no second root, no unknown entity, no bomb', () => {
  const refused = (text: string) => {
    const parsed = parseXml(text);
    assert.equal(parsed.ok, false, text.slice(0, 60));
    return parsed.ok ? '' : parsed.reason.en;
  };
  assert.match(refused('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), /document type/);
  assert.match(refused('<a/><b/>'), /root|well-formed/);
  assert.match(refused(''), /root|well-formed/);
  assert.match(refused('<a><b></a>'), /well-formed/);
  assert.match(refused(`${'<a>'.repeat(60)}${'</a>'.repeat(60)}`), /deeply/);
  assert.match(refused(`<a>${'<b/>'.repeat(3_000)}</a>`), /many elements/);
  assert.match(refused(`<a>${'x'.repeat(70_000)}</a>`), /characters/);
  const odd = parseXml('<a x="&b;&#0;&#xD800;"/>');
  assert.ok(odd.ok);
  assert.equal(odd.root.attributes['x'], '&b;&#0;&#xD800;');
});

test('whatever the text, there is an outcome', () => {
  const pieces = fc.constantFrom('<', '>', '/', 'a', '="', '"', '&', ';', ' ', '<!--', ']]>', '<?');
  const texts = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 40 }).map((all) => all.join('')),
  );
  fc.assert(fc.property(texts, (text) => typeof parseXml(text).ok === 'boolean'));
});
