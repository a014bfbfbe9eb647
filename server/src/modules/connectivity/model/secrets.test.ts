import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type } from '../../../kernel/schema/schema.ts';
import { textSetting } from '../protocols/connection.ts';
import { dotsIn, hiddenText, withoutSecrets, withSecrets } from './secrets.ts';

const words = { en: 'x', zh: 'x' };
const schema = Type.Object({
  host: textSetting(words),
  password: textSetting(words, { secret: true }),
});

test('a password is shown as dots, dots mean what was kept, an empty one stays empty', () => {
  const kept = { host: 'h', password: 'p4ss' };
  const shown = withoutSecrets(schema, kept);
  assert.deepEqual(shown, { host: 'h', password: hiddenText });
  assert.deepEqual(withSecrets(schema, shown, kept), kept);
  assert.deepEqual(withSecrets(schema, { ...shown, password: 'new' }, kept).password, 'new');
  assert.deepEqual(withoutSecrets(schema, { host: 'h', password: '' }).password, '');
  assert.equal(withSecrets(schema, { host: hiddenText, password: '' }, kept).host, hiddenText);
});

test('secrets within lists are hidden, found and put back, too', () => {
  const headers = Type.Array(
    Type.Object({ name: textSetting(words), value: textSetting(words, { secret: true }) }),
  );
  const whole = Type.Object({ url: textSetting(words), headers });
  const kept = { url: 'u', headers: [{ name: 'x-key', value: 'k1' }] };
  const shown = withoutSecrets(whole, kept);
  assert.ok(!JSON.stringify(shown).includes('k1'));
  assert.deepEqual(withSecrets(whole, shown, kept), kept);
  assert.equal(dotsIn(shown), '/headers/0/value');
  assert.equal(dotsIn(kept), undefined);
});
