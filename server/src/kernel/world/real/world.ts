// The real world.
import type { World } from '../world.ts';
import { realClock } from './clock.ts';
import { realDisk } from './disk.ts';
import { realHttp } from './http.ts';
import { realNetwork } from './network.ts';
import { realProcesses } from './processes.ts';
import { realRandom } from './random.ts';
import { realThreads } from './threads.ts';

export const realWorld: World = {
  clock: realClock,
  random: realRandom,
  network: realNetwork,
  disk: realDisk,
  http: realHttp,
  processes: realProcesses,
  threads: realThreads,
};
