// One caller with many heavy questions holds nobody else up.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Seats } from './seats.ts';

const here = new AbortController().signal;
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Questions that are under way until they are ended. */
function line(seats: Seats) {
  const underWay: { name: string; end: () => void }[] = [];
  const refused: string[] = [];
  return {
    underWay,
    refused,
    ask(name: string, id: string, given: { tenant?: string; signal?: AbortSignal } = {}) {
      const { tenant = '88.118.8', signal = here } = given;
      const principal = { id, tenant };
      seats
        .during({ principal, signal }, async () => {
          await new Promise<void>((end) => underWay.push({ name, end }));
        })
        .catch((error: { code: string }) => refused.push(`${name} ${error.code}`));
    },
    names: () => underWay.map(({ name }) => name),
    async end(name: string) {
      const at = underWay.findIndex((one) => one.name === name);
      underWay.splice(at, 1)[0]?.end();
      await turn();
    },
  };
}

test('fifty questions of one caller leave seats and room in the line to others', async () => {
  const { ask, names, end, refused } = line(new Seats(4));
  for (let n = 0; n < 50; n++) ask(`greedy ${n}`, 'greedy');
  await turn();
  assert.deepEqual(names(), ['greedy 0', 'greedy 1']);
  assert.equal(refused.length, 50 - 2 - 16);
  ask('colleague', 'colleague');
  ask('stranger', 'stranger', { tenant: '88.118.9' });
  await turn();
  assert.deepEqual(names(), ['greedy 0', 'greedy 1', 'colleague', 'stranger']);
  ask('second', 'second', { tenant: '88.118.9' });
  await turn();
  assert.ok(refused.includes('greedy 17 query.busy'), 'the latest of the greedy gave up its place');
  await end('greedy 0');
  assert.deepEqual(names().at(-1), 'second', 'who has fewest is next, not who came first');
});

test('an enterprise of many accounts leaves a seat to another', async () => {
  const { ask, names } = line(new Seats(4));
  for (let n = 0; n < 20; n++) ask(`${n}`, `account ${n}`);
  ask('other', 'other', { tenant: '88.118.9' });
  await turn();
  assert.deepEqual(names(), ['0', '1', '2', 'other']);
});

test('who goes away while waiting leaves the line, and all are answered in the end', async () => {
  const seats = new Seats(1);
  const { ask, names, end, refused } = line(seats);
  const leaving = new AbortController();
  ask('a', 'a');
  ask('b', 'b', { signal: leaving.signal });
  ask('c', 'a');
  await turn();
  leaving.abort();
  await turn();
  assert.deepEqual(refused, ['b query.left']);
  await end('a');
  assert.deepEqual(names(), ['c']);
  await end('c');
  assert.equal(seats.taken, 0);
});
