// The life of a program: what has started is stopped, whatever goes wrong on the way.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { silentLog, type Log, type LogFields } from '../log/log.ts';
import { realWorld } from '../world/real/world.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { until } from '../../testing/until.ts';
import { defineModule, type Module, type Registrar } from './module.ts';
import { definePort } from './port.ts';
import { startProgram, type RunningProgram } from './program.ts';

/** A module that writes down when it starts and stops, and does `more` in its start. */
function told(
  name: string,
  events: string[],
  more: (register: Registrar) => Promise<void> | void = () => {},
): Module {
  return defineModule({
    name,
    title: { en: name, zh: name },
    roles: ['r'],
    uses: {},
    offers: {},
    async start(_given, register) {
      events.push(`start ${name}`);
      register.onStop(() => void events.push(`stop ${name}`));
      await more(register);
      return {};
    },
  });
}

function start(test: TestContext, modules: readonly Module[], log: Log = silentLog) {
  const folder = temporaryFolder();
  test.after(() => folder.remove());
  const settings = { http: { port: 0 } };
  const common = { roles: ['r'], world: realWorld, dataFolder: folder.path };
  return startProgram({ ...common, modules, log, settings });
}

test('modules start in order, are ready when all have started, and stop in reverse, once', async (t) => {
  const events: string[] = [];
  const ready = (name: string) => (register: Registrar) =>
    register.onReady(() => void events.push(`ready ${name}`));
  const modules = [told('a', events, ready('a')), told('b', events, ready('b'))];
  const program = await start(t, modules);
  assert.deepEqual(events.splice(0), ['start a', 'start b', 'ready a', 'ready b']);
  await Promise.all([program.stop(), program.stop()]);
  assert.deepEqual(events, ['stop b', 'stop a']);
  await assert.rejects(fetch(`${program.origin}/api/status`), TypeError);
});

test('a module that fails to start stops itself and the ones before it, in reverse', async (t) => {
  const events: string[] = [];
  const trouble = new Error('no disk');
  const failing = told('b', events, () => Promise.reject(trouble));
  const modules = [told('a', events), failing, told('c', events)];
  await assert.rejects(start(t, modules), trouble);
  assert.deepEqual(events, ['start a', 'start b', 'stop b', 'stop a']);
});

test('a module that fails when all are ready stops all', async (t) => {
  const events: string[] = [];
  const trouble = new Error('not ready');
  const failing = told('b', events, (register) => register.onReady(() => Promise.reject(trouble)));
  await assert.rejects(start(t, [told('a', events), failing, told('c', events)]), trouble);
  assert.deepEqual(events.slice(3), ['stop c', 'stop b', 'stop a']);
});

test('a module that fails to stop does not keep the others up, and is named in the log', async (t) => {
  const events: string[] = [];
  const logged: [string, LogFields | undefined][] = [];
  const log: Log = { ...silentLog, error: (...line) => void logged.push([line[0], line[1]]) };
  const stuck = told('b', events, (register) =>
    register.onStop(() => Promise.reject(new Error('stuck'))),
  );
  const program = await start(t, [told('a', events), stuck, told('c', events)], log);
  await program.stop();
  assert.deepEqual(events.slice(3), ['stop c', 'stop b', 'stop a']);
  assert.deepEqual(
    logged.map(([event, fields]) => [event, fields?.['module']]),
    [['stop-failed', 'b']],
  );
});

test('a job never runs twice at once; its failures are counted and do not end it', async (t) => {
  let runs = 0;
  let atOnce = 0;
  let atOnceMax = 0;
  const working = told('a', [], (register) =>
    register.job('work', 1, async () => {
      atOnceMax = Math.max(atOnceMax, ++atOnce);
      await new Promise((resolve) => setTimeout(resolve, 5));
      atOnce -= 1;
      runs += 1;
      throw new Error('again');
    }),
  );
  const program = await start(t, [working]);
  await until('three runs', () => runs >= 3);
  assert.match(await metrics(program), /job_failures_total\{module="a",job="work"\} [1-9]/);
  await program.stop();
  assert.equal(atOnceMax, 1);
});

async function metrics(program: RunningProgram): Promise<string> {
  return (await fetch(`${program.origin}/metrics`)).text();
}

test('a module that does not offer what it says, and a port that nobody offers, are bugs', async (t) => {
  const port = definePort<string>('x.y');
  const liar = defineModule({
    name: 'liar',
    title: { en: 'liar', zh: 'liar' },
    roles: ['r'],
    uses: {},
    offers: { y: port },
    start: async () => ({}) as { y: string },
  });
  await assert.rejects(start(t, [liar]), /liar did not offer x\.y/);
  const program = await start(t, [told('a', [])]);
  assert.throws(() => program.port(port), /no module offers x\.y/);
  assert.equal(program.has(port), false);
  await program.stop();
});
