// All sources of this gateway: configured by a person or a module, kept as records, run until removed.
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Log } from '../../kernel/log/log.ts';
import type { Bilingual } from '../../kernel/schema/bilingual.ts';
import type { World } from '../../kernel/world/world.ts';
import type { RecordsStore } from '../../stores/records/records.ts';
import { enterpriseOf, type Assets, type MachineModel } from '../assets/api.ts';
import type { Outbox, OutboxStream } from '../outbox/api.ts';
import {
  partFinished,
  type Flow,
  type FlowBatch,
  type SourceSettings,
  type Sources,
  type SourceStatus,
} from './api.ts';
import type { GatewayConfig } from './config.ts';
import { connectivityFailures } from './failures.ts';
import type { StoreStep } from './ingest/ingest.ts';
import type { Meters } from './meters.ts';
import { circleOf } from './model/circle.ts';
import { partEventId } from './model/part-cycle.ts';
import { withoutSecrets, withSecrets } from './model/secrets.ts';
import { Source, troubleOf } from './source.ts';
import type {
  Description,
  Plant,
  Protocol,
  Pushed,
  PushTaken,
  Reach,
  SourceMemory,
} from './protocols/protocol.ts';
import { webhookFailures } from './protocols/webhook/failures.ts';
import { checkedSettings, protocolNamed, titleOf } from './settings-check.ts';
import { memoriesCollection, sourceOf, sourcesCollection, type SourceDocument } from './store.ts';

export type RunningSourcesOptions = {
  readonly config: GatewayConfig;
  readonly world: World;
  readonly log: Log;
  readonly meters: Meters;
  readonly records: RecordsStore;
  readonly assets: Assets;
  /** Of the gateway; each protocol has one of its own in it. */
  readonly folder: string;
  readonly outbox: Outbox;
};

type Spoken = {
  readonly protocol: Protocol;
  readonly description: Description;
  readonly where: string;
};

type Entry = {
  readonly enterprise: string;
  readonly settings: SourceSettings;
  readonly where: string;
  /** Absent when the stored description can no longer be read. */
  readonly source?: Source;
  readonly trouble?: Bilingual;
};

export class RunningSources implements Sources, Flow {
  readonly #options: RunningSourcesOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #own = new Set<(topic: string) => boolean>();
  readonly #followers = new Set<(heard: FlowBatch) => void>();
  /** Changes of one enterprise happen one after the other, and hold up no other's; all come after the opening. */
  readonly #turns = new Map<string, Promise<unknown>>();
  #opened: Promise<unknown> = Promise.resolve();

  constructor(options: RunningSourcesOptions) {
    this.#options = options;
  }

  /** Starts every source that the records hold. */
  open(): Promise<void> {
    const opened = this.#open();
    this.#opened = opened.catch(() => undefined); // the caller has the failure
    return opened;
  }

