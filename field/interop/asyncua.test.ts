// asyncua, the OPC UA server of Python, read by the gateway: security and trust, values that lie, namespaces that move,
// writing and reading back, browsing, learning all below a node.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { opcUa } from '../../server/src/modules/connectivity/protocols/opc-ua/opc-ua.ts';
import {
  reachUnderTest,
  sourceUnderTest,
  type SourceUnderTest,
} from '../../server/src/modules/connectivity/testing/source-under-test.ts';
import { quality } from '../../server/src/stores/series/series.ts';
import { folderOf } from '../../server/src/testing/start-modules.ts';
import { until } from '../../server/src/testing/until.ts';
import { startAsyncua, withoutAsyncua } from './opc-ua-server.ts';

const skip = withoutAsyncua;
const line = 'http://example.org/line';
const open = { host: '127.0.0.1', securityMode: 'none' };
type Signals = NonNullable<Parameters<typeof sourceUnderTest>[1]['signals']>;

function signal(id: string, value: 'number' | 'text' | 'boolean' = 'number'): Signals[number] {
  return { id, value, address: `nsu=${line};s=Press.${id}` };
}

function reads(
  t: TestContext,
  connection: Record<string, unknown>,
  signals: Signals = [],
): SourceUnderTest {
  const tested = sourceUnderTest(opcUa, { name: 'press', connection, signals });
  t.after(() => tested.stop());
  tested.source.start();
  return tested;
}

const last = ({ readings }: SourceUnderTest, id: string) =>
  readings.findLast(({ series }) => series.endsWith(`/${id}`));

async function stepsOf(t: TestContext, connection: Record<string, unknown>) {
  const { reach, remove } = reachUnderTest();
  t.after(remove);
  const settings = { name: 'press', protocol: 'opc-ua', connection };
  return (await opcUa.test?.(reach, settings)) ?? [];
}

test('values, changes, qualities and times of every kind', { skip }, async (t) => {
  const server = await startAsyncua(t);
  const signals = [
    ...[signal('Temperature'), signal('Count'), signal('Running', 'boolean')],
    ...[signal('Order', 'text'), signal('Title', 'text'), signal('Parts'), signal('Balance')],
    ...[signal('Profile', 'text'), signal('Since', 'text'), signal('Mode')],
    { id: 'Parts-text', value: 'text' as const, address: `nsu=${line};s=Press.Parts` },
    { id: 'Second', address: `element=1;nsu=${line};s=Press.Profile` },
    { id: 'Ninth', address: `element=8;nsu=${line};s=Press.Profile` },
    { id: 'Nowhere', address: `nsu=${line};s=Press.Nowhere` },
    { id: 'Elsewhere', address: 'nsu=http://example.org/none;i=1' },
  ];
  const tested = reads(t, { ...open, port: server.port, publishMs: 20, samplingMs: 10 }, signals);
  await until('all values', () => tested.readings.length >= signals.length);
  const told = Object.fromEntries(
    signals.map(({ id }) => [id, [last(tested, id)?.value, last(tested, id)?.quality]]),
  );
  const { good, uncertain, bad } = quality;
  assert.deepEqual(told, {
    Temperature: [20.5, good],
    Count: [7, good],
    Running: [true, good],
    Order: ['A-17', good],
    Title: ['Presse', good],
    Parts: [9_007_199_254_740_992, uncertain],
    Balance: [-5, good],
    Profile: ['[1.5,2.5,3.5]', good],
    Since: ['2026-11-22T08:00:00.000Z', good],
    Mode: [2, good],
    'Parts-text': ['9007199254740993', good],
    Second: [2.5, good],
    Ninth: [null, bad],
    Nowhere: [null, bad],
    Elsewhere: [null, bad],
  });
  const keys = tested.warnings.map(({ key }) => key);
  assert.deepEqual(keys.toSorted(), ['Elsewhere', 'Ninth', 'Nowhere', 'Parts']);

  await server.tell('set Temperature 21.25');
  await until('the change', () => last(tested, 'Temperature')?.value === 21.25);
  const at = (last(tested, 'Temperature')?.sourceTimeUs ?? 0) / 1_000;
  assert.ok(Math.abs(at - Date.now()) < 5_000, 'the time of the source');
  await server.tell('set Temperature "nan"');
  await until('NaN is bad', () => last(tested, 'Temperature')?.quality === bad);
  await server.tell('lie Count "many"');
  await until('a text for a number is bad', () => last(tested, 'Count')?.quality === bad);
  await server.tell('lie Running [true, false]');
  await until('a list for a flag is bad', () => last(tested, 'Running')?.quality === bad);
  await server.tell('status Mode 1083310080');
  await until('an uncertain status', () => last(tested, 'Mode')?.quality === uncertain);
  await server.tell('status Mode 2156527616');
  await until('a bad status', () => last(tested, 'Mode')?.quality === bad);
  await server.tell('time Balance 200000');
  await until('a future time is not believed', () =>
    tested.warnings.some(({ key, told }) => key === 'Balance' && told !== undefined),
  );
  await until('but the value is', () => last(tested, 'Balance')?.value === -4);
  const names = tested.source.status().figures.map(({ name, value }) => [name, value]);
  const figures = Object.fromEntries(names) as Record<string, number>;
  assert.deepEqual([figures['items'], figures['gone'], figures['subscriptions']], [13, 1, 1]);
});

