// A turn-mill that runs one part program again and again: axes, spindle, loads, blocks, a part count,
// and now and then a coolant tank that runs low until somebody fills it.
import type { EpochMs } from '../../server/src/kernel/world/clock.ts';
import type { Random } from '../../server/src/kernel/world/random.ts';
import { encodeObservations } from '../../server/src/wire/shdr/encode.ts';
import { noise, round, towards } from './chance.ts';
import type { MachineMemory } from './machine-memory.ts';
import { Panel } from './panel.ts';
import type { SimulatedMachine } from './simulated-machine.ts';
import { blocks, programName, type Block } from './turn-mill-program.ts';

export type TurnMillOptions = {
  readonly random: Random;
  readonly memory: MachineMemory;
  readonly tell: (lines: string) => void;
};

type Axes = { x: number; y: number; z: number; b: number };

const loadSeconds = 4;
const stepSecondsMax = 1;
const coolantLowPercent = 20;

export class TurnMill implements SimulatedMachine {
  readonly #options: TurnMillOptions;
  readonly #panel = new Panel();
  #stepped: EpochMs | undefined;
  /** Position in the program; -1 while the part is changed. */
  #at = -1;
  #secondsInBlock = 0;
  #from: Axes = { x: 420, y: 0, z: 600, b: 0 };
  #axes: Axes = { ...this.#from };
  #speed = 0;
  #spindleCelsius = 28;
  #coolantCelsius = 22;
  #coolantPercent: number;

  constructor(options: TurnMillOptions) {
    this.#options = options;
    this.#coolantPercent = 40 + 50 * options.random.number();
    const panel = this.#panel;
    panel.show('avail', 'AVAILABLE');
    panel.show('estop', 'ARMED');
    panel.show('mode', 'AUTOMATIC');
    panel.show('program', programName);
    panel.show('S1ovr', 100);
    panel.show('Fovr', 100);
    panel.show('part_count', options.memory.kept.parts);
    panel.condition('system', 'NORMAL');
    panel.condition('coolant_condition', 'NORMAL');
  }

  async step(now: EpochMs): Promise<void> {
    const seconds = Math.min(Math.max(0, (now - (this.#stepped ?? now)) / 1_000), stepSecondsMax);
    this.#stepped = now;
    this.#secondsInBlock += seconds;
    if (this.#secondsInBlock >= (this.#block?.seconds ?? loadSeconds)) await this.#nextBlock();
    this.#move(seconds);
    const changes = this.#panel.takeChanges();
    if (changes.length > 0) this.#options.tell(encodeObservations(now * 1_000, changes));
  }

  current(now: EpochMs): string {
    return encodeObservations(now * 1_000, this.#panel.all());
  }

  get #block(): Block | undefined {
    return blocks[this.#at];
  }

  async #nextBlock(): Promise<void> {
    this.#secondsInBlock = 0;
    this.#from = { ...this.#axes };
    this.#at += 1;
    if (this.#at < blocks.length) return;
    this.#at = -1;
    const { memory } = this.#options;
    await memory.keep({ parts: memory.kept.parts + 1 });
    this.#panel.show('part_count', memory.kept.parts);
  }

  #move(seconds: number): void {
    const block = this.#block;
    const panel = this.#panel;
    const shaky = (deviation: number) => deviation * noise(this.#options.random);
    const before = { ...this.#axes };
    if (block) this.#axes = between(this.#from, block.to, this.#secondsInBlock / block.seconds);
    const cut = block?.cut ?? 0;
    this.#speed = towards(this.#speed, block?.spindleRpm ?? 0, seconds / 0.6);
    this.#spindleCelsius = towards(
      this.#spindleCelsius,
      28 + 26 * cut + this.#speed / 400,
      seconds / 120,
    );
    this.#coolantCelsius = towards(this.#coolantCelsius, 22 + 6 * cut, seconds / 300);
    const { x, y, z, b } = this.#axes;
    panel.show('execution', block ? 'ACTIVE' : 'READY');
    panel.show('chuck', block ? 'CLOSED' : 'OPEN');
    panel.show('block', block?.text ?? '');
    panel.show('line', block?.line ?? 0);
    panel.show('tool', block?.tool ?? 0);
    const moved = Math.hypot(x - before.x, y - before.y, z - before.z);
    panel.show('Fact', seconds > 0 ? round((moved / seconds) * 60, 1) : 0);
    panel.show('path_position', `${round(x, 3)} ${round(y, 3)} ${round(z, 3)}`);
    for (const [axis, value] of [
      ['X', x],
      ['Y', y],
      ['Z', z],
      ['B', b],
    ] as const) {
      panel.show(`${axis}act`, round(value, 4));
      panel.show(`${axis}load`, Math.max(0, Math.round(6 + 34 * cut + shaky(1.5))));
    }
    panel.show('S1speed', Math.max(0, Math.round(this.#speed + (this.#speed > 5 ? shaky(2) : 0))));
    panel.show('S1load', Math.max(0, Math.round(this.#speed / 250 + 62 * cut + shaky(1))));
    panel.show('S1temp', round(this.#spindleCelsius, 1));
    this.#cool(seconds, cut);
  }

  #cool(seconds: number, cut: number): void {
    this.#coolantPercent -= seconds * 0.02 * cut;
    // Somebody comes with a canister after a while.
    if (this.#coolantPercent < coolantLowPercent - 1) this.#coolantPercent = 85;
    const low = this.#coolantPercent < coolantLowPercent;
    this.#panel.show('coolant_temperature', round(this.#coolantCelsius, 1));
    this.#panel.show('coolant_level', round(this.#coolantPercent, 1));
    if (low) this.#panel.condition('coolant_condition', 'WARNING', 'CL-20', 'Coolant level low');
    else this.#panel.condition('coolant_condition', 'NORMAL');
  }
}

function between(from: Axes, to: Axes, share: number): Axes {
  const done = Math.min(1, Math.max(0, share));
  const on = (start: number, end: number) => start + (end - start) * done;
  return { x: on(from.x, to.x), y: on(from.y, to.y), z: on(from.z, to.z), b: on(from.b, to.b) };
}
