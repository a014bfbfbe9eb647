// What the intake keeps as records: which streams there are (to be asked for by enterprise, source and sender), the
// ledger of minutes, and what was refused. The numbers themselves are marks in the series store.
import type {
  CollectionDefinition,
  RecordsStore,
  RecordsTransaction,
} from '../../stores/records/records.ts';
import type { LedgerRow } from '../../wire/tier/facts.ts';
import type { RefusalCode } from './failures.ts';
import { emptyMinute, withRow, type LedgerMinute } from './model/ledger-minute.ts';
import type { Sender, StreamName } from './model/streams.ts';

export type KnownStream = Sender & StreamName & { readonly stream: string };
/** A source that anything was heard of, for lists. */
export type KnownSource = { readonly enterprise: string; readonly source: string };
/** A row of the ledger, with its number in the ledger's stream. */
export type GivenRow = {
  readonly enterprise: string;
  readonly number: number;
  readonly row: LedgerRow;
};
export type Refusal = Sender & {
  readonly stream: string;
  readonly code: RefusalCode;
  /** Of the first that was refused. */
  readonly reason: { readonly en: string; readonly zh: string };
  readonly numbers: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
};

const streams: CollectionDefinition = {
  name: 'intake.streams',
  keys: { source: { path: 'source' }, sender: { path: 'sender' }, gateway: { path: 'gateway' } },
};
const sources: CollectionDefinition = {
  name: 'intake.sources',
  keys: { enterprise: { path: 'enterprise' } },
};
const ledger: CollectionDefinition = {
  name: 'intake.ledger',
  keys: { at: { path: 'at' }, minuteMs: { path: 'minuteMs' } },
};
const refusals: CollectionDefinition = {
  name: 'intake.refusals',
  keys: { gateway: { path: 'gateway' } },
};

const pageRows = 1_000;
const minuteDigits = 15;
/** Of a gateway that sends what it should not, the first ones say enough. */
const refusalsOfGatewayMax = 1_000;

export class StreamsStore {
  readonly #records: RecordsStore;

  constructor(records: RecordsStore) {
    this.#records = records;
  }

  async define(): Promise<void> {
    for (const one of [streams, sources, ledger, refusals]) await this.#records.define(one);
  }

  async countOf(gateway: string): Promise<number> {
    const where = [{ key: 'gateway', is: 'equal', value: gateway }] as const;
    return this.#records.count(streams.name, { tenant: '*', where });
  }

