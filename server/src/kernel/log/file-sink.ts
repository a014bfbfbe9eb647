// Log lines into a file that never grows beyond its bound: when it is full it becomes `.1`, the one
// before becomes `.2`, and the oldest goes.
import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';
import type { LogSink } from './log.ts';

const fileBytesMax = 16 * 1024 * 1024;
const oldFilesMax = 3;

/** Nothing that happens to the disk stops the program: lines that cannot be written are counted, and told later. */
export function fileSink(path: string): { sink: LogSink; close(): void } {
  let file: number | undefined = openSync(path, 'a', 0o600);
  let bytes = fstatSync(file).size;
  let lost = 0;
  let torn = false;
  let ended = false;
  const close = () => {
    const open = file;
    file = undefined; // the number of a closed file may soon be another file's
    if (open !== undefined) closeSync(open);
  };
  const rotate = () => {
    close();
    for (let age = oldFilesMax - 1; age >= 1; age--)
      renameIfThere(`${path}.${age}`, `${path}.${age + 1}`);
    renameIfThere(path, `${path}.1`);
  };
  const append = (line: string) => {
    file ??= openSync(path, 'a', 0o600);
    const text = Buffer.from(`${torn ? '\n' : ''}${line}\n`);
    for (let written = 0; written < text.length;) {
      const more = writeSync(file, text, written);
      written += more;
      bytes += more;
      torn = written < text.length;
    }
  };
  return {
    sink(line) {
      if (ended) return;
      try {
        if (bytes > fileBytesMax) {
          rotate();
          bytes = 0;
        }
        if (lost > 0)
          append(JSON.stringify({ level: 'error', event: 'log.lines-lost', lines: lost }));
        lost = 0;
        append(line);
      } catch {
        lost += 1;
      }
    },
    close() {
      ended = true;
      close();
    },
  };
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
