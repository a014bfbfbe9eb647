// A simulated heat-treatment oven: two zones follow a target that may be written, a door lets heat out, a meter
// counts energy. It has registers like a controller, and knows nothing of networks.
import type { EpochMs } from '../../server/src/kernel/world/clock.ts';
import type { Random } from '../../server/src/kernel/world/random.ts';
import { drift, towards } from './chance.ts';

/** Registers are numbered from 0; 32-bit values have the high word first. */
export const ovenRegisters = {
  zone1: 100,
  zone2: 102,
  /** Kilowatts. */
  power: 104,
  /** Watt-hours, a counter of 32 bits that begins again at 0. */
  energy: 106,
  /** May be written: degrees Celsius. */
  target: 110,
} as const;
export const ovenDoor = 0;

const registers = 128;
const outsideC = 22;
const powerMaxKw = 36;
const heatCapacity = 110; // kJ for one degree
const lossKwPerDegree = 0.055;
const doorLossKwPerDegree = 0.12;
const doorOpenMs = 12_000;
const doorEveryMs = 150_000;

export class Oven {
  /** Two bytes a register. */
  readonly memory = new Uint8Array(registers * 2);
  readonly #view = new DataView(this.memory.buffer);
  readonly #wander: () => number;
  #temperatureC = 176;
  #differenceC = 1.5;
  #energyWh: number;
  #at: EpochMs | undefined;
  #begun: EpochMs | undefined;

  constructor(random: Random) {
    this.#wander = drift(random, 0.98);
    this.#energyWh = Math.floor(random.number() * 4e9);
    this.#put(ovenRegisters.target, 180);
    this.#show(0);
  }

  get isDoorOpen(): boolean {
    return (
      this.#at !== undefined &&
      (this.#at - (this.#begun ?? this.#at)) % doorEveryMs > doorEveryMs - doorOpenMs
    );
  }

  get targetC(): number {
    return this.#view.getFloat32(ovenRegisters.target * 2);
  }

  step(now: EpochMs): void {
    this.#begun ??= now;
    const seconds = Math.min(5, Math.max(0, now - (this.#at ?? now)) / 1_000);
    this.#at = now;
    const missing = this.targetC - this.#temperatureC;
    const warm = this.#temperatureC - outsideC;
    const loss = warm * (lossKwPerDegree + (this.isDoorOpen ? doorLossKwPerDegree : 0));
    const powerKw = Math.min(powerMaxKw, Math.max(0, loss + missing * 1.8));
    this.#temperatureC += ((powerKw - loss) * seconds) / heatCapacity;
    this.#differenceC = towards(this.#differenceC, this.isDoorOpen ? 14 : 1.5, seconds / 20);
    this.#energyWh = (this.#energyWh + (powerKw * 1_000 * seconds) / 3_600) % 2 ** 32;
    this.#show(powerKw);
  }

  #show(powerKw: number): void {
    const noise = this.#wander() * 0.15;
    this.#put(ovenRegisters.zone1, this.#temperatureC + noise);
    this.#put(ovenRegisters.zone2, this.#temperatureC - this.#differenceC - noise);
    this.#put(ovenRegisters.power, powerKw);
    this.#view.setUint32(ovenRegisters.energy * 2, Math.floor(this.#energyWh));
  }

  #put(register: number, value: number): void {
    this.#view.setFloat32(register * 2, value);
  }
}
