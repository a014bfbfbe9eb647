// A source against machines that misbehave, over real sockets.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sleep } from '../../kernel/world/clock.ts';
import type { Listener, TcpConnection } from '../../kernel/world/network.ts';
import { realWorld } from '../../kernel/world/real/world.ts';
import { quality } from '../../stores/series/series.ts';
import type { Bilingual } from '../../kernel/schema/bilingual.ts';
import { until } from '../../testing/until.ts';
import type { Session } from './protocols/protocol.ts';
import { mtconnectShdr } from './protocols/mtconnect-shdr/mtconnect-shdr.ts';
import {
  sourceUnderTest,
  type SourceTestOptions,
  type SourceUnderTest,
} from './testing/source-under-test.ts';

const devices = `<MTConnectDevices><Devices><Device id="d" uuid="m1" name="m1"><DataItems>
  <DataItem id="x" name="Xact" category="SAMPLE" type="POSITION" units="MILLIMETER"/>
  <DataItem id="mode" category="EVENT" type="CONTROLLER_MODE"/>
  <DataItem id="system" category="CONDITION" type="SYSTEM"/>
  <DataItem id="part" category="EVENT" type="PART_UNIQUE_ID"/>
</DataItems></Device></Devices></MTConnectDevices>`;

const clock = realWorld.clock;
const stamp = '2026-01-01T00:00:00.0000000Z';

type Bench = SourceUnderTest & { readonly connections: TcpConnection[] };

/** Runs a source against a machine that does as `machine` says with each connection. */
async function bench(
  machine: (connection: TcpConnection, count: number) => void,
  work: (bench: Bench) => Promise<void>,
  options: SourceTestOptions = {},
): Promise<void> {
  const connections: TcpConnection[] = [];
  const listener: Listener = await realWorld.network.listenTcp(
    { host: '127.0.0.1', port: 0 },
    (connection) => machine(connection, connections.push(connection)),
  );
  const connection = { ...listener.address, devices };
  const tested = sourceUnderTest(mtconnectShdr, { name: 'm1', connection }, options);
  const { source } = tested;
  source.start();
  try {
    await work({ ...tested, connections });
  } finally {
    await tested.stop();
    await listener.close();
  }
}

test('what a machine tells is stored with its time, and ours', async () => {
  await bench(
    (connection) =>
      void connection.write(`${stamp}|Xact|1.5|mode|AUTOMATIC\n${stamp}|system|NORMAL||||\n|x|2\n`),
    async ({ readings, values, source }) => {
      await until('four readings', () => readings.length === 4);
      assert.deepEqual(values(), [
        ['x', 1.5],
        ['mode', 'AUTOMATIC'],
        ['system', 'NORMAL||||'],
        ['x', 2],
      ]);
      const [first, , , last] = readings;
      assert.equal(first?.sourceTimeUs, Date.UTC(2026, 0, 1) * 1_000);
      assert.ok(Math.abs((first?.serverTimeUs ?? 0) / 1_000 - clock.now()) < 2_000);
      assert.equal(last?.sourceTimeUs, last?.serverTimeUs, 'without a stamp, the time of arrival');
      const { state, refused, lastReadingAt } = source.status();
      assert.deepEqual([state, refused, typeof lastReadingAt], ['connected', 0, 'string']);
    },
  );
});

test('garbage, unknown keys and texts for numbers are counted, told once with a remedy, and harm nothing', async () => {
  await bench(
    (connection) => {
      connection.write(Uint8Array.of(0, 255, 254, 10, 7, 10));
      for (let i = 0; i < 50; i += 1) connection.write(`${stamp}|strange|${i}|Xact|abc\n`);
      connection.write(`${stamp}|Xact|7\n`);
    },
    async ({ values, source, warnings, readings }) => {
      await until('the last reading', () => readings.some(({ value }) => value === 7));
      assert.equal(values().filter(([, value]) => value === null).length, 50);
      assert.equal(readings.filter((reading) => reading.quality === quality.bad).length, 50);
      assert.equal(source.status().refused, 102);
      assert.deepEqual(
        warnings.map(({ what, key }) => `${what} ${key}`),
        ['line not-utf-8', 'line bad-timestamp', 'key strange', 'value Xact'],
      );
      for (const { remedy } of warnings) assert.match(String(remedy), /\w/);
    },
  );
});

