// A rule as text that a person edits, and back; what the server keeps beside it is left out.
import type { AlarmRule, KeptAlarmRule } from '@jingwei/sdk';

const both = { en: '', zh: '' };

export const startingRule: AlarmRule = {
  name: 'Too hot',
  enabled: true,
  signal: '',
  condition: { kind: 'limit', limits: [{ level: 'high', at: 80 }], deadBand: 1 },
  priority: 'medium',
  onDelayMs: 5_000,
  offDelayMs: 0,
  latching: false,
  quality: { bad: 'hold', uncertain: 'as-good' },
  guidance: both,
  rationale: { consequence: both, cause: both, correctiveAction: both, timeToRespondMs: 600_000 },
};

/** What a person writes of it. */
export function bareRule(rule: AlarmRule | KeptAlarmRule): AlarmRule {
  return JSON.parse(ruleText(rule)) as AlarmRule;
}

export function ruleText(rule: AlarmRule | KeptAlarmRule): string {
  const kept = new Set(['enterprise', 'id', 'putBy', 'putAt']);
  const bare = Object.entries(rule).filter(([name]) => !kept.has(name));
  return JSON.stringify(Object.fromEntries(bare), undefined, 2);
}

/** The server checks what it says; here only that it can be read. */
export function readRule(text: string): { rule?: AlarmRule; wrong?: string } {
  try {
    return { rule: JSON.parse(text) as AlarmRule };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
}
