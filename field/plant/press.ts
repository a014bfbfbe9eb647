// An injection-moulding press: close, inject, hold, plasticise, cool, eject, and a lens falls out. Each
// lens ends with ONE line that tells its 13 process values, its times, its class and, last, its number.
import type { EpochMs } from '../../server/src/kernel/world/clock.ts';
import type { Random } from '../../server/src/kernel/world/random.ts';
import { encodeObservations } from '../../server/src/wire/shdr/encode.ts';
import type { ShdrObservation } from '../../server/src/wire/shdr/message.ts';
import { isoTime } from '../../server/src/wire/iso-time.ts';
import { drift, noise, round, towards } from './chance.ts';
import type { MachineMemory } from './machine-memory.ts';
import { Panel } from './panel.ts';
import { shots, shotValues, type Shot } from './press-shot.ts';
import { partNumberFirst, type SimulatedMachine } from './simulated-machine.ts';

/** Shares of the cycle, in order. */
const phases = [
  ['CLOSE', 0.08],
  ['INJECT', 0.094],
  ['HOLD', 0.246],
  ['PLASTICISE', 0.245],
  ['COOL', 0.235],
  ['EJECT', 0.1],
] as const;
type Phase = (typeof phases)[number][0];

const openMm = 320;
const retractedMm = 62;

export type PressOptions = {
  readonly random: Random;
  readonly memory: MachineMemory;
  readonly cycleSeconds: number;
  readonly tell: (lines: string) => void;
};

export class Press implements SimulatedMachine {
  readonly #options: PressOptions;
  readonly #panel = new Panel();
  readonly #nextShot: () => Shot;
  readonly #oil: () => number;
  #shot: Shot;
  #begun: EpochMs | undefined;
  #stepped: EpochMs = 0;
  #melt = 238;
  #mould = 81.2;
  #pressure = 0;
  #screw = retractedMm;
  #clamp = openMm;

  constructor(options: PressOptions) {
    this.#options = options;
    this.#nextShot = shots(options.random, options.cycleSeconds);
    this.#oil = drift(options.random, 0.999);
    this.#shot = this.#nextShot();
    const panel = this.#panel;
    panel.show('avail', 'AVAILABLE');
    panel.show('estop', 'ARMED');
    panel.show('mode', 'AUTOMATIC');
    panel.show('execution', 'ACTIVE');
    panel.show('program', 'ROAD-LAMP-LENS-R3');
    for (const key of ['system', 'barrel_condition', 'hydraulic_condition']) {
      panel.condition(key, 'NORMAL');
    }
  }

