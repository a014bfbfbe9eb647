// The process values of one shot, and how good the lens is. The quantities are those of a public
// record of such a press; the distributions are our own: a slow drift of the material and noise.
import type { Random } from '../../server/src/kernel/world/random.ts';
import { drift, noise, round } from './chance.ts';

/** Targets that the phases of the cycle steer to. */
export type Shot = {
  readonly meltCelsius: number;
  readonly mouldCelsius: number;
  readonly fillSeconds: number;
  readonly plasticizingSeconds: number;
  readonly closingForceKn: number;
  readonly clampingForcePeakKn: number;
  readonly torquePeakNm: number;
  readonly torqueMeanNm: number;
  readonly backPressurePeakBar: number;
  readonly injectionPressurePeakBar: number;
  readonly screwPositionMm: number;
  readonly shotVolumeCm3: number;
  /** 1 waste, 2 acceptable, 3 target, 4 good but made inefficiently. */
  readonly qualityClass: 1 | 2 | 3 | 4;
};

export function shots(random: Random, cycleSeconds: number): () => Shot {
  const viscosity = drift(random, 0.95);
  const moisture = drift(random, 0.9);
  const around = (mean: number, deviation: number) => mean + deviation * noise(random);
  return () => {
    const thick = viscosity();
    const wet = moisture();
    const torqueMeanNm = around(104 + 1.6 * thick, 0.7);
    const closingForceKn = around(902, 4);
    return {
      meltCelsius: around(238 - 0.8 * thick, 0.5),
      mouldCelsius: around(81.2, 0.25),
      fillSeconds: cycleSeconds * around(0.094 + 0.002 * thick, 0.0008),
      plasticizingSeconds: cycleSeconds * around(0.245 + 0.004 * wet, 0.002),
      closingForceKn,
      clampingForcePeakKn: closingForceKn + Math.abs(around(15, 4)),
      torqueMeanNm,
      torquePeakNm: torqueMeanNm + Math.abs(around(12, 1.5)),
      backPressurePeakBar: around(146 + 0.7 * wet, 0.6),
      injectionPressurePeakBar: around(905 + 11 * thick, 4),
      screwPositionMm: around(8.8 - 0.06 * thick, 0.04),
      shotVolumeCm3: around(18.72 - 0.03 * wet, 0.03),
      qualityClass: classOf(thick, wet, noise(random)),
    };
  };
}

function classOf(thick: number, wet: number, luck: number): Shot['qualityClass'] {
  const score = 0.8 * thick + 0.5 * wet + 0.3 * luck;
  if (score < -1.4) return 1;
  if (score > 1.4) return 4;
  return Math.abs(score) < 0.8 ? 3 : 2;
}

/** In the order and with the names of `press.devices.xml`. */
export function shotValues(shot: Shot, cycleSeconds: number): [string, number][] {
  return [
    ['melt_temperature', round(shot.meltCelsius, 2)],
    ['mould_temperature', round(shot.mouldCelsius, 3)],
    ['fill_time', round(shot.fillSeconds, 3)],
    ['plasticizing_time', round(shot.plasticizingSeconds, 2)],
    ['cycle_time', round(cycleSeconds, 2)],
    ['closing_force', round(shot.closingForceKn, 1)],
    ['clamping_force_peak', round(shot.clampingForcePeakKn, 1)],
    ['torque_peak', round(shot.torquePeakNm, 1)],
    ['torque_mean', round(shot.torqueMeanNm, 1)],
    ['back_pressure_peak', round(shot.backPressurePeakBar, 1)],
    ['injection_pressure_peak', round(shot.injectionPressurePeakBar, 1)],
    ['screw_position', round(shot.screwPositionMm, 2)],
    ['shot_volume', round(shot.shotVolumeCm3, 2)],
  ];
}
