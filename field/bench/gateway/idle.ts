// What the program costs with nothing but the demonstration plant, and what this machine's socket and disk allow at all.
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { realWorld } from '../../../server/src/kernel/world/real/world.ts';
import { temporaryFolder } from '../../../server/src/testing/temporary-folder.ts';
import type { Figure } from '../report.ts';
import { MeasuredProgram } from './measured-program.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function idle(seconds: number): Promise<Record<string, Figure>> {
  const measured = await MeasuredProgram.start([]);
  await pause(5_000);
  const [cpuBefore, before] = [measured.cpuSeconds, await measured.stored()];
  await pause(seconds * 1_000);
  const percent = ((measured.cpuSeconds - cpuBefore) / seconds) * 100;
  const perSecond = ((await measured.stored()) - before) / seconds;
  const memory = measured.memoryMiB;
  await measured.stopAndCount();
  const note = `${Math.round(perSecond)} readings/s of the plant`;
  return {
    processor: { value: percent, unit: '% of a core', note },
    memory: { value: memory, unit: 'MiB' },
  };
}

/** Lines of 100 readings from a socket to a file, with one `fdatasync` for all that has arrived meanwhile. */
export async function bare(seconds: number): Promise<Record<string, Figure>> {
  const folder = temporaryFolder();
  const file = await realWorld.disk.openAppend(join(folder.path, 'bare'));
  const pairs = Array.from({ length: 100 }, (_, i) => `s${i}|${(i * 13) / 100}`).join('|');
  const line = Buffer.from(`2026-11-22T08:00:00.123Z|${pairs}\n`);
  let bytes = 0;
  const server = createServer((socket) => {
    void (async () => {
      for await (const chunk of socket) {
        await file.append([chunk as Buffer]);
        await file.sync();
        bytes += (chunk as Buffer).length;
      }
    })().catch(() => {});
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as { port: number }).port, '127.0.0.1');
  const block = Buffer.concat(Array.from({ length: 50 }, () => line));
  const cpuBefore = process.cpuUsage();
  const begun = performance.now();
  while (performance.now() - begun < seconds * 1_000) {
    if (!socket.write(block)) await once(socket, 'drain');
  }
  const tookS = (performance.now() - begun) / 1_000;
  const { user, system } = process.cpuUsage(cpuBefore);
  const readings = (bytes / line.length) * 100;
  socket.destroy();
  server.close();
  await pause(100);
  await file.close();
  folder.remove();
  return {
    'as lines on disk': { value: readings / tookS, unit: 'readings/s' },
    'processor time': { value: (user + system) / readings, unit: 'µs CPU a reading' },
  };
}
