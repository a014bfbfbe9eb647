// Calculated signals while they run: what becomes durable at the gateway goes in, results come out.
import type { Bilingual } from '../../../../kernel/schema/bilingual.ts';
import type { Timer } from '../../../../kernel/world/clock.ts';
import type { Quality } from '../../../../stores/series/series.ts';
import type { Figure, FlowBatch } from '../../api.ts';
import type { Link, Session } from '../protocol.ts';
import type { Calculation, CalculationInput } from './calculation.ts';

export type CalculatedSessionOptions = {
  readonly link: Link;
  readonly calculation: Calculation;
  readonly inputs: readonly CalculationInput[];
  /** 0: only when an input is told. */
  readonly everyMs: number;
};

/** Of other sources, which go on telling while ours cannot be stored. */
const heldReadingsMax = 100_000;
const behind = {
  en: 'the results could not be stored for so long that inputs were missed; calculating begins anew. Look at the disk and the outbox of the gateway.',
  zh: '计算结果长时间无法入库，已错过部分输入，将重新开始计算。请检查网关的磁盘和发件箱。',
};
const ended = { en: 'the gateway stopped calculating', zh: '网关停止了计算' };

export class CalculatedSession implements Session {
  readonly #options: CalculatedSessionOptions;
  readonly #closed = Promise.withResolvers<Bilingual>();
  readonly #places: ReadonlyMap<string, number>;
  readonly #following: { cancel(): void };
  /** What came while the results could not be stored. */
  #held: FlowBatch[] | undefined;
  #heldReadings = 0;
  #timer: Timer | undefined;
  #taken = 0;
  #isOver = false;

  constructor(options: CalculatedSessionOptions) {
    this.#options = options;
    this.#places = new Map(
      options.inputs.map(({ signal }, place) => [signal.identifier.toLowerCase(), place]),
    );
    this.#following = options.link.plant.follow((heard) => this.#hear(heard));
    this.#tickLater();
  }

  get closed(): Promise<Bilingual> {
    return this.#closed.promise;
  }

  pause(): void {
    this.#held ??= [];
  }

  resume(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    this.#heldReadings = 0;
    for (const heard of held) this.#hear(heard);
  }

  close(): void {
    this.#end(ended);
  }

  figures(): readonly Figure[] {
    return [
      { name: 'inputs', title: { en: 'Inputs taken', zh: '已处理的输入' }, value: this.#taken },
      {
        name: 'held',
        title: { en: 'Batches waiting', zh: '等待的批次' },
        value: this.#held?.length ?? 0,
      },
    ];
  }

  #end(why: Bilingual): void {
    this.#following.cancel();
    this.#timer?.cancel();
    this.#held = undefined;
    this.#isOver = true;
    this.#closed.resolve(why);
  }

  /** Never with some of it left out: a sum or a mean over the rest would be wrong and look good. */
  #hold(held: FlowBatch[], heard: FlowBatch): void {
    this.#heldReadings += heard.batch.index.length;
    if (this.#heldReadings > heldReadingsMax) this.#end(behind);
    else held.push(heard);
  }

  #hear(heard: FlowBatch): void {
    if (this.#isOver) return;
    const { series, index, sourceTimeUs, values, quality } = heard.batch;
    const places = series.map((name) => this.#places.get(name.toLowerCase()));
    if (places.every((place) => place === undefined)) return;
    if (this.#held) return this.#hold(this.#held, heard);
    const { calculation, link } = this.#options;
    for (let i = 0; i < index.length; i += 1) {
      const place = places[index[i] ?? -1];
      if (place === undefined) continue;
      this.#taken += 1;
      const timeUs = sourceTimeUs[i] ?? 0;
      const told = {
        sourceTimeUs: timeUs,
        value: values[i] ?? null,
        quality: (quality[i] ?? 0) as Quality,
      };
      const readings = calculation.told(place, told);
      if (readings.length > 0) link.listener.observed(timeUs, readings);
    }
  }

  #tickLater(): void {
    const { everyMs, link, calculation } = this.#options;
    if (everyMs === 0) return;
    this.#timer = link.world.clock.after(everyMs, () => {
      const nowMs = Math.max(link.world.clock.now(), calculation.latestMs);
      const readings = calculation.tick(nowMs);
      if (readings.length > 0) link.listener.observed(Math.round(nowMs * 1_000), readings);
      this.#tickLater();
    });
  }
}
