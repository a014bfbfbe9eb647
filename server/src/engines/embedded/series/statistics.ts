// What a store knows of itself without reading anything.
import type { SeriesStatistics } from '../../../stores/series/series.ts';
import type { Sources } from './query.ts';
import { isFigure } from './sealed/sealed-files.ts';

/** `bytes`: of what is not sealed. */
export function statisticsOf({ files, tables, series }: Sources, bytes: number): SeriesStatistics {
  const plain = files.filter(({ kind }) => !isFigure(kind));
  const filled = [...plain, ...tables].filter(({ readings }) => readings > 0);
  const told = {
    readings: filled.reduce((sum, one) => sum + one.readings, 0),
    series: series.size,
    sealedFiles: files.length,
    bytes: files.reduce((sum, file) => sum + file.bytes, bytes),
  };
  if (filled.length === 0) return told;
  return {
    ...told,
    oldestUs: Math.min(...filled.map(({ minimumUs }) => minimumUs)),
    newestUs: Math.max(...filled.map(({ maximumUs }) => maximumUs)),
  };
}
