import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { safeTarget } from './safe-target.ts';

test('web addresses, in ASCII', () => {
  const urls: [string, string][] = [
    ['https://example.com/p/1', 'https://example.com/p/1'],
    [
      ' http://例子.测试/产品?x=中#y ',
      'http://xn--fsqu00a.xn--0zwm56d/%E4%BA%A7%E5%93%81?x=%E4%B8%AD#y',
    ],
    ['HTTPS://EXAMPLE.com', 'https://example.com/'],
  ];
  for (const [text, url] of urls) assert.deepEqual(safeTarget(text), { ok: true, url });
});

test('everything else is refused with its reason', () => {
  const refused: [string, RegExp][] = [
    ['javascript:alert(1)', /http or https/],
    ['data:text/html,x', /http or https/],
    ['ftp://example.com/', /http or https/],
    ['file:///etc/passwd', /http or https/],
    ['https://example.com/\r\nSet-Cookie: x=1', /control/],
    ['java\tscript:alert(1)', /control/],
    ['https://user:secret@example.com/', /user name/],
    ['//example.com', /not a web address/],
    ['', /not a web address/],
    [`https://example.com/${'x'.repeat(9_000)}`, /longer/],
  ];
  for (const [text, reason] of refused) {
    const target = safeTarget(text);
    assert.ok(!target.ok, text);
    assert.match(target.reason.en, reason);
  }
});

test('what is appended stays on the site', () => {
  assert.deepEqual(safeTarget('https://example.com/a', '?b=1'), {
    ok: true,
    url: 'https://example.com/a?b=1',
  });
  for (const append of ['.evil.example/', '@evil.example/', ':8443/', '/\r\nx: y']) {
    assert.equal(safeTarget('https://example.com', append).ok, false, append);
  }
});

test('a safe target is printable ASCII with a web scheme, whatever went in', () => {
  const scheme = fc.constantFrom('http://', 'https://', 'javascript:', 'HTTP://', '//', '');
  fc.assert(
    fc.property(scheme, fc.string(), fc.string(), (start, rest, append) => {
      const target = safeTarget(`${start}h${rest}`, append);
      if (target.ok) assert.match(target.url, /^https?:\/\/[!-~]+$/);
    }),
  );
});