test(
  'what is written is converted to the type of the variable, and read back',
  { skip },
  async (t) => {
    const server = await startAsyncua(t);
    const signals = [
      ...[signal('Temperature'), signal('Count'), signal('Running', 'boolean'), signal('Locked')],
      ...[signal('Order', 'text'), signal('Parts', 'text'), signal('Since', 'text')],
      ...[signal('Title', 'text'), signal('Profile', 'text')],
      { id: 'Second', address: `element=1;nsu=${line};s=Press.Profile` },
    ];
    const { source } = reads(t, { ...open, port: server.port }, signals);
    await until('connected', () => source.session !== undefined);
    const position = (id: string) => source.observer.positionOf(`88.118.8/M-press/${id}`) ?? -1;
    const write = async (id: string, value: number | string | boolean) => {
      const [outcome] = (await source.session?.write?.([{ signal: position(id), value }])) ?? [];
      const [read] = (await source.session?.read?.([position(id)])) ?? [];
      return [outcome?.taken, read?.value];
    };
    assert.deepEqual(await write('Temperature', 33), [true, 33]);
    assert.deepEqual(await write('Count', 4_294_967_295), [true, 4_294_967_295]);
    assert.deepEqual(await write('Count', 4_294_967_296), [false, 4_294_967_295]);
    assert.deepEqual(await write('Count', 1.5), [false, 4_294_967_295]);
    assert.deepEqual(await write('Running', false), [true, false]);
    assert.deepEqual(await write('Order', 'B-1'), [true, 'B-1']);
    assert.deepEqual(await write('Parts', '18446744073709551615'), [true, '18446744073709551615']);
    const time = '2027-01-02T03:04:05.000Z';
    assert.deepEqual(await write('Since', time), [true, time]);
    assert.deepEqual(await write('Title', '压机'), [true, '压机']);
    assert.deepEqual(await write('Profile', '[9,8,7]'), [true, '[9,8,7]']);
    assert.equal((await write('Locked', 2))[0], false, 'not writable');
  },
);

test('an unknown server is not read until a person trusts its fingerprint', { skip }, async (t) => {
  const server = await startAsyncua(t, ['--folder', folderOf(t), '--secure-only']);
  const connection = { host: '127.0.0.1', port: server.port };
  const untrusted = reads(t, connection, [signal('Temperature')]);
  await until('it says so', () => untrusted.source.status().trouble !== undefined);
  const shown = server.fingerprint.toUpperCase().match(/../g)?.join(':') ?? '-';
  const { en = '', zh = '' } = untrusted.source.status().trouble ?? {};
  for (const words of [en, zh]) {
    assert.match(words, /Press line/);
    assert.ok(words.includes(`source trust press --fingerprint ${shown}`), words);
  }
  assert.equal(untrusted.readings.length, 0);

  const trusting = opcUa.trusting?.(connection, shown) as Record<string, unknown>;
  assert.deepEqual(trusting, { ...connection, trusted: [server.fingerprint] });
  const cases = [
    ['sign-and-encrypt', 'best'],
    ['sign-and-encrypt', 'Aes256_Sha256_RsaPss'],
    ['sign-and-encrypt', 'Aes128_Sha256_RsaOaep'],
    ['sign-and-encrypt', 'Basic256Sha256'],
    ['sign', 'Basic256Sha256'],
  ];
  for (const [securityMode, securityPolicy] of cases) {
    const tested = reads(t, { ...trusting, securityMode, securityPolicy }, [signal('Temperature')]);
    await until(
      `${securityMode} ${securityPolicy}`,
      () => last(tested, 'Temperature')?.value === 20.5,
    );
  }
  const [, , , unoffered] = await stepsOf(t, { ...trusting, securityMode: 'none' });
  assert.equal(unoffered, undefined);
  const steps = await stepsOf(t, { ...trusting, securityMode: 'none' });
  assert.match(steps.at(-1)?.says.en ?? '', /does not offer none\. It offers: sign Basic256Sha256/);
});

