// Which signals have readings that came late and were not looked at, by signal rather than by rule, so that a rule that is
// written anew forgets none. Kept durably a moment after they are noted: a crash loses what was noted since, a tick at most.
import type { RecordsStore } from '../../../stores/records/records.ts';
import { allOf, lateCollection, type LateDocument } from '../store.ts';

export type LateSpan = {
  readonly fromUs: number;
  readonly toUs: number;
  /** Of the first and the last reading of it. */
  readonly sinceMs: number;
  readonly heardMs: number;
};

/** Signals of all enterprises, which nobody asks for by enterprise. */
const tenant = 'installation';
const settledMs = 3_000;
/** A signal that never ceases to be late is looked at nevertheless. */
const longMs = 60_000;
const savedAtOnce = 1_000;

export class LateSpans {
  readonly #records: RecordsStore;
  readonly #spans = new Map<string, LateSpan>();
  /** What is kept durably, a little wider than it need be: late readings most often go on towards the newest. */
  readonly #kept = new Map<string, LateDocument>();
  readonly #unsaved = new Set<string>();

  constructor(records: RecordsStore) {
    this.#records = records;
  }

  async open(nowMs: number): Promise<void> {
    for (const { id, document } of await allOf<LateDocument>(this.#records, lateCollection)) {
      this.#spans.set(id, { ...document, sinceMs: nowMs, heardMs: nowMs });
      this.#kept.set(id, document);
    }
  }

  /** A reading of a time before the newest of its signal. */
  note(signal: string, timeUs: number, now: { latestUs: number; ms: number }): void {
    const before = this.#spans.get(signal);
    const fromUs = Math.min(before?.fromUs ?? Infinity, timeUs);
    const toUs = Math.max(before?.toUs ?? -Infinity, timeUs);
    this.#spans.set(signal, { fromUs, toUs, sinceMs: before?.sinceMs ?? now.ms, heardMs: now.ms });
    const kept = this.#kept.get(signal);
    if (kept && kept.fromUs <= fromUs && kept.toUs >= toUs) return;
    this.#kept.set(signal, { fromUs, toUs: Math.max(toUs, now.latestUs) });
    this.#unsaved.add(signal);
  }

  /** Those that are complete by now, as it seems; the caller looks at them and says `looked` or `again`. */
  ready(nowMs: number): [string, LateSpan][] {
    const found = [...this.#spans].filter(
      ([, { heardMs, sinceMs }]) => heardMs <= nowMs - settledMs || sinceMs <= nowMs - longMs,
    );
    for (const [signal] of found) this.#spans.delete(signal);
    return found;
  }

  /** What is left of a span is looked at later. */
  again(signal: string, span: LateSpan): void {
    const since = this.#spans.get(signal);
    this.#spans.set(signal, {
      ...{ fromUs: Math.min(span.fromUs, since?.fromUs ?? Infinity), heardMs: span.heardMs },
      ...{ toUs: Math.max(span.toUs, since?.toUs ?? -Infinity), sinceMs: span.sinceMs },
    });
  }

  /** What was found in them is durable. */
  async looked(signals: readonly string[]): Promise<void> {
    const over = signals.filter((signal) => !this.#spans.has(signal));
    if (over.length === 0) return;
    await this.#records.transaction(async (transaction) => {
      for (const signal of over) {
        // More came meanwhile: what is kept stays.
        if (this.#spans.has(signal)) continue;
        this.#kept.delete(signal);
        this.#unsaved.delete(signal);
        await transaction.remove(lateCollection.name, tenant, signal);
      }
    });
  }

  async save(): Promise<void> {
    while (this.#unsaved.size > 0) {
      const signals = [...this.#unsaved].slice(0, savedAtOnce);
      for (const signal of signals) this.#unsaved.delete(signal);
      try {
        await this.#records.transaction(async (transaction) => {
          const collection = lateCollection.name;
          for (const id of signals) {
            const document = this.#kept.get(id);
            if (document) await transaction.put({ collection, tenant, id, document });
          }
        });
      } catch (error) {
        for (const signal of signals) this.#unsaved.add(signal);
        throw error;
      }
    }
  }
}