test('a line cut in half by the end of the connection is no reading', async () => {
  await bench(
    (connection, count) => {
      if (count > 1) return;
      connection.write(`${stamp}|Xact|1\n${stamp}|Xact|2`);
      connection.end();
    },
    async ({ source, connections, readings }) => {
      await until('a second connection', () => connections.length > 1);
      await until('the mark of the outage', () => readings.length >= 2);
      assert.deepEqual(
        readings.map(({ value }) => value),
        [1, null],
      );
      assert.equal(source.status().refused, 1);
    },
  );
});

test('a lost machine makes its good signals unknown at our time, and only those', async () => {
  await bench(
    (connection, count) => {
      if (count === 1) connection.write(`|Xact|1|mode|UNAVAILABLE\n|part|L-1\n`);
    },
    async ({ connections, readings, values, parts }) => {
      await until('three readings', () => readings.length === 3);
      const before = clock.now() * 1_000;
      connections[0]?.destroy();
      await until('the outage', () => readings.length === 5);
      assert.deepEqual(values().slice(3), [
        ['x', null],
        ['part', null],
      ]);
      for (const { sourceTimeUs, serverTimeUs, quality: told } of readings.slice(3)) {
        assert.equal(told, quality.bad);
        assert.ok(Math.abs(sourceTimeUs - before) < 1_000_000 && serverTimeUs >= before);
      }
      assert.deepEqual(
        parts.map(({ part }) => part),
        ['L-1'],
      );
    },
  );
});

test('the time of an outage is ours on a machine clock that is minutes ahead', async () => {
  const ahead = (clock.now() + 300_000) * 1_000;
  const iso = new Date(ahead / 1_000).toISOString();
  await bench(
    (connection, count) => void (count === 1 && connection.write(`${iso}|Xact|1\n`)),
    async ({ connections, readings }) => {
      await until('a reading', () => readings.length === 1);
      connections[0]?.destroy();
      await until('the outage', () => readings.length === 2);
      const between = (readings[1]?.sourceTimeUs ?? 0) - ahead;
      assert.ok(between > 0 && between < 2_000_000, `${between} µs behind the last reading`);
    },
  );
});

test('it connects again, and what the machine merely repeats is not stored twice', async () => {
  await bench(
    (connection, count) => {
      connection.write(`${stamp}|Xact|1|part|L-1\n`);
      if (count === 3) connection.write('2026-01-01T00:00:01Z|Xact|1\n');
      else connection.end();
    },
    async ({ connections, values, parts, metrics, source }) => {
      await until('a third connection', () => connections.length === 3);
      await until('the new reading', () => values().length === 5);
      assert.deepEqual(values(), [
        ['x', 1],
        ['part', 'L-1'],
        ['x', null],
        ['part', null],
        ['x', 1],
      ]);
      assert.deepEqual(
        parts.map(({ part }) => part),
        ['L-1'],
        'a part is told once',
      );
      assert.match(metrics.text(), /jingwei_gateway_reconnects_total\{source="m1"\} 2/);
      assert.match(metrics.text(), /jingwei_gateway_repeated_total\{source="m1"\} 4/);
      assert.equal(source.status().trouble, undefined);
    },
  );
});

test('a machine that is not there is tried again with growing pauses, and the trouble is told', async () => {
  const listener = await realWorld.network.listenTcp({ host: '127.0.0.1', port: 0 }, () => {});
  await listener.close();
  const connection = { ...listener.address, devices };
  const tested = sourceUnderTest(mtconnectShdr, { name: 'm1', connection });
  const { source, metrics } = tested;
  source.start();
  await sleep(clock, 400);
  const tries = Number(/reconnects_total\{source="m1"\} (\d+)/.exec(metrics.text())?.[1]);
  assert.ok(tries >= 3 && tries <= 9, `${tries} tries in 400 ms, pauses 20, 40, 80, 80 …`);
  assert.match(source.status().trouble?.en ?? '', /Cannot connect/);
  await tested.stop();
  assert.equal(source.status().state, 'stopped');
});

test('a server that accepts and never says anything is given up after the silence of the settings', async () => {
  await bench(
    () => {},
    async ({ source, connections, warnings }) => {
      await until('a second connection', () => connections.length > 1);
      assert.equal(source.status().readings, 0);
      assert.deepEqual(
        warnings.map(({ event, trouble }) => [event, trouble]),
        [['not-connected', 'nothing was heard for 0.1 s']],
      );
    },
    { config: { silenceMs: 100 } },
  );
});

