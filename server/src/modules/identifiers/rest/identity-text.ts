// `300:88.118.8/ADMIN`: a key by the index of its value and its handle. Without an index it is any key of
// the handle.
import { asHandle, limits, type Reference } from '../../../wire/handle/handle.ts';

/** Undefined for what names no handle. */
export function referenceOf(text: string): Reference | undefined {
  const [, index = '0', handle = ''] = /^(?:(\d{1,10}):)?(.*)$/s.exec(text) ?? [];
  const number = Number(index);
  const isName = handle !== '' && handle.length <= limits.handleBytesMax && handle.isWellFormed();
  return isName && number <= 0x7fff_ffff ? { handle: asHandle(handle), index: number } : undefined;
}

export function referenceText({ index, handle }: Reference): string {
  return `${index}:${handle}`;
}
