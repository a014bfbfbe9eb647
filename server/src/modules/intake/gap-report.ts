// The gap report: for a source and a span of the gateway's time, what was read and what became of it, stream by stream.
// It rests on what the receiver itself has; the gateway's ledger says what there was to have, and why not.
import { countOf, type Span } from '../../stores/series/spans.ts';
import type { Telemetry } from '../telemetry/api.ts';
import { gapCounts, without, type GapCounts } from './model/gap-counts.ts';
import { givenUpMarks, markStream, refusedMarks, type Mark } from './model/streams.ts';
import type { KnownSource, KnownStream, StreamsStore } from './streams-store.ts';

/** Milliseconds since 1970: from, included, to, excluded. */
export type TimeSpan = { readonly fromMs: number; readonly toMs: number };

export type StreamGaps = GapCounts & {
  readonly gateway: string;
  readonly incarnation: string;
  readonly kind: 'readings' | 'facts';
};

export type SourceGaps = KnownSource & { readonly streams: readonly StreamGaps[] };

export type GapReporter = {
  sources(
    enterprises: readonly string[],
    page: { readonly limit: number; readonly after?: string },
    span: TimeSpan,
  ): Promise<{ sources: SourceGaps[]; next?: string }>;
  /** No streams where nothing was heard of it. */
  source(source: KnownSource, span: TimeSpan): Promise<SourceGaps>;
};

export function gapReporter(telemetry: Telemetry, streams: StreamsStore): GapReporter {
  const ofSource = async (source: KnownSource, span: TimeSpan): Promise<SourceGaps> => {
    const gaps: StreamGaps[] = [];
    for (const known of await streams.ofSource(source)) {
      const { kind, gateway, incarnation } = known;
      if (kind === 'ledger') continue;
      const counts = await countsOf(known, span, { telemetry, streams });
      // A stream of an older incarnation that says nothing of this span is left out.
      if (counts.read > 0 || counts.clockSteps.length > 0) {
        gaps.push({ gateway, incarnation, kind, ...counts });
      }
    }
    return { ...source, streams: gaps };
  };
  return {
    source: ofSource,
    async sources(enterprises, page, span) {
      const { sources, next } = await streams.sources(enterprises, page);
      const found: SourceGaps[] = [];
      for (const source of sources) found.push(await ofSource(source, span));
      return { sources: found, ...(next === undefined ? {} : { next }) };
    },
  };
}

type Given = { readonly telemetry: Telemetry; readonly streams: StreamsStore };

async function countsOf(
  known: KnownStream,
  span: TimeSpan,
  { telemetry, streams }: Given,
): Promise<GapCounts> {
  const marked = (mark: Mark): Promise<readonly Span[]> =>
    telemetry.delivered(markStream(known, mark, known.stream));
  const marks = async <R extends string>(all: readonly { reason: R; mark: Mark }[]) =>
    Promise.all(all.map(async ({ reason, mark }) => ({ reason, spans: await marked(mark) })));
  const minutes = await streams.ledgerOf(known, span);
  return gapCounts(minutes, await unlistedOf(known, span, { marked, streams }), {
    has: await marked('has'),
    again: await marked('again'),
    givenUp: await marks(givenUpMarks),
    refused: await marks(refusedMarks),
  });
}

/**
 * Numbers that no row of the ledger names: their minute is not known yet, so they count to the span that reaches
 * beyond what the ledger has.
 */
async function unlistedOf(
  known: KnownStream,
  { toMs }: TimeSpan,
  given: { marked: (mark: Mark) => Promise<readonly Span[]>; streams: StreamsStore },
): Promise<Span[]> {
  const unlisted = without(await given.marked('expected'), await given.marked('listed'));
  if (countOf(unlisted) === 0) return [];
  return toMs > (await given.streams.newestMinuteMs(known)) + 60_000 ? unlisted : [];
}
