// What is sent to a source, without HTTP around it: forms, lines, keys, durability.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isFailure } from '../../../../kernel/failure/failure.ts';
import { until } from '../../../../testing/until.ts';
import type { StepKey } from '../../../../wire/tier/facts.ts';
import type { SignalSettings } from '../../api.ts';
import {
  sourceUnderTest,
  type SourceTestOptions,
  type SourceUnderTest,
} from '../../testing/source-under-test.ts';
import type { Pushed, PushProblem, PushTaken } from '../protocol.ts';
import { webhook } from './webhook.ts';

const signals: SignalSettings[] = [
  { id: 'temp', address: 'temp' },
  { id: 'on', address: 'on', value: 'boolean' },
  { id: 'note', address: 'note', value: 'text' },
  { id: 'deep', address: 'sensor.values[0]' },
  { id: 'flux', address: 'weather,station=a temp' },
  { id: 'fluxAny', address: 'weather.temp' },
];

type Bench = SourceUnderTest & {
  push(type: string, body: string | Uint8Array, more?: Partial<Pushed>): Promise<PushTaken>;
};

async function bench(
  given: { connection?: object; test?: SourceTestOptions },
  work: (bench: Bench) => Promise<void>,
): Promise<void> {
  const settings = { name: 'hook', connection: { ...given.connection }, signals };
  const tested = sourceUnderTest(webhook, settings, given.test);
  tested.source.start();
  await until('it listens', () => tested.source.session !== undefined);
  const push = async (type: string, body: string | Uint8Array, more: Partial<Pushed> = {}) => {
    const { session } = tested.source;
    assert.ok(session?.push);
    return session.push({
      type,
      body: typeof body === 'string' ? Buffer.from(body) : body,
      partial: false,
      ...more,
    });
  };
  try {
    await work({ ...tested, push });
  } finally {
    await tested.stop();
  }
}

const at = '2026-01-01T00:00:00Z';
const atUs = Date.parse(at) * 1_000;
const json = 'application/json';

async function refusal(work: Promise<unknown>, code: string): Promise<string[]> {
  let problems: readonly PushProblem[] = [];
  await assert.rejects(work, (error) => {
    assert.ok(isFailure(error, code), String(error));
    assert.notEqual(error.publicMessage.zh, error.publicMessage.en);
    problems = (error.facts?.['problems'] ?? []) as readonly PushProblem[];
    return true;
  });
  return problems.map(({ line, key, trouble }) => `${line} ${key} ${trouble}`);
}

test('every form is read: one, a list, values, the machine’s own, lines, columns, points', async () => {
  await bench({}, async ({ push, values, readings }) => {
    await push(json, `{"signal":"temp","value":1,"time":"${at}"}`);
    await push(
      json,
      `[{"signal":"on","value":"off"},{"time":"${at}","values":{"temp":2,"note":"x"}}]`,
    );
    await push(
      json,
      `{"readings":[{"signal":"temp","value":null,"quality":"bad"},{"signal":"temp","value":2.5,"quality":"uncertain"}]}`,
    );
    await push(json, `{"sensor":{"values":[3]},"time":"${at}","other":true}`);
    await push('application/x-ndjson', '{"signal":"temp","value":4}\n\n{"temp":5}\n');
    await push('text/csv', `time;temp;note;more\n${at};6,5;"a;b";1\n`.replace('6,5', '6.5'));
    await push('text/csv', 'temp,more\n7,\n');
    await push('text/csv', `signal,value,time,quality\ntemp,8,${at},good\n`);
    await push(
      'text/plain',
      `# comment\nweather,station=a,x=y temp=9 ${atUs}000\nweather,station=b temp=10\n`,
    );
    assert.deepEqual(values(), [
      ['temp', 1],
      ['on', false],
      ['temp', 2],
      ['note', 'x'],
      ['temp', null],
      ['temp', 2.5],
      ['deep', 3],
      ['temp', 4],
      ['temp', 5],
      ['temp', 6.5],
      ['note', 'a;b'],
      ['temp', 7],
      ['temp', 8],
      ['flux', 9],
      ['fluxAny', 10],
    ]);
    assert.deepEqual([readings[0]?.sourceTimeUs, readings[13]?.sourceTimeUs], [atUs, atUs]);
    assert.deepEqual(readings.map(({ quality }) => quality).slice(4, 6), [0, 1]);
  });
});

