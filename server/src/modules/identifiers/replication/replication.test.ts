// A mirror follows its primary: record by record, through copies, breaks and restarts, and is proven equal.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { embeddedSubject } from '../../../engines/embedded/subject.ts';
import { isFailure } from '../../../kernel/failure/failure.ts';
import { silentLog } from '../../../kernel/log/log.ts';
import { realWorld } from '../../../kernel/world/real/world.ts';
import { folderOf } from '../../../testing/start-modules.ts';
import { until } from '../../../testing/until.ts';
import { bytesOfText, canonicalKey, encodeValueBlock } from '../../../wire/handle/handle.ts';
import { publicValue } from '../authority/new-values.ts';
import { nodeKeyIn } from '../node-key/node-key.ts';
import { openRecordStore, type OpenRecordStore } from '../records/open-record-store.ts';
import { compareWithPrimary } from './compare.ts';
import { ReplicationFeed } from './feed.ts';
import { Follower } from './follower.ts';
import { NodeLife } from './life.ts';
import { NodeReplication } from './node-replication.ts';
import { proofOf } from './proof.ts';

const { clock } = realWorld;

async function storeOf(t: TestContext, historyDays = 365): Promise<OpenRecordStore> {
  const { store: opener, dispose } = await embeddedSubject('names');
  t.after(dispose);
  const names = await opener.open('node');
  return openRecordStore({ names, clock, historyDays });
}

async function pair(t: TestContext, historyDays?: number) {
  const [primary, mirror] = [await storeOf(t, historyDays), await storeOf(t, historyDays)];
  const life = await NodeLife.in(folderOf(t), realWorld);
  const feed = new ReplicationFeed({ store: primary, life, clock, mirrors: [] });
  const signal = new AbortController().signal;
  const client = {
    changes: (after: number) => feed.changes(after, { waitMs: 0, signal }),
    copy: (after: string | undefined) => feed.copy(after),
    digest: (after: string | undefined) => feed.digest(after),
  };
  const follower = new Follower({ store: mirror, primary: client, clock, log: silentLog });
  const catchUp = async (): Promise<void> => {
    for (let pages = 0; ; pages++) {
      const { copiedTo, position } = mirror.followed() ?? { copiedTo: '', position: -1 };
      if (copiedTo === undefined && position === primary.position()) return;
      assert.ok(pages < 1_000, 'the mirror does not catch up');
      await follower.once(signal);
    }
  };
  const compare = () => compareWithPrimary({ store: mirror, primary: client, clock, signal });
  return { primary, mirror, follower, feed, life, client, catchUp, compare, signal };
}

const blockOf = (text: string): Uint8Array =>
  encodeValueBlock([publicValue({ index: 1, type: 'T', data: bytesOfText(text), nowMs: 0 })]);

function put(store: OpenRecordStore, ...handles: string[]) {
  return store.write(
    handles.map((handle) => ({
      key: canonicalKey(handle),
      record: { handle, block: blockOf(`${handle} ${store.position()}`) },
    })),
  );
}

async function contents(store: OpenRecordStore) {
  const records = await store.scan({ prefix: '', limit: 10_000 });
  return records.map(({ key, handle, block }) => [key, handle, Buffer.from(block).toString('hex')]);
}

test('an empty primary, one record, and a removal', async (t) => {
  const { primary, mirror, catchUp, compare } = await pair(t);
  await catchUp();
  assert.equal((await compare()).outcome, 'equal');
  await put(primary, '88.1/a');
  await catchUp();
  assert.deepEqual(await contents(mirror), await contents(primary));
  await primary.write([{ key: '88.1/A', record: null }]);
  await catchUp();
  assert.deepEqual(await contents(mirror), []);
});

test('what was written before the mirror came is copied, and its own leftovers go', async (t) => {
  const { primary, mirror, catchUp, compare } = await pair(t);
  const handles = Array.from({ length: 2_500 }, (_, n) => `88.1/${n}`);
  await put(primary, ...handles);
  await put(mirror, '88.1/000 left over', '88.1/999 left over', 'zz/left over');
  await catchUp();
  assert.deepEqual(await contents(mirror), await contents(primary));
  const { outcome, records } = await compare();
  assert.deepEqual([outcome, records], ['equal', 2_500]);
});

test('changes keep the times that they had, so that the past is the same', async (t) => {
  const { primary, mirror, catchUp } = await pair(t);
  await catchUp();
  await put(primary, '88.1/a');
  await new Promise((resolve) => setTimeout(resolve, 5));
  await put(primary, '88.1/a');
  await catchUp();
  const there = await primary.historyOf('88.1/A', { limit: 10 });
  const here = await mirror.historyOf('88.1/A', { limit: 10 });
  assert.equal(there.length, 2);
  assert.deepEqual(
    here.map(({ record, untilMs }) => [record.sinceMs, untilMs]),
    there.map(({ record, untilMs }) => [record.sinceMs, untilMs]),
  );
});

