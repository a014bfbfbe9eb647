// Files of assets in and out: what is exported imports unchanged, a bad cell is named and nothing is done, and an
// import is undone as a whole.
import assert from 'node:assert/strict';
import { deflateRawSync } from 'node:zlib';
import { test, type TestContext } from 'node:test';
import writeWorkbook from 'write-excel-file/node';
import { openDoor, startModules } from '../../../testing/start-modules.ts';
import { assetsPort } from '../api.ts';
import { assetsModule } from '../module.ts';
import { pressModel } from '../testing/press-model.ts';
import type { ImportReply } from './schemas.ts';
import { checkZip } from './unpack-check.ts';

const as = '88.118.8';

async function plant(context: TestContext) {
  const modules = [assetsModule, openDoor('platform')];
  const program = await startModules(context, { modules, roles: ['platform'] });
  const assets = program.port(assetsPort);
  const call = async (method: string, path: string, body?: Uint8Array | object) => {
    const raw = body instanceof Uint8Array;
    const answer = await fetch(`${program.origin}/api/assets${path}`, {
      method,
      headers: {
        authorization: `Bearer ${as}`,
        ...(body ? { 'content-type': raw ? 'application/octet-stream' : 'application/json' } : {}),
      },
      ...(body ? { body: raw ? Buffer.from(body) : JSON.stringify(body) } : {}),
    });
    return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) };
  };
  const json = async (method: string, path: string, body?: Uint8Array | object) => {
    const { status, bytes } = await call(method, path, body);
    return { status, body: JSON.parse(bytes.toString()) as Record<string, unknown> };
  };
  const load = async (rows: object[], query = '', relations: object[] = []) => {
    const bytes = Buffer.from(JSON.stringify({ assets: rows, relations }));
    const { status, body } = await json('POST', `/import/${as}${query}`, bytes);
    return { status, body, reply: body as unknown as ImportReply };
  };
  return { program, assets, call, json, load };
}

const line = [
  { parent: as, kind: 'site', name: '苏州' },
  { parent: `${as}/苏州`, kind: 'line', name: 'L1', '@takt [s]': 30 },
  { identifier: `${as}/M-7`, parent: `${as}/苏州/l1`, kind: '设备', name: 'Press 7', 型号: 'X' },
];

test('a dry run says what each row does and does nothing; then all of it is done', async (context) => {
  const { assets, load } = await plant(context);
  await assets.put(pressModel('1', ['上海']));
  const rows = [...line, { identifier: `${as}/M-1`, name: 'Renamed', parent: `${as}/苏州/L1` }];
  const links = [{ from: `${as}/M-7`, kind: 'feeds', to: `${as}/M-1` }];
  const dry = await load(rows, '?dryRun=true', links);
  assert.deepEqual(
    dry.reply.counts,
    { create: 4, change: 1, unchanged: 0, problems: 0 },
    JSON.stringify(dry.body),
  );
  assert.deepEqual(
    dry.reply.rows[3]?.fields.map(({ name }) => name),
    ['name', 'parent'],
  );
  assert.equal(await assets.asset(`${as}/M-7`), undefined);
  const done = await load(rows, '', links);
  assert.equal(done.status, 200, JSON.stringify(done.body));
  const path = (await assets.pathOf(`${as}/M-7`))?.join('/');
  assert.equal(path, `${as}/苏州/L1/Press 7`);
  assert.equal((await assets.pathOf(`${as}/M-1/state`))?.join('/'), `${as}/苏州/L1/Renamed/state`);
  const above = (await assets.asset(`${as}/M-7`))?.parent ?? '';
  assert.deepEqual((await assets.asset(above))?.attributes, { takt: { value: 30, unit: 's' } });
  const again = await load(rows, '?dryRun=true', links);
  assert.deepEqual(again.reply.counts, { create: 0, change: 0, unchanged: 4, problems: 0 });
});

test('what is exported imports unchanged, as JSON and as a spreadsheet', async (context) => {
  const { assets, call, json, load } = await plant(context);
  await assets.put(pressModel('1', ['上海', '注塑']));
  await load(line, '', [{ from: `${as}/M-1`, kind: 'feeds', to: `${as}/M-7` }]);
  for (const format of ['json', 'xlsx']) {
    const file = await call('GET', `/export/${as}?format=${format}`);
    assert.equal(file.status, 200);
    const { body } = await json('POST', `/import/${as}?dryRun=true`, file.bytes);
    const counts = { create: 0, change: 0, unchanged: 8, problems: 0 };
    assert.deepEqual(body['counts'], counts, `${format} ${JSON.stringify(body)}`);
  }
  await json('DELETE', `/${as}/M-7?anyway=true`);
  const before = await call('GET', `/export/${as}?format=xlsx`);
  assert.ok(!before.bytes.equals(Buffer.alloc(0)));
});