test('of a bad body nothing is stored, and each line is told with its trouble', async () => {
  await bench({}, async ({ push, readings, source }) => {
    const lines = [
      '{"signal":"temp","value":1}',
      'no json',
      '{"signal":"tamp","value":1}',
      '[1]',
      '{"signal":"temp","value":"abc"}',
      '{"signal":"temp"}',
      '{"signal":"temp","value":1,"time":"2099-01-01T00:00:00Z"}',
      '{"signal":"temp","value":1,"time":1767225600}',
      '{"nothing":1}',
      '{"signal":"temp","value":1,"quality":"great"}',
    ];
    assert.deepEqual(
      await refusal(push('application/x-ndjson', lines.join('\n')), 'webhook.bad-readings'),
      [
        '2 line not-json',
        '3 tamp unknown-signal',
        '4 item no-record',
        '5 temp not-a-number',
        '6 temp no-value',
        '7 time future-time',
        '8 time bad-time',
        '9 nothing unknown-signal',
        '10 quality bad-quality',
      ],
    );
    const csv = 'time,temp\nyesterday,1\n,2,3\n,"x\n,4';
    assert.deepEqual(await refusal(push('text/csv', csv), 'webhook.bad-readings'), [
      '2 time bad-time',
      '3 line too-many-fields',
      '4 line quote-open',
    ]);
    assert.deepEqual(
      await refusal(
        push('text/plain', 'weather temp=1\nweather temp=x\nweather temp=1 1\nother x=1'),
        'webhook.bad-readings',
      ),
      ['2 character 14 bad-value', '3 time bad-time', '4 other.x unknown-signal'],
    );
    assert.deepEqual(
      await refusal(push(json, '{"signal":"temp","value":1'), 'webhook.bad-readings'),
      ['1 body not-json'],
    );
    assert.deepEqual(await refusal(push(json, Uint8Array.of(0xff, 0xfe)), 'webhook.bad-readings'), [
      '1 body not-text',
    ]);
    await refusal(push(json, '[]'), 'webhook.no-readings');
    assert.deepEqual(readings, []);
    assert.equal(source.status().figures.find(({ name }) => name === 'refused')?.value, 5);
  });
});

test('what no signal takes is told by its names, with what was sent', async () => {
  await bench({}, async ({ push, source }) => {
    const told = async (type: string, body: string) => {
      let first: PushProblem | undefined;
      await assert.rejects(push(type, body), (error) => {
        assert.ok(isFailure(error, 'webhook.bad-readings'));
        [first] = (error.facts?.['problems'] ?? []) as readonly PushProblem[];
        return true;
      });
      return [first?.key, first?.trouble, first?.excerpt];
    };
    const one = `{"time":"${at}","tmp":1,"pressure":2}`;
    assert.deepEqual(await told(json, one), ['tmp, pressure', 'unknown-signal', one]);
    assert.deepEqual(await told(json, '{}'), ['record', 'no-value', '{}']);
    assert.deepEqual(await told(json, '{"temp":""}'), ['temp', 'no-value', '{"temp":""}']);
    const csv = `time; tmp ;temp\n${at};1;\n`;
    assert.deepEqual(await told('text/csv', csv), ['tmp', 'unknown-signal', `${at};1;`]);
    assert.deepEqual(await told('text/plain', 'air tmp=1'), [
      ...['air.tmp', 'unknown-signal', 'air tmp=1'],
    ]);
    assert.equal(source.status().address, '/api/sources/hook/readings');
  });
});

test('with partial, what can be read is stored and the rest is told', async () => {
  await bench({}, async ({ push, values }) => {
    const outcome = await push(
      'application/x-ndjson',
      '{"signal":"temp","value":1}\nno\n{"values":{"temp":"x","note":"y"}}',
      { partial: true },
    );
    assert.deepEqual(
      [outcome.taken, outcome.problems.map(({ line, trouble }) => `${line} ${trouble}`)],
      [2, ['2 not-json', '3 not-a-number']],
    );
    assert.deepEqual(values(), [
      ['temp', 1],
      ['note', 'y'],
    ]);
    await refusal(push('text/csv', 'temp\nx\n', { partial: true }), 'webhook.bad-readings');
  });
});

test('the answer comes only when the readings are durable', async () => {
  const gate = Promise.withResolvers<void>();
  await bench({ test: { append: () => gate.promise } }, async ({ push, readings }) => {
    let answered = false;
    const answer = push(json, '{"signal":"temp","value":1}').then(() => (answered = true));
    await until(
      'some time',
      async () => new Promise((resolve) => setTimeout(() => resolve(true), 60)),
    );
    assert.deepEqual([answered, readings.length], [false, 0]);
    gate.resolve();
    await answer;
    assert.equal(readings.length, 1);
  });
});

