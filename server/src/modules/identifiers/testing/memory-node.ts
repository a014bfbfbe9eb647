// For tests: the wire side of an authority on a store in memory, with records of one's own.
import type { TestContext } from 'node:test';
import { SimulatedNames } from '../../../../../field/simulation/simulated-names.ts';
import { silentLog } from '../../../kernel/log/log.ts';
import { MetricsRegistry } from '../../../kernel/metrics/metrics.ts';
import { realClock } from '../../../kernel/world/real/clock.ts';
import { realRandom } from '../../../kernel/world/real/random.ts';
import type { NameEntry } from '../../../stores/names/names.ts';
import { canonicalKey, encodeValueBlock, type HandleValue } from '../../../wire/handle/handle.ts';
import { Administration, type AdministrationOptions } from '../administration/administration.ts';
import { followHomed } from '../administration/home-prefixes.ts';
import { Authority } from '../authority/authority.ts';
import { AnswerBuffer } from '../listeners/answer-buffer.ts';
import { messagesOf } from '../listeners/messages-of.ts';
import type { Peer } from '../listeners/peer.ts';
import { ResolveTally } from '../listeners/resolve-tally.ts';
import { Responder } from '../listeners/responder.ts';
import type { NodeKey } from '../node-key/node-key.ts';
import { openRecordStore } from '../records/open-record-store.ts';
import type { RecordChange, RecordStore } from '../records/record-store.ts';
import type { CertifierBounds } from '../certification/certifier.ts';
import type { SetUpBounds } from '../sessions/session-requests.ts';
import type { OpenSessions, SessionBounds } from '../sessions/open-sessions.ts';
import { securedExchanges } from '../sessions/secure.ts';
import type { SecuredExchanges } from '../sessions/secured-exchanges.ts';
import type { Send } from './administrator.ts';

export type Records = Readonly<Record<string, readonly HandleValue[]>>;

export type MemoryNode = {
  readonly send: Send;
  /** As another connection. */
  readonly sendAs: (peer: Peer) => Send;
  readonly exchanges: SecuredExchanges;
  readonly sessions: OpenSessions;
  readonly store: RecordStore;
  readonly authority: Authority;
  readonly administration: Administration;
  /** Every entry of the store below, to be compared. */
  contents(): Promise<NameEntry[]>;
};

type Options = Omit<Partial<AdministrationOptions>, 'store'> & {
  readonly prefix: string;
  readonly records: Records;
  /** With it the node certifies answers. */
  readonly nodeKey?: Pick<NodeKey, 'privateKey'> | undefined;
  readonly sessionBounds?: SessionBounds;
  readonly setUpBounds?: SetUpBounds;
  readonly certifierBounds?: CertifierBounds;
  /** Who sends; one host over TCP, unless a test says otherwise. */
  readonly peer?: Peer;
  /** The store to use instead of the one in memory, made from it. */
  readonly storeOf?: (store: RecordStore) => RecordStore;
};

export async function memoryNode(t: TestContext, options: Options): Promise<MemoryNode> {
  const { prefix, records, storeOf = (store) => store, nodeKey, sessionBounds, ...rest } = options;
  const random = { chance: () => true, between: () => 0 };
  const names = new SimulatedNames({ schedule: (_ms, work) => void setImmediate(work), random });
  const space = await names.open('node');
  const opened = await openRecordStore({ names: space, clock: realClock, historyDays: 365 });
  t.after(() => opened.close());
  await opened.write(Object.entries(records).map(([handle, values]) => created(handle, values)));
  const store = storeOf(opened);
  const authority = new Authority(prefix, store);
  await followHomed(opened, authority.homed);
  const world = { clock: realClock, random: realRandom };
  const secured = securedExchanges({
    ...world,
    authority,
    ...rest,
    nodeKey,
    ...(rest.bounds === undefined ? {} : { pendingBounds: rest.bounds }),
    ...(sessionBounds === undefined ? {} : { sessionBounds }),
  });
  const { exchanges, sessions } = secured;
  const known = { ...secured.administration, ...rest };
  const administration = new Administration({ ...world, authority, ...known, store });
  const tally = new ResolveTally('test-node', new MetricsRegistry());
  const clock = rest.clock ?? realClock;
  const parts = { source: authority, clock, tally, log: silentLog };
  const responder = new Responder({ ...parts, restricted: administration, exchanges });
  const usualPeer = options.peer ?? ({ transport: 'tcp', host: '127.0.0.1', port: 1 } as const);
  const sendAs =
    (peer: Peer): Send =>
    async (message) => {
      const out = new AnswerBuffer();
      const late = await responder.handle(message, out, peer);
      return [...messagesOf(out.length > 0 ? out.take() : (late ?? new Uint8Array(0)))];
    };
  return {
    store,
    authority,
    administration,
    contents: () => space.scan({ prefix: '', limit: 10_000 }),
    send: sendAs(usualPeer),
    sendAs,
    exchanges,
    sessions,
  };
}

function created(handle: string, values: readonly HandleValue[]): RecordChange {
  return { key: canonicalKey(handle), record: { handle, block: encodeValueBlock(values) } };
}
