// Which numbers of which streams have arrived: in the records of their readings on disk, as few spans in memory.
import type { Delivery } from '../../../stores/series/series.ts';
import { GrowingSpans, type Span } from '../../../stores/series/spans.ts';

export class Deliveries {
  readonly #streams = new Map<string, GrowingSpans>();

  take(deliveries: readonly Delivery[]): void {
    for (const { stream, first, last } of deliveries) {
      let spans = this.#streams.get(stream);
      if (spans === undefined) this.#streams.set(stream, (spans = new GrowingSpans()));
      spans.add({ first, last });
    }
  }

  of(stream: string): readonly Span[] {
    return [...(this.#streams.get(stream)?.all ?? [])];
  }

  all(): Delivery[] {
    return [...this.#streams].flatMap(([stream, spans]) =>
      spans.all.map((span) => ({ stream, ...span })),
    );
  }
}
