import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReadingValue } from '../../../stores/series/series.ts';
import type { Signal, SignalKind } from '../../assets/api.ts';
import { PartCycle, partEventId, type SignalReading } from './part-cycle.ts';

const machine = '88.118.8/M-press';
const at = Date.UTC(2026, 0, 1) * 1_000;

function told(
  type: string,
  value: ReadingValue,
  more: { subType?: string; kind?: SignalKind; id?: string } = {},
): SignalReading {
  const { kind = 'event', id = type.toLowerCase(), ...rest } = more;
  const signal: Signal = {
    identifier: `${machine}/${id}`,
    machine,
    asset: machine,
    id,
    name: id,
    kind,
    type,
    value: 'text',
    ...rest,
  };
  return { signal, value, quality: value === null ? 0 : 2 };
}

const start = told('PROCESS_TIME', '2026-01-01T00:00:00Z', { subType: 'START', id: 'start' });
const complete = told('PROCESS_TIME', '2026-01-01T00:00:12.5Z', {
  subType: 'COMPLETE',
  id: 'complete',
});

test('a new part number finishes a part with what was told for the same moment', () => {
  const cycle = new PartCycle(machine);
  assert.equal(cycle.observe(at, [start, told('TEMPERATURE', 999, { kind: 'sample' })]), undefined);
  const part = cycle.observe(at + 12_500_000, [
    told('TEMPERATURE', 238.5, { kind: 'sample' }),
    told('PRESSURE', null, { kind: 'sample' }),
    told('SYSTEM', 'NORMAL||||', { kind: 'condition' }),
    complete,
    told('PART_KIND_ID', 'lens', { subType: 'PART_NAME' }),
    told('x:QUALITY_CLASS', '2'),
    told('PART_UNIQUE_ID', 'L-1'),
  ]);
  assert.deepEqual(part, {
    machine,
    part: 'L-1',
    product: 'lens',
    startedAt: '2026-01-01T00:00:00.000000Z',
    finishedAt: '2026-01-01T00:00:12.500000Z',
    qualityClass: '2',
    values: [{ signal: `${machine}/temperature`, name: 'temperature', value: 238.5 }],
  });
  assert.equal(part && partEventId(part), `${machine} L-1`);
});

test('the number may stand anywhere in the line, and on a line after the values', () => {
  const cycle = new PartCycle(machine);
  cycle.observe(at, [told('TEMPERATURE', 1, { kind: 'sample' })]);
  const part = cycle.observe(at, [
    told('PART_UNIQUE_ID', 'L-1'),
    told('LOAD', 2, { kind: 'sample' }),
  ]);
  assert.deepEqual(
    part?.values.map(({ name }) => name),
    ['temperature', 'load'],
  );
});

test('without process times, the machine time is the end and the start is not invented', () => {
  const part = new PartCycle(machine).observe(at, [told('PART_UNIQUE_ID', 'L-1')]);
  assert.equal(part?.finishedAt, '2026-01-01T00:00:00.000000Z');
  assert.ok(part && !('startedAt' in part) && !('qualityClass' in part) && !('product' in part));
});

test('times of one part are not those of the next', () => {
  const cycle = new PartCycle(machine);
  cycle.observe(at, [start, complete, told('PART_UNIQUE_ID', 'L-1')]);
  const next = cycle.observe(at + 60_000_000, [told('PART_UNIQUE_ID', 'L-2')]);
  assert.equal(next?.finishedAt, '2026-01-01T00:01:00.000000Z');
  assert.ok(next && !('startedAt' in next));
});

test('the same number again, an unknown one and an empty one finish nothing', () => {
  const cycle = new PartCycle(machine);
  assert.ok(cycle.observe(at, [told('PART_UNIQUE_ID', 'L-1')]));
  for (const value of ['L-1', null, '', 'L-1']) {
    assert.equal(
      cycle.observe(at + 1_000, [told('PART_UNIQUE_ID', value)]),
      undefined,
      String(value),
    );
  }
  assert.ok(cycle.observe(at + 2_000, [told('PART_UNIQUE_ID', 'L-2')]));
});

test('a start behind the end belongs to the next part', () => {
  const later = told('PROCESS_TIME', '2026-01-02T00:00:00Z', { subType: 'START', id: 'start' });
  const part = new PartCycle(machine).observe(at, [later, complete, told('PART_UNIQUE_ID', 'L-1')]);
  assert.ok(part && !('startedAt' in part));
});
