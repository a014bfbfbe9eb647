// The web proxy over HTTP, in front of four real nodes.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test, type TestContext } from 'node:test';
import type { RunningProgram } from '../../../kernel/module/program.ts';
import { registryPort, type NewValue } from '../api.ts';
import { startNodes } from '../testing/four-nodes.ts';

type Answer = { status: number; headers: Record<string, string>; text: string };
type Headers = Record<string, string>;

async function proxy(t: TestContext, options: { country?: string; verify?: string } = {}) {
  const { country = '', verify = 'report' } = options;
  const settings = {
    identifierProxy: { countryHeader: country },
    recursiveNode: { port: 0, retryMs: 40, timeoutMs: 300, verify },
  };
  const program = await startNodes(t, { settings });
  const put = async (suffix: string, ...values: [type: string, text: string][]) => {
    const items: NewValue[] = values.map(([type, text], n) => ({ index: n + 1, type, text }));
    const [outcome] = await program
      .port(registryPort)
      .register([{ handle: `88.118.8/${suffix}`, values: items }]);
    assert.equal(outcome, 'registered');
  };
  return {
    put,
    ask: (path: string, headers?: Headers, method?: string) =>
      ask(program, path, { headers, method }),
  };
}

/** `fetch` adds headers of its own, and follows. */
function ask(
  { origin }: RunningProgram,
  path: string,
  { headers = {}, method = 'GET' }: { headers?: Headers | undefined; method?: string | undefined },
): Promise<Answer> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers }, (reply) => {
      let text = '';
      reply.setEncoding('utf8');
      reply.on('data', (piece: string) => void (text += piece));
      reply.on('end', () =>
        resolve({ status: reply.statusCode ?? 0, headers: reply.headers as Headers, text }),
      );
    });
    sent.on('error', reject).end();
  });
}

const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const json = { accept: 'application/json' };
const linkset = { accept: 'application/linkset+json' };

test('an identifier leads to its address, with and without /hdl/, by GET and HEAD', async (t) => {
  const { put, ask } = await proxy(t);
  await put('L-1', ['URL', 'https://example.com/产品'], ['NAME', '镜片 <1>']);
  for (const path of [
    '/hdl/88.118.8/L-1',
    '/88.118.8/l-1',
    '/hdl/hdl:88.118.8/L-1',
    '/hdl/88.118.8%2FL-1',
  ]) {
    const led = await ask(path, browser);
    assert.equal(led.status, 302, path);
    assert.equal(led.headers['location'], 'https://example.com/%E4%BA%A7%E5%93%81');
    assert.match(led.text, /example\.com/);
  }
  const head = await ask('/hdl/88.118.8/L-1', {}, 'HEAD');
  assert.deepEqual([head.status, head.text], [302, '']);
  assert.equal(head.headers['location'], 'https://example.com/%E4%BA%A7%E5%93%81');
  const { headers } = await ask('/88.118.8/L-1', browser);
  assert.equal(headers['cache-control'], 'public, max-age=86400');
  const aheadMs = Date.parse(headers['expires'] ?? '') - Date.parse(headers['date'] ?? '');
  assert.ok(Math.abs(aheadMs - 86_400_000) <= 2_000, `${aheadMs}`);
  assert.equal(headers['vary'], 'Accept, Accept-Language');
  assert.equal(headers['access-control-allow-origin'], '*');
  assert.match(
    headers['link'] ?? '',
    /<http:[^>]+\/hdl\/88\.118\.8\/L-1\?linkType=linkset>; rel="linkset"/,
  );
  assert.equal((await ask('/hdl/88.118.8/L-1?auth', browser)).headers['cache-control'], 'no-cache');
  const looked = await ask('/hdl/88.118.8/L-1?redirectionHeaders', browser);
  assert.deepEqual([looked.status, typeof looked.headers['location']], [200, 'string']);
  const asked = await ask('/hdl/88.118.8/L-1', { origin: 'https://shop.example' }, 'OPTIONS');
  assert.equal(asked.status, 204);
  assert.equal(asked.headers['access-control-allow-methods'], 'GET, HEAD, OPTIONS');
  assert.equal((await ask('/88.118.8/L-1', {}, 'OPTIONS')).status, 204);
});

