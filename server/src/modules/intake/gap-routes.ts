// The gap report over HTTP: of one source, or page by page of all that the caller may see.
import { allows, scopesOf, type Principal } from '../../kernel/access/rights.ts';
import { nextPage, pageOf, pageQuery } from '../../kernel/http/page.ts';
import { ofEnterprise } from '../../kernel/http/of-enterprise.ts';
import { defineRoute, type Route } from '../../kernel/http/route.ts';
import { oneOf, Type } from '../../kernel/schema/schema.ts';
import type { Clock } from '../../kernel/world/clock.ts';
import { epochUsOf } from '../../wire/iso-time.ts';
import { readIntakeRight } from './api.ts';
import { intakeFailures } from './failures.ts';
import type { KnownSource } from './streams-store.ts';
import type { GapReporter, SourceGaps, StreamGaps, TimeSpan } from './gap-report.ts';

const counts = Type.Record(Type.String(), Type.Integer());
const sourcesPageMax = 200;
const daysMax = 92;
const dayMs = 86_400_000;

export const streamGapsSchema = Type.Object({
  kind: oneOf(['readings', 'facts']),
  gateway: Type.String(),
  incarnation: Type.String(),
  /** All that the source said: given + left out + refused at the gateway. */
  read: Type.Integer(),
  leftOut: counts,
  refused: counts,
  given: Type.Integer(),
  sent: Type.Integer(),
  received: Type.Integer(),
  duplicate: Type.Integer(),
  refusedHere: counts,
  givenUp: counts,
  missing: Type.Integer(),
  /** The first hundred. */
  missingSpans: Type.Array(Type.Object({ first: Type.Integer(), last: Type.Integer() })),
  clockSteps: Type.Array(Type.Object({ minute: Type.String(), stepMs: Type.Number() })),
});

export const gapReportReply = Type.Object({
  from: Type.String(),
  to: Type.String(),
  sources: Type.Array(
    Type.Object({
      enterprise: Type.String(),
      source: Type.String(),
      streams: Type.Array(streamGapsSchema),
    }),
  ),
  ...nextPage,
});

type Given = { readonly reporter: GapReporter; readonly clock: Clock };

export function gapRoutes({ reporter, clock }: Given): Route[] {
  const report = defineRoute({
    method: 'GET',
    path: '/api/gap-report',
    operation: 'readGapReport',
    summary: {
      en: 'What sources said in a span, and what became of it: received, refused, given up, missing',
      zh: '数据源在某时段的读数去向：已收、拒收、放弃、缺失',
    },
    access: 'signed-in',
    query: Type.Object({
      ...pageQuery(sourcesPageMax),
      ...ofEnterprise,
      source: Type.Optional(
        Type.String({ maxLength: 310, description: '`<enterprise>/<source>`, or `<source>`' }),
      ),
      from: Type.Optional(Type.String({ description: 'ISO 8601; default: a day before the end' })),
      to: Type.Optional(Type.String({ description: 'ISO 8601; default: now' })),
    }),
    reply: gapReportReply,
    async handle({ query, principal }) {
      const span = spanOf(query, clock.now());
      const wanted = wantedOf(query, principal);
      const times = { from: isoOf(span.fromMs), to: isoOf(span.toMs) };
      if ('source' in wanted) {
        return { ...times, sources: [shown(await reporter.source(wanted, span))] };
      }
      const { sources, ...rest } = await reporter.sources(wanted.enterprises, pageOf(query), span);
      return { ...times, sources: sources.map(shown), ...rest };
    },
  });
  return [report];
}

type Query = {
  readonly enterprise?: string;
  readonly source?: string;
  readonly from?: string;
  readonly to?: string;
};

/** Fails with `intake.not-yours`. */
function wantedOf(query: Query, principal: Principal): KnownSource | { enterprises: string[] } {
  const slash = query.source?.indexOf('/') ?? -1;
  const named = slash < 0 ? query.enterprise : query.source?.slice(0, slash);
  const source = query.source?.slice(slash + 1);
  const scopes = scopesOf(principal, readIntakeRight);
  const enterprise = named ?? (scopes.length === 1 && scopes[0] !== '*' ? scopes[0] : undefined);
  if (enterprise === undefined) {
    if (source !== undefined || scopes.length === 0) {
      throw intakeFailures['not-yours']({ enterprise: source ?? '*' });
    }
    return { enterprises: scopes };
  }
  if (!allows(principal, readIntakeRight, enterprise)) {
    throw intakeFailures['not-yours']({ enterprise });
  }
  return source === undefined ? { enterprises: [enterprise] } : { enterprise, source };
}

/** Fails with `intake.bad-span`. */
function spanOf({ from, to }: Query, nowMs: number): TimeSpan {
  const toMs = to === undefined ? nowMs : msOf(to);
  const fromMs = from === undefined ? toMs - dayMs : msOf(from);
  const isSpan = fromMs >= 0 && fromMs < toMs && toMs - fromMs <= daysMax * dayMs;
  if (!isSpan) {
    throw intakeFailures['bad-span']({ from: from ?? '…', to: to ?? '…', daysMax });
  }
  return { fromMs, toMs };
}

function msOf(text: string): number {
  return Math.floor((epochUsOf(text) ?? Number.NaN) / 1_000);
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}

function shown({ enterprise, source, streams }: SourceGaps) {
  return { enterprise, source, streams: streams.map(shownStream) };
}

function shownStream({ clockSteps, ...gaps }: StreamGaps) {
  return {
    ...gaps,
    clockSteps: clockSteps.map(({ minuteMs, stepMs }) => ({ minute: isoOf(minuteMs), stepMs })),
  };
}
