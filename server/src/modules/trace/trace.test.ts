// Products become identifiers: over HTTP, from a file, and from what machines tell; once, however often.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { eventsPort } from '../../kernel/events/events.ts';
import type { RunningProgram } from '../../kernel/module/program.ts';
import { commandInput } from '../../testing/command-input.ts';
import { ask, folderOf, openDoor, startModules } from '../../testing/start-modules.ts';
import { until } from '../../testing/until.ts';
import { partFinished } from '../connectivity/api.ts';
import { enterpriseAuthorityPort } from '../identifiers/api.ts';
import { enterpriseNodeModule } from '../identifiers/module.ts';
import type { Product } from './api.ts';
import { importProducts } from './commands.ts';
import { mouldingColumns, qualityColumn } from './model/moulding-columns.ts';
import { traceModule } from './module.ts';

const own = '88.118.8';

function enterprise(t: TestContext): Promise<RunningProgram> {
  return startModules(t, {
    modules: [enterpriseNodeModule, traceModule, openDoor('enterprise')],
    roles: ['enterprise'],
    settings: { enterpriseNode: { port: 0 } },
  });
}

const product = (part: string, qualityClass = '1'): Product => ({
  part,
  machine: `${own}/M-1`,
  finishedAt: '2026-01-01T00:00:00Z',
  qualityClass,
  values: [{ name: 'melt temperature', value: 106.4, unit: 'Cel' }],
});

const register = (program: RunningProgram, products: readonly Product[], as = own) =>
  ask(program, '/api/products', { method: 'POST', as, body: { products } });

async function textOf(program: RunningProgram, part: string, type: string): Promise<unknown> {
  const found = await program.port(enterpriseAuthorityPort).resolve(`${own}/${part}`);
  return found.values.find((value) => value.type === type)?.data.value;
}

test('each product has its own outcome: registered, unchanged, in conflict or refused', async (t) => {
  const program = await enterprise(t);
  const first = await register(program, [product('L-1'), product('L-2')]);
  assert.deepEqual([first.status, first.body['outcomes']], [200, ['registered', 'registered']]);
  const products = [product('L-1'), product('L-2', '4'), product('L\u0001'), product('L-3')];
  const { body } = await register(program, products);
  assert.deepEqual(body['outcomes'], ['unchanged', 'conflict', 'refused', 'registered']);
  const [refusal, ...more] = body['refusals'] as {
    position: number;
    code: string;
    message: { zh: string };
  }[];
  assert.deepEqual([refusal?.position, refusal?.code, more], [2, 'identifiers.malformed', []]);
  assert.match(refusal?.message.zh ?? '', /标识/);
  assert.equal(await textOf(program, 'L-2', 'QUALITY_CLASS'), '1', 'a conflict changes nothing');
  assert.equal(await textOf(program, 'L-3', 'PROCESS.MELT_TEMPERATURE'), '106.4 Cel');
});

test('another enterprise and nobody register nothing', async (t) => {
  const program = await enterprise(t);
  assert.equal((await register(program, [product('L-1')], '88.118.9')).status, 403);
  const asked = { method: 'POST', body: { products: [product('L-1')] } };
  assert.equal((await ask(program, '/api/products', asked)).status, 401);
  assert.equal(await textOf(program, 'L-1', 'MACHINE'), undefined);
  assert.equal((await register(program, [])).status, 400);
});

test('a part that a machine finished is registered, once however often it is told', async (t) => {
  const program = await enterprise(t);
  const events = program.port(eventsPort);
  const { part, machine, finishedAt } = product('L-7');
  const body = { part, machine, finishedAt, product: 'lens', values: [] };
  await events.tell(partFinished, [{ id: 'a', body }]);
  await events.tell(partFinished, [{ id: 'a', body }]);
  await events.tell(partFinished, [{ id: 'b', body: { ...body, part: 'L-8' } }]);
  await until('the second part', async () => (await textOf(program, 'L-8', 'MACHINE')) === machine);
  assert.equal(await textOf(program, 'L-7', 'PRODUCT_TYPE'), 'lens');
  const again = await register(program, [{ ...body }]);
  assert.deepEqual(again.body['outcomes'], ['unchanged']);
  const metrics = (await ask(program, '/metrics')).text;
  assert.match(metrics, /jingwei_trace_products_total\{outcome="registered"\} 2/);
});

test('the verb import tells what became of each row, and exits with 5 when one is in conflict', async (t) => {
  const program = await enterprise(t);
  const file = join(folderOf(t), 'record.csv');
  const header = [...mouldingColumns.map((column) => column.header), qualityColumn];
  const rows = [1, 2, 3].map((class_) => [...mouldingColumns.map(() => '1.5'), class_].join(';'));
  writeFileSync(file, `${[header.join(';'), ...rows].join('\n')}\n`);
  const run = async (options: Readonly<Record<string, string>> = {}, json = true) => {
    const { input, printed } = commandInput({
      args: { file },
      json,
      options: {
        '--machine': `${own}/M-1`,
        '--product': 'lens',
        '--first': 'L-1',
        '--first-start': '2021-01-01T00:00:00Z',
        ...options,
      },
      api: {
        origin: program.origin,
        download: () => Promise.reject(new Error('nothing is downloaded here')),
        call: async <T>(method: string, path: string, body?: unknown) =>
          (await ask(program, path, { method, as: own, body })).body as T,
      },
    });
    return { code: await importProducts.run(input), printed };
  };
  const counts = { rows: 3, registered: 3, unchanged: 0, conflict: 0, refused: 0, troubles: [] };
  const first = await run();
  assert.deepEqual([first.code, JSON.parse(first.printed[0] ?? '')], [0, counts]);
  const again = await run({}, false);
  assert.equal(again.code, 0);
  assert.match(again.printed.join('\n'), /3 unchanged.*\nEverything was registered already/);
  const other = await run({ '--product': 'cap' }, false);
  assert.equal(other.code, 5);
  assert.match(other.printed.join('\n'), /88\.118\.8\/L-3 is registered with other values/);
  await assert.rejects(run({ '--first-start': '1' }), /--first-start 1 is not usable/);
});
