// The header of a file that is not read from its beginning.
import type { Disk } from '../../../../kernel/world/disk.ts';
import { LineCutter } from './line-cutter.ts';
import type { FileConnection } from './settings.ts';

const headBytes = 64 * 1024;

/** Undefined where the first line is not complete, or no text. */
export async function readFirstLine(
  disk: Disk,
  path: string,
  { encoding = 'utf-8' }: FileConnection,
): Promise<string | undefined> {
  const [line] = new LineCutter(0).push(await disk.readRange(path, 0, headBytes));
  if (line?.ok !== true) return undefined;
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(line.bytes);
  } catch {
    return undefined;
  }
}
