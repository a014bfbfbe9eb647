// One prefix over three servers with stores of their own: each holds its share, and says whom else to ask.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { isFailure } from '../../../kernel/failure/failure.ts';
import type { RunningProgram } from '../../../kernel/module/program.ts';
import { hostPortText } from '../../../kernel/world/host-port.ts';
import { ask, folderOf } from '../../../testing/start-modules.ts';
import { until } from '../../../testing/until.ts';
import { askSite } from '../delegation/ask-site.ts';
import { realWorld } from '../../../kernel/world/real/world.ts';
import { encodeSite, responseCode } from '../../../wire/handle/handle.ts';
import { enterpriseAuthorityPort, registryPort, resolverPort } from '../api.ts';
import { contactFor, outlineOf } from '../model/site.ts';
import { startNodes } from '../testing/four-nodes.ts';
import { exchange, question, read } from '../testing/wire.ts';
import {
  freePorts,
  invitationFrom,
  shareKey,
  startAbove,
  startEnterprise,
} from '../testing/separate-nodes.ts';
import { compareServer } from './watch-servers.ts';

const host = '127.0.0.1';

async function startSite(t: TestContext) {
  const above = await startAbove(t);
  const ports = await freePorts(3);
  const siteServers = ports.map((port) => `${host}:${port}`);
  const invitation = await invitationFrom(above);
  const servers: RunningProgram[] = [];
  const [first = '', ...others] = ports.map(() => folderOf(t));
  for (const [at, port] of ports.entries()) {
    const parent = at === 0 ? { parent: above.origin, invitation } : {};
    const settings = { port, siteServers, siteServer: at + 1, ...parent };
    servers.push(await startEnterprise(t, { settings, folder: [first, ...others][at] ?? '' }));
    if (at === 0) for (const folder of others) shareKey(first, folder);
  }
  const granted = async (): Promise<boolean> => {
    const resolver = above.port(resolverPort);
    const { responseCode: code } = await resolver.resolve('0.NA/88.118.8', { fresh: true });
    return code === 1;
  };
  await until('the parent knows the site', granted);
  return { above, servers, ports };
}

const value = (text: string) => ({ index: 1, type: 'T', text });

test('a thousand handles stand where they hash to, and are found through the recursive node', async (t) => {
  const { above, servers, ports } = await startSite(t);
  const world = realWorld;
  const sites = await Promise.all(ports.map((port) => askSite({ host, port }, 'tcp', world)));
  const [site] = sites;
  assert.ok(site);
  for (const other of sites) assert.deepEqual(other, site, 'all tell the same site');
  const outline = outlineOf(encodeSite(site));
  assert.ok(outline);
  const handles = Array.from({ length: 1_000 }, (_, n) => `88.118.8/L-${n}中`);
  const shares = ports.map(() => [] as string[]);
  for (const handle of handles) {
    const at = ports.indexOf(contactFor(handle, outline)?.tcpPort ?? 0);
    shares[at]?.push(handle);
  }
  for (const [at, share] of shares.entries()) {
    assert.ok(share.length > 270 && share.length < 400, `share of ${share.length}`);
    const registry = servers[at]?.port(registryPort);
    const items = share.map((handle) => ({ handle, values: [value(handle)] }));
    const results = await registry?.register(items);
    assert.ok(results?.every((result) => result === 'registered'));
    assert.equal(await servers[at]?.port(enterpriseAuthorityPort).count('88.118.8'), share.length);
  }
  const resolver = above.port(resolverPort);
  for (const handle of handles) {
    const found = await resolver.resolve(handle);
    assert.equal(found.values[0]?.data.value, handle);
    assert.equal(found.signature?.state, 'verified', handle);
  }
  await servers[1]?.stop();
  let lost = 0;
  for (const [at, share] of shares.entries()) {
    const [handle = ''] = share;
    if (at !== 1) assert.equal((await resolver.resolve(handle, { fresh: true })).responseCode, 1);
    else {
      lost += 1;
      await assert.rejects(resolver.resolve(handle, { fresh: true }), (error) => {
        assert.ok(isFailure(error, 'identifiers.node-unreachable'));
        assert.match(error.message, new RegExp(`${host}:${ports[1]}`));
        return true;
      });
    }
  }
  assert.equal(lost, 1);
});