test(
  'expired, not yet valid, and for another host: each has its own words',
  { skip },
  async (t) => {
    const cases: readonly (readonly [string, readonly string[], RegExp, RegExp, string?])[] = [
      [
        'expired',
        ['--from-days', '-20', '--until-days', '-10'],
        /expired on/,
        /已于.*过期/,
        'allowExpired',
      ],
      ['early', ['--from-days', '5'], /clocks is wrong/, /时钟有误/],
      [
        'elsewhere',
        ['--names', 'press.example.org'],
        /is for press\.example\.org, not/,
        /适用于/,
        'allowOtherHost',
      ],
    ];
    for (const [name, flags, en, zh, allow] of cases) {
      const server = await startAsyncua(t, ['--folder', folderOf(t), ...flags]);
      const connection = { host: '127.0.0.1', port: server.port, trusted: [server.fingerprint] };
      const failed = (await stepsOf(t, connection)).at(-1);
      assert.equal(failed?.ok, false, name);
      assert.match(failed.says.en, en);
      assert.match(failed.says.zh, zh);
      if (allow !== undefined) {
        const steps = await stepsOf(t, { ...connection, [allow]: true });
        assert.deepEqual(
          steps.map(({ ok }) => ok),
          [true, true, true, true, true, true],
          name,
        );
      }
    }
  },
);

test(
  'a password is asked for, checked, and never sent in the clear unasked',
  { skip },
  async (t) => {
    const server = await startAsyncua(t, ['--folder', folderOf(t), '--password', 'geheim']);
    const secure = { host: '127.0.0.1', port: server.port, trusted: [server.fingerprint] };
    const outcome = async (more: Record<string, unknown>) =>
      (await stepsOf(t, { ...secure, ...more })).at(-1)?.says.en ?? '';
    assert.match(await outcome({ user: 'op', password: 'geheim' }), /CurrentTime =/);
    assert.match(await outcome({ user: 'op', password: 'wrong' }), /does not let op in/);
    assert.match(await outcome({}), /does not take anonymous .*it takes: user name and password/);
    const plain = { user: 'op', password: 'geheim', securityMode: 'none' };
    assert.match(await outcome(plain), /travel unprotected/);
    assert.match(await outcome({ ...plain, allowPlainPassword: true }), /CurrentTime =/);
  },
);

test(
  'a person signs in by a certificate, whose key must fit and which the server must know',
  { skip },
  async (t) => {
    const folder = folderOf(t);
    const server = await startAsyncua(t, ['--folder', folder, '--user-certificates']);
    const pem = (name: string) => readFileSync(join(folder, `${name}.pem`), 'utf8');
    const as = (name: string, key = `${name}-key`) => ({
      ...{ host: '127.0.0.1', port: server.port, trusted: [server.fingerprint] },
      ...{ userCertificate: pem(name), userKey: pem(key) },
    });
    for (const securityPolicy of ['Basic256Sha256', 'Aes256_Sha256_RsaPss']) {
      const tested = reads(t, { ...as('fitter'), securityPolicy }, [signal('Temperature')]);
      await until(securityPolicy, () => last(tested, 'Temperature')?.value === 20.5);
    }
    const failed = async (connection: Record<string, unknown>) => {
      const step = (await stepsOf(t, connection)).at(-1);
      assert.equal(step?.ok, false);
      return step.says;
    };
    const unknown = await failed(as('stranger'));
    assert.match(unknown.en, /does not let .*user certificate.* in/);
    assert.match(unknown.zh, /用户证书/);
    const misfit = await failed(as('fitter', 'stranger-key'));
    assert.match(misfit.en, /they differ/);
    const { userCertificate: _certificate, userKey: _key, ...nobody } = as('fitter');
    assert.match((await failed(nobody)).en, /it takes: user certificate/);
  },
);

