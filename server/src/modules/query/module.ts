// Queries: what machines said, asked for in the form that a person or a program needs it, within limits that keep one
// question from holding up all others.
import { defineConfig, setting } from '../../kernel/config/section.ts';
import { defineModule } from '../../kernel/module/module.ts';
import { optional } from '../../kernel/module/port.ts';
import { Type } from '../../kernel/schema/schema.ts';
import { seriesPort, tablesPort } from '../../stores/ports.ts';
import { assetsPort } from '../assets/api.ts';
import { calendarsPort } from '../calendar/api.ts';
import { telemetryPort } from '../telemetry/api.ts';
import { queryPort } from './api.ts';
import { Asking } from './ask.ts';
import { queryCommands } from './commands.ts';
import { Exports } from './export/export.ts';
import { exportRoutes } from './export/routes.ts';
import { queryFailures } from './failures.ts';
import { queryRoutes } from './routes.ts';
import { SqlQuestions } from './sql/ask-sql.ts';
import { Arrivals } from './subscribe/arrivals.ts';
import { subscriptionRoutes } from './subscribe/routes.ts';

const limitSettings = Type.Object({
  signalsMax: setting.whole(
    1_000,
    { minimum: 1, maximum: 1_000 },
    { en: 'Signals that one query may be about', zh: '单次查询的测点数上限' },
  ),
  readingsMax: setting.whole(
    50_000_000,
    { minimum: 1_000, maximum: 10_000_000_000 },
    {
      en: 'Readings that one query may read, by estimate before it begins',
      zh: '单次查询预计读取的读数上限',
    },
  ),
  pointsMax: setting.whole(
    500_000,
    { minimum: 1_000, maximum: 10_000_000 },
    { en: 'Figures in the answer of one query', zh: '单次查询结果的数值个数上限' },
  ),
  secondsMax: setting.whole(
    30,
    { minimum: 1, maximum: 3_600 },
    { en: 'A query is ended after this many seconds', zh: '查询在该秒数后终止' },
  ),
  sqlReadingsMax: setting.whole(
    2_000_000,
    { minimum: 1_000, maximum: 5_000_000 },
    {
      en: 'Readings that one question in SQL may be about, by estimate',
      zh: '单次 SQL 查询预计涉及的读数上限',
    },
  ),
  exportRowsMax: setting.whole(
    200_000_000,
    { minimum: 1_000, maximum: 100_000_000_000 },
    { en: 'Rows of one exported file, by estimate', zh: '单个导出文件的预计行数上限' },
  ),
  exportsMax: setting.whole(
    4,
    { minimum: 1, maximum: 100 },
    { en: 'Files that are exported at once', zh: '同时进行的导出数' },
  ),
  queriesMax: setting.whole(
    4,
    { minimum: 1, maximum: 100 },
    {
      en: 'Queries that are answered at once; four times as many wait',
      zh: '同时执行的查询数，可等待数为其四倍',
    },
  ),
});

export const queryModule = defineModule({
  name: 'query',
  title: { en: 'Queries', zh: '查询' },
  roles: ['platform'],
  config: defineConfig('query', limitSettings),
  uses: {
    series: seriesPort,
    assets: assetsPort,
    telemetry: telemetryPort,
    tables: tablesPort,
    calendars: optional(calendarsPort),
  },
  offers: { queries: queryPort },
  commands: queryCommands,
  failures: { query: queryFailures.definitions },
  async start({ config, world, metrics, series, assets, telemetry, tables, calendars }, register) {
    const { clock } = world;
    const queries = new Asking({ series, assets, calendars, clock, limits: config });
    const exports = new Exports({ series, assets, clock, limits: config });
    metrics.observed('jingwei_query_exports', 'Exports under way', () => exports.running);
    const sql = new SqlQuestions({ series, assets, tables, clock, limits: config });
    register.route(...queryRoutes(queries, sql), ...exportRoutes(exports));
    const arrivals = new Arrivals(Math.floor(world.random.number() * 2 ** 40) + 1);
    const following = telemetry.follow((batch) => arrivals.take(batch));
    register.onStop(() => following.cancel());
    register.route(...subscriptionRoutes({ telemetry, series, assets, arrivals, clock }));
    return { queries };
  },
});
