// Two alarms of the oven, as an operator would have them: too hot for its target, and a zone that says nothing.
import type { Rule } from '../../server/src/modules/alarms/api.ts';

const quality = { bad: 'hold', uncertain: 'as-good' } as const;
const bare = { enabled: true, onDelayMs: 5_000, offDelayMs: 2_000, latching: false, quality };

type Place = (id: string) => string;

/** By their ids. */
export function ovenAlarms(enterprise: string): Readonly<Record<string, Rule>> {
  const signal = (id: string) => `${enterprise}/M-oven-01/${id}`;
  return { 'oven-uneven': uneven(signal), 'oven-hot': hot(signal) };
}

const uneven = (signal: Place): Rule => ({
  ...bare,
  name: 'Oven 1: zones apart · 温区温差过大',
  signal: signal('zone_1'),
  condition: {
    kind: 'expression',
    expression: 'abs(value - zone_2) > 8K and not door',
    inputs: [
      { name: 'zone_2', signal: './zone_2' },
      { name: 'door', signal: './door' },
    ],
  },
  priority: 'medium',
  guidance: {
    en: 'Look whether the door is shut and the fan of zone 2 turns.',
    zh: '检查炉门是否关严、二区风机是否运转。',
  },
  rationale: {
    consequence: { en: 'Parts are hardened unevenly.', zh: '工件硬度不均。' },
    cause: { en: 'A fan stands still, or a heater has failed.', zh: '风机停转或加热器故障。' },
    correctiveAction: { en: 'Take the charge out, then check.', zh: '取出炉料后检修。' },
    timeToRespondMs: 600_000,
  },
});

const hot = (signal: Place): Rule => ({
  ...bare,
  name: 'Oven 1: too hot · 炉温过高',
  signal: signal('zone_1'),
  condition: {
    kind: 'limit',
    limits: [
      { level: 'high', at: 195 },
      { level: 'high-high', at: 230, priority: 'critical' },
    ],
    ...{ unit: 'Cel', deadBand: 3 },
  },
  priority: 'high',
  suppressedWhen: {
    expression: 'door',
    inputs: [{ name: 'door', signal: './door' }],
  },
  guidance: {
    en: 'Lower the target by 20 °C and watch zone 1.',
    zh: '将目标温度下调 20 °C，并观察一区温度。',
  },
  rationale: {
    consequence: { en: 'The insulation ages within hours.', zh: '保温层数小时内老化。' },
    cause: {
      en: 'The target is too high, or a thyristor conducts always.',
      zh: '目标过高或可控硅常通。',
    },
    correctiveAction: {
      en: 'Switch the zone off where it does not follow.',
      zh: '若不随目标下降，切断该温区。',
    },
    timeToRespondMs: 300_000,
  },
});
