// A simulated world: machines with a clock, a network address and a disk each, that share virtual
// time and one network, and that crash and start again with only their disk left.
import type { World } from '../world.ts';
import { SimulatedClock } from './clock.ts';
import { SimulatedDisk } from './disk.ts';
import { SimulatedNetwork, type LinkQuality } from './network.ts';
import { seededRandom, type SeededRandom } from './random.ts';
import { VirtualTime } from './time.ts';

export class SimulatedMachines {
  readonly time = new VirtualTime();
  readonly random: SeededRandom;
  readonly network: SimulatedNetwork;

  constructor(seed: number, quality?: LinkQuality) {
    this.random = seededRandom(seed);
    this.network = new SimulatedNetwork(this.time, this.random.fork('network'), quality);
  }

  /** A new machine, off until its `boot`. `host` is its only address. */
  machine(host: string): SimulatedMachine {
    return new SimulatedMachine(this, host);
  }
}

export class SimulatedMachine {
  readonly host: string;
  readonly disk: SimulatedDisk;
  readonly #machines: SimulatedMachines;
  #clock: SimulatedClock | undefined;
  #lives = 0;
  #onCrash: (() => void)[] = [];

  constructor(machines: SimulatedMachines, host: string) {
    this.host = host;
    this.#machines = machines;
    this.disk = new SimulatedDisk(machines.time, machines.random.fork(`disk ${host}`));
  }

  /** Turns the machine on: the world for what runs on it until the next crash. */
  boot(): World {
    this.#lives += 1;
    this.#clock = new SimulatedClock(this.#machines.time);
    return {
      clock: this.#clock,
      random: this.#machines.random.fork(`${this.host} life ${this.#lives}`),
      network: this.#machines.network.boot(this.host),
      disk: this.disk.boot(),
    };
  }

  /** Somebody sets the wall clock; `monotonicMs` does not notice. */
  stepClock(byMs: number): void {
    this.#clock?.step(byMs);
  }

  /** For other things that lose what they have not made durable, such as a simulated store. */
  onCrash(work: () => void): void {
    this.#onCrash.push(work);
  }

  /** Power off: timers stop, sockets are gone, writes under way are lost or done by chance. */
  crash(): void {
    this.#clock?.stop();
    this.#machines.network.crash(this.host);
    this.disk.crash();
    for (const work of this.#onCrash) work();
  }
}
