import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodePayload } from '../../../../wire/sparkplug/decode.ts';
import { dataTypes } from '../../../../wire/sparkplug/data-types.ts';
import type { Metric, Payload } from '../../../../wire/sparkplug/payload.ts';
import { Birth } from './birth.ts';
import { rebirthCommand, writeCommand, writtenMetric, type Command } from './commands.ts';
import { machineOf } from './machine-model.ts';

function payloadOf({ payload }: Command): Payload {
  const decoded = decodePayload(payload);
  if (!decoded.ok) assert.fail(decoded.trouble);
  return decoded.payload;
}

const birthOf = (...metrics: Metric[]) => new Birth(metrics, new Map());

test('a rebirth request and writes as the standard has them', () => {
  const rebirth = rebirthCommand({ group: 'G', node: 'N' }, 5);
  assert.equal(rebirth.topic, 'spBv1.0/G/NCMD/N');
  assert.deepEqual(payloadOf(rebirth), {
    timestamp: 5,
    metrics: [
      { name: 'Node Control/Rebirth', timestamp: 5, datatype: 11, field: 'boolean', value: true },
    ],
  });
  const birth = birthOf(
    { name: 'plain', datatype: dataTypes.Int16, isNull: true },
    { name: 'aliased', alias: 7, datatype: dataTypes.Boolean, isNull: true },
    { name: 'time', datatype: dataTypes.DateTime, isNull: true },
  );
  const [plain, aliased, time] = [...birth.definitions.values()];
  assert.ok(plain && aliased && time);
  const metrics = [writtenMetric(plain, -2, 5), writtenMetric(aliased, true, 5)];
  const command = writeCommand(
    { group: 'G', node: 'N', device: 'D' },
    metrics.filter((metric) => metric !== undefined),
    5,
  );
  assert.equal(command.topic, 'spBv1.0/G/DCMD/N/D');
  assert.deepEqual(payloadOf(command), {
    timestamp: 5,
    metrics: [
      { name: 'plain', timestamp: 5, datatype: dataTypes.Int16, field: 'int', value: 65_534 },
      { alias: 7, timestamp: 5, datatype: dataTypes.Boolean, field: 'boolean', value: true },
    ],
  });
  assert.equal(writtenMetric(plain, 40_000, 5), undefined);
  assert.equal(writtenMetric(aliased, 1, 5), undefined);
  assert.equal(writtenMetric(time, '2022-06-24T21:57:55Z', 5)?.value, 1_656_107_875_000);
  assert.equal(writtenMetric(time, 'yesterday', 5), undefined);
});

test('two names that differ by case alone are not read as one', () => {
  const number = { datatype: dataTypes.Double, field: 'double', value: 1 } as const;
  const birth = birthOf({ name: 'Temp', ...number }, { name: 'temp', ...number });
  const learned = machineOf({ enterprise: '88.118.8' }, { group: 'G', node: 'N' }, birth);
  assert.deepEqual(
    learned?.model.signals.map(({ id }) => id),
    ['Temp'],
  );
  assert.deepEqual(learned.refused, [{ path: 'temp', trouble: 'same-name' }]);
});

test('units, writing and names of a machine', () => {
  const text = (value: string) => ({ type: 12, field: 'string', value }) as const;
  const flag = { type: 11, field: 'boolean', value: true } as const;
  const birth = birthOf(
    {
      ...{ name: 'Oven/Temp 1', datatype: dataTypes.Double, isNull: true },
      properties: { keys: ['engUnit', 'readOnly'], values: [text('Cel'), flag] },
    },
    {
      ...{ name: 'speed', datatype: dataTypes.Int32, isNull: true },
      properties: { keys: ['engUnit'], values: [text('widgets per hour')] },
    },
    { name: 'x'.repeat(300), datatype: dataTypes.Int32, isNull: true },
  );
  const place = { group: 'G', node: 'N', device: 'D' };
  const said = { enterprise: '88.118.8', location: ['Shanghai'] };
  const learned = machineOf(said, place, birth);
  const [temp, speed] = learned?.model.signals ?? [];
  assert.equal(learned?.model.machine.identifier, '88.118.8/M-G.N.D');
  assert.deepEqual(learned.model.machine.location, ['Shanghai']);
  assert.deepEqual(
    [temp?.identifier, temp?.name, temp?.unit, temp?.unitCode, temp?.writable],
    ['88.118.8/M-G.N.D/Oven.Temp_x20_1', 'Oven/Temp 1', 'Cel', 'Cel', undefined],
  );
  assert.deepEqual(
    [speed?.unit, speed?.unitCode, speed?.writable],
    ['widgets per hour', undefined, true],
  );
  assert.equal(learned.refused[0]?.trouble, 'name-too-long');
  assert.equal(machineOf(said, { group: 'g'.repeat(300), node: 'N' }, birth), undefined);
});
