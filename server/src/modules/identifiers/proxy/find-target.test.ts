import assert from 'node:assert/strict';
import { test } from 'node:test';
import { realRandom } from '../../../kernel/world/real/random.ts';
import type { HandleValueJson } from '../api.ts';
import { findTarget } from './find-target.ts';

const value = (index: number, type: string, text: string): HandleValueJson => ({
  index,
  type,
  data: { format: 'string', value: text },
  ttl: 1,
  timestamp: '2026-01-01T00:00:00Z',
});
const chooser = { wanted: [], liked: [], wantsData: false, country: undefined, address: undefined };
const find = (values: HandleValueJson[], given: { urlAppend?: string; country?: string } = {}) =>
  findTarget(values, {
    handle: '1/2',
    chooser: { ...chooser, country: given.country },
    urlAppend: given.urlAppend ?? '',
    random: { ...realRandom, number: () => 0 },
  });

test('none, one and several URL values: the first by index, plain ones before sub-types', () => {
  assert.deepEqual(find([]), { target: undefined, notices: [] });
  assert.equal(find([value(3, 'url', 'https://a.example/')]).target?.url, 'https://a.example/');
  const several = [
    value(1, 'URL.IMAGE', 'https://image.example/'),
    value(9, 'URL', 'https://nine.example/'),
    value(4, 'URL', 'https://four.example/'),
    value(2, 'EMAIL', 'https://email.example/'),
  ];
  assert.deepEqual(find(several).target, {
    url: 'https://four.example/',
    status: 302,
    varies: false,
  });
  assert.equal(find(several.slice(0, 1)).target?.url, 'https://image.example/');
});

test('unsafe values are passed over and told', () => {
  const found = find([
    value(1, 'URL', 'javascript:alert(1)'),
    value(2, 'URL', 'https://b.example/'),
  ]);
  assert.equal(found.target?.url, 'https://b.example/');
  assert.match(found.notices[0]?.en ?? '', /“javascript:alert\(1\)” is shown, not followed/);
  assert.equal(find([value(1, 'URL', 'mailto:a@b')]).target, undefined);
  assert.equal(
    find([value(1, 'URL', 'https://a.example')], { urlAppend: '.evil.example' }).target,
    undefined,
  );
});

test('10320/loc chooses, asks for its status, and gives way to the URL when it cannot be used', () => {
  const url = value(1, 'URL', 'https://url.example/');
  const loc = (xml: string) => value(1000, '10320/LOC', xml);
  const one = find([
    url,
    loc('<locations http_sc="303"><location href="https://loc.example/"/></locations>'),
  ]);
  assert.deepEqual(one.target, { url: 'https://loc.example/', status: 303, varies: false });
  const data =
    '<locations><location href="https://data.example/" http_role="conneg" weight="0"/></locations>';
  assert.equal(find([url, loc(data)]).target?.url, 'https://url.example/');
  const broken = find([url, loc('<locations><location')]);
  assert.equal(broken.target?.url, 'https://url.example/');
  assert.match(broken.notices[0]?.en ?? '', /index 1000 is not used: it is not well-formed XML/);
  const unsafe = find([url, loc('<locations><location href="data:x"/></locations>')]);
  assert.equal(unsafe.target?.url, 'https://url.example/');
  assert.equal(unsafe.notices.length, 1);
  const countries = loc(
    '<locations><location href="https://cn.example/" country="cn"/><location href="https://other.example/"/></locations>',
  );
  assert.deepEqual(find([countries], { country: 'CN' }).target, {
    url: 'https://cn.example/',
    status: 302,
    varies: true,
  });
  const weighed = loc(
    '<locations urlWeight="1"><location href="https://loc.example/" weight="0"/></locations>',
  );
  assert.equal(find([url, weighed]).target?.url, 'https://url.example/');
  const alone = loc(
    '<locations no_legacy="true" urlWeight="1"><location href="https://loc.example/" weight="0"/></locations>',
  );
  assert.equal(find([url, alone]).target?.url, 'https://loc.example/');
});