  async addStreams(added: readonly KnownStream[]): Promise<void> {
    await this.#records.transaction(async (records) => {
      for (const one of added) await putStream(records, one);
    });
  }

  ofSender(sender: Sender): Promise<KnownStream[]> {
    const where = [{ key: 'sender', is: 'equal', value: senderKey(sender) }] as const;
    return this.#all<KnownStream>(streams, { tenant: '*', where });
  }

  /** What a gateway numbers, page by page. */
  async ofGateway(
    gateway: string,
    page: { readonly limit: number; readonly after?: string },
  ): Promise<{ streams: KnownStream[]; next?: string }> {
    const where = [{ key: 'gateway', is: 'equal', value: gateway }] as const;
    const found = await this.#records.find<KnownStream>(streams.name, {
      tenant: '*',
      where,
      ...page,
    });
    const rest = found.next === undefined ? {} : { next: found.next };
    return { streams: found.rows.map(({ document }) => document), ...rest };
  }

  ofSource({ enterprise, source }: KnownSource): Promise<KnownStream[]> {
    const where = [{ key: 'source', is: 'equal', value: source }] as const;
    return this.#all<KnownStream>(streams, { tenant: enterprise, where });
  }

  /** `enterprises`: `*` alone for all. */
  async sources(
    enterprises: readonly string[],
    page: { readonly limit: number; readonly after?: string },
  ): Promise<{ sources: KnownSource[]; next?: string }> {
    const [only] = enterprises;
    const where = [{ key: 'enterprise', is: 'one-of', value: enterprises }] as const;
    const narrowed = only === '*' ? {} : { where };
    const found = await this.#records.find<KnownSource>(sources.name, {
      tenant: '*',
      ...narrowed,
      ...page,
    });
    const rest = found.next === undefined ? {} : { next: found.next };
    return { sources: found.rows.map(({ document }) => document), ...rest };
  }

  /** The same rows again change nothing. */
  async addLedger(sender: Sender, rows: readonly GivenRow[]): Promise<void> {
    if (rows.length === 0) return;
    await this.#records.transaction(async (records) => {
      for (const { enterprise, number, row } of rows) {
        const id = ledgerKey(sender, row.stream, row.minuteMs);
        const before = await records.get<LedgerMinute>(ledger.name, enterprise, id);
        const minute = before?.document ?? emptyMinute(row.minuteMs);
        const document = { ...withRow(minute, number, row), at: id };
        await records.put({ collection: ledger.name, tenant: enterprise, id, document });
      }
    });
  }

  async ledgerOf(
    { enterprise, stream, ...sender }: KnownStream,
    span: { readonly fromMs: number; readonly toMs: number },
  ): Promise<LedgerMinute[]> {
    const where = [
      { key: 'at', is: 'at-least', value: ledgerKey(sender, stream, span.fromMs) },
      { key: 'at', is: 'less', value: ledgerKey(sender, stream, span.toMs) },
    ] as const;
    const order = { key: 'at' };
    return this.#all<LedgerMinute>(ledger, { tenant: enterprise, where, order });
  }

  /** The newest minute that the ledger has of a stream. */
  async newestMinuteMs({ enterprise, stream, ...sender }: KnownStream): Promise<number> {
    const where = [
      { key: 'at', is: 'at-least', value: ledgerKey(sender, stream, 0) },
      { key: 'at', is: 'less', value: ledgerKey(sender, stream, 10 ** minuteDigits - 1) },
    ] as const;
    const order = { key: 'at', descending: true };
    const query = { tenant: enterprise, where, order, limit: 1 };
    const { rows } = await this.#records.find<LedgerMinute>(ledger.name, query);
    return rows[0]?.document.minuteMs ?? 0;
  }

  async forgetLedger(beforeMs: number): Promise<number> {
    let removed = 0;
    for (let more = true; more;) {
      const where = [{ key: 'minuteMs', is: 'less', value: beforeMs }] as const;
      const { rows } = await this.#records.find(ledger.name, {
        tenant: '*',
        where,
        limit: pageRows,
      });
      await this.#records.transaction(async (records) => {
        for (const { tenant, id } of rows) await records.remove(ledger.name, tenant, id);
      });
      removed += rows.length;
      more = rows.length === pageRows;
    }
    return removed;
  }

  async addRefusals(added: readonly Refusal[]): Promise<void> {
    if (added.length === 0) return;
    await this.#records.transaction(async (records) => {
      for (const one of added) await putRefusal(records, one);
    });
  }

  refusalsOf(gateway: string): Promise<Refusal[]> {
    const where = [{ key: 'gateway', is: 'equal', value: gateway }] as const;
    return this.#all<Refusal>(refusals, { tenant: 'installation', where });
  }

  async #all<D>(
    collection: CollectionDefinition,
    query: Omit<Parameters<RecordsStore['find']>[1], 'after' | 'limit'>,
  ): Promise<D[]> {
    const all: D[] = [];
    for (let after: string | undefined, more = true; more; more = after !== undefined) {
      const page = await this.#records.find<D>(collection.name, {
        ...query,
        limit: pageRows,
        ...(after === undefined ? {} : { after }),
      });
      for (const { document } of page.rows) all.push(document);
      after = page.next;
    }
    return all;
  }
}

function senderKey({ gateway, incarnation }: Sender): string {
  return `${gateway}/${incarnation}`;
}

function ledgerKey(sender: Sender, stream: string, minuteMs: number): string {
  return `${senderKey(sender)}/${stream}/${String(minuteMs).padStart(minuteDigits, '0')}`;
}

async function putStream(records: RecordsTransaction, one: KnownStream): Promise<void> {
  const { enterprise, source } = one;
  const id = `${senderKey(one)}/${one.stream}`;
  const document = { ...one, sender: senderKey(one) };
  await records.put({ collection: streams.name, tenant: enterprise, id, document });
  const known: KnownSource = { enterprise, source };
  const row = { collection: sources.name, tenant: enterprise, id: `${enterprise}/${source}` };
  await records.put({ ...row, document: known });
}

async function putRefusal(records: RecordsTransaction, one: Refusal): Promise<void> {
  const row = {
    collection: refusals.name,
    tenant: 'installation',
    id: `${senderKey(one)}/${one.code}/${one.stream}`,
  };
  const before = await records.get<Refusal>(row.collection, row.tenant, row.id);
  if (before === undefined) {
    const where = [{ key: 'gateway', is: 'equal', value: one.gateway }] as const;
    const count = await records.count(row.collection, { tenant: row.tenant, where });
    if (count >= refusalsOfGatewayMax) return;
    await records.put({ ...row, document: one });
    return;
  }
  const { document } = before;
  const numbers = document.numbers + one.numbers;
  await records.put({ ...row, document: { ...document, numbers, lastAtMs: one.lastAtMs } });
}
