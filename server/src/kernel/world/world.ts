// Everything that the program may touch outside itself, as one value.
import type { Clock } from './clock.ts';
import type { Disk } from './disk.ts';
import type { Http } from './http.ts';
import type { Network } from './network.ts';
import type { Processes } from './processes.ts';
import type { Random } from './random.ts';
import type { Threads } from './threads.ts';

export type World = {
  readonly clock: Clock;
  readonly random: Random;
  readonly network: Network;
  readonly disk: Disk;
  /** Absent where there is no web. */
  readonly http?: Http;
  /** Absent where no other program can run. */
  readonly processes?: Processes;
  /** Absent where nothing can run beside this thread. */
  readonly threads?: Threads;
};