test('the wrong server changes nothing and names the right one, on every way in', async (t) => {
  const { above, servers, ports } = await startSite(t);
  const [first] = servers;
  assert.ok(first);
  const registry = first.port(registryPort);
  const handles = Array.from({ length: 30 }, (_, n) => `88.118.8/W-${n}`);
  const results = await registry.register(
    handles.map((handle) => ({ handle, values: [value('x')] })),
  );
  const refused = handles.filter((_, at) => results[at] !== 'registered');
  assert.ok(refused.length > 5 && refused.length < 30, `${refused.length} of others`);
  for (const result of results.filter((one) => typeof one !== 'string')) {
    assert.ok(isFailure(result, 'identifiers.other-server'));
    const place = result.facts?.['address'];
    assert.ok([1, 2].some((at) => place === hostPortText({ host, port: ports[at] ?? 0 })));
  }
  const [foreign = ''] = refused;
  const place = String(
    (results[handles.indexOf(foreign)] as { facts?: { address?: string } }).facts?.address,
  );
  const to = { host, port: ports[0] ?? 0 };
  const { messages } = await exchange(to, [question({ handle: foreign })], 1);
  const answer = read(messages[0]);
  assert.equal(answer.header.responseCode, responseCode.notResponsible);
  assert.match(JSON.stringify(answer.body), new RegExp(`ask ${place}`));
  const path = `/api/handles/${foreign}`;
  const data = { format: 'string', value: 'x' };
  const body = { values: [{ index: 1, type: 'T', data }] };
  for (const [method, sent] of [
    ['PUT', { body }],
    ['DELETE', {}],
    ['GET', {}],
  ] as const) {
    const said = await ask(first, path, { method, as: '*', ...sent });
    assert.deepEqual([said.status, said.body['responseCode']], [409, 301], method);
    assert.match(said.text, new RegExp(place), method);
  }
  const right = servers[ports.indexOf(Number(place.split(':')[1]))];
  assert.ok(right);
  assert.equal((await ask(right, path, { method: 'PUT', as: '*', body })).status, 201);
  assert.equal((await ask(above, path)).status, 200, 'from any program that resolves');
});

type Checked = { what: { en: string }; state: string; found: { zh: string } };

test('a server with another key or another list of servers is told from a good one', async (t) => {
  const ports = await freePorts(3);
  const siteServers = ports.map((port) => `${host}:${port}`);
  const folders = ports.map(() => folderOf(t));
  const [first = '', second = '', third = ''] = folders;
  const start = (siteServer: number, folder: string, more: object = {}) =>
    startEnterprise(t, {
      settings: { port: ports[siteServer - 1], siteServers, siteServer, ...more },
      folder,
    });
  const one = await start(1, first);
  shareKey(first, second);
  await start(2, second);
  const to = (at: number) => ({ host, port: ports[at] ?? 0 });
  const ours = await askSite(to(0), 'tcp', realWorld);
  assert.ok(ours);
  const bytes = encodeSite(ours);
  assert.equal(await compareServer(to(1), bytes, realWorld), 'good');
  assert.equal(await compareServer(to(2), bytes, realWorld), 'silent');
  const stranger = await start(3, third);
  assert.equal(await compareServer(to(2), bytes, realWorld), 'key');
  const { body } = await ask(one, '/api/node/checks', { method: 'POST', as: '*', body: {} });
  const [{ checks = [] } = {}] = body['nodes'] as { checks?: Checked[] }[];
  const others = checks.filter(({ what }) => what.en.startsWith('server'));
  assert.deepEqual(
    others.map(({ state }) => state),
    ['good', 'bad'],
  );
  assert.match(others[1]?.found.zh ?? '', /node\.key/);
  await stranger.stop();
  for (const more of [{ hashOption: 'suffix' }, { siteServers: siteServers.toReversed() }]) {
    const other = await start(3, third, more);
    assert.equal(await compareServer(to(2), bytes, realWorld), 'site');
    await other.stop();
  }
});

test('settings that describe no site stop the start', async (t) => {
  for (const settings of [
    { siteServers: ['127.0.0.1'] },
    { siteServers: ['127.0.0.1:1', '127.0.0.1:1'] },
    { siteServers: ['127.0.0.1:1', '127.0.0.1:2'], siteServer: 3 },
    { siteServers: ['one.example:1', 'two.example:1'] },
  ]) {
    await assert.rejects(startEnterprise(t, { settings }), (error) =>
      isFailure(error, 'identifiers.bad-site-servers'),
    );
  }
  const topNode = { port: 0, siteServers: ['127.0.0.1:1', '127.0.0.1:2'] };
  await assert.rejects(startNodes(t, { roles: ['top'], settings: { topNode } }), (error) =>
    isFailure(error, 'identifiers.bad-site-servers'),
  );
});
