// A product as a record of values. The types are what the console and other readers look for:
// `MACHINE`, `CYCLE_START`, `CYCLE_END`, `QUALITY_CLASS`, and one `PROCESS.<NAME>` for each process
// value, so that a question for the type `PROCESS.` returns them all.
import type { NewValue, Registration } from '../../identifiers/api.ts';
import type { Product } from '../api.ts';

const processIndexFirst = 10;

export function productRecord(prefix: string, publicUrl: string, product: Product): Registration {
  const handle = `${prefix}/${product.part}`;
  const facts: [number, string, string | undefined][] = [
    [1, 'URL', `${publicUrl}/resolve/${handle}`],
    [2, 'PRODUCT_TYPE', product.product],
    [3, 'MACHINE', product.machine],
    [4, 'CYCLE_START', product.startedAt],
    [5, 'CYCLE_END', product.finishedAt],
    [6, 'QUALITY_CLASS', product.qualityClass],
    [7, 'TIME_BASIS', product.timeBasis],
  ];
  const values: NewValue[] = facts.flatMap(([index, type, text]) =>
    text === undefined ? [] : [{ index, type, text }],
  );
  product.values.forEach(({ name, value, unit }, position) => {
    const text = unit === undefined || unit === '' ? String(value) : `${value} ${unit}`;
    values.push({ index: processIndexFirst + position, type: processType(name), text });
  });
  return { handle, values };
}

function processType(name: string): string {
  const words = name.toUpperCase().replace(/[^\p{L}\p{N}]+/gu, '_');
  return `PROCESS.${words.replace(/^_+|_+$/g, '') || 'VALUE'}`;
}
