// Units of the Unified Code for Units of Measure (ucum.org) that industry uses: what each atom is in base units.
// Dimensions in the order metre, second, gram, kelvin, ampere, mole, candela, radian, bit.

export type Dimensions = readonly number[];
export type Atom = {
  readonly dimensions: Dimensions;
  /** One of it is so many of the base units. */
  readonly factor: number;
  /** For temperatures: base = value * factor + offset. */
  readonly offset?: number;
  /** May have a prefix (UCUM calls it metric). */
  readonly metric: boolean;
};

export const dimensionNames = ['m', 's', 'g', 'K', 'A', 'mol', 'cd', 'rad', 'bit'] as const;

const none: Dimensions = [0, 0, 0, 0, 0, 0, 0, 0, 0];

function of(powers: Partial<Record<(typeof dimensionNames)[number], number>>): Dimensions {
  return dimensionNames.map((name) => powers[name] ?? 0);
}

function metric(dimensions: Dimensions, factor = 1): Atom {
  return { dimensions, factor, metric: true };
}

function plain(dimensions: Dimensions, factor = 1, offset?: number): Atom {
  return { dimensions, factor, metric: false, ...(offset === undefined ? {} : { offset }) };
}

const length = of({ m: 1 });
const time = of({ s: 1 });
const mass = of({ g: 1 });
const angle = of({ rad: 1 });
const volume = of({ m: 3 });
const force = of({ g: 1, m: 1, s: -2 });
const pressure = of({ g: 1, m: -1, s: -2 });
const energy = of({ g: 1, m: 2, s: -2 });
const power = of({ g: 1, m: 2, s: -3 });
const voltage = of({ g: 1, m: 2, s: -3, A: -1 });
const temperature = of({ K: 1 });
const turn = 2 * Math.PI;

/** Case-sensitive codes (UCUM table 1 and following); `[rpm]` is not of UCUM and common. */
export const atoms: ReadonlyMap<string, Atom> = new Map([
  ['1', plain(none)],
  ['%', plain(none, 0.01)],
  ['[ppth]', plain(none, 1e-3)],
  ['[ppm]', plain(none, 1e-6)],
  ['[ppb]', plain(none, 1e-9)],
  ['m', metric(length)],
  ['s', metric(time)],
  ['g', metric(mass)],
  ['K', metric(temperature)],
  ['A', metric(of({ A: 1 }))],
  ['mol', metric(of({ mol: 1 }))],
  ['cd', metric(of({ cd: 1 }))],
  ['rad', metric(angle)],
  ['bit', metric(of({ bit: 1 }))],
  ['By', metric(of({ bit: 1 }), 8)],
  ['Cel', plain(temperature, 1, 273.15)],
  ['[degF]', plain(temperature, 5 / 9, 459.67 * (5 / 9))],
  ['[degR]', plain(temperature, 5 / 9)],
  ['min', plain(time, 60)],
  ['h', plain(time, 3_600)],
  ['d', plain(time, 86_400)],
  ['wk', plain(time, 604_800)],
  ['a', plain(time, 31_557_600)],
  ['deg', plain(angle, Math.PI / 180)],
  ["'", plain(angle, Math.PI / 10_800)],
  ["''", plain(angle, Math.PI / 648_000)],
  ['circ', plain(angle, turn)],
  ['[rpm]', plain(of({ rad: 1, s: -1 }), turn / 60)],
  ['sr', metric(of({ rad: 2 }))],
  ['Hz', metric(of({ s: -1 }))],
  ['N', metric(force, 1e3)],
  ['gf', metric(force, 9.806_65)],
  ['[lbf_av]', plain(force, 4_448.221_615_260_5)],
  ['Pa', metric(pressure, 1e3)],
  ['bar', metric(pressure, 1e8)],
  ['atm', plain(pressure, 1.013_25e8)],
  ['att', plain(pressure, 9.806_65e7)],
  ['[psi]', plain(pressure, 6_894_757.293_168_36)],
  ['m[Hg]', metric(pressure, 1.333_22e8)],
  ['m[H2O]', metric(pressure, 9.806_65e6)],
  ['J', metric(energy, 1e3)],
  ['W', metric(power, 1e3)],
  ['[HP]', plain(power, 745_699.871_582_270_3)],
  ['cal', metric(energy, 4_184)],
  ['[Btu]', plain(energy, 1_055_055.852_62)],
  ['eV', metric(energy, 1.602_176_634e-16)],
  ['V', metric(voltage, 1e3)],
  ['VA', metric(power, 1e3)],
  ['var', metric(power, 1e3)],
  ['Ohm', metric(of({ g: 1, m: 2, s: -3, A: -2 }), 1e3)],
  ['S', metric(of({ g: -1, m: -2, s: 3, A: 2 }), 1e-3)],
  ['C', metric(of({ A: 1, s: 1 }))],
  ['F', metric(of({ g: -1, m: -2, s: 4, A: 2 }), 1e-3)],
  ['H', metric(of({ g: 1, m: 2, s: -2, A: -2 }), 1e3)],
  ['Wb', metric(of({ g: 1, m: 2, s: -2, A: -1 }), 1e3)],
  ['T', metric(of({ g: 1, s: -2, A: -1 }), 1e3)],
  ['lm', metric(of({ cd: 1, rad: 2 }))],
  ['lx', metric(of({ cd: 1, rad: 2, m: -2 }))],
  ['Bq', metric(of({ s: -1 }))],
  ['L', metric(volume, 1e-3)],
  ['l', metric(volume, 1e-3)],
  ['t', metric(mass, 1e6)],
  ['u', metric(mass, 1.660_539_066_60e-24)],
  ['ar', metric(of({ m: 2 }), 100)],
  ['P', metric(of({ g: 1, m: -1, s: -1 }), 100)],
  ['St', metric(of({ m: 2, s: -1 }), 1e-4)],
  ['[in_i]', plain(length, 0.0254)],
  ['[ft_i]', plain(length, 0.3048)],
  ['[yd_i]', plain(length, 0.9144)],
  ['[mi_i]', plain(length, 1_609.344)],
  ['[lb_av]', plain(mass, 453.592_37)],
  ['[oz_av]', plain(mass, 28.349_523_125)],
  ['[gal_us]', plain(volume, 0.003_785_411_784)],
  ['[cft_i]', plain(volume, 0.028_316_846_592)],
  ['bd', plain(of({ s: -1 }))],
  ['[pH]', plain(none)],
]);

export const prefixes: ReadonlyMap<string, number> = new Map([
  ...'YZEPTGMk'.split('').map((code, i): [string, number] => [code, 10 ** (24 - 3 * i)]),
  ['h', 1e2],
  ['da', 1e1],
  ['d', 1e-1],
  ['c', 1e-2],
  ...'munpfazy'.split('').map((code, i): [string, number] => [code, 10 ** (-3 - 3 * i)]),
  ['Ki', 1_024],
  ['Mi', 1_024 ** 2],
  ['Gi', 1_024 ** 3],
  ['Ti', 1_024 ** 4],
]);
