// Hears what comes late: readings and parts of days that were told already throw these days into doubt.
import type { Log } from '../../kernel/log/log.ts';
import type { Told } from '../../kernel/events/events.ts';
import { epochUsOf } from '../../wire/iso-time.ts';
import type { ReadingColumns } from '../../stores/series/series.ts';
import type { RecordsStore } from '../../stores/records/records.ts';
import { enterpriseOf } from '../assets/api.ts';
import type { PartFinished } from '../connectivity/api.ts';
import type { DayCache } from './day-cache.ts';
import { signalsOf } from './model/settings.ts';
import { collections, keyOf, type MachineDocument, type PartDocument } from './store.ts';

const forever = 8_990_000_000_000_000;

export class LateListener {
  readonly #options: {
    readonly records: RecordsStore;
    readonly days: DayCache;
    readonly log: Log;
  };
  /** Machines whose figures rest on a signal. */
  #machines: ReadonlyMap<string, readonly string[]> = new Map();
  /** The earliest late moment by machine that is not written yet. */
  readonly #late = new Map<string, number>();
  #writing: Promise<void> = Promise.resolve();

  constructor(options: { records: RecordsStore; days: DayCache; log: Log }) {
    this.#options = options;
  }

  /** Learns the machines of all enterprises anew. */
  async learn(): Promise<void> {
    const { records, days } = this.#options;
    const machines = new Map<string, string[]>();
    let after: string | undefined;
    do {
      const page = await records.find<MachineDocument>(collections.machines.name, {
        ...{ tenant: '*', limit: 1_000 },
        ...(after === undefined ? {} : { after }),
      });
      for (const { document } of page.rows) {
        await days.keepsUntil(document.identifier);
        const signals = document.versions.flatMap(({ settings }) => signalsOf(settings));
        for (const signal of new Set(signals)) {
          machines.set(signal, [...(machines.get(signal) ?? []), document.identifier]);
        }
      }
      after = page.next;
    } while (after !== undefined);
    this.#machines = machines;
  }

  hear(batch: ReadingColumns): void {
    const wanted = batch.series.map((series) => this.#machines.get(series));
    if (wanted.every((one) => one === undefined)) return;
    for (let i = 0; i < batch.index.length; i++) {
      const atUs = batch.sourceTimeUs[i] ?? 0;
      for (const machine of wanted[batch.index[i] ?? 0] ?? []) this.#note(machine, atUs);
    }
    this.#write();
  }

  /** A repetition is the same row again. */
  async hearParts(told: readonly Told<PartFinished>[]): Promise<void> {
    await this.#options.records.transaction(async (records) => {
      for (const { id, body } of told) {
        const atUs = epochUsOf(body.finishedAt);
        if (atUs === undefined) continue;
        const { machine, part, product, qualityClass } = body;
        const document: PartDocument = {
          ...{ machine: keyOf(machine), atUs, part },
          ...(product === undefined ? {} : { product }),
          ...(qualityClass === undefined ? {} : { quality: qualityClass }),
        };
        const place = { collection: collections.parts.name, tenant: enterpriseOf(keyOf(machine)) };
        await records.put({ ...place, id, document });
        this.#note(machine, atUs);
      }
    });
    this.#write();
    await this.settled();
  }

  /** What was heard until now is written. */
  settled(): Promise<void> {
    return this.#writing;
  }

  #note(machine: string, atUs: number): void {
    if (!this.#options.days.isLate(machine, atUs)) return;
    this.#late.set(machine, Math.min(atUs, this.#late.get(machine) ?? Infinity));
  }

  #write(): void {
    if (this.#late.size === 0) return;
    const late = [...this.#late];
    this.#late.clear();
    this.#writing = this.#writing.then(async () => {
      for (const [machine, fromUs] of late) {
        try {
          // A reading holds until the next, which may be days later.
          await this.#options.days.doubt(
            machine,
            { fromUs: fromUs - hourUs, toUs: forever },
            'late-data',
          );
        } catch (error) {
          this.#options.log.error('late-data-unmarked', { machine, error });
        }
      }
    });
  }
}

/** As far as a micro-stop reaches back over the edge of a day. */
const hourUs = 3_600_000_000;
