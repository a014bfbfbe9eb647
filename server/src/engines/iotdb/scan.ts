// Series from one end of a span to the other, page by page: nothing of it stays here, however slowly its reader takes it.
import { toColumns, type ReadingColumns, type ScanQuery } from '../../stores/series/series.ts';
import { pageRows, pagesOf } from './pages.ts';
import { inOrder, type Sources } from './questions.ts';

/** `ask` carries out one question to the database. */
export async function* scan(
  sources: Sources,
  { series, asMeasured = false, ...span }: ScanQuery,
  ask: <R>(work: () => Promise<R>) => Promise<R>,
): AsyncGenerator<ReadingColumns, undefined> {
  for (const name of new Set(series)) {
    const entry = sources.directory.entry(name);
    if (entry === undefined) continue;
    const pages = pagesOf(sources, [entry], { ...span, wantedRows: pageRows });
    for (;;) {
      const { value: rows, done } = await ask(() => pages.next());
      if (done === true) break;
      const readings = inOrder(sources, rows, { asMeasured });
      if (readings.length > 0) yield toColumns(readings);
    }
  }
}
