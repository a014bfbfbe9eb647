// What can be wrong with a rule by itself, whatever signals it holds for: limits that contradict each other, dead bands
// from which there is no return. Each failure names the place in the rule.
import { alarmsFailures } from '../failures.ts';
import { levels, type Rule } from '../rule-schema.ts';

/** Fails with `alarms.no-signal`, `alarms.limit-twice`, `alarms.contradictory-limits` or `alarms.impossible-dead-band`. */
export function checkRule(rule: Rule): void {
  const { condition, name } = rule;
  const subjects = [rule.signal, rule.path].filter((one) => one !== undefined).length;
  const isFree = condition.kind === 'expression' && condition.inputs.length > 0 && subjects === 0;
  if (subjects !== 1 && !isFree) throw alarmsFailures['no-signal']({ rule: name });
  if (condition.kind === 'limit') checkLimits(name, condition);
  if (condition.kind === 'rate') {
    const { at, deadBand = 0 } = condition;
    if (deadBand >= at) {
      throw alarmsFailures['impossible-dead-band']({ rule: name, deadBand, below: at });
    }
  }
}

function checkLimits(
  rule: string,
  { limits, deadBand = 0 }: Extract<Rule['condition'], { kind: 'limit' }>,
): void {
  const seen = new Set<string>();
  limits.forEach(({ level }, i) => {
    const place = `condition/limits/${i}`;
    if (seen.has(level)) throw alarmsFailures['limit-twice']({ rule, level, place });
    seen.add(level);
  });
  const sorted = limits
    .map((limit, i) => ({ ...limit, place: `condition/limits/${i}` }))
    .toSorted((a, b) => levels.indexOf(b.level) - levels.indexOf(a.level));
  for (const [i, upper] of sorted.entries()) {
    const lower = sorted[i - 1];
    if (!lower || lower.at < upper.at) continue;
    throw alarmsFailures['contradictory-limits']({
      ...{ rule, place: upper.place, lower: lower.level, lowerAt: lower.at },
      ...{ upper: upper.level, upperAt: upper.at },
    });
  }
  const highs = sorted.filter(({ level }) => level.startsWith('high'));
  const lows = sorted.filter(({ level }) => level.startsWith('low'));
  const [highest, lowest] = [highs[0]?.at, lows.at(-1)?.at];
  // The high alarm must end before the low one begins.
  if (highest === undefined || lowest === undefined) return;
  const below = highest - lowest;
  if (deadBand >= below) throw alarmsFailures['impossible-dead-band']({ rule, deadBand, below });
}
