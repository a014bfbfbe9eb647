// Topic names and filters, by the examples of MQTT 5, 4.7.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { filterProblem, fits, sharedOf, topicProblem } from './topics.ts';

test('what fits what', () => {
  const cases: [string, string, boolean][] = [
    ['sport/tennis/player1/#', 'sport/tennis/player1', true],
    ['sport/tennis/player1/#', 'sport/tennis/player1/score/wimbledon', true],
    ['sport/#', 'sport', true],
    ['sport/+', 'sport', false],
    ['sport/+', 'sport/', true],
    ['+/+', '/finance', true],
    ['/+', '/finance', true],
    ['+', '/finance', false],
    ['#', '$SYS/x', false],
    ['+/monitor/Clients', '$SYS/monitor/Clients', false],
    ['$SYS/#', '$SYS/', true],
    ['a/b', 'a/B', false],
  ];
  for (const [filter, topic, expected] of cases)
    assert.equal(fits(filter, topic), expected, `${filter} ${topic}`);
});

test('what is valid', () => {
  for (const filter of ['#', '+', 'a/#', '+/a/+', '/', '$share/g/a/#', 'ä/ö'])
    assert.equal(filterProblem(filter), undefined, filter);
  for (const filter of [
    '',
    'a#',
    'a/#/b',
    'a+',
    '$share/g',
    '$share//a',
    '$share/+/a',
    'a\0',
    'x'.repeat(5_000),
  ])
    assert.notEqual(filterProblem(filter), undefined, filter);
  assert.equal(topicProblem('a/+'), 'wildcard');
  assert.deepEqual(sharedOf('$share/g/a/+'), { group: 'g', filter: 'a/+' });
  assert.equal(sharedOf('a/b'), undefined);
});

test('a topic fits itself and # unless it is special', () => {
  const level = fc
    .string({ unit: 'grapheme-ascii', maxLength: 4 })
    .map((one) => one.replace(/[+#/$]/g, 'x'));
  fc.assert(
    fc.property(fc.array(level, { minLength: 1, maxLength: 6 }), fc.nat(), (levels, at) => {
      const topic = levels.join('/');
      if (topic === '') return;
      assert.ok(fits(topic, topic));
      assert.ok(fits('#', topic));
      const filter = levels.map((one, i) => (i === at % levels.length ? '+' : one)).join('/');
      assert.ok(fits(filter, topic));
    }),
  );
});
