import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { HandleValueJson, Resolution } from '../api.ts';
import { linksetOf } from './linkset.ts';

const value = (index: number, type: string, text: string): HandleValueJson => ({
  index,
  type,
  data: { format: 'string', value: text },
  ttl: 1,
  timestamp: '2026-01-01T00:00:00Z',
});
const resolution = (values: HandleValueJson[], rest: Partial<Resolution> = {}): Resolution => ({
  handle: '88.118.8/P 1',
  responseCode: 1,
  values,
  cached: false,
  tookMs: 0,
  path: [],
  ...rest,
});
const base = 'https://id.example';

test('relations, titles, types and languages', () => {
  const locations = `<locations>
    <location href="https://example.com/zh" language="zh" label="中文" rel="alternate"/>
    <location href_template="https://data.example/{hdl}" http_role="conneg" media-type="text/turtle"/>
    <location href="javascript:alert(1)"/></locations>`;
  const set = linksetOf(
    resolution([
      value(1, 'URL', 'https://example.com/p'),
      value(2, 'URL', 'https://example.com/p'),
      value(3, 'URL', 'javascript:alert(1)'),
      value(4, 'MACHINE', '88.118.8/M-1'),
      value(5, 'NAME', 'no / link'),
      value(6, '10320/loc', locations),
      value(7, 'HS_ALIAS', '88.118.8/Q'),
      { ...value(8, 'HS_ADMIN', ''), data: { format: 'admin', value: {} } },
    ]),
    base,
  );
  assert.deepEqual(set, {
    linkset: [
      {
        anchor: 'https://id.example/hdl/88.118.8/P%201',
        describedby: [
          { href: 'https://example.com/p', title: 'URL' },
          { href: 'https://data.example/88.118.8%2FP%201', type: 'text/turtle' },
        ],
        related: [{ href: 'https://id.example/hdl/88.118.8/M-1', title: 'MACHINE' }],
        alternate: [
          { href: 'https://example.com/zh', title: '中文', hreflang: ['zh'] },
          { href: 'https://id.example/hdl/88.118.8/P%201?noredirect', type: 'text/html' },
          { href: 'https://id.example/api/handles/88.118.8/P%201', type: 'application/json' },
        ],
        canonical: [{ href: 'https://id.example/hdl/88.118.8/Q', title: 'HS_ALIAS' }],
      },
    ],
  });
});

test('names that were followed lead to the last one', () => {
  const set = linksetOf(resolution([], { aliases: ['1/b', '1/c/../d'] }), base);
  assert.deepEqual(set.linkset[0]['canonical'], [
    { href: 'https://id.example/hdl/1%2Fc%2F..%2Fd' },
  ]);
});

test('every target is an address, whatever stands in the values', () => {
  const type = fc.constantFrom('URL', 'URL.X', '10320/loc', 'HS_ALIAS', 'ANY');
  const text = fc.oneof(
    fc.string(),
    fc
      .string()
      .map(
        (rel) =>
          `<locations><location href="https://e.example/" rel="${rel.replace(/[<&"]/g, '')}"/></locations>`,
      ),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(type, text), { maxLength: 5 }), (values) => {
      const made = resolution(values.map(([kind, content], n) => value(n + 1, kind, content)));
      const [{ anchor, ...relations }] = linksetOf(made, base).linkset;
      assert.equal(typeof anchor, 'string');
      for (const [relation, links] of Object.entries(relations)) {
        assert.match(relation, /^(?:[a-z][a-z0-9.-]*|https?:\/\/[!-~]+)$/);
        for (const { href } of links as { href: string }[]) assert.ok(URL.canParse(href));
      }
    }),
  );
});
