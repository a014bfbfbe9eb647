// Log lines into a file that never grows beyond its bound: when it is full it becomes `.1`, the one
// before becomes `.2`, and the oldest goes.
import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';
import type { LogSink } from './log.ts';

const fileBytesMax = 16 * 1024 * 1024;
const oldFilesMax = 3;

export function fileSink(path: string): { sink: LogSink; close(): void } {
  let file = openSync(path, 'a', 0o600);
  let bytes = fstatSync(file).size;
  const rotate = () => {
    closeSync(file);
    for (let age = oldFilesMax - 1; age >= 1; age--)
      renameIfThere(`${path}.${age}`, `${path}.${age + 1}`);
    renameIfThere(path, `${path}.1`);
    file = openSync(path, 'a', 0o600);
    bytes = 0;
  };
  return {
    sink(line) {
      if (bytes > fileBytesMax) rotate();
      bytes += writeSync(file, `${line}\n`);
    },
    close: () => closeSync(file),
  };
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