  async #open(): Promise<void> {
    const { records, log } = this.#options;
    let after: string | undefined;
    do {
      const page = await records.find<SourceDocument>(sourcesCollection.name, {
        tenant: '*',
        limit: 100,
        ...(after === undefined ? {} : { after }),
      });
      for (const { tenant, document } of page.rows) {
        const settings = sourceOf(document);
        const { name } = settings;
        if (this.#entries.has(keyOf(tenant, name))) continue;
        try {
          await this.#run(tenant, settings, this.#spoken(tenant, settings));
        } catch (error) {
          const trouble = troubleOf(error);
          log.error('source-not-started', { source: name, error });
          this.#entries.set(keyOf(tenant, name), {
            ...{ enterprise: tenant, settings, where: '', trouble },
          });
        }
      }
      after = page.next;
    } while (after !== undefined);
  }

  async close(): Promise<void> {
    await this.#opened;
    await Promise.all(this.#turns.values());
    const stops = [...this.#entries.values()].flatMap(({ source }) =>
      source ? [source.stop()] : [],
    );
    await Promise.all(stops);
    this.#entries.clear();
  }

  ensure(enterprise: string, settings: SourceSettings): Promise<SourceStatus> {
    return this.#inTurn(enterprise, () => this.#ensure(enterprise, settings));
  }

  remove(enterprise: string, name: string): Promise<boolean> {
    return this.#inTurn(enterprise, async () => {
      const key = keyOf(enterprise, name);
      const removed = await this.#options.records.transaction(async (records) => {
        await records.remove(memoriesCollection.name, enterprise, name);
        return records.remove(sourcesCollection.name, enterprise, name);
      });
      await this.#entries.get(key)?.source?.stop();
      return this.#entries.delete(key) || removed;
    });
  }

  async list(enterprise: string): Promise<SourceStatus[]> {
    return [...this.#entries.values()]
      .filter((entry) => entry.enterprise === enterprise)
      .map(statusOf)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  async read(enterprise: string, name: string): Promise<SourceSettings | undefined> {
    const settings = this.#entries.get(keyOf(enterprise, name))?.settings;
    if (!settings) return undefined;
    const { connection } = protocolNamed(settings.protocol, name);
    return { ...settings, connection: withoutSecrets(connection, settings.connection) };
  }

  /** What stood behind dots is put back, where the machine is the same. */
  completed(enterprise: string, given: SourceSettings): SourceSettings {
    const known = this.#entries.get(keyOf(enterprise, given.name))?.settings;
    if (known?.protocol !== given.protocol) return given;
    const protocol = protocolNamed(given.protocol, given.name);
    const connection = withSecrets(protocol.connection, given.connection, known.connection);
    // A password goes to the machine it was given for, and to no other.
    const before = protocol.where(known.connection, given.name);
    if (protocol.where(connection, given.name) !== before) return given;
    return { ...given, connection };
  }

  /** Takes readings that somebody sends. Fails with `connectivity.unknown-source` or a failure of `webhook`. */
  async push(enterprise: string, name: string, pushed: Pushed): Promise<PushTaken> {
    const source = this.#entries.get(keyOf(enterprise, name))?.source;
    if (!source) throw connectivityFailures['unknown-source']({ name, enterprise });
    const { session, settings } = source;
    if (session?.push) return session.push(pushed);
    const { protocol } = settings;
    if (session || protocol !== 'webhook') throw webhookFailures['not-pushed']({ name, protocol });
    throw webhookFailures['not-listening']({
      name,
      why: { en: 'it starts or stops', zh: '正在启动或停止' },
    });
  }

  follow(hear: (heard: FlowBatch) => void): { cancel(): void } {
    this.#followers.add(hear);
    return { cancel: () => void this.#followers.delete(hear) };
  }

  running(enterprise: string): Source[] {
    return [...this.#entries.values()].flatMap((entry) =>
      entry.source && entry.enterprise === enterprise ? [entry.source] : [],
    );
  }

  models(): { enterprise: string; model: MachineModel }[] {
    return [...this.#entries.values()].flatMap(({ enterprise, source }) =>
      (source?.observer.models ?? []).map((model) => ({ enterprise, model })),
    );
  }

  async #ensure(enterprise: string, given: SourceSettings): Promise<SourceStatus> {
    const key = keyOf(enterprise, given.name);
    const known = this.#entries.get(key);
    const settings = checkedSettings(this.completed(enterprise, given));
    if (known?.source && isDeepStrictEqual(known.settings, settings)) return known.source.status();
    const { sourcesMax } = this.#options.config;
    if (!known && this.#entries.size >= sourcesMax) {
      throw connectivityFailures['too-many-sources']({ count: sourcesMax });
    }
    const spoken = this.#spoken(enterprise, settings);
    for (const model of spoken.description.models) await this.#put(enterprise, settings, model);
    await this.#options.records.transaction(async (records) => {
      const id = settings.name;
      await records.put({
        collection: sourcesCollection.name,
        tenant: enterprise,
        id,
        document: settings,
      });
    });
    await known?.source?.stop();
    return (await this.#run(enterprise, settings, spoken)).status();
  }

  /** Fails with what is wrong with the settings. */
  #spoken(enterprise: string, settings: SourceSettings): Spoken {
    const protocol = protocolNamed(settings.protocol, settings.name);
    const description = protocol.describe(enterprise, settings);
    this.#checkCircle(enterprise, settings, { protocol, description });
    return {
      protocol,
      description,
      where: protocol.where(settings.connection, settings.name),
    };
  }

  /** Fails with `connectivity.circle`. */
  #checkCircle(
    enterprise: string,
    { name, connection }: SourceSettings,
    { protocol, description }: Pick<Spoken, 'protocol' | 'description'>,
  ): void {
    const restsOn = protocol.restsOn?.(connection) ?? [];
    if (restsOn.length === 0) return;
    const machines = description.models.map(({ machine }) => machine.identifier);
    const others = this.running(enterprise).flatMap(({ settings, observer }) => {
      const rests = protocolNamed(settings.protocol).restsOn?.(settings.connection) ?? [];
      if (settings.name === name || rests.length === 0) return [];
      return [{ name: settings.name, machines: observer.machines, restsOn: rests }];
    });
    const way = circleOf({ name, machines, restsOn }, others);
    if (way) throw connectivityFailures.circle({ name, way: way.join(' → ') });
  }

  async #run(enterprise: string, settings: SourceSettings, spoken: Spoken): Promise<Source> {
    const { where, description, protocol } = spoken;
    const { folder, allowed } = await this.reach(protocol, enterprise);
    const memory = this.#memory(enterprise, settings.name);
    const put = async (model: MachineModel) => {
      if (enterpriseOf(model.machine.identifier) !== enterprise)
        throw connectivityFailures['foreign-machine']({
          name: settings.name,
          machine: model.machine.identifier,
          enterprise,
        });
      await this.#put(enterprise, settings, model);
    };
    const account = this.#stream(enterprise, settings);
    const store: StoreStep = async ({ readings, parts, keys }) => {
      const events = parts.map((body) => ({
        name: partFinished.name,
        id: partEventId(body),
        body,
      }));
      await account.append({ ...(readings === undefined ? {} : { readings }), events, keys });
      if (readings === undefined) return;
      for (const hear of this.#followers)
        hear({ enterprise, source: settings.name, batch: readings });
    };
    const source = new Source({
      ...this.#options,
      ...{ settings, where, description, folder, allowed, memory, put, store, account },
      title: protocol.title,
      keys: () => account.keys(),
      plant: this.plant,
    });
    this.#entries.set(keyOf(enterprise, settings.name), { enterprise, settings, where, source });
    source.start();
    return source;
  }

  /** Known here, and told to the platform. */
  async #put(enterprise: string, settings: SourceSettings, model: MachineModel): Promise<void> {
    await this.#options.assets.put(model);
    await this.#stream(enterprise, settings).append({ models: [model] });
  }

  #stream(enterprise: string, { name, priority = 'normal' }: SourceSettings): OutboxStream {
    return this.#options.outbox.stream({ enterprise, source: name, priority });
  }

  publishes(isOwn: (topic: string) => boolean): { cancel(): void } {
    this.#own.add(isOwn);
    return { cancel: () => void this.#own.delete(isOwn) };
  }

  /** What sources that rest on others, and trials of them, may know. */
  get plant(): Plant {
    return {
      follow: (hear) => this.follow(hear),
      signal: (identifier) => this.#options.assets.signal(identifier),
      isOwnTopic: (topic) => [...this.#own].some((isOwn) => isOwn(topic)),
    };
  }

  /** What a protocol needs to reach out. */
  async reach(protocol: Protocol, enterprise: string): Promise<Reach> {
    const { world, log, config, folder: own } = this.#options;
    const folder = join(own, protocol.name);
    await world.disk.makeFolder(folder);
    const { filesFolder: files, programsFolder: programs } = config;
    const allowed = { enterprise, files, programs };
    return { world, log, folder, connectTimeoutMs: config.connectTimeoutMs, allowed };
  }

  #memory(tenant: string, id: string): SourceMemory {
    const { records } = this.#options;
    const collection = memoriesCollection.name;
    return {
      read: async () =>
        (await records.get<{ value: unknown }>(collection, tenant, id))?.document.value,
      write: (value) =>
        records.transaction(async (transaction) => {
          await transaction.put({ collection, tenant, id, document: { value } });
        }),
    };
  }

  #inTurn<T>(enterprise: string, work: () => Promise<T>): Promise<T> {
    const result = (this.#turns.get(enterprise) ?? this.#opened).then(work);
    const turn = result
      .catch(() => undefined) // the caller has the failure; the next turn starts anyway
      .then(() => {
        if (this.#turns.get(enterprise) === turn) this.#turns.delete(enterprise);
      });
    this.#turns.set(enterprise, turn);
    return result;
  }
}

function statusOf({ settings, where, source, trouble }: Entry): SourceStatus {
  if (source) return source.status();
  const { name, protocol } = settings;
  return {
    ...{ name, protocol, protocolTitle: titleOf(protocol) },
    ...{ address: where, state: 'stopped', machines: [], signals: 0 },
    ...{ readings: 0, refused: 0, figures: [] },
    ...(trouble === undefined ? {} : { trouble }),
  };
}

function keyOf(enterprise: string, name: string): string {
  return `${enterprise} ${name}`;
}
