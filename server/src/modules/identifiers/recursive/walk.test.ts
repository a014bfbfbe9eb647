// Walks among nodes that misbehave: referrals in circles, upwards and to nowhere; forged answers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFailure, type Failure } from '../../../kernel/failure/failure.ts';
import { silentLog } from '../../../kernel/log/log.ts';
import { MetricsRegistry } from '../../../kernel/metrics/metrics.ts';
import { realWorld } from '../../../kernel/world/real/world.ts';
import { encodeMessage, encodeValueBlock } from '../../../wire/handle/handle.ts';
import { textValue } from '../authority/new-values.ts';
import { listenerBounds } from '../listeners/message-handler.ts';
import { openListeners } from '../listeners/open-listeners.ts';
import { ResolveTally } from '../listeners/resolve-tally.ts';
import { Responder } from '../listeners/responder.ts';
import { deadNode, node, referral, resolverFrom, title } from '../testing/staged-nodes.ts';
import { read } from '../testing/wire.ts';

const { clock, network } = realWorld;

const failsWith = (code: string, also?: (failure: Failure) => void) => (error: unknown) => {
  assert.ok(isFailure(error, `identifiers.${code}`), String(error));
  also?.(error);
  return true;
};

test('a node that refers to itself is found out', async (t) => {
  const root = await node(t, (_question, self) => referral(303, '88.1', self));
  const resolver = await resolverFrom(t, [root]);
  await assert.rejects(
    resolver.resolve('88.1.2/x'),
    failsWith('referral-loop', ({ publicMessage }) => {
      assert.match(publicMessage.en, /node of 88\.1/);
    }),
  );
});

test('a referral upwards, sideways or twice the same is a loop', async (t) => {
  for (const prefix of ['88', '88.2', '88.1.2.3', '88.11']) {
    const below = await node(t, (_question, self) => referral(303, prefix, self));
    const root = await node(t, () => referral(303, '88.1', below));
    const resolver = await resolverFrom(t, [root]);
    await assert.rejects(resolver.resolve('88.1.2/x'), failsWith('referral-loop'), prefix);
  }
  const exact = await node(t, (_question, self) => referral(302, '88.1.2', self));
  const resolver = await resolverFrom(t, [exact]);
  await assert.rejects(resolver.resolve('88.1.2/x'), failsWith('referral-loop'));
});

test('a referral without any site leads nowhere, and that is told', async (t) => {
  const block = encodeValueBlock([]);
  const root = await node(t, () => ({ code: 303, block, prefix: '88.1' }));
  const resolver = await resolverFrom(t, [root]);
  await assert.rejects(resolver.resolve('88.1.2/x'), failsWith('node-unreachable'));
});

test('a node that refuses is named with its code', async (t) => {
  const resolver = await resolverFrom(t, [await node(t, () => ({ code: 3 }))]);
  await assert.rejects(
    resolver.resolve('88.1/x'),
    failsWith('node-refused', ({ message }) => assert.match(message, /root 0.*code 3/)),
  );
});

test('a second root answers when the first is dead', async (t) => {
  const block = encodeValueBlock([textValue({ index: 1, type: 'T', text: 'x', nowMs: 0 })]);
  const root = await node(t, () => ({ code: 1, block }));
  const resolver = await resolverFrom(t, [deadNode, root]);
  const { responseCode, path } = await resolver.resolve('88.1/x');
  assert.equal(responseCode, 1);
  assert.deepEqual(
    path.map(({ outcome }) => outcome),
    ['no-answer', 'answered'],
  );
});

test('a remembered referral to a node that moved is asked for again', async (t) => {
  const block = encodeValueBlock([textValue({ index: 1, type: 'T', text: 'x', nowMs: 0 })]);
  const holder = await node(t, () => ({ code: 1, block }));
  let site = deadNode;
  const root = await node(t, () => referral(302, '88.1', site));
  const resolver = await resolverFrom(t, [root]);
  await assert.rejects(resolver.resolve('88.1/x'), failsWith('node-unreachable'));
  site = holder;
  const { responseCode, path } = await resolver.resolve('88.1/x');
  assert.equal(responseCode, 1);
  assert.deepEqual(
    path.map(({ outcome, cached }) => `${outcome}${cached ? ' cached' : ''}`),
    ['referred cached', 'no-answer', 'referred', 'answered'],
  );
});

test('who asks the same at once shares one walk', async (t) => {
  let asked = 0;
  const root = await node(t, () => {
    asked += 1;
    return { code: 100 };
  });
  const resolver = await resolverFrom(t, [root]);
  const all = await Promise.all(Array.from({ length: 50 }, () => resolver.resolve('88.1/x')));
  assert.ok(all.every(({ responseCode }) => responseCode === 100));
  assert.equal(asked, 1);
  assert.equal((await resolver.resolve('88.1/X')).cached, true);
});

test('answers about another handle or under another id are not believed', async (t) => {
  const block = encodeValueBlock([textValue({ index: 1, type: 'T', text: 'true', nowMs: 0 })]);
  const handler = new Responder({
    source: {
      authoritative: true,
      site: new Uint8Array(0),
      siteSerial: 1,
      plain: () => undefined,
      find: () => ({ code: 1, block }),
    },
    clock,
    tally: new ResolveTally('liar', new MetricsRegistry()),
    log: silentLog,
  });
  const forging = {
    refuseFrame: () => handler.refuseFrame(),
    handle(...[message, out, peer]: Parameters<Responder['handle']>) {
      const asked = read(message);
      const other = {
        kind: 'resolve-request',
        handle: '88.1/other',
        indexes: [],
        types: [],
      } as const;
      void handler.handle(encodeMessage({ ...asked, body: other }), out, peer);
      const envelope = { ...asked.envelope, requestId: asked.envelope.requestId ^ 1 };
      void handler.handle(encodeMessage({ ...asked, envelope }), out, peer);
      return undefined;
    },
  };
  const listening = { network, clock, handler: forging, bounds: listenerBounds, title };
  const listeners = await openListeners({ host: '127.0.0.1', port: 0 }, listening);
  t.after(() => listeners.close());
  const resolver = await resolverFrom(t, [listeners.address]);
  await assert.rejects(resolver.resolve('88.1/x'), failsWith('node-unreachable'));
});
