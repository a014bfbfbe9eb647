// What IoTDB may answer, by a small server of our own: wrong settings, wrong passwords, silence, too much.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { isFailure } from '../../kernel/failure/failure.ts';
import { silentLog } from '../../kernel/log/log.ts';
import { realWorld } from '../../kernel/world/real/world.ts';
import { rejectsWith } from '../../stores/contract.ts';
import { folderOf } from '../../testing/start-modules.ts';
import { iotdbEngine } from './engine.ts';
import type { IotdbSettings } from './settings.ts';
import { IotdbRest, isOutOfTime, mayHaveArrived, statement } from './rest.ts';

type Reply = { readonly status?: number; readonly body: string };

async function peer(test: TestContext, reply: (path: string, count: number) => Reply | 'silence') {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const answer = reply(request.url ?? '', asked.length);
    if (answer === 'silence') return void request.socket.destroy();
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' });
    response.end(answer.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  test.after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

function settingsFor(urls: string[], more: Partial<IotdbSettings> = {}): IotdbSettings {
  const login = { user: 'anna', password: 'hush-hush', authorities: '' };
  return { ...login, urls, database: 'tested', patienceSeconds: 1, ...more };
}

const rest = (settings: IotdbSettings) => {
  const { http, clock } = realWorld;
  assert.ok(http);
  return new IotdbRest(settings, { http, clock });
};

const ok = { body: '{"code":200,"message":"SUCCESS_STATUS"}' };
const precision = (found: string) => ({
  body: `{"expressions":null,"column_names":["Variable","Value"],"timestamps":null,"values":[["TimestampPrecision"],["${found}"]]}`,
});

test('a server of another precision is refused at opening, and told which is needed', async (t) => {
  const { url } = await peer(t, () => precision('ms'));
  const context = { folder: folderOf(t), world: realWorld, log: silentLog };
  const opening = iotdbEngine.shapes.series({ ...context, settings: settingsFor([url]) });
  await assert.rejects(opening, (error) => {
    assert.ok(isFailure(error, 'iotdb.precision'));
    assert.match(error.publicMessage.en, /keeps times in ms.*timestamp_precision=ns/);
    assert.match(error.publicMessage.zh, /timestamp_precision=ns/);
    return true;
  });
});

test('settings that cannot be are refused before anything is asked', async (t) => {
  const context = { folder: folderOf(t), world: realWorld, log: silentLog };
  const open = (settings: IotdbSettings) => iotdbEngine.shapes.series({ ...context, settings });
  const url = 'http://127.0.0.1:1';
  for (const database of ['', 'a.b', 'root', '1a', 'x'.repeat(65), 'a; DROP']) {
    await rejectsWith('iotdb.bad-database', () => open(settingsFor([url], { database })));
  }
  for (const urls of [[], ['iotdb:18080'], ['ftp://x'], [url, 'nonsense']]) {
    await rejectsWith('iotdb.bad-url', () => open(settingsFor(urls)));
  }
  await assert.rejects(
    open(settingsFor(['http://anna:hush-hush@iotdb:18080'])),
    (error) => isFailure(error, 'iotdb.bad-url') && !JSON.stringify(error).includes('hush-hush'),
  );
});

test('a wrong password is told at once and never shown', async (t) => {
  const { url, asked } = await peer(t, () => ({
    status: 401,
    body: '{"code":801,"message":"Authentication failed."}',
  }));
  await assert.rejects(rest(settingsFor([url])).write(statement('FLUSH')), (error) => {
    assert.ok(isFailure(error, 'iotdb.login'));
    assert.match(error.publicMessage.en, /user anna.*Authentication failed/);
    assert.ok(!JSON.stringify([error, error.detail, error.publicMessage]).includes('hush-hush'));
    return true;
  });
  assert.equal(asked.length, 1);
});

test('the next address is tried when one is gone, and a passing refusal is asked again', async (t) => {
  const busy = { body: '{"code":606,"message":"write process reject"}' };
  const { url, asked } = await peer(t, (_path, count) => (count < 3 ? busy : ok));
  await rest(settingsFor(['http://127.0.0.1:1', url])).write(statement('FLUSH'));
  assert.equal(asked.length, 3);
});

test('when nobody answers it is told with all addresses, and whether something may have arrived', async (t) => {
  const gone = rest(settingsFor(['http://127.0.0.1:1', 'http://[::1]:1']));
  await assert.rejects(gone.write(statement('FLUSH')), (error) => {
    assert.ok(isFailure(error, 'iotdb.unreachable'));
    assert.match(error.publicMessage.en, /127\.0\.0\.1:1.*\[::1\]:1.*ECONNREFUSED/s);
    return !mayHaveArrived(error);
  });
  const { url } = await peer(t, () => 'silence');
  await assert.rejects(rest(settingsFor([url])).write(statement('FLUSH')), (error) => {
    assert.ok(isFailure(error, 'iotdb.unreachable'));
    return mayHaveArrived(error);
  });
});

test('only what is known to be forgotten by the database counts as written', () => {
  const old = 'Insertion time [1970] is less than ttl time bound [2026]';
  assert.ok(isOutOfTime(607, ''));
  assert.ok(isOutOfTime(302, `${old};${old};`));
  assert.ok(!isOutOfTime(302, `${old};disk full`));
  for (const silent of ['', ' ; ']) assert.ok(!isOutOfTime(302, silent));
});

test('answers that are no JSON, and statements that are wrong', async (t) => {
  const { url } = await peer(t, (path) =>
    path.endsWith('/query')
      ? { body: '{"code":700,"message":"line 1:5 no viable alternative"}' }
      : { status: 404, body: '<html>a proxy</html>' },
  );
  await rejectsWith('iotdb.refused', () => rest(settingsFor([url])).query('SELECT', 1));
  await assert.rejects(rest(settingsFor([url])).write(statement('FLUSH')), (error) => {
    assert.ok(isFailure(error, 'iotdb.refused'));
    assert.match(error.publicMessage.en, /HTTP 404: <html>a proxy/);
    return true;
  });
});

test('times beyond doubles come as digits, also where a text looks like their column', async (t) => {
  const text = '","timestamps":[1,2],"';
  const body = JSON.stringify({ expressions: ['Device', 'n'], timestamps: '@', values: [[text]] });
  const { url } = await peer(t, () => ({
    body: body.replace('"@"', '[9007199254740993,-9223372036854775808]'),
  }));
  const answer = await rest(settingsFor([url])).query('SELECT', 2);
  assert.deepEqual(answer.times, ['9007199254740993', '-9223372036854775808']);
  assert.deepEqual(answer.columns, [[text]]);
});
