// The gap report as rows for a spreadsheet, one for each stream, for those who must hand it on. Column names and
// reasons are not translated.
import type { SourceGaps } from '@jingwei/sdk';

const heads = [
  ...['enterprise', 'source', 'kind', 'gateway', 'incarnation', 'read', 'left_out', 'refused'],
  ...['given_up', 'given', 'sent', 'received', 'duplicate', 'refused_here', 'missing'],
  ...['missing_spans', 'clock_steps'],
];

export function gapRows(sources: readonly SourceGaps[]): (string | number)[][] {
  const rows = sources.flatMap(({ enterprise, source, streams }) =>
    streams.map((stream) => [
      ...[enterprise, source, stream.kind, stream.gateway, stream.incarnation, stream.read],
      ...[counts(stream.leftOut), counts(stream.refused), counts(stream.givenUp), stream.given],
      ...[stream.sent, stream.received, stream.duplicate, counts(stream.refusedHere)],
      ...[stream.missing, stream.missingSpans.map(spanText).join(' ')],
      stream.clockSteps.map(({ minute, stepMs }) => `${minute} ${stepMs}`).join(' '),
    ]),
  );
  return [heads, ...rows];
}

export function spanText({
  first,
  last,
}: {
  readonly first: number;
  readonly last: number;
}): string {
  return first === last ? `${first}` : `${first}-${last}`;
}

function counts(all: Readonly<Record<string, number>>): string {
  const some = Object.entries(all).map(([reason, count]) => `${count} ${reason}`);
  return some.length === 0 ? '0' : some.join('; ');
}
