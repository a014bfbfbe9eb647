// Registration: idempotent, item by item, each refusal with its own reason.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../../../kernel/failure/failure.ts';
import { registryPort, resolverPort, type NewValue, type Registration } from '../api.ts';
import { startNodes } from '../testing/four-nodes.ts';

const value = (text: string, index = 1): NewValue => ({ index, type: 'URL', text });
const item = (suffix: string, ...values: NewValue[]): Registration => ({
  handle: `88.118.8/${suffix}`,
  values,
});

test('the same again is unchanged, other values conflict or overwrite', async (t) => {
  const registry = (await startNodes(t)).port(registryPort);
  assert.deepEqual(await registry.register([item('A', value('1'), value('2', 2))]), ['registered']);
  assert.deepEqual(await registry.register([item('a', value('2', 2), value('1'))]), ['unchanged']);
  assert.deepEqual(await registry.register([item('A', value('1'))]), ['conflict']);
  assert.deepEqual(await registry.register([item('A', value('3'))], { overwrite: true }), [
    'updated',
  ]);
  assert.deepEqual(await registry.register([item('A', value('3'))]), ['unchanged']);
  assert.deepEqual(await registry.register([item('B', value('1')), item('b', value('1'))]), [
    'registered',
    'unchanged',
  ]);
  assert.deepEqual(await registry.register([item('C', value('1')), item('c', value('2'))]), [
    'registered',
    'conflict',
  ]);
  assert.deepEqual(await registry.register([]), []);
});

test('of many at once exactly one registers', async (t) => {
  const registry = (await startNodes(t)).port(registryPort);
  const all = await Promise.all(
    Array.from({ length: 20 }, (_, n) => registry.register([item('X', value(String(n)))])),
  );
  const outcomes = all.flat();
  assert.equal(outcomes.filter((outcome) => outcome === 'registered').length, 1);
  assert.equal(outcomes.filter((outcome) => outcome === 'conflict').length, 19);
});

test('a bad item fails alone, with a code and a short message in both languages', async (t) => {
  const program = await startNodes(t);
  const registry = program.port(registryPort);
  const many = Array.from({ length: 2_048 }, (_, n) => value('x', n + 200));
  const bad: [string, Registration][] = [
    ['malformed', { handle: 'no slash', values: [value('x')] }],
    ['malformed', { handle: `88.118.8/${'x'.repeat(10_000_000)}`, values: [value('x')] }],
    ['malformed', { handle: '88.118.8/a\u0000b', values: [value('x')] }],
    ['malformed', { handle: '88.118.8/\ud800', values: [value('x')] }],
    ['too-long', { handle: `88.118.8/${'x'.repeat(1_990)}`, values: [value('x')] }],
    ['outside-prefix', { handle: '88.118.80/x', values: [value('x')] }],
    ['outside-prefix', { handle: '88.118.8.1/x', values: [value('x')] }],
    ['outside-prefix', { handle: '0.NA/88.118.8', values: [value('x')] }],
    ['no-values', item('x')],
    ['too-many-values', item('x', ...many)],
    ['bad-index', item('x', value('x', 0))],
    ['bad-index', item('x', value('x', -1))],
    ['bad-index', item('x', value('x', 1.5))],
    ['bad-index', item('x', value('x', 2 ** 31))],
    ['duplicate-index', item('x', value('x'), value('y'))],
    ['duplicate-index', item('x', value('x', 100))],
    ['bad-type', item('x', { index: 1, type: '', text: 'x' })],
    ['bad-type', item('x', { index: 1, type: 'a\nb', text: 'x' })],
    ['bad-type', item('x', { index: 1, type: 'T'.repeat(300), text: 'x' })],
    ['record-too-large', item('x', value('x'.repeat(300_000)))],
  ];
  const items = [
    item('good 1', value('x')),
    ...bad.map(([, one]) => one),
    item('good 2', value('x')),
  ];
  const results = await registry.register(items);
  assert.equal(results.at(0), 'registered');
  assert.equal(results.at(-1), 'registered');
  bad.forEach(([code], at) => {
    const result = results[at + 1];
    assert.ok(result instanceof Failure, `${code}: ${String(result)}`);
    assert.equal(result.code, `identifiers.${code}`);
    assert.ok(result.publicMessage.en.length < 500);
    assert.doesNotMatch(result.publicMessage.en + result.publicMessage.zh, /\{\w+\}/);
  });
});

test('the largest record that is let in can be resolved', async (t) => {
  const program = await startNodes(t);
  const registry = program.port(registryPort);
  const handle = `88.118.8/${'y'.repeat(1_880)}`;
  const largest = { handle, values: [value('x'.repeat(255_900))] };
  assert.deepEqual(await registry.register([largest]), ['registered']);
  const found = await program.port(resolverPort).resolve(handle);
  assert.equal(found.responseCode, 1);
  assert.equal(found.values[0]?.data.value, largest.values[0]?.text);
});
