// All sources of this gateway: configured by a person or a module, kept as records, run until removed.
import type { Log } from '../../kernel/log/log.ts';
import type { Bilingual } from '../../kernel/schema/bilingual.ts';
import { check } from '../../kernel/schema/schema.ts';
import type { World } from '../../kernel/world/world.ts';
import type { RecordsStore } from '../../stores/records/records.ts';
import type { ReadingColumns } from '../../stores/series/series.ts';
import type { Assets } from '../assets/api.ts';
import {
  sourceSettings,
  type PartFinished,
  type SourceSettings,
  type Sources,
  type SourceStatus,
} from './api.ts';
import type { GatewayConfig } from './config.ts';
import { connectivityFailures } from './failures.ts';
import type { Meters } from './meters.ts';
import { Source, troubleOf } from './source.ts';
import { protocols } from './protocols.ts';
import type { Description } from './protocols/protocol.ts';
import { sourcesCollection, type SourceDocument } from './store.ts';

export type RunningSourcesOptions = {
  readonly config: GatewayConfig;
  readonly world: World;
  readonly log: Log;
  readonly meters: Meters;
  readonly records: RecordsStore;
  readonly assets: Assets;
  readonly append: (batch: ReadingColumns) => Promise<void>;
  readonly tell: (parts: readonly PartFinished[]) => Promise<void>;
};

type Entry = {
  readonly enterprise: string;
  readonly settings: SourceSettings;
  /** Absent when the stored description can no longer be read. */
  readonly source?: Source;
  readonly trouble?: Bilingual;
};

export class RunningSources implements Sources {
  readonly #options: RunningSourcesOptions;
  readonly #entries = new Map<string, Entry>();
  /** Changes happen one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: RunningSourcesOptions) {
    this.#options = options;
  }

  /** Starts every source that the records hold. */
  open(): Promise<void> {
    return this.#inTurn(() => this.#open());
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
        if (this.#entries.has(keyOf(tenant, document.name))) continue;
        try {
          this.#run(tenant, document, this.#describe(tenant, document));
        } catch (error) {
          const trouble = troubleOf(error);
          log.error('source-not-started', { source: document.name, error });
          this.#entries.set(keyOf(tenant, document.name), {
            enterprise: tenant,
            settings: document,
            trouble,
          });
        }
      }
      after = page.next;
    } while (after !== undefined);
  }

  async close(): Promise<void> {
    await this.#turn;
    const stops = [...this.#entries.values()].flatMap(({ source }) =>
      source ? [source.stop()] : [],
    );
    await Promise.all(stops);
    this.#entries.clear();
  }

  ensure(enterprise: string, settings: SourceSettings): Promise<SourceStatus> {
    return this.#inTurn(() => this.#ensure(enterprise, settings));
  }

  remove(enterprise: string, name: string): Promise<boolean> {
    return this.#inTurn(async () => {
      const key = keyOf(enterprise, name);
      const removed = await this.#options.records.transaction((records) =>
        records.remove(sourcesCollection.name, enterprise, name),
      );
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

  async #ensure(enterprise: string, given: SourceSettings): Promise<SourceStatus> {
    const settings = checked(given);
    const key = keyOf(enterprise, settings.name);
    const known = this.#entries.get(key);
    if (known?.source && sameSettings(known.settings, settings)) return known.source.status();
    const { sourcesMax } = this.#options.config;
    if (!known && this.#entries.size >= sourcesMax) {
      throw connectivityFailures['too-many-sources']({ count: sourcesMax });
    }
    const description = this.#describe(enterprise, settings);
    for (const model of description.models) await this.#options.assets.put(model);
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
    return this.#run(enterprise, settings, description).status();
  }

  #describe(enterprise: string, settings: SourceSettings): Description {
    const { name, protocol } = settings;
    const spoken = protocols.find((candidate) => candidate.name === protocol);
    if (!spoken) {
      const known = protocols.map((candidate) => candidate.name).join(', ');
      throw connectivityFailures['unknown-protocol']({ name, protocol, known });
    }
    return spoken.describe(enterprise, settings);
  }

  #run(enterprise: string, settings: SourceSettings, description: Description): Source {
    const { config, world, log, meters, append, tell } = this.#options;
    const source = new Source({ settings, description, config, world, log, meters, append, tell });
    this.#entries.set(keyOf(enterprise, settings.name), { enterprise, settings, source });
    source.start();
    return source;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined); // the caller has the failure; the next turn starts anyway
    return result;
  }
}

function checked(settings: SourceSettings): SourceSettings {
  const outcome = check(sourceSettings, settings);
  if (outcome.ok) return outcome.value;
  const [problem] = outcome.problems;
  throw connectivityFailures['bad-source']({
    place: problem?.path ?? '/',
    problem: problem?.message ?? 'is not valid',
  });
}

function statusOf({ settings, source, trouble }: Entry): SourceStatus {
  if (source) return source.status();
  const { name, protocol, host, port } = settings;
  const state = 'stopped' as const;
  const shown = { name, protocol, host, port, state, machines: [], readings: 0, refused: 0 };
  return trouble === undefined ? shown : { ...shown, trouble };
}

function keyOf(enterprise: string, name: string): string {
  return `${enterprise} ${name}`;
}

function sameSettings(one: SourceSettings, other: SourceSettings): boolean {
  return (
    one.protocol === other.protocol &&
    one.host === other.host &&
    one.port === other.port &&
    one.devices === other.devices
  );
}