test('a key is taken once: while under way, afterwards, and after a restart', async () => {
  let remembered: readonly StepKey[] = [];
  await bench({}, async ({ push, readings, keys }) => {
    const body = '{"signal":"temp","value":1}';
    const both = await Promise.all([
      push(json, body, { key: 'a' }),
      push(json, body, { key: 'a' }),
    ]);
    assert.deepEqual(
      both.map((one) => one.repeated),
      [false, true],
    );
    assert.equal((await push(json, body, { key: 'a' })).repeated, true);
    await refusal(push(json, '{"signal":"temp","value":2}', { key: 'a' }), 'webhook.key-used');
    await refusal(push(json, body, { key: 'x'.repeat(201) }), 'webhook.bad-key');
    await refusal(push(json, 'no', { key: 'b' }), 'webhook.bad-readings');
    assert.equal(
      (await push(json, body, { key: 'b' })).repeated,
      false,
      'a refused push does not use its key',
    );
    await Promise.all(Array.from({ length: 700 }, (_, i) => push(json, body, { key: `k${i}` })));
    assert.equal(readings.length, 702);
    remembered = keys;
  });
  await bench({ test: { keys: remembered } }, async ({ push, readings }) => {
    assert.equal((await push(json, '{"signal":"temp","value":1}', { key: 'k699' })).repeated, true);
    assert.deepEqual(readings, []);
  });
});

test('a key and all of its readings are one step, however many they are', async () => {
  const steps: number[] = [];
  const test: SourceTestOptions = {
    config: { batchReadingsMax: 2 },
    append: async ({ values }) => void steps.push(values.length),
  };
  await bench({ test }, async ({ push, keys }) => {
    const list = JSON.stringify([1, 2, 3, 4, 5].map((value) => ({ signal: 'temp', value })));
    await push(json, list, { key: 'a' });
    await push(json, list);
    assert.equal(keys.length, 1);
    assert.deepEqual(steps, [5, 2, 2, 1]);
  });
});

test('what cannot be stored now is not taken', async () => {
  const gate = Promise.withResolvers<void>();
  const full = {
    append: () => gate.promise,
    config: { waitingReadingsMax: 3, batchReadingsMax: 2 },
  };
  await bench({ test: full }, async ({ push, readings }) => {
    const list = JSON.stringify([1, 2, 3, 4].map((value) => ({ signal: 'temp', value })));
    const waiting = push(json, list);
    await refusal(push(json, list), 'webhook.full');
    gate.resolve();
    assert.equal((await waiting).taken, 4);
    assert.equal(readings.length, 4);
  });
});

test('own fields, zones and decimals are settings', async () => {
  const connection = {
    timeField: 'when',
    timeFormat: 'dd.MM.yyyy HH:mm',
    timeZone: 'Europe/Berlin',
    decimal: 'comma',
  };
  await bench({ connection }, async ({ push, readings }) => {
    await push('text/csv', 'when;temp\n01.07.2025 12:00;1.234,5\n');
    assert.deepEqual(
      [readings[0]?.value, readings[0]?.sourceTimeUs],
      [1234.5, Date.parse('2025-07-01T10:00:00Z') * 1_000],
    );
  });
});

test('no body makes it fail otherwise than by a failure', async () => {
  await bench({}, async ({ push }) => {
    const types = fc.constantFrom(json, 'application/x-ndjson', 'text/csv', 'text/plain');
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ',',
      '\n',
      'temp',
      ' ',
      '=',
      ':',
      '1',
      'signal',
      'value',
      'null',
      '\u0000',
      '__proto__',
      'weather',
    );
    const bodies = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.array(pieces, { maxLength: 30 }).map((all) => Buffer.from(all.join(''))),
    );
    await fc.assert(
      fc.asyncProperty(types, bodies, async (type, body) => {
        await push(type, body).catch((error: unknown) =>
          assert.ok(isFailure(error), String(error)),
        );
      }),
      { numRuns: 300 },
    );
    await refusal(push(json, '['.repeat(200_000)), 'webhook.bad-readings');
    await refusal(
      push(json, `{"signal":"note","value":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
      'webhook.bad-readings',
    );
  });
});
