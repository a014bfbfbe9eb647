import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytesOfText, textOf, type HandleValue } from '../../../wire/handle/handle.ts';
import { publicValue } from '../authority/new-values.ts';
import { evaluate, evaluationBounds } from './evaluate.ts';
import { parseNamespace, type TemplateNode } from './namespace.ts';

const value = (index: number, type: string, text: string): HandleValue =>
  publicValue({ index, type, data: bytesOfText(text), nowMs: 1_700_000_000_000 });

/** The record of the manual's example. */
const base = [
  value(1, 'URL', 'http://example.org/data/abc'),
  value(2, 'EMAIL', 'contact@example.org'),
];

function bodyOf(xml: string): readonly TemplateNode[] {
  const parsed = parseNamespace(xml);
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.reason.en);
  const [template] = parsed.namespace.templates;
  assert.equal(template?.kind, 'body');
  return template?.kind === 'body' ? template.body : [];
}

function answered(xml: string, extension: string, values: readonly HandleValue[] = base) {
  const question = { handle: `1234/abc@${extension}`, base: '1234/abc', extension, values };
  const outcome = evaluate(
    bodyOf(`<namespace><template delimiter="@">${xml}</template></namespace>`),
    question,
  );
  if (!outcome.found) return outcome.reason;
  return outcome.values.map(({ index, type, data }) => [index, type, textOf(data, 0, data.length)]);
}

const manual = `
  <foreach>
    <if value="type" test="equals" expression="URL">
      <if value="extension" test="matches"
        expression="box\\(([^,]*),([^,]*),([^,]*),([^,]*)\\)" parameter="x">
        <value data="\${data}?wh=\${x[4]}&amp;ww=\${x[3]}&amp;wy=\${x[2]}&amp;wx=\${x[1]}"/>
      </if>
      <else>
        <value data="\${data}?\${x}"/>
      </else>
    </if>
    <else><value/></else>
  </foreach>`;

test('the example of the manual', () => {
  assert.deepEqual(answered(manual, 'box(10,20,30,40)'), [
    [1, 'URL', 'http://example.org/data/abc?wh=40&ww=30&wy=20&wx=10'],
    [2, 'EMAIL', 'contact@example.org'],
  ]);
  assert.deepEqual(answered(manual, 'page=4'), [
    [1, 'URL', 'http://example.org/data/abc?page=4'],
    [2, 'EMAIL', 'contact@example.org'],
  ]);
  assert.deepEqual(answered(manual, ''), [
    [1, 'URL', 'http://example.org/data/abc?'],
    [2, 'EMAIL', 'contact@example.org'],
  ]);
});

test('variables, numbers and escapes', () => {
  const data = '${handle}|${base}|${extension}|$1|${2}|${none}|${x[9]}|\\$1|$|\\\\';
  const xml = `<if value="extension" test="matches" expression="(.*)-(.*)"><value type="T" data="${data}"/></if>`;
  assert.deepEqual(answered(xml, 'a-b'), [[1, 'T', '1234/abc@a-b|1234/abc|a-b|a|b|||$1|$|\\']]);
});

test('created values need a type and data, and take the next free index', () => {
  assert.deepEqual(answered('<value type="A"/><value data="b"/>', 'x'), []);
  const xml =
    '<value type="A" data="1"/><value type="B">two</value><value index="7" type="C" data="3"/><value index="7" type="D"><loc a="&lt;"><b/></loc></value>';
  assert.deepEqual(answered(xml, 'x'), [
    [1, 'A', '1'],
    [2, 'B', 'two'],
    [7, 'C', '3'],
    [8, 'D', '<loc a="&lt;"><b/></loc>'],
  ]);
});

test('conditions: equals, matches, negate, else, notfound', () => {
  const xml = `<if test="equals" expression="gone"><notfound/></if>
    <if negate="true" test="matches" expression="[0-9]+"><value type="KIND" data="word"/></if>
    <else><value type="KIND" data="number"/></else>
    <if><value type="ALWAYS" data="\${extension}"/></if><else><value type="NEVER" data="x"/></else>`;
  assert.equal(answered(xml, 'gone'), 'notfound');
  assert.deepEqual(answered(xml, 'Gone'), [
    [1, 'KIND', 'word'],
    [2, 'ALWAYS', 'Gone'],
  ]);
  assert.deepEqual(answered(xml, '42'), [
    [1, 'KIND', 'number'],
    [2, 'ALWAYS', '42'],
  ]);
});

test('def gives a name to what its body makes, for what follows', () => {
  const xml = `<def parameter="root"><foreach><if value="type" expression="URL"><value/></if></foreach></def>
    <def parameter="none"><notthing/></def>`;
  assert.equal(parseNamespace(`<n><template>${xml}</template></n>`).ok, false);
  const good = `<def parameter="root"><foreach><if value="type" expression="URL"><value/></if></foreach></def>
    <value type="URL" data="\${root}/\${extension}"/>`;
  assert.deepEqual(answered(good, 'p'), [[1, 'URL', 'http://example.org/data/abc/p']]);
  assert.deepEqual(answered(good, 'p', []), [[1, 'URL', '/p']]);
});

