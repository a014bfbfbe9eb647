// The example of the help fits what the server takes, with what a file need not say.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check } from '../../kernel/schema/schema.ts';
import { exampleRules, usual } from './example-rules.ts';
import { ruleIdSchema, ruleSchema } from './rule-schema.ts';

for (const [id, rule] of Object.entries(exampleRules)) {
  test(`${id} is a rule`, () => {
    assert.deepEqual(check(ruleSchema, { ...usual, ...rule }), {
      ok: true,
      value: { ...usual, ...rule },
    });
    assert.ok(check(ruleIdSchema, id).ok);
  });
}
