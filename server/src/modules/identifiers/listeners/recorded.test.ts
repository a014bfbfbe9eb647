// Answers against those of Handle.Net 9.2.0 to the very same questions (shared/data/handle-wire): given
// its records, we answer what it answered, but for the expiry, the site's serial and words of comfort.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { SimulatedNames } from '../../../../../field/simulation/simulated-names.ts';
import { silentLog } from '../../../kernel/log/log.ts';
import { MetricsRegistry } from '../../../kernel/metrics/metrics.ts';
import { realClock } from '../../../kernel/world/real/clock.ts';
import {
  canonicalKey,
  encodeMessage,
  encodeValueBlock,
  type Message,
} from '../../../wire/handle/handle.ts';
import { recordedCases, skip, unhex } from '../../../wire/handle/recorded.contract.ts';
import { Authority } from '../authority/authority.ts';
import { openRecordStore } from '../records/open-record-store.ts';
import { read } from '../testing/wire.ts';
import { AnswerBuffer } from './answer-buffer.ts';
import { ResolveTally } from './resolve-tally.ts';
import { Responder } from './responder.ts';

const prefix = '88.101.1';

type Exchange = { name: string; request: Uint8Array; asked: Message; answered: Message };

/** Not certified answers and naming records, which are the server's own; and it keeps no connection, we do. */
const comparable =
  /^(resolve\.(?!.*certified|prefix-|no-slash|not-responsible)|raw\.(suggest-(2\.11|none)$|major|digest-v2\.4|recursion|public-only|trailing|stale|no-cred))/;

const exchanges: Exchange[] = recordedCases
  .filter(({ name, request, response }) => comparable.test(name) && request && response)
  .map(({ name, request = '', response = '' }) => ({
    name,
    request: unhex(request),
    asked: read(unhex(request)),
    answered: read(unhex(response)),
  }));

/** Handle -> value block, of every answer that gave a whole record; the last answer is the newest state. */
function recordsBefore(name: string): Map<string, Uint8Array> {
  const records = new Map<string, Uint8Array>();
  for (const { name: other, asked, answered } of exchanges) {
    const whole =
      asked.body.kind === 'resolve-request' &&
      asked.body.indexes.length + asked.body.types.length === 0;
    if (
      whole &&
      answered.body.kind === 'resolve-response' &&
      (other === name || sameEra(other, name))
    ) {
      records.set(canonicalKey(answered.body.handle), encodeValueBlock(answered.body.values));
    }
  }
  return records;
}

/** The `raw` cases were recorded later, after changes. */
const sameEra = (one: string, other: string): boolean => one.split('.')[0] === other.split('.')[0];

async function responderFor(t: TestContext, records: Map<string, Uint8Array>): Promise<Responder> {
  const random = { chance: () => true, between: () => 0 };
  const names = new SimulatedNames({ schedule: (_ms, work) => void setImmediate(work), random });
  const space = await names.open('node');
  const store = await openRecordStore({ names: space, clock: realClock, historyDays: 0 });
  t.after(() => store.close());
  await store.write([...records].map(([key, block]) => ({ key, record: { handle: key, block } })));
  const source = new Authority(prefix, store);
  const tally = new ResolveTally('test-node', new MetricsRegistry());
  return new Responder({ source, clock: realClock, tally, log: silentLog });
}

test('we answer as Handle.Net does', { skip }, async (t) => {
  assert.ok(exchanges.length >= 20, `only ${exchanges.length} exchanges`);
  for (const { name, request, answered } of exchanges) {
    const responder = await responderFor(t, recordsBefore(name));
    const out = new AnswerBuffer();
    await responder.handle(request, out, { transport: 'udp', host: '127.0.0.1', port: 1 });
    assert.deepEqual(essence(read(out.take())), essence(answered), name);
  }
});

function essence(message: Message): string {
  const { header, body } = message;
  return Buffer.from(
    encodeMessage({
      ...message,
      header: { ...header, siteInfoSerial: 0, expirationSeconds: 0 },
      body: body.kind === 'error' ? { kind: 'error', message: '' } : body,
    }),
  ).toString('hex');
}