test('a primary in another life, or whose log is shorter than our memory, is copied anew', async (t) => {
  const { primary, mirror, life, catchUp } = await pair(t);
  await put(primary, '88.1/a', '88.1/b');
  await catchUp();
  await life.promote(clock.now());
  await put(primary, '88.1/c');
  await catchUp();
  assert.equal(mirror.followed()?.epoch, life.now.epoch);
  const ahead = { epoch: life.now.epoch, position: 1_000_000 };
  await mirror.write([], { copied: { timeMs: clock.now(), followed: ahead } });
  await put(primary, '88.1/d');
  await catchUp();
  assert.deepEqual(await contents(mirror), await contents(primary));
});

test('a copy that was broken off goes on, whatever is written meanwhile', async (t) => {
  const { primary, mirror, follower, catchUp, signal } = await pair(t);
  const long = 'x'.repeat(1_500);
  const handles = Array.from(
    { length: 4_000 },
    (_, n) => `88.1/${String(n).padStart(6, '0')}${long}`,
  );
  for (let from = 0; from < handles.length; from += 500) {
    await put(primary, ...handles.slice(from, from + 500));
  }
  await follower.once(signal);
  assert.notEqual(mirror.followed()?.copiedTo, undefined, 'the copy takes several pages');
  await put(primary, handles[0] ?? '', handles[3_999] ?? '', '88.1/new');
  await primary.write([{ key: canonicalKey(handles[1] ?? ''), record: null }]);
  await catchUp();
  assert.deepEqual(await contents(mirror), await contents(primary));
});

test('of what was before a copy, a mirror says that it does not know', async (t) => {
  const { primary, mirror, catchUp } = await pair(t);
  const beforeMs = clock.now();
  await new Promise((resolve) => setTimeout(resolve, 5));
  await put(primary, '88.1/a');
  const thenMs = clock.now();
  await new Promise((resolve) => setTimeout(resolve, 5));
  await put(primary, '88.1/a');
  await catchUp();
  assert.equal((await primary.at('88.1/A', thenMs)).state, 'present');
  assert.equal((await mirror.at('88.1/A', thenMs)).state, 'unknown');
  assert.equal((await mirror.at('88.1/A', beforeMs)).state, 'unknown');
  assert.equal((await mirror.at('88.1/A', clock.now())).state, 'present');
});

test('a mirror that differs is found out, with the place', async (t) => {
  const { primary, mirror, catchUp, compare } = await pair(t);
  await put(
    primary,
    ...Array.from({ length: 6_000 }, (_, n) => `88.1/${String(n).padStart(5, '0')}`),
  );
  await catchUp();
  const followed = mirror.followed();
  assert.ok(followed);
  const damage = { key: '88.1/05500', record: { handle: '88.1/05500', block: blockOf('forged') } };
  await mirror.write([damage], { copied: { timeMs: clock.now(), followed } });
  const found = await compare();
  assert.equal(found.outcome, 'different');
  assert.deepEqual(found.differences, [{ after: '88.1/04999', upTo: '88.1/05999' }]);
});

test('any history of writes leads to the same records, in whatever pages they come', async (t) => {
  const word = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const step = fc.array(fc.tuple(word, fc.boolean()), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 12 }),
      fc.constantFrom(0, 365),
      async (steps, days) => {
        const { primary, mirror, follower, catchUp, signal } = await pair(t, days);
        let made = 0;
        for (const changes of steps) {
          await primary.write(
            changes.map(([name, removes]) => ({
              key: `88.1/${name.toUpperCase()}`,
              record: removes ? null : { handle: `88.1/${name}`, block: blockOf(`${made++}`) },
            })),
          );
          if (made % 3 === 0) await follower.once(signal);
        }
        await catchUp();
        assert.deepEqual(await contents(mirror), await contents(primary));
      },
    ),
    { numRuns: 25 },
  );
});

test('only calls that are signed by a mirror, now, for just this path, are admitted', async (t) => {
  const store = await storeOf(t);
  const life = await NodeLife.in(folderOf(t), realWorld);
  const [key, other] = [
    await nodeKeyIn(folderOf(t), realWorld.disk),
    await nodeKeyIn(folderOf(t), realWorld.disk),
  ];
  const asked = { method: 'GET', path: '/api/replication/88.1/changes?after=0' };
  const known = new ReplicationFeed({ store, life, clock, mirrors: [] });
  let fingerprint = '';
  assert.throws(
    () => known.admit(asked, proofOf(asked, key, clock.now())),
    (error: Error) => {
      fingerprint = /[0-9a-f]{64}/.exec(error.message)?.[0] ?? '';
      return isFailure(error, 'replication.unknown-mirror');
    },
  );
  const feed = new ReplicationFeed({ store, life, clock, mirrors: [fingerprint] });
  assert.equal(feed.admit(asked, proofOf(asked, key, clock.now())), fingerprint);
  const good = proofOf(asked, key, clock.now());
  for (const [path, headers, code] of [
    [asked.path, {}, 'not-a-mirror'],
    ['/api/replication/88.1/copy', good, 'not-a-mirror'],
    [asked.path, proofOf(asked, other, clock.now()), 'unknown-mirror'],
    [asked.path, { ...good, 'x-jingwei-time': new Date(0).toISOString() }, 'not-a-mirror'],
    [asked.path, proofOf(asked, key, clock.now() - 600_000), 'mirror-clock'],
    [asked.path, { ...good, 'x-jingwei-node-key': 'AAAA' }, 'not-a-mirror'],
  ] as const) {
    assert.throws(
      () => feed.admit({ ...asked, path }, headers),
      (error) => isFailure(error, `replication.${code}`),
      code,
    );
  }
});

