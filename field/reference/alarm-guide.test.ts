// The files in the guide on alarms are what the program takes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { check } from '../../server/src/kernel/schema/schema.ts';
import { usual } from '../../server/src/modules/alarms/example-rules.ts';
import { planSchema } from '../../server/src/modules/alarms/notices/plan-schema.ts';
import { conditionSchema, ruleSchema } from '../../server/src/modules/alarms/rule-schema.ts';

const guide = readFileSync(new URL('../../docs/guides/alarms.md', import.meta.url), 'utf8');

function blockOf(name: string): unknown {
  const [, text = ''] = guide.split(`\`\`\`json ${name}\n`);
  return JSON.parse(text.slice(0, text.indexOf('```')));
}

test('each rule of the guide fits, and every kind of condition is among them', () => {
  const rules = Object.entries(blockOf('rules') as Record<string, { condition: { kind: string } }>);
  for (const [id, rule] of rules) {
    const checked = check(ruleSchema, { ...usual, ...rule });
    assert.deepEqual(checked.ok || checked.problems, true, id);
  }
  const kinds = conditionSchema.anyOf.map(({ properties }) => properties.kind.const);
  assert.deepEqual(
    [...new Set(rules.map(([, rule]) => rule.condition.kind))].toSorted(),
    kinds.toSorted(),
  );
});

test('the plan of the guide fits', () => {
  const checked = check(planSchema, blockOf('plan'));
  assert.deepEqual(checked.ok || checked.problems, true);
});
