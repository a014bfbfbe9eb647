// Questions over TCP to nodes of both manners: those that keep the connection, and those that answer
// one question and close, as Handle.Net does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sleep } from '../../../kernel/world/clock.ts';
import type { TcpConnection } from '../../../kernel/world/network.ts';
import { SimulatedMachines } from '../../../kernel/world/simulated/machines.ts';
import { encodeMessage, Framer } from '../../../wire/handle/handle.ts';
import { questionOf } from '../model/question.ts';
import { read } from '../testing/wire.ts';
import { Asker } from './asker.ts';

const host = '10.0.0.1';
const timing = { retryMs: 100, timeoutMs: 2_000 };

/** Asks so many questions at once of a node whose manners `answer` says; undefined is no answer. */
async function askMany(
  count: number,
  serve: (connection: TcpConnection, message: Uint8Array) => void,
): Promise<{ outcomes: boolean[]; connections: number; tookMs: number }> {
  const machines = new SimulatedMachines(1);
  let connections = 0;
  const play = async (): Promise<boolean[]> => {
    const server = machines.machine(host).boot();
    await server.network.listenTcp({ host, port: 1 }, (connection) => {
      connections += 1;
      const framer = new Framer();
      connection.onData((chunk) => {
        for (const message of framer.push(chunk).messages) serve(connection, message);
      });
    });
    const asker = await Asker.open(machines.machine('10.0.0.2').boot(), timing);
    const contact = { node: 'test', host, tcpPort: 1 };
    const asked = Array.from({ length: count }, (_, n) =>
      asker.ask(contact, questionOf(`88/${n}`)),
    );
    return (await Promise.all(asked)).map(({ ok }) => ok);
  };
  const outcomes = await machines.time.run(play(), 600_000);
  return { outcomes, connections, tookMs: machines.time.elapsedMs };
}

function notFound(message: Uint8Array): Uint8Array {
  const { envelope, header } = read(message);
  const answer = { ...header, responseCode: 100 };
  return encodeMessage({ envelope, header: answer, body: { kind: 'error', message: '' } });
}

test('a node that keeps the connection is asked everything over one', async () => {
  const { outcomes, connections } = await askMany(1_000, (connection, message) => {
    connection.write(notFound(message));
  });
  assert.ok(outcomes.every(Boolean));
  assert.equal(connections, 1);
});

test('a node that closes after each answer is asked each question all the same', async () => {
  const { outcomes, connections } = await askMany(200, (connection, message) => {
    connection.write(notFound(message));
    connection.end();
  });
  assert.ok(outcomes.every(Boolean));
  assert.ok(connections > 150);
});

test('a node that takes questions and never answers is given up in time', async () => {
  const { outcomes, tookMs } = await askMany(100, () => {});
  assert.ok(!outcomes.some(Boolean));
  assert.ok(tookMs < 5_000, `took ${tookMs} ms`);
});

test('one missing answer does not spoil the others', async () => {
  let seen = 0;
  const { outcomes, connections } = await askMany(100, (connection, message) => {
    if (seen++ !== 3) connection.write(notFound(message));
  });
  assert.equal(outcomes.filter((ok) => !ok).length, 1);
  assert.equal(connections, 1);
});

test('a question that joins a hopeless connection is asked again on a new one', async () => {
  const machines = new SimulatedMachines(1);
  const play = async (): Promise<boolean[]> => {
    const world = machines.machine('10.0.0.2').boot();
    const asker = await Asker.open(world, timing);
    const contact = { node: 'test', host, tcpPort: 1 };
    const early = asker.ask(contact, questionOf('88/early'));
    await sleep(world.clock, 1_000);
    const server = machines.machine(host).boot();
    await server.network.listenTcp({ host, port: 1 }, (connection) => {
      const framer = new Framer();
      connection.onData((chunk) => {
        for (const message of framer.push(chunk).messages) connection.write(notFound(message));
      });
    });
    const late = asker.ask(contact, questionOf('88/late'));
    return (await Promise.all([early, late])).map(({ ok }) => ok);
  };
  assert.deepEqual(await machines.time.run(play(), 60_000), [false, true]);
});