  async step(now: EpochMs): Promise<void> {
    const cycleMs = this.#options.cycleSeconds * 1_000;
    // The clock was set, or the computer slept: nothing was moulded meanwhile.
    if (this.#begun === undefined || now < this.#begun || now - this.#stepped > cycleMs)
      this.#begin(now);
    else if (now - (this.#begun ?? now) >= cycleMs) await this.#finishPart(now);
    const seconds = (now - this.#stepped) / 1_000;
    this.#stepped = now;
    this.#move(this.#phaseAt(now), seconds);
    const changes = this.#panel.takeChanges();
    if (changes.length > 0) this.#options.tell(encodeObservations(now * 1_000, changes));
  }

  current(now: EpochMs): string {
    const { lastPartLine = '' } = this.#options.memory.kept;
    return encodeObservations(now * 1_000, this.#panel.all()) + lastPartLine;
  }

  #begin(now: EpochMs): void {
    this.#begun = now;
    this.#stepped = now;
    this.#shot = this.#nextShot();
  }

  async #finishPart(now: EpochMs): Promise<void> {
    const begun = this.#begun ?? now;
    const { memory, tell } = this.#options;
    const parts = memory.kept.parts + 1;
    const facts: [string, string | number][] = [
      ...shotValues(this.#shot, (now - begun) / 1_000),
      ['cycle_start', isoTime(begun * 1_000)],
      ['cycle_complete', isoTime(now * 1_000)],
      ['part_count', parts],
      ['part_kind', 'road-lamp lens'],
      ['quality_class', this.#shot.qualityClass],
      ['part_id', `L-${partNumberFirst - 1 + parts}`],
    ];
    const observations: ShdrObservation[] = facts.map(([key, value]) => ({
      key,
      values: [String(value)],
    }));
    const lastPartLine = encodeObservations(now * 1_000, observations);
    await memory.keep({ parts, lastPartLine });
    tell(lastPartLine);
    this.#begin(now);
  }

  #phaseAt(now: EpochMs): { phase: Phase; done: number } {
    let left = (now - (this.#begun ?? now)) / (this.#options.cycleSeconds * 1_000);
    for (const [phase, share] of phases) {
      if (left < share) return { phase, done: left / share };
      left -= share;
    }
    return { phase: 'EJECT', done: 1 };
  }

  #move({ phase, done }: { phase: Phase; done: number }, seconds: number): void {
    const shot = this.#shot;
    const shaky = (deviation: number) => deviation * noise(this.#options.random);
    const closed = phase !== 'CLOSE' && phase !== 'EJECT';
    this.#clamp =
      phase === 'CLOSE' ? openMm * (1 - done) ** 2 : phase === 'EJECT' ? openMm * done ** 0.7 : 0;
    this.#screw = screwAt(phase, done, shot);
    this.#pressure = towards(this.#pressure, pressureAt(phase, done, shot), seconds / 0.15);
    this.#melt = towards(
      this.#melt,
      shot.meltCelsius + (phase === 'PLASTICISE' ? 0.6 : 0),
      seconds / 4,
    );
    this.#mould = towards(this.#mould, shot.mouldCelsius + (closed ? 1.4 : -0.8), seconds / 6);
    const turning = phase === 'PLASTICISE';
    const force = closed
      ? phase === 'INJECT'
        ? shot.clampingForcePeakKn
        : shot.closingForceKn
      : 0;
    const panel = this.#panel;
    panel.show('phase', phase);
    panel.show('clamp_position', round(this.#clamp, 2));
    panel.show('clamp_force', round(Math.max(0, force + (closed ? shaky(0.8) : 0)), 1));
    panel.show('screw_position_actual', round(this.#screw, 2));
    panel.show('injection_pressure', round(Math.max(0, this.#pressure + shaky(0.6)), 1));
    panel.show('screw_speed', turning ? round(180 + shaky(1), 1) : 0);
    panel.show('screw_torque', turning ? round(shot.torqueMeanNm + shaky(2), 1) : 0);
    panel.show('melt_temperature_actual', round(this.#melt + shaky(0.03), 2));
    panel.show('mould_temperature_actual', round(this.#mould + shaky(0.02), 2));
    panel.show('oil_temperature', round(44 + 1.5 * this.#oil(), 1));
    panel.show(
      'power_consumption',
      round(8 + this.#pressure / 60 + (turning ? 11 : 0) + Math.abs(shaky(0.2)), 2),
    );
  }
}

function screwAt(phase: Phase, done: number, shot: Shot): number {
  const cushion = shot.screwPositionMm;
  switch (phase) {
    case 'INJECT':
      return retractedMm - (retractedMm - cushion - 4) * done;
    case 'HOLD':
      return cushion + 4 * (1 - done) ** 2;
    case 'PLASTICISE':
      return cushion + (retractedMm - cushion) * done;
    default:
      return retractedMm;
  }
}

function pressureAt(phase: Phase, done: number, shot: Shot): number {
  switch (phase) {
    case 'INJECT':
      return shot.injectionPressurePeakBar * Math.min(1, 0.25 + 0.85 * done);
    case 'HOLD':
      return shot.injectionPressurePeakBar * (0.62 - 0.2 * done);
    case 'PLASTICISE':
      return shot.backPressurePeakBar;
    default:
      return 0;
  }
}
