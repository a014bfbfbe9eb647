// The files of the built console in memory: a few hundred kilobytes that every visitor asks for.
import { createHash } from 'node:crypto';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import type { Disk } from '../../kernel/world/disk.ts';

export type ConsoleFile = {
  readonly type: string;
  readonly bytes: Uint8Array;
  readonly tag: string;
  /** Compressed on first use, once. */
  brotli(): Promise<Uint8Array>;
};

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
};

/** Path within the folder -> file; empty when the console was not built. */
export async function loadConsole(disk: Disk, folder: string): Promise<Map<string, ConsoleFile>> {
  const files = new Map<string, ConsoleFile>();
  for (const within of ['', 'assets']) {
    for (const name of await disk.list(join(folder, within))) {
      const type = types[extname(name)];
      const bytes = type && (await disk.read(join(folder, within, name)));
      if (bytes) files.set(within ? `${within}/${name}` : name, file(type, bytes));
    }
  }
  return files;
}

const compress = promisify(brotliCompress);

function file(type: string, bytes: Uint8Array): ConsoleFile {
  let compressed: Promise<Uint8Array> | undefined;
  return {
    type,
    bytes,
    tag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
    brotli: () => (compressed ??= compress(bytes)),
  };
}
