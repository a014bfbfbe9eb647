// The part program that the simulated turn-mill runs: a lamp housing, turned and then drilled.

export type Block = {
  readonly line: number;
  readonly text: string;
  readonly tool: number;
  /** Where the axes are at the end of the block, in millimetres and degrees. */
  readonly to: { readonly x: number; readonly y: number; readonly z: number; readonly b: number };
  readonly seconds: number;
  readonly spindleRpm: number;
  /** 0 for moves in the air, 1 for a heavy cut. */
  readonly cut: number;
};

const home = { x: 420, y: 0, z: 600, b: 0 };

export const programName = 'LAMP-HOUSING-2.MIN';

export const blocks: readonly Block[] = [
  { line: 1, text: 'G28', tool: 1, to: home, seconds: 2, spindleRpm: 0, cut: 0 },
  {
    line: 5,
    text: 'G00 X84 Z2 M03 S1200',
    tool: 1,
    to: { x: 84, y: 0, z: 2, b: 0 },
    seconds: 2,
    spindleRpm: 1_200,
    cut: 0,
  },
  {
    line: 6,
    text: 'G96 S180 G01 Z-62 F0.28',
    tool: 1,
    to: { x: 84, y: 0, z: -62, b: 0 },
    seconds: 7,
    spindleRpm: 1_250,
    cut: 0.8,
  },
  {
    line: 7,
    text: 'G00 X88 Z2',
    tool: 1,
    to: { x: 88, y: 0, z: 2, b: 0 },
    seconds: 1,
    spindleRpm: 1_250,
    cut: 0,
  },
  {
    line: 8,
    text: 'G01 X76 Z-40 F0.22',
    tool: 1,
    to: { x: 76, y: 0, z: -40, b: 0 },
    seconds: 6,
    spindleRpm: 1_380,
    cut: 0.65,
  },
  {
    line: 12,
    text: 'T2202 M06',
    tool: 2,
    to: { x: 300, y: 0, z: 300, b: 0 },
    seconds: 3,
    spindleRpm: 400,
    cut: 0,
  },
  {
    line: 15,
    text: 'G00 X60 Z5 S2600 M13',
    tool: 2,
    to: { x: 60, y: 0, z: 5, b: 0 },
    seconds: 2,
    spindleRpm: 2_600,
    cut: 0,
  },
  {
    line: 16,
    text: 'G01 Z-18 F0.12',
    tool: 2,
    to: { x: 60, y: 0, z: -18, b: 0 },
    seconds: 5,
    spindleRpm: 2_600,
    cut: 0.35,
  },
  {
    line: 20,
    text: 'G00 Z80 B45',
    tool: 3,
    to: { x: 120, y: 12, z: 80, b: 45 },
    seconds: 3,
    spindleRpm: 0,
    cut: 0,
  },
  {
    line: 21,
    text: 'G81 X52 Y12 Z-9 R2 F240',
    tool: 3,
    to: { x: 52, y: 12, z: -9, b: 45 },
    seconds: 4,
    spindleRpm: 3_200,
    cut: 0.45,
  },
  {
    line: 22,
    text: 'G81 X52 Y-12 Z-9 R2 F240',
    tool: 3,
    to: { x: 52, y: -12, z: -9, b: 45 },
    seconds: 4,
    spindleRpm: 3_200,
    cut: 0.45,
  },
  { line: 30, text: 'G28 M05 M30', tool: 3, to: home, seconds: 3, spindleRpm: 0, cut: 0 },
];
