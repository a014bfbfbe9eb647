// A file of rules for the help of the command line: one of each of the kinds that people write first, complete as they are.

const limit = {
  name: 'Oven too hot',
  signal: '88.118.8/M-oven-1/temp',
  priority: 'high',
  condition: {
    kind: 'limit',
    limits: [
      { level: 'high', at: 180 },
      { level: 'high-high', at: 200, priority: 'critical' },
    ],
    deadBand: 2,
  },
  onDelayMs: 5_000,
};
const state = {
  name: 'Emergency stop',
  path: '88.118.8/**/estop',
  priority: 'critical',
  condition: { kind: 'state', is: 'equal', values: ['TRIGGERED'] },
};
const silence = {
  name: 'Oven is silent',
  signal: '88.118.8/M-oven-1/temp',
  priority: 'medium',
  condition: { kind: 'silence', afterMs: 60_000 },
};

/** By id. What they leave out is what `alarm rules --put` fills in. */
export const exampleRules = { 'oven-hot': limit, 'emergency-stop': state, 'oven-silent': silence };

/** What a rule in a file need not say. */
export const usual = {
  ...{ enabled: true, onDelayMs: 0, offDelayMs: 0, latching: false },
  quality: { bad: 'hold', uncertain: 'as-good' },
};
