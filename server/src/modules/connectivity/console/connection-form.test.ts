import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answersOf, fieldsOf, readAnswers } from './connection-form.ts';

const words = { description: 'About', descriptionZh: '说明' };
const schema = {
  type: 'object',
  required: ['host', 'port', 'inputs'],
  properties: {
    host: { type: 'string', minLength: 1, ...words },
    port: { type: 'integer', minimum: 1, maximum: 65_535, default: 502, ...words },
    order: { type: 'string', enum: ['abcd', 'cdab'], default: 'abcd', ...words },
    fresh: { type: 'boolean', default: true, ...words },
    password: { type: 'string', secret: true, ...words },
    devices: { type: 'string', maxLength: 8_388_608, ...words },
    tsap: { type: 'string', pattern: '^[0-9A-F]{2}$', ...words },
    stations: { type: 'array', items: { type: 'integer', ...words } },
    inputs: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name'],
        properties: { name: { type: 'string' }, weight: { type: 'number' } },
      },
    },
  },
};
const fields = fieldsOf(schema);

test('every kind of field is recognized, with its words, its need and what is usual', () => {
  assert.deepEqual(
    fields.map(({ kind }) => kind),
    ['text', 'number', 'choice', 'flag', 'secret', 'long', 'text', 'lines', 'table'],
  );
  assert.deepEqual(fields[0]?.about, { en: 'About', zh: '说明' });
  assert.deepEqual(fields[7]?.about, { en: 'About', zh: '说明' }, 'of the entries of a list');
  assert.deepEqual(
    [fields[1]?.required, fields[1]?.usual, fields[2]?.required],
    [true, '502', false],
  );
});

test('settings come back from the form as they went in', () => {
  const connection = {
    ...{ host: '::1', port: 1502, order: 'cdab', fresh: false, password: '••••••' },
    ...{
      devices: '<a>\n</a>\n',
      tsap: '1F',
      stations: [1, 2],
      inputs: [{ name: 'a', weight: 0.5 }],
    },
  };
  const read = readAnswers(fields, answersOf(fields, connection));
  assert.deepEqual([...read.problems], []);
  assert.deepEqual(read.connection, connection);
});

test('an empty form asks for what is needed and says nothing of what is usual', () => {
  const read = readAnswers(fields, answersOf(fields));
  assert.deepEqual(read.connection, { port: 502 });
  assert.deepEqual([...read.problems.keys()], ['host', 'inputs']);
});

test('what cannot be read is named at its place', () => {
  const wrong = {
    ...{
      host: 'a',
      port: '70000',
      tsap: 'xx',
      stations: '1\nb',
      inputs: [{ name: '', weight: 'w' }],
    },
  };
  const { problems } = readAnswers(fields, wrong);
  const places = ['port', 'tsap', 'stations', 'inputs/0/name', 'inputs/0/weight'];
  assert.deepEqual([...problems.keys()].toSorted(), places.toSorted());
  assert.equal(problems.get('port')?.en, 'From 1 to 65535.');
});