test('permissions of the base stay with its values', () => {
  const secret = { ...value(3, 'NOTE', 'x'), permissions: 12 };
  const question = { handle: '1/a@b', base: '1/a', extension: 'b', values: [secret] };
  const outcome = evaluate(
    bodyOf('<n><template><foreach><value/></foreach></template></n>'),
    question,
  );
  assert.deepEqual(outcome, { found: true, values: [secret] });
});

test('what grows beyond the bounds ends', () => {
  const many = Array.from({ length: 1_000 }, (_, n) => value(n + 1, 'T', 'x'.repeat(100)));
  assert.equal(answered('<foreach><value/></foreach>', 'x', many).length, 1_000);
  const doubling = '<foreach><value/><value/><value/></foreach>';
  assert.equal(answered(doubling, 'x', many), 'too-large');
  const echo = `<value type="T" data="${'${extension}'.repeat(1_000)}"/>`;
  assert.equal(answered(echo, 'x'.repeat(2_000)), 'too-large');
  const huge = `<foreach><value data="${'${data}'.repeat(9_000)}"/></foreach>`;
  assert.equal(answered(huge, 'x', [value(1, 'T', 'y'.repeat(100_000))]), 'too-large');
  const grown = `${'<def parameter="x"><value type="T" data="${x}${x}y"/></def>'.repeat(60)}<value type="T" data="\${x}"/>`;
  assert.equal(answered(grown, 'x'), 'too-large');
  const slow = `<foreach><if test="matches" expression="${'(?:a*)*'.repeat(50)}b"><value/></if></foreach>`;
  assert.equal(answered(slow, 'a'.repeat(1_000), many), 'too-large');
});

test('a namespace that means nothing is refused with its reason', () => {
  const reasons: [string, RegExp][] = [
    ['<n><template><else/></template></n>', /without an <if>/],
    ['<n><template><foreach><foreach/></foreach></template></n>', /inside <foreach>/],
    ['<n><template><if test="is" expression="x"/></template></n>', /neither "equals"/],
    ['<n><template><if test="matches"/></template></n>', /no expression/],
    ['<n><template><if test="matches" expression="(?=a)"/></template></n>', /bounded time/],
    ['<n><template><value index="0"/></template></n>', /whole number/],
    ['<n><template ref="x"/></n>', /index:handle/],
    ['<n><template><script/></template></n>', /<script>/],
    ['<n><template></n>', /well-formed/],
  ];
  for (const [xml, reason] of reasons) {
    const parsed = parseNamespace(xml);
    assert.ok(!parsed.ok, xml);
    assert.match(parsed.reason.en, reason);
    assert.ok(parsed.reason.zh.length > 0);
  }
  const none = parseNamespace('<namespace><status>active</status></namespace>');
  assert.deepEqual(none, { ok: true, namespace: { delimiter: undefined, templates: [] } });
});

const condition = fc.record({
  value: fc.constantFrom('extension', 'type', 'data', 'x'),
  test: fc.constantFrom('equals', 'matches'),
  expression: fc.constantFrom('URL', 'a', '.*', '(a|b)*', '([^,]*),(.*)'),
});
const { body } = fc.letrec<{ body: string; node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(
      '<value/>',
      '<value type="T" data="${extension}$1"/>',
      '<value data="${data}${x[1]}"/>',
    ),
    fc
      .tuple(condition, tie('body'), tie('body'))
      .map(
        ([{ value: name, test: kind, expression }, yes, no]) =>
          `<if value="${name}" test="${kind}" expression="${expression}" parameter="x">${yes}</if><else>${no}</else>`,
      ),
    tie('body').map((inside) => `<foreach>${inside}</foreach>`),
    tie('body').map((inside) => `<def parameter="x">${inside}</def>`),
  ),
  body: fc.array(tie('node'), { maxLength: 3 }).map((nodes) => nodes.join('')),
}));

test('every template ends within its bounds, with distinct indexes', () => {
  fc.assert(
    fc.property(body, fc.string({ maxLength: 30 }), (xml, extension) => {
      const parsed = parseNamespace(`<n><template delimiter="@">${xml}</template></n>`);
      if (!parsed.ok) return;
      const [template] = parsed.namespace.templates;
      if (template?.kind !== 'body') return;
      const question = { handle: `1/a@${extension}`, base: '1/a', extension, values: base };
      const outcome = evaluate(template.body, question);
      if (!outcome.found) return;
      const indexes = outcome.values.map(({ index }) => index);
      assert.equal(new Set(indexes).size, indexes.length);
      assert.ok(outcome.values.length <= evaluationBounds.values);
    }),
    { numRuns: 500 },
  );
});
