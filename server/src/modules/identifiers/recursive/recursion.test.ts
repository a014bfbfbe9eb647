// The recursive node on the wire: its own word for what it does not do, limits, and the flags that concern recursion.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { silentLog } from '../../../kernel/log/log.ts';
import { MetricsRegistry } from '../../../kernel/metrics/metrics.ts';
import { realWorld } from '../../../kernel/world/real/world.ts';
import { opCode, opFlag, type Message } from '../../../wire/handle/handle.ts';
import { AnswerBuffer } from '../listeners/answer-buffer.ts';
import { ResolveTally } from '../listeners/resolve-tally.ts';
import { Responder } from '../listeners/responder.ts';
import { node, record, resolverFrom } from '../testing/staged-nodes.ts';
import { question, read, valuesOf } from '../testing/wire.ts';
import { ClientLimits } from './client-limits.ts';
import { AskTheAuthority } from './elsewhere.ts';
import { GuardedHandler } from './guarded-handler.ts';
import type { RecursiveResolver } from './recursive-resolver.ts';

const { clock } = realWorld;
const client = '192.0.2.1';

async function stage(t: TestContext, perSecond = 0) {
  let asked = 0;
  const root = await node(t, () => record(`${++asked}`));
  const limits = new ClientLimits({ clock, perSecond, burst: perSecond, exempt: [] });
  const resolver = await resolverFrom(t, [root], { limits });
  const tally = new ResolveTally('recursive-node', new MetricsRegistry());
  const restricted = new AskTheAuthority(clock);
  const responder = new Responder({ source: resolver, clock, tally, log: silentLog, restricted });
  const handler = new GuardedHandler(responder, limits, clock);
  const send = async (message: Uint8Array, host = client): Promise<Message | undefined> => {
    const out = new AnswerBuffer();
    const late = await handler.handle(message, out, { transport: 'tcp', host, port: 1 });
    const bytes = late ?? (out.length > 0 ? out.take() : undefined);
    return bytes === undefined ? undefined : read(bytes);
  };
  return { send, resolver };
}

const ask = (flags?: number) =>
  question({ handle: '88.1/x', ...(flags === undefined ? {} : { flags }) });

test('a question with the authoritative flag goes to the authority, others to memory', async (t) => {
  const { send } = await stage(t);
  const texts: unknown[] = [];
  for (const flags of [0, 0, opFlag.authoritative, opFlag.recursive, opFlag.recursive]) {
    const answer = await send(ask(flags));
    texts.push(valuesOf(answer ?? assert.fail('silence'))[0]?.[1]);
    assert.equal((answer?.header.flags ?? 0) & opFlag.authoritative, 0, 'we are no authority');
  }
  assert.deepEqual(texts, ['1', '1', '2', '2', '2']);
});

test('what changes something is for the primary, in the words that clients know', async (t) => {
  const { send, resolver } = await stage(t);
  for (const op of [opCode.create, opCode.delete, opCode.addValues, opCode.listHandles]) {
    const body =
      op === opCode.create || op === opCode.addValues
        ? ({ kind: 'values-request', handle: '88.1/x', values: [] } as const)
        : ({ kind: 'handle-request', handle: '88.1/x' } as const);
    const answer = await send(question({ op, body }));
    assert.equal(answer?.header.responseCode, 301, String(op));
    assert.equal(answer?.header.op, op);
  }
  assert.equal(resolver.tally.walks, 0);
});

test('a client that asks too fast is told that we are busy; another is not', async (t) => {
  const { send, resolver } = await stage(t, 3);
  const codes: unknown[] = [];
  for (let n = 0; n < 5; n++) codes.push((await send(ask()))?.header.responseCode);
  assert.deepEqual(codes, [1, 1, 1, 3, 3]);
  assert.equal((await send(ask(), '192.0.2.2'))?.header.responseCode, 1);
  assert.equal((await send(ask(), '127.0.0.1'))?.header.responseCode, 1);
  assert.equal(await send(new Uint8Array(60)), undefined);
  await assert.rejects(resolver.resolve('88.1/x', { client }), /192\.0\.2\.1/);
  await resolver.resolve('88.1/x', { client: '127.0.0.1' });
});

test('a question that went through too many recursive nodes ends here', async (t) => {
  const { send } = await stage(t);
  const through = async (count: number): Promise<number | undefined> => {
    const message = ask().slice();
    message[20 + 14] = count;
    return (await send(message))?.header.responseCode;
  };
  assert.equal(await through(8), 1);
  assert.equal(await through(9), 6);
  assert.equal(await through(255), 6);
});

test('two recursive nodes that ask each other find no answer, but an end', async (t) => {
  let asked = 0;
  let resolver: RecursiveResolver | undefined;
  const other = await node(t, async (question) => {
    asked += 1;
    return resolver?.find(question, { doNotRefer: false }) ?? { code: 2 };
  });
  resolver = await resolverFrom(t, [other], { walkTimeoutMs: 300 });
  await assert.rejects(resolver.resolve('88.1/x'));
  assert.ok(asked <= 4, `${asked} questions`);
});