test('heartbeat: pings at the promised interval; two silent intervals end the connection', async () => {
  const pings: number[] = [];
  await bench(
    (connection) => {
      connection.onData((chunk) => {
        if (!new TextDecoder().decode(chunk).includes('* PING\n')) return;
        pings.push(clock.monotonicMs());
        if (pings.length <= 3) connection.write('* PONG 100\n');
      });
    },
    async ({ connections, source }) => {
      await until('three pings', () => pings.length >= 3);
      assert.equal(source.status().state, 'connected');
      await until('a second connection', () => connections.length > 1);
      const silence = clock.monotonicMs() - (pings[2] ?? 0);
      assert.ok(silence >= 190 && silence < 900, `${silence} ms of silence`);
      const gap = (pings[2] ?? 0) - (pings[1] ?? 0);
      assert.ok(gap > 60 && gap < 250, `${gap} ms between pings`);
    },
  );
});

test('while the store is slow the machine is not read, and nothing is lost', async () => {
  const total = 30_000;
  const opened = Promise.withResolvers<void>();
  await bench(
    (connection, count) => {
      if (count > 1) return;
      for (let from = 0; from < total; from += 1_000) {
        connection.write(
          Array.from({ length: 1_000 }, (_, i) => `${stamp}|Xact|${from + i}\n`).join(''),
        );
      }
    },
    async ({ readings, source }) => {
      await sleep(clock, 200);
      assert.equal(readings.length, 0);
      const waiting = source.status().readings;
      assert.ok(waiting < total / 2, `${waiting} readings taken although none was stored`);
      opened.resolve();
      await until('all readings', () => readings.length === total);
      assert.equal(new Set(readings.map(({ value }) => value)).size, total);
    },
    {
      append: () => opened.promise,
    },
  );
});

test('a time that cannot be is replaced by ours, as uncertain, and told once', async () => {
  const told =
    '2090-01-01T00:00:00Z|Xact|1\n1970-01-01T00:00:00Z|Xact|2\n2090-01-01T00:00:00Z|Xact|3\n';
  await bench(
    (connection) => void connection.write(`${told}${stamp}|Xact|4\n`),
    async ({ readings, warnings, source, metrics }) => {
      await until('four readings', () => readings.length === 4);
      for (const { sourceTimeUs, serverTimeUs } of readings.slice(0, 3)) {
        assert.equal(sourceTimeUs, serverTimeUs);
      }
      const { good, uncertain } = quality;
      assert.deepEqual(
        readings.map((one) => one.quality),
        [uncertain, uncertain, uncertain, good],
      );
      const logged = warnings.map(({ what, key, told: excerpt }) => `${what} ${key} ${excerpt}`);
      assert.deepEqual(logged, [
        'time ahead 2090-01-01T00:00:00.000Z',
        'time before-1990 1970-01-01T00:00:00.000Z',
      ]);
      assert.equal(source.status().refused, 3);
      assert.equal(source.observer.now(0)?.value, 3, 'what is late is not the last');
      assert.match(metrics.text(), /jingwei_gateway_late_total\{source="m1"\} 1/);
    },
  );
});

test('a connection that never begins, or never ends, holds up nobody who stops its source', async () => {
  const begun = mtconnectShdr.describe('88.118.8', {
    ...{ name: 'm1', protocol: 'mtconnect-shdr' },
    connection: { host: '127.0.0.1', port: 1, devices },
  });
  const late = Promise.withResolvers<Session>();
  const never = new Promise<Bilingual>(() => {});
  let closes = 0;
  const stuck: Session = {
    ...{ closed: never, pause() {}, resume() {} },
    close: () => void (closes += 1),
  };
  for (const connect of [() => late.promise, async () => stuck]) {
    const protocol = { ...mtconnectShdr, describe: () => ({ ...begun, connect }) };
    const connection = { host: '127.0.0.1', port: 1, devices };
    const tested = sourceUnderTest(protocol, { name: 'm1', connection });
    tested.source.start();
    const before = clock.monotonicMs();
    await tested.stop();
    assert.ok(clock.monotonicMs() - before < 8_000);
    assert.equal(tested.source.status().state, 'stopped');
    assert.deepEqual(
      tested.warnings.map(({ event }) => event),
      ['left-behind'],
    );
  }
  late.resolve(stuck);
  await until('what comes too late is closed at once', () => closes === 2);
});

test('a machine that tells one reading and hangs up is asked ever more rarely', async () => {
  await bench(
    (connection) => {
      connection.write('|Xact|1\n');
      connection.end();
    },
    async ({ connections }) => {
      await sleep(clock, 1_000);
      assert.ok(connections.length >= 3 && connections.length <= 9, `${connections.length} times`);
    },
    { config: { reconnectFirstMs: 20, reconnectMaxMs: 10_000 } },
  );
});
