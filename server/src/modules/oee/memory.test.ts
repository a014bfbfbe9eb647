// Rules that go by what was before come to the same in a part of a day as in the whole of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile } from '../expressions/api.ts';
import type { MachineSettings } from './api.ts';
import { machine, PlantUnderTest, simple, simpleSignals } from './testing/plant-under-test.ts';

const at = (time: string) => `2026-11-20T${time}Z`;
const minute = 60_000_000;

function settingsWith(when: string): MachineSettings {
  const mapping = { ...simple.mapping, rules: [{ when, is: 'APT' as const }] };
  return { ...simple, mapping, counts: [] };
}

for (const when of [
  'held(run == "ACTIVE", 30min)',
  'count(load, 30min) > 2',
  'hysteresis(load, 2, 8)',
]) {
  test(`what was before the span decides in it: ${when}`, async (t) => {
    const plant = await PlantUnderTest.start(t, { now: () => Date.parse('2026-11-23T00:00:00Z') });
    const load = { id: 'load', type: 'LOAD', value: 'number', unitCode: '1' } as const;
    await plant.describe([...simpleSignals, load]);
    await plant.tell([
      ['run', at('08:00:00'), 'ACTIVE'],
      ...[9, 5, 5, 5, 5, 5].map(
        (value, i) =>
          ['load', Date.parse(at('08:10:00')) * 1_000 + i * 10 * minute, value] as const,
      ),
      ['run', at('11:00:00'), 'READY'],
      ['load', at('11:00:00'), 1],
    ]);
    const inputs = [
      { name: 'run', signal: `${machine}/run` },
      { name: 'load', signal: `${machine}/load` },
    ];
    const settings = settingsWith(when);
    await plant.putMachine({ ...settings, mapping: { ...settings.mapping, inputs } });
    const states = async (from: string, to: string) => {
      const query = new URLSearchParams({ identifier: machine, from: at(from), to: at(to) });
      const { intervals } = (await plant.ok(`/api/oee/timeline?${query}`)) as {
        intervals: { from: string; to: string; element: string }[];
      };
      return intervals.map((one) => [one.from, one.to, one.element]);
    };
    const whole = await states('08:00:00', '12:00:00');
    const part = await states('08:55:00', '12:00:00');
    assert.equal(part[0]?.[0], '2026-11-20T08:55:00.000000Z');
    const [first, ...others] = part;
    const same = whole.slice(-part.length);
    assert.deepEqual(others, same.slice(1));
    assert.deepEqual(first?.slice(1), same[0]?.slice(1));
    assert.equal(first?.[2], 'APT');
  });
}

test('an expression says how far back it remembers', () => {
  const forms = new Map([['x', { kind: 'truth' } as const]]);
  const memoryOf = (source: string) => {
    const outcome = compile(source, forms);
    assert.ok(outcome.ok, source);
    return outcome.expression.memoryMs;
  };
  assert.equal(memoryOf('x'), 0);
  assert.equal(memoryOf('held(held(x, 1min), 2min)'), 180_000);
  assert.equal(memoryOf('rising(x) or falling(x)'), 86_400_000);
});
