// A tree of 100,000 assets on real stores: the import of all of it and its dry run, putting a machine as a source
// does, pages of children and machines, search by words, signals by path pattern, moving a site with all below it,
// and the start with what is stored.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { embeddedEngine } from '../../server/src/engines/embedded/engine.ts';
import { silentLog } from '../../server/src/kernel/log/log.ts';
import { startProgram } from '../../server/src/kernel/module/program.ts';
import { realWorld } from '../../server/src/kernel/world/real/world.ts';
import { assetsPort, type Assets, type MachineModel } from '../../server/src/modules/assets/api.ts';
import { assetsModule } from '../../server/src/modules/assets/module.ts';
import { workbookOf, type ExportRow } from '../../server/src/modules/assets/import/workbook.ts';
import { storeModules } from '../../server/src/stores/store-modules.ts';
import { openDoor } from '../../server/src/testing/start-modules.ts';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { quantile, report, type Figure } from './report.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean' },
    count: { type: 'string', default: '100000' },
    described: { type: 'string', default: '5000' },
  },
});
const [count, described] = [Number(options.count), Number(options.described)];
const enterprise = '88.118.8';
const sites = 20;
const linesPerSite = 20;
const rounds = 200;
const { clock } = realWorld;
const folder = temporaryFolder();
const figures: Record<string, Figure> = {};

const start = () =>
  startProgram({
    modules: [...storeModules([embeddedEngine]), assetsModule, openDoor('platform')],
    roles: ['platform'],
    world: realWorld,
    log: silentLog,
    settings: { http: { port: 0 } },
    dataFolder: folder.path,
  });

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const begun = clock.monotonicMs();
  await work();
  return (clock.monotonicMs() - begun) / 1_000;
}

async function timed(name: string, work: (round: number) => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    times.push((await secondsOf(() => work(round))) * 1_000);
  }
  figures[name] = {
    value: quantile(times, 0.5),
    unit: 'ms',
    note: `p99 ${quantile(times, 0.99).toFixed(1)} ms`,
  };
}

function rows(): ExportRow[] {
  const list: ExportRow[] = [];
  for (let site = 0; site < sites; site += 1) {
    const at = `${enterprise}/A-s${site}`;
    list.push({ identifier: at, parent: enterprise, kind: 'site', name: `Site ${site}` });
    for (let line = 0; line < linesPerSite; line += 1) {
      const parent = `${at}-l${line}`;
      list.push({ identifier: parent, parent: at, kind: 'line', name: `线 ${line}` });
    }
  }
  for (let machine = 0; list.length < count; machine += 1) {
    const line = `${enterprise}/A-s${machine % sites}-l${Math.floor(machine / sites) % linesPerSite}`;
    const name = `Press ${machine}`;
    list.push({ identifier: `${enterprise}/M-${machine}`, parent: line, kind: 'machine', name });
  }
  return list;
}

function model(machine: number, name = 'state'): MachineModel {
  const identifier = `${enterprise}/M-${machine}`;
  const ids = ['melt_temp', 'pressure', 'cycle', name];
  return {
    machine: {
      identifier,
      machine: identifier,
      kind: 'machine',
      name: `p${machine}`,
      type: 'Device',
    },
    components: [],
    signals: ids.map((id) => ({
      ...{
        identifier: `${identifier}/${id}`,
        machine: identifier,
        asset: identifier,
        id,
        name: id,
      },
      ...{ kind: 'sample', type: 'VALUE', value: 'number' },
    })),
  };
}

async function measured(assets: Assets, origin: string): Promise<void> {
  await timed('put a machine with 4 signals, new', (round) => assets.put(model(described + round)));
  await timed('put it again, one signal changed', (round) => assets.put(model(round, 'other')));
  await timed('page of 100 children of 250', (round) =>
    assets.children(`${enterprise}/A-s${round % sites}-l3`, { limit: 100 }),
  );
  await timed('page of 100 machines', (round) =>
    assets.machines(['*'], { limit: 100, after: `${enterprise}/M-${round}` }),
  );
  const listed = (query: string) =>
    fetch(`${origin}/api/assets?${query}`, { headers: { authorization: 'Bearer *' } }).then((one) =>
      one.arrayBuffer(),
    );
  await timed('search by words over HTTP, 100 found', (round) => listed(`words=press+${round}`));
  await timed('search by words over HTTP, none found', () => listed('words=nothing+here'));
  const paths = {
    'signals of a line by path': `${enterprise}/site 3/线 4/*/melt_*`,
    'signals by last name everywhere': `${enterprise}/**/melt_temp`,
    'signals by wild last name everywhere': `**/*_temp`,
  };
  for (const [name, path] of Object.entries(paths)) {
    await timed(`${name}, 100 found`, () =>
      assets.signals({ scopes: ['*'], path }, { limit: 100 }),
    );
  }
  const none = { scopes: ['*'], path: '**/*_nothing' };
  figures['signals that nothing fits, one call'] = {
    value: (await secondsOf(() => assets.signals(none, { limit: 100 }))) * 1_000,
    unit: 'ms',
    note: 'looks at 20,000, then gives the place to go on',
  };
  await timed('move a line of 250 machines', (round) =>
    fetch(`${origin}/api/assets/${enterprise}/A-s${round % sites}-l1`, {
      method: 'PATCH',
      headers: { authorization: 'Bearer *', 'content-type': 'application/json' },
      body: JSON.stringify({
        parent: `${enterprise}/A-s${(round + 1 + Math.floor(round / sites)) % sites}`,
      }),
    }).then((one) => one.arrayBuffer()),
  );
}

const first = await start();
const files = {
  json: Buffer.from(JSON.stringify({ assets: rows() })),
  xlsx: Buffer.from(await workbookOf({ rows: rows(), relations: [] })),
};
const load = async (body: Buffer<ArrayBuffer>, query: string) => {
  const answer = await fetch(`${first.origin}/api/assets/import/${enterprise}${query}`, {
    ...{ method: 'POST', body },
    headers: { authorization: 'Bearer *', 'content-type': 'application/octet-stream' },
  });
  if (!answer.ok) throw new Error(await answer.text());
};
for (const [format, file] of Object.entries(files)) {
  const value = await secondsOf(() => load(file, '?dryRun=true'));
  figures[`dry run of the import from ${format}`] = { value, unit: 's' };
}
const waits = monitorEventLoopDelay({ resolution: 5 });
waits.enable();
figures[`import of ${count} assets from xlsx`] = {
  value: await secondsOf(() => load(files.xlsx, '')),
  unit: 's',
  note: `others waited at most ${Math.round(waits.max / 1e6)} ms`,
};
waits.disable();
const assets = first.port(assetsPort);
for (let machine = 0; machine < described; machine += 1) await assets.put(model(machine));
await measured(assets, first.origin);
for (const format of ['json', 'xlsx']) {
  const as = { headers: { authorization: 'Bearer *' } };
  const path = `${first.origin}/api/assets/export/${enterprise}?format=${format}`;
  waits.reset();
  waits.enable();
  const seconds = await secondsOf(async () => (await fetch(path, as)).arrayBuffer());
  const note = `others waited at most ${Math.round(waits.max / 1e6)} ms`;
  figures[`export as ${format}`] = { value: seconds, unit: 's', note };
}
await first.stop();
let second = first;
const opened = await secondsOf(async () => (second = await start()));
figures['start with all of it'] = { value: opened, unit: 's' };
await second.stop();
folder.remove();
report({ name: 'assets', figures });
