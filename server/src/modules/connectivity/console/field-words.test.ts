// The form of every protocol speaks both languages: no setting shows the name that it has in JSON.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { protocols } from '../protocols.ts';
import { nameOf, protocolWords } from './field-words.ts';

test('each setting of each protocol has a name in English and Chinese', () => {
  const unnamed = protocols.flatMap(({ name, connection }) => {
    const { properties = {} } = connection as { properties?: Record<string, unknown> };
    return Object.keys(properties)
      .filter((setting) => nameOf(setting).en === setting)
      .map((setting) => `${name}: ${setting}`);
  });
  assert.deepEqual(unnamed, []);
});

test('each protocol says what it is for', () => {
  const silent = protocols.filter(({ name }) => protocolWords[name] === undefined);
  assert.deepEqual(
    silent.map(({ name }) => name),
    [],
  );
});
