// Readings over HTTP: last values, raw spans, charts, and the live stream.
import { allows } from '../../kernel/access/rights.ts';
import { defineRoute, type Route, type RouteRequest } from '../../kernel/http/route.ts';
import { Type } from '../../kernel/schema/schema.ts';
import type { Clock } from '../../kernel/world/clock.ts';
import type { SeriesStore } from '../../stores/series/series.ts';
import { isoTime } from '../../wire/iso-time.ts';
import type { Assets } from '../assets/api.ts';
import { readTelemetryRight, type Telemetry } from './api.ts';
import { telemetryFailures } from './failures.ts';
import { liveReadings } from './live.ts';
import { timeOf } from './model/time-text.ts';
import { shownReading, shownReadingSchema } from './shown.ts';

type Parts = { telemetry: Telemetry; series: SeriesStore; assets: Assets; clock: Clock };

const ofMachine = Type.Object({ machine: Type.String({ maxLength: 2048 }) });
const ofSignals = {
  signal: Type.Array(Type.String({ maxLength: 2048 }), { minItems: 1, maxItems: 20 }),
  from: Type.String(),
  to: Type.String(),
};
const onMachine = {
  right: readTelemetryRight,
  on: (request: { query: { machine: string } }) => request.query.machine,
};

const perhapsNumber = Type.Union([Type.Number(), Type.Null()]);

export const lastReply = Type.Object({ readings: Type.Array(shownReadingSchema) });
export const liveReply = Type.Object({
  readings: Type.Array(shownReadingSchema),
  /** Readings that a slow caller was not sent. */
  missed: Type.Integer(),
});
export const rangeReply = Type.Object({
  readings: Type.Array(shownReadingSchema),
  /** False when there are more than `limit`. */
  complete: Type.Boolean(),
});
export const chartReply = Type.Object({
  series: Type.Array(
    Type.Object({
      signal: Type.String(),
      unit: Type.Optional(Type.String()),
      points: Type.Array(
        Type.Object({
          time: Type.String(),
          minimum: perhapsNumber,
          mean: perhapsNumber,
          maximum: perhapsNumber,
          /** What holds until the next point: machines tell changes, so silence is the last value. */
          last: perhapsNumber,
          count: Type.Integer(),
        }),
      ),
    }),
  ),
});

export function telemetryRoutes(parts: Parts): Route[] {
  return [lastRoute(parts), liveRoute(parts), rangeRoute(parts), chartRoute(parts)];
}

function lastRoute({ telemetry, assets }: Parts): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/readings/last',
    operation: 'lastReadings',
    summary: { en: 'The last reading of each signal of a machine', zh: '设备各测点的最新读数' },
    access: onMachine,
    query: ofMachine,
    reply: lastReply,
    async handle({ query }) {
      const last = await telemetry.last(await signalsOf(assets, query.machine));
      return { readings: [...last.values()].map(shownReading) };
    },
  });
}

function liveRoute({ telemetry, assets, clock }: Parts): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/readings/live',
    operation: 'followReadings',
    summary: {
      en: 'The readings of a machine as they are stored, as server-sent events',
      zh: '设备读数的实时事件流',
    },
    access: onMachine,
    query: ofMachine,
    reply: liveReply,
    async stream({ query, signal }) {
      const signals = await signalsOf(assets, query.machine);
      return liveReadings(telemetry, { signals, clock, signal });
    },
  });
}

function rangeRoute({ series }: Parts): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/readings',
    operation: 'readReadings',
    summary: {
      en: 'Every reading of signals in a span of machine time',
      zh: '测点在一段时间内的全部读数',
    },
    access: 'signed-in',
    query: Type.Object({
      ...ofSignals,
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
      newestFirst: Type.Optional(Type.Boolean()),
    }),
    reply: rangeReply,
    async handle(request) {
      const { query } = request;
      const limit = query.limit ?? 10_000;
      const readings = await series.range({
        ...span(request),
        limit,
        newestFirst: query.newestFirst ?? false,
      });
      return { readings: readings.map(shownReading), complete: readings.length < limit };
    },
  });
}

function chartRoute({ series, assets }: Parts): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/readings/chart',
    operation: 'chartReadings',
    summary: {
      en: 'Signals condensed to a number of points, each with its minimum, mean and maximum',
      zh: '按点数压缩的曲线，每点含最小、平均与最大值',
    },
    access: 'signed-in',
    query: Type.Object({
      ...ofSignals,
      points: Type.Optional(Type.Integer({ minimum: 10, maximum: 4_000 })),
    }),
    reply: chartReply,
    async handle(request) {
      const asked = span(request);
      const points = request.query.points ?? 600;
      const bucketUs = Math.max(1_000, Math.ceil((asked.toUs - asked.fromUs) / points));
      const buckets = await series.aggregate({ ...asked, bucketUs });
      const lines = asked.series.map(async (signal) => {
        const known = await assets.signal(signal);
        const unit = known?.unitCode ?? known?.unit;
        return {
          signal,
          ...(unit === undefined ? {} : { unit }),
          points: buckets
            .filter((bucket) => bucket.series === signal)
            .map(({ startUs, minimum, mean, maximum, last, count }) => ({
              time: isoTime(startUs),
              minimum,
              mean,
              maximum,
              last,
              count,
            })),
        };
      });
      return { series: await Promise.all(lines) };
    },
  });
}

type SpanQuery = { signal: string[]; from: string; to: string };

/** The span asked for, after a check that each of its signals may be seen. */
function span(request: RouteRequest<undefined, SpanQuery, undefined>) {
  const { query, principal } = request;
  for (const identifier of query.signal) {
    if (!allows(principal, readTelemetryRight, identifier)) {
      throw telemetryFailures['other-enterprises']({ identifier });
    }
  }
  const [fromUs, toUs] = [timeOf(query.from), timeOf(query.to)];
  if (toUs <= fromUs) throw telemetryFailures['bad-span']({ from: query.from, to: query.to });
  return { series: query.signal, fromUs, toUs };
}

async function signalsOf(assets: Assets, identifier: string): Promise<string[]> {
  const machine = await assets.machine(identifier);
  if (!machine) throw telemetryFailures['unknown-machine']({ identifier });
  return machine.signals.map((signal) => signal.identifier);
}