test('a bad cell is named with sheet, row, column and remedy, and nothing is done', async (context) => {
  const { assets, json } = await plant(context);
  await assets.put(pressModel('1'));
  const cells = [
    ['identifier', 'parent', 'kind', 'name', 'colour'],
    ['', as, 'site', 'good', ''],
    ['', `${as}/nowhere`, 'line', 'x', ''],
    [`${as}/M-1`, '', 'cell', '', ''],
    [`${as}/L-100001`, as, 'machine', 'lens', ''],
    ['', '', '', '', ''],
    ['', as, 'machine', '', ''],
    ['88.118.9/M-1', as, 'machine', 'theirs', ''],
    ['', `${as}/M-1`, 'machine', 'in a machine', ''],
    ['', as, 'site', 'good', ''],
  ];
  const links = [
    ['from', 'kind', 'to'],
    [`${as}/M-1`, 'likes', as],
  ];
  const file = await writeWorkbook([
    { sheet: 'Assets', data: cells },
    { sheet: 'Relations', data: links },
  ]).toBuffer();
  const { body } = await json('POST', `/import/${as}?dryRun=true`, file);
  const { problems } = body as unknown as ImportReply;
  assert.deepEqual(
    problems.map(({ sheet, row, column }) => `${sheet} ${row} ${column}`),
    [
      ...['Assets 1 colour', 'Assets 3 parent', 'Assets 4 kind', 'Assets 5 identifier'],
      ...['Assets 7 name', 'Assets 8 identifier', 'Assets 9 parent', 'Assets 10 name'],
      'Relations 2 kind',
    ],
  );
  assert.ok(problems.every(({ says }) => says.en.length > 20 && /[\u4e00-\u9fff]/.test(says.zh)));
  const refused = await json('POST', `/import/${as}`, file);
  assert.equal(refused.body['code'], 'assets.import-problems');
  assert.equal((await assets.children(as, { limit: 9 })).assets.length, 1, 'nothing was made');
});

test('rows that together would stand below themselves are refused', async (context) => {
  const { load } = await plant(context);
  const cells = ['A-1', 'A-2'].map((id) => ({ identifier: `${as}/${id}`, kind: 'cell', name: id }));
  await load(cells.map((cell) => ({ ...cell, parent: as })));
  const turned = cells.map((cell, at) => ({ ...cell, parent: cells[1 - at]?.identifier }));
  const { reply } = await load(turned, '?dryRun=true');
  assert.deepEqual(
    reply.problems.map(({ row, column }) => [row, column]),
    [
      [1, 'parent'],
      [2, 'parent'],
    ],
  );
});

test('an import is undone as a whole, or not at all', async (context) => {
  const { assets, json, load } = await plant(context);
  await assets.put(pressModel('1'));
  const rows = [...line, { identifier: `${as}/M-1`, name: 'Renamed' }];
  const { reply } = await load(rows);
  const undo = `/imports/${as}/${reply.id}/undo`;
  const site = (await assets.children(as, { limit: 9 })).assets.find(({ kind }) => kind === 'site');
  const moved = await json('PATCH', `/${as}/M-1`, { parent: site?.identifier ?? '' });
  assert.equal(moved.status, 200);
  assert.equal((await json('POST', undo)).body['code'], 'assets.changed-since');
  assert.ok(await assets.asset(`${as}/M-7`), 'all or nothing');
  await json('POST', `/undo/${as}/M-1`);
  assert.equal((await json('POST', undo)).status, 200);
  assert.equal(await assets.asset(`${as}/M-7`), undefined);
  assert.equal((await assets.asset(`${as}/M-1`))?.name, 'Press 1');
  assert.equal((await json('POST', undo)).body['code'], 'assets.unknown-import');
  const { body } = await json('GET', `/imports/${as}`);
  assert.deepEqual(
    (body['imports'] as { undone: boolean }[]).map(({ undone }) => undone),
    [true],
  );
});

test('what is no such file, or unpacks too far, is refused', async (context) => {
  const { json } = await plant(context);
  for (const bad of ['no json', '{}', 'PK\u0003\u0004 broken']) {
    const { body } = await json('POST', `/import/${as}`, Buffer.from(bad));
    assert.equal(body['code'], 'assets.bad-file', bad);
  }
  const good = await writeWorkbook([{ sheet: 'Assets', data: [['name']] }]).toBuffer();
  assert.equal(checkZip(good, 1_000_000), 'good');
  assert.equal(checkZip(good, 100), 'too-large');
  assert.equal(checkZip(zipOf(Buffer.alloc(5_000_000)), 1_000_000), 'too-large');
  for (let at = 0; at < good.length; at += 1) {
    checkZip(good.subarray(0, at), 1_000_000);
    const hurt = Buffer.from(good);
    hurt[at] = (hurt[at] ?? 0) ^ 0xff;
    checkZip(hurt, 1_000_000);
  }
});

/** A zip of one part that says that it is small. */
function zipOf(part: Uint8Array): Buffer {
  const packed = deflateRawSync(part);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt32LE(10, 24);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46, 12);
  end.writeUInt32LE(local.length + packed.length, 16);
  return Buffer.concat([local, packed, entry, end]);
}
