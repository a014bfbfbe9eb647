// Opens the series shape on IoTDB: looks whether the server can keep our times, takes the database over, finishes what the
// last program left half done, and reads which series there are.
import type { EngineContext } from '../../stores/ports.ts';
import { Corrections, type CorrectionsPlace } from '../../stores/series/corrections.ts';
import type { KeptCorrection, SeriesStore } from '../../stores/series/series.ts';
import { Deliveries } from './deliveries.ts';
import { Directory } from './directory.ts';
import type { IotdbSettings } from './settings.ts';
import { iotdbFailures } from './failures.ts';
import { IotdbSeries } from './iotdb-series.ts';
import { farKey, numberOf } from './keys.ts';
import { Owner } from './owner.ts';
import { Paths } from './paths.ts';
import { IotdbRest, statement, status } from './rest.ts';
import { Steps, textRow } from './steps.ts';

const databasePattern = /^[A-Za-z]\w{0,63}$/;
/** Words of its language. */
const reserved = new Set(['root', 'time', 'timestamp']);
const pageRows = 10_000;

export async function openSeries(
  { world, log }: EngineContext,
  settings: IotdbSettings,
): Promise<SeriesStore> {
  const { database } = settings;
  if (!databasePattern.test(database) || reserved.has(database.toLowerCase())) {
    throw iotdbFailures['bad-database']({ database });
  }
  checkUrls(settings.urls);
  const { http, clock } = world;
  if (http === undefined) throw new Error('this world has no web');
  const rest = new IotdbRest(settings, { http, clock });
  const paths = new Paths(database);
  await checkPrecision(rest);
  await rest.write(
    statement(`CREATE DATABASE ${paths.root}`),
    (code) => code === status.databaseExists,
  );
  const owner = await Owner.take(rest, { paths, database, clock, id: world.random.uuid() });
  const steps = new Steps(rest, { path: paths.journal, database, mayWrite: () => owner.check() });
  await steps.replay();
  const directory = await Directory.open(rest, paths);
  const corrections = await Corrections.open(correctionsIn(rest, paths));
  const deliveries = new Deliveries(rest, paths, directory);
  log.info('opened', { urls: rest.urls, database: paths.root, series: directory.size });
  return new IotdbSeries({ rest, paths, directory, corrections, deliveries, steps, database });
}

function checkUrls(urls: readonly string[]): void {
  if (urls.length === 0) throw iotdbFailures['bad-url']({ found: 'no address (没有地址)' });
  for (const url of urls) {
    const parsed = URL.parse(url);
    const isPlain = parsed !== null && parsed.username === '' && parsed.password === '';
    if (!isPlain || !/^https?:$/.test(parsed.protocol)) {
      const found = url.includes('@') ? 'an address with a user name (带用户名的地址)' : url;
      throw iotdbFailures['bad-url']({ found });
    }
  }
}

/** Fixed when a cluster is first started, so the earlier it is said the better. */
async function checkPrecision(rest: IotdbRest): Promise<void> {
  const { columns } = await rest.query('SHOW VARIABLES', 1_000);
  const [names = [], values = []] = columns;
  const found = String(values[names.indexOf('TimestampPrecision')]);
  if (found !== 'ns') throw iotdbFailures.precision({ url: rest.urls.join(', '), found });
}

function correctionsIn(rest: IotdbRest, paths: Paths): CorrectionsPlace {
  return {
    async load() {
      const found: KeptCorrection[] = [];
      for (let next = 0; ;) {
        const sql = `SELECT v FROM ${paths.corrections} WHERE time >= ${farKey(next)} LIMIT ${pageRows}`;
        const { times, columns } = await rest.query(sql, pageRows);
        for (const text of columns[0] ?? []) found.push(JSON.parse(String(text)) as KeptCorrection);
        if (times.length < pageRows) return found;
        next = numberOf(times.at(-1) ?? '') + 1;
      }
    },
    async keep(changed) {
      for (const one of changed) {
        await rest.write(textRow(paths.corrections, farKey(one.number), JSON.stringify(one)));
      }
    },
  };
}
