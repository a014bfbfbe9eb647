// For tests: the wire side of an authority on a store in memory, with records of one's own.
import type { TestContext } from 'node:test';
import { SimulatedNames } from '../../../../../field/simulation/simulated-names.ts';
import { silentLog } from '../../../kernel/log/log.ts';
import { MetricsRegistry } from '../../../kernel/metrics/metrics.ts';
import { realClock } from '../../../kernel/world/real/clock.ts';
import { realRandom } from '../../../kernel/world/real/random.ts';
import type { NameEntry, NamesStore } from '../../../stores/names/names.ts';
import {
  canonicalKey,
  decodeEnvelope,
  encodeValueBlock,
  envelopeBytes,
  type HandleValue,
} from '../../../wire/handle/handle.ts';
import { Administration, type AdministrationOptions } from '../administration/administration.ts';
import { Authority } from '../authority/authority.ts';
import { AnswerBuffer } from '../listeners/answer-buffer.ts';
import type { Peer } from '../listeners/peer.ts';
import { ResolveTally } from '../listeners/resolve-tally.ts';
import { Responder } from '../listeners/responder.ts';
import { encodeRecord } from '../model/stored-record.ts';
import type { Send } from './administrator.ts';

export type Records = Readonly<Record<string, readonly HandleValue[]>>;

export type MemoryNode = {
  readonly send: Send;
  /** As another connection. */
  readonly sendAs: (peer: Peer) => Send;
  readonly store: NamesStore;
  readonly authority: Authority;
  readonly administration: Administration;
  /** Every entry, to be compared. */
  contents(): Promise<NameEntry[]>;
};

type Options = Omit<Partial<AdministrationOptions>, 'store'> & {
  readonly prefix: string;
  readonly records: Records;
  /** The store to use instead of the one in memory, made from it. */
  readonly storeOf?: (store: NamesStore) => NamesStore;
};

export async function memoryNode(t: TestContext, options: Options): Promise<MemoryNode> {
  const { prefix, records, storeOf = (store) => store, ...rest } = options;
  const random = { chance: () => true, between: () => 0 };
  const names = new SimulatedNames({ schedule: (_ms, work) => void setImmediate(work), random });
  const opened = await names.open('node');
  t.after(() => opened.close());
  await opened.write(Object.entries(records).map(([handle, values]) => entryOf(handle, values)));
  const store = storeOf(opened);
  const authority = new Authority(prefix, store);
  const world = { clock: realClock, random: realRandom };
  const administration = new Administration({ ...world, authority, ...rest, store });
  const tally = new ResolveTally('test-node', new MetricsRegistry());
  const parts = { source: authority, clock: realClock, tally, log: silentLog };
  const responder = new Responder({ ...parts, restricted: administration });
  const peer: Peer = { transport: 'tcp', host: '127.0.0.1', port: 1 };
  const send = async (message: Uint8Array, from: Peer): Promise<Uint8Array[]> => {
    const out = new AnswerBuffer();
    const late = await responder.handle(message, out, from);
    return messagesOf(out.length > 0 ? out.take() : late);
  };
  return {
    store,
    authority,
    administration,
    contents: () => opened.scan({ prefix: '', limit: 10_000 }),
    send: (message) => send(message, peer),
    sendAs: (other) => (message) => send(message, other),
  };
}

function entryOf(handle: string, values: readonly HandleValue[]): NameEntry {
  const key = canonicalKey(handle);
  return { key, value: encodeRecord({ handle, key, block: encodeValueBlock(values) }) };
}

function messagesOf(bytes: Uint8Array = new Uint8Array(0)): Uint8Array[] {
  const messages: Uint8Array[] = [];
  for (let from = 0; from < bytes.length;) {
    const envelope = decodeEnvelope(bytes.subarray(from));
    if (!envelope.ok) throw new Error(envelope.reason);
    const to = from + envelopeBytes + envelope.value.messageLength;
    messages.push(bytes.subarray(from, to));
    from = to;
  }
  return messages;
}