test('a mirror whose copy is not whole becomes the primary only when that is meant', async (t) => {
  const { primary, mirror, follower, catchUp, signal } = await pair(t);
  const long = 'x'.repeat(1_500);
  for (let from = 0; from < 4_000; from += 500) {
    await put(primary, ...Array.from({ length: 500 }, (_, n) => `88.1/${from + n}${long}`));
  }
  const folder = folderOf(t);
  const replicationOf = async () =>
    NodeReplication.start({
      ...{ prefix: '88.1', store: mirror, world: realWorld, log: silentLog, folder },
      key: await nodeKeyIn(folder, realWorld.disk),
      ...{ mirrorOf: 'http://127.0.0.1:9', authority: undefined, mirrors: [], ownUrl: () => '' },
    });
  const replication = await replicationOf();
  const isRefused = (error: unknown): boolean => isFailure(error, 'replication.copy-unfinished');
  await assert.rejects(replication.promote(), isRefused, 'nothing is here yet');
  await follower.once(signal);
  assert.notEqual(mirror.followed()?.copiedTo, undefined);
  await assert.rejects(replication.promote(), isRefused, 'a part is here');
  assert.equal(replication.standing, 'mirror');
  await catchUp();
  const [first, second] = await Promise.allSettled([replication.promote(), replication.promote()]);
  assert.deepEqual([first.status, second.status], ['fulfilled', 'rejected']);
  assert.equal((await replicationOf()).standing, 'primary', 'after a start too');
});

test('what there is of a copy can be had where the primary is lost for good', async (t) => {
  const folder = folderOf(t);
  const replication = await NodeReplication.start({
    ...{ prefix: '88.1', store: await storeOf(t), world: realWorld, log: silentLog, folder },
    key: await nodeKeyIn(folder, realWorld.disk),
    ...{ mirrorOf: 'http://127.0.0.1:9', authority: undefined, mirrors: [], ownUrl: () => '' },
  });
  await replication.promote({ incomplete: true });
  assert.equal(replication.standing, 'primary');
});

test('a primary yields to a later promotion, however its time is written, and to none of the future', async (t) => {
  const folder = folderOf(t);
  const node = await NodeReplication.start({
    ...{ prefix: '88.1', store: await storeOf(t), world: realWorld, log: silentLog, folder },
    key: await nodeKeyIn(folder, realWorld.disk),
    ...{ mirrorOf: 'http://127.0.0.1:9', authority: undefined, mirrors: [], ownUrl: () => '' },
  });
  await node.promote({ incomplete: true });
  const place = { description: 'm', host: 'h', tcpPort: 1, udpPort: 1, publicKey: '', url: '' };
  const hearAt = async (promotedAt: string) => {
    await node.heard('f', { ...place, position: 0, promotedAt });
    return node.standing;
  };
  const nowMs = clock.now();
  assert.equal(await hearAt(new Date(nowMs - 60_000).toISOString()), 'primary', 'before ours');
  const earlier = new Date(nowMs - 60_000 + 8 * 3_600_000).toISOString().replace('Z', '+08:00');
  assert.equal(await hearAt(earlier), 'primary', 'before ours, written with an offset');
  assert.equal(await hearAt(new Date(nowMs + 86_400_000).toISOString()), 'primary', 'tomorrow');
  assert.equal(await hearAt(new Date(nowMs + 60_000).toISOString()), 'replaced');
});

test('a follower tells when its primary is lost, and goes on when it is back', async (t) => {
  const { primary, mirror, client } = await pair(t);
  let isThere = true;
  const flaky = {
    copy: client.copy,
    changes: async (after: number) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (!isThere) throw new Error('cut');
      return client.changes(after);
    },
  };
  const follower = new Follower({ store: mirror, primary: flaky, clock, log: silentLog });
  t.after(() => follower.stop());
  follower.start();
  await put(primary, '88.1/a');
  await until('the first record is here', () => mirror.position() > 0);
  isThere = false;
  await until('the loss is told', () => follower.state.state === 'unreachable');
  await put(primary, '88.1/b');
  isThere = true;
  await until('it goes on', async () => (await mirror.get('88.1/B')) !== undefined);
  assert.equal(follower.state.state, 'following');
});