test('a restart that numbers the namespaces anew changes nothing', { skip }, async (t) => {
  const first = await startAsyncua(t);
  const connection = { ...open, port: first.port, publishMs: 20 };
  const tested = reads(t, connection, [signal('Temperature'), { id: 'fixed', address: 'i=2259' }]);
  await until('the first value', () => last(tested, 'Temperature')?.value === 20.5);
  await first.stop();
  await until('the loss', () => last(tested, 'Temperature')?.quality === quality.bad);
  const second = await startAsyncua(t, ['--namespaces-before', '3'], first.port);
  await until('it reads again', () => last(tested, 'Temperature')?.quality === quality.good);
  await second.tell('set Temperature 44');
  await until('the right variable', () => last(tested, 'Temperature')?.value === 44);
  assert.deepEqual(
    tested.warnings.filter(({ event }) => event === 'refused'),
    [],
  );
});

test('browsing names addresses that stay, with types and units', { skip }, async (t) => {
  const server = await startAsyncua(t, ['--namespaces-before', '2', '--many', '2500']);
  const { reach, remove } = reachUnderTest();
  t.after(remove);
  const connection = { ...open, port: server.port };
  const page = async (at?: string, after?: string) =>
    opcUa.browse?.(reach, connection, {
      limit: 1_000,
      ...(at === undefined ? {} : { at }),
      ...(after === undefined ? {} : { after }),
    });
  const top = await page();
  const press = top?.things.find(({ name }) => name === 'Press');
  assert.deepEqual(press, {
    ...{ place: `nsu=${line};s=Press`, name: 'Press', kind: 'folder', hasMore: true },
  });
  const below = await page(press.place);
  assert.deepEqual(
    below?.things.find(({ name }) => name === 'Temperature'),
    {
      ...{ place: `nsu=${line};s=Press.Temperature`, name: 'Temperature', kind: 'signal' },
      ...{ hasMore: false, detail: 'Double Cel' },
      signal: {
        ...{ id: 'Temperature', name: 'Temperature', value: 'number', unit: 'Cel' },
        ...{ address: `nsu=${line};s=Press.Temperature`, writable: true },
      },
    },
  );
  const names: string[] = [];
  let after: string | undefined;
  do {
    const found = await page(`nsu=${line};s=Line`, after);
    assert.ok((found?.things.length ?? 0) <= 1_000);
    names.push(...(found?.things ?? []).map(({ name }) => name));
    after = found?.next;
  } while (after !== undefined);
  assert.equal(new Set(names).size, 2_500);
  await assert.rejects(page('what'), /is no NodeId/);
  await assert.rejects(page('nsu=http://example.org/none;i=1'), /does not have the namespace/);
});

test('all below a node is learned without listing it', { skip }, async (t) => {
  const server = await startAsyncua(t, ['--many', '300']);
  const connection = { ...open, port: server.port, below: `nsu=${line};s=Line` };
  const tested = reads(t, connection, [signal('Temperature')]);
  await until('all values', () => tested.readings.length >= 301);
  assert.equal(last(tested, 'V299')?.value, 299);
  assert.equal(tested.models.at(-1)?.signals.length, 301);
  const { source } = reads(t, { ...connection, belowMax: 100 });
  await until('too many', () => source.status().trouble !== undefined);
  assert.match(source.status().trouble?.en ?? '', /more than 100 variables/);
});

test('on ::1, and found by asking', { skip }, async (t) => {
  const server = await startAsyncua(t, ['--host', '::1']);
  const connection = { host: '::1', port: server.port, securityMode: 'none' };
  const tested = reads(t, connection, [signal('Temperature')]);
  await until('a value', () => last(tested, 'Temperature')?.value === 20.5);
  const { reach, remove } = reachUnderTest();
  t.after(remove);
  const found = await opcUa.discover?.(reach, { host: '::1', port: server.port });
  assert.deepEqual(
    found?.map(({ name, connection: told }) => [name, told]),
    [['Press line', { host: '::1', port: server.port, securityMode: 'none' }]],
  );
});
