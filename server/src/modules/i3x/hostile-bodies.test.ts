// Bodies that nobody meant: whatever is in the fields of a question, it is answered or refused, and never a fault of ours.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ask } from '../../testing/start-modules.ts';
import { bogus, machine, platform, temperature } from './testing/plant.ts';

const times = fc.constantFrom(
  '2026-01-01T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999Z',
  '-271821-04-20T00:00:00Z',
  '2026-13-40T99:99:99+99:99',
  '',
  'now',
);
const texts = fc.oneof(
  fc.constantFrom(machine, temperature, bogus, '**', '*/**/t', '88.118.9/**', '1d', 'shift', '0s'),
  fc.constantFrom('999999999d', '1us', 'Pacific/Apia', '../../etc/passwd', '__proto__', '[', '\0'),
  fc.constantFrom('-1.99999', '9999999999999999.50000', '0.0', '1e9.1'),
  fc.string({ unit: 'binary', maxLength: 30 }),
);
const odd = fc.oneof(
  texts,
  times,
  fc.constantFrom(-1, 0, 1, 3, 50_000, 1e308, 2 ** 53, 0.5),
  fc.constantFrom(null, true, [], {}, [machine], [temperature], [null], [[]]),
);

const field = (own: fc.Arbitrary<unknown>) => fc.oneof({ weight: 5, arbitrary: own }, odd);
const signals = fc.array(fc.oneof(fc.constant(temperature), texts), { maxLength: 4 });
const question = fc.record(
  {
    kind: field(fc.constantFrom('raw', 'last', 'aggregate', 'interpolated', 'chart', 'states')),
    signals: field(fc.constant([temperature])),
    from: field(times),
    to: field(times),
    every: field(fc.constantFrom('hour', 'day', 'week', 'month', 'shift', '1s', '100d')),
    figures: field(fc.constantFrom(['mean'], ['delta'], ['timeWeightedLinear', 'count'])),
    interpolation: field(fc.constantFrom('step', 'linear')),
    fill: field(fc.constantFrom('none', 'null', 'previous', 'linear')),
    quality: field(fc.constantFrom('good', 'usable', 'any')),
    lookBack: field(fc.constantFrom('1us', '999999999d', '31d')),
    zone: field(fc.constantFrom('UTC', 'Pacific/Apia')),
    ...{ points: odd, limit: odd, newestFirst: odd, cursor: odd, path: odd, calendarOf: odd },
  },
  { requiredKeys: ['kind', 'signals', 'from', 'to'] },
);
const scope = { clientId: field(texts), subscriptionId: field(texts) };
const i3xBody = fc.record(
  {
    ...{ elementIds: field(signals), startTime: field(times), endTime: field(times) },
    ...{ maxDepth: odd, ...scope, subscriptionIds: odd, lastSequenceNumber: odd, displayName: odd },
    ...{ relationshipType: odd, includeMetadata: odd },
  },
  { requiredKeys: [] },
);
const i3xPaths = [
  ...['objects/list', 'objects/related', 'objects/value', 'objects/history', 'objecttypes/query'],
  ...['register', 'unregister', 'sync', 'list', 'delete', 'stream'].map(
    (verb) => `subscriptions/${verb}`,
  ),
  ...['relationshiptypes/query', 'subscriptions'],
];

test('questions and calls of i3X with any fields are answered or refused', async (t) => {
  const program = await platform(t);
  const send = async (path: string, body: unknown) => {
    const { status, text } = await ask(program, path, {
      ...{ method: 'POST', as: '88.118.8', body: body as object },
    });
    assert.ok(status < 500 || status === 504, `${status} ${path} ${JSON.stringify(body)}: ${text}`);
    assert.ok(!text.includes('88.118.9/M-2'), 'nothing of others');
  };
  await fc.assert(
    fc.asyncProperty(question, (body) => send('/api/query', body)),
    { numRuns: 150 },
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...i3xPaths), i3xBody, (path, body) =>
      send(`/i3x/v1/${path}`, body),
    ),
    { numRuns: 150 },
  );
});