test('the record as a page in both languages, as JSON and as a link set', async (t) => {
  const { put, ask } = await proxy(t);
  await put(
    'L-1',
    ['URL', 'https://example.com/p'],
    ['NAME', '<script>alert(1)</script>'],
    ['MACHINE', '88.118.8/M-1'],
  );
  const page = await ask('/hdl/88.118.8/L-1?noredirect', {
    ...browser,
    'accept-language': 'zh-CN, en;q=0.5',
  });
  assert.deepEqual([page.status, page.headers['content-type']], [200, 'text/html; charset=utf-8']);
  assert.match(page.text, /<html lang="zh-Hans">[^]*网址<\/span> ·\s*<span lang="en">address/);
  assert.match(page.text, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
  assert.doesNotMatch(page.text, /<script/);
  assert.match(page.text, /<a href="\/hdl\/88\.118\.8\/M-1\?noredirect">/);
  assert.match(page.text, /二级节点 88\.118/);
  const english = await ask('/hdl/88.118.8/L-1?noredirect&lang=en', { 'accept-language': 'zh' });
  assert.match(english.text, /<html lang="en">[^]*How this answer was found/);
  const data = await ask('/hdl/88.118.8/L-1', json);
  const record = JSON.parse(data.text) as {
    responseCode: number;
    handle: string;
    values: { type: string }[];
  };
  assert.deepEqual(
    [data.status, record.responseCode, record.handle, record.values.length],
    [200, 1, '88.118.8/L-1', 4],
  );
  for (const links of [
    await ask('/88.118.8/L-1', linkset),
    await ask('/88.118.8/L-1?linkType=linkset', browser),
  ]) {
    assert.deepEqual(
      [links.status, links.headers['content-type']],
      [200, 'application/linkset+json'],
    );
    const [set] = (JSON.parse(links.text) as { linkset: Record<string, unknown>[] }).linkset;
    assert.match(String(set?.['anchor']), /^http:.*\/hdl\/88\.118\.8\/L-1$/);
    assert.deepEqual(set?.['describedby'], [{ href: 'https://example.com/p', title: 'URL' }]);
    assert.match(links.headers['link'] ?? '', /json-ld#context/);
  }
  const context = await ask('/api/linkset-context');
  assert.equal(context.headers['content-type'], 'application/ld+json');
  assert.ok('@context' in (JSON.parse(context.text) as object));
  const none = await ask('/hdl/88.118.8/L-1?noredirect', { accept: 'image/png' });
  assert.equal(none.status, 406);
  assert.match(none.text, /text\/html, application\/json, application\/linkset\+json/);
  assert.equal((await ask('/hdl/88.118.8/L-1', { accept: 'image/png' })).status, 302);
});

test('what leads nowhere is shown, and what is not safe is not followed', async (t) => {
  const { put, ask } = await proxy(t);
  await put('PLAIN', ['NAME', 'no address']);
  await put(
    'BAD',
    ['URL', 'javascript:alert(1)'],
    ['URL', 'https://example.com/\r\nSet-Cookie: a=b'],
  );
  await put('SPLIT', ['URL', 'https://example.com']);
  const plain = await ask('/88.118.8/PLAIN', browser);
  assert.equal(plain.status, 200);
  assert.match(plain.text, /names no web address/);
  const bad = await ask('/88.118.8/BAD', browser);
  assert.deepEqual(
    [bad.status, bad.headers['location'], bad.headers['set-cookie']],
    [200, undefined, undefined],
  );
  assert.match(
    bad.headers['jingwei-notice'] ?? '',
    /javascript:alert\(1\)" is shown, not followed/,
  );
  assert.doesNotMatch(bad.text, /href="javascript/);
  const good = await ask('/88.118.8/SPLIT?urlappend=%2Fa%3Fb%3D1', browser);
  assert.equal(good.headers['location'], 'https://example.com/a?b=1');
  for (const append of ['.evil.example', '@evil.example/', '%0d%0ax:y']) {
    const led = await ask(`/88.118.8/SPLIT?urlappend=${append}`, browser);
    assert.deepEqual([led.status, led.headers['location']], [200, undefined], append);
  }
});

test('several values: by index, by type, by what 10320/loc says', async (t) => {
  const { put, ask } = await proxy(t, { country: 'x-country' });
  await put(
    'TWO',
    ['URL', 'https://one.example/'],
    ['URL', 'https://two.example/'],
    ['EMAIL', 'a@b'],
  );
  const leads = async (path: string, headers: Headers = {}) =>
    (await ask(path, { ...browser, ...headers })).headers['location'];
  assert.equal(await leads('/88.118.8/TWO'), 'https://one.example/');
  assert.equal(await leads('/88.118.8/TWO?index=2'), 'https://two.example/');
  assert.equal(await leads('/88.118.8/TWO?type=EMAIL'), undefined);
  assert.equal(await leads('/88.118.8/TWO?type=EMAIL&type=URL'), 'https://one.example/');
  await put(
    'LOC',
    ['URL', 'https://url.example/'],
    [
      '10320/loc',
      `<locations http_sc="303"><location href="https://cn.example/" country="cn" weight="0" view="cn"/>
       <location href="https://other.example/{x}" weight="1"/>
       <location href_template="https://data.example/{hdl}" http_role="conneg" weight="0"/></locations>`,
    ],
  );
  const led = await ask('/88.118.8/LOC', browser);
  assert.deepEqual([led.status, led.headers['location']], [303, 'https://other.example/%7Bx%7D']);
  assert.match(led.headers['cache-control'] ?? '', /^private/);
  assert.equal(led.headers['vary'], 'Accept, Accept-Language, x-country');
  assert.equal(await leads('/88.118.8/LOC', { 'x-country': 'CN' }), 'https://cn.example/');
  assert.equal(await leads('/88.118.8/LOC?country=cn'), 'https://cn.example/');
  assert.equal(
    await leads('/88.118.8/LOC?country=de', { 'x-country': 'CN' }),
    'https://other.example/%7Bx%7D',
  );
  assert.equal(await leads('/88.118.8/LOC?locatt=view:cn'), 'https://cn.example/');
  assert.equal(await leads('/88.118.8/LOC?type=URL'), 'https://url.example/');
  const data = await ask('/88.118.8/LOC', { accept: 'text/turtle, */*;q=0.1' });
  assert.equal(data.headers['location'], 'https://data.example/88.118.8%2FLOC');
  await put('BROKEN', ['URL', 'https://url.example/'], ['10320/loc', '<locations><location']);
  const broken = await ask('/88.118.8/BROKEN', browser);
  assert.equal(broken.headers['location'], 'https://url.example/');
  assert.match(broken.headers['jingwei-notice'] ?? '', /10320\/loc value at index 2 is not used/);
});

test('other names are followed unless told not to', async (t) => {
  const { put, ask } = await proxy(t);
  await put('NEW', ['URL', 'https://new.example/']);
  await put('OLD', ['HS_ALIAS', '88.118.8/NEW']);
  await put('A', ['HS_ALIAS', '88.118.8/B']);
  await put('B', ['HS_ALIAS', '88.118.8/A']);
  await put('LOST', ['HS_ALIAS', '88.118.8/NOWHERE']);
  assert.equal(
    (await ask('/88.118.8/OLD?type=URL', browser)).headers['location'],
    'https://new.example/',
  );
  const page = await ask('/88.118.8/OLD?noredirect&lang=en', browser);
  assert.match(page.text, /another name of <a href="\/hdl\/88\.118\.8\/NEW\?noredirect">/);
  const own = await ask('/88.118.8/OLD?ignore_aliases', json);
  assert.match(own.text, /HS_ALIAS/);
  const loop = await ask('/88.118.8/A', { ...browser, 'accept-language': 'zh' });
  assert.equal(loop.status, 503);
  assert.match(
    loop.text,
    /别名（HS_ALIAS）又指回自身：88\.118\.8\/A → 88\.118\.8\/B → 88\.118\.8\/A/,
  );
  const lost = await ask('/88.118.8/LOST', browser);
  assert.equal(lost.status, 404);
  assert.match(lost.text, /NOWHERE[^]*ignore_aliases/);
});

test('refusals are pages for people and JSON for programs, in the reader’s language', async (t) => {
  const { put, ask } = await proxy(t, { verify: 'off' });
  await put('L-1', ['NAME', 'x']);
  const missing = await ask('/88.118.8/NONE', { ...browser, 'accept-language': 'zh' });
  assert.equal(missing.status, 404);
  assert.match(missing.text, /标识不存在/);
  assert.equal((await ask('/hdl/88.118.8/NONE', json)).status, 404);
  assert.deepEqual(JSON.parse((await ask('/hdl/88.118.8/NONE', json)).text), {
    responseCode: 100,
    handle: '88.118.8/NONE',
    values: [],
  });
  const noValues = await ask('/88.118.8/L-1?type=URL', browser);
  assert.equal(noValues.status, 404);
  assert.match(noValues.text, /no value of the kind/);
  assert.equal((await ask('/hdl/99.1/x', browser)).status, 404);
  const codes: [string, number, string][] = [
    ['/hdl/88..1/x', 400, 'identifiers.malformed'],
    ['/88.118.8/L-1?index=x', 400, 'identifiers.bad-parameter'],
    ['/88.118.8/L-1?linkType=x', 400, 'identifiers.bad-parameter'],
    [`/88.118.8/L-1?${'type=A&'.repeat(60)}`, 400, 'identifiers.bad-parameter'],
    ['/88.118.8/L-1?cert', 503, 'identifiers.not-certified'],
  ];
  for (const [path, status, code] of codes) {
    const failed = await ask(path, json);
    assert.deepEqual(
      [failed.status, (JSON.parse(failed.text) as { code: string }).code],
      [status, code],
    );
    assert.equal(failed.headers['access-control-allow-origin'], '*');
    const page = await ask(path, browser);
    assert.equal(page.status, status);
    assert.match(page.text, /role="alert"/);
  }
});

test('nothing else is shadowed', async (t) => {
  const { ask } = await proxy(t);
  for (const path of [
    '/machines/88.118.8',
    '/88.118.8',
    '/api/88.118.8/x',
    '/assets/1/x',
    '/88x/y',
  ]) {
    const reply = await ask(path, json);
    assert.equal((JSON.parse(reply.text) as { code: string }).code, 'http.no-such-page', path);
  }
});

test('a record that is verified is given to who insists on it', async (t) => {
  const { put, ask } = await proxy(t);
  await put('L-1', ['NAME', 'lens']);
  assert.equal((await ask('/88.118.8/L-1?cert', { accept: 'application/json' })).status, 200);
});
