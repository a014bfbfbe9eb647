// What is gathered while the frames of one parcel are taken: marks and ledger rows that become durable in one step at
// its end, refusals for people, and the spans of the receipt.
import type { Failure } from '../../kernel/failure/failure.ts';
import type { Delivery } from '../../stores/series/series.ts';
import { GrowingSpans, mergedSpans, type Span } from '../../stores/series/spans.ts';
import type { Frame } from '../../wire/tier/frame.ts';
import type { ReceiptSpan } from '../../wire/tier/receipt.ts';
import type { Telemetry } from '../telemetry/api.ts';
import { refusalCodes, type RefusalCode } from './failures.ts';
import type { Gateway } from './gateways.ts';
import { markStream, type Mark, type Sender } from './model/streams.ts';
import type { GivenRow, Refusal } from './streams-store.ts';

/** A stream in so many pieces is no stream: what would add one more waits for the gaps to fill. */
const scatteredMax = 20_000;

export class ParcelWork {
  readonly gateway: Gateway;
  readonly sender: Sender;
  readonly nowMs: number;
  readonly ledger: GivenRow[] = [];
  /** One of each stream and code. */
  readonly refusals = new Map<string, Refusal>();
  readonly #marks = new Map<string, Span[]>();
  #expected: Delivery[] = [];
  readonly #spans = new Map<string, ReceiptSpan[]>();
  readonly #telemetry: Telemetry;
  readonly #known = new Map<string, Promise<GrowingSpans>>();

  constructor(
    given: { readonly gateway: Gateway; readonly sender: Sender; readonly nowMs: number },
    telemetry: Telemetry,
  ) {
    this.gateway = given.gateway;
    this.sender = given.sender;
    this.nowMs = given.nowMs;
    this.#telemetry = telemetry;
  }

  delivery(mark: Mark, stream: string, { first, last }: Span): Delivery {
    return { stream: markStream(this.sender, mark, stream), first, last };
  }

  /** Numbers that need not be taken again, those of this parcel too. */
  known(stream: string): Promise<GrowingSpans> {
    let known = this.#known.get(stream);
    if (known === undefined) {
      known = this.#telemetry
        .delivered(markStream(this.sender, 'has', stream))
        .then((spans) => new GrowingSpans(spans));
      this.#known.set(stream, known);
    }
    return known;
  }

  isTooScattered(known: GrowingSpans, { first, last }: Span): boolean {
    if (known.all.length < scatteredMax) return false;
    return !known.all.some((have) => have.first <= last + 1 && have.last >= first - 1);
  }

  /** True whatever comes of the frames, so it goes with the first readings that are stored. */
  expect(stream: string, last: number): void {
    this.#expected.push(this.delivery('expected', stream, { first: 1, last }));
  }

  /** What is not stored is given back. */
  takeExpected(): Delivery[] {
    return this.#expected.splice(0);
  }

  giveBack(expected: readonly Delivery[]): void {
    this.#expected = [...this.#expected, ...expected];
  }

  /** Durable before the receipt is signed. */
  mark(mark: Mark, stream: string, span: Span): void {
    const name = markStream(this.sender, mark, stream);
    const spans = this.#marks.get(name);
    if (spans) spans.push(span);
    else this.#marks.set(name, [span]);
  }

  /** The marks since the last call. */
  takeMarks(): Delivery[] {
    const marks = [...this.#marks].flatMap(([stream, spans]) =>
      mergedSpans(spans).map((span) => ({ stream, ...span })),
    );
    this.#marks.clear();
    return marks;
  }

  settle(frame: Frame, span: Span, outcome: 'stored' | 'duplicate'): void {
    this.#answer(frame, span, { outcome });
  }

  /** `isKnown`: the stream is the gateway's own, so that its report may count what was refused of it. */
  refuse(frame: Frame, span: Span, why: { failure: Failure; isKnown: boolean }): void {
    const code = codeOf(why.failure);
    const { stream } = frame;
    this.#answer(frame, span, { outcome: 'refused', code });
    if (why.isKnown) this.mark(`refused:${code}`, stream, span);
    const key = `${code} ${stream}`;
    const before = this.refusals.get(key);
    this.refusals.set(key, {
      ...this.sender,
      stream,
      code,
      reason: before?.reason ?? why.failure.publicMessage,
      numbers: (before?.numbers ?? 0) + countIn(span),
      firstAtMs: this.nowMs,
      lastAtMs: this.nowMs,
    });
  }

  /** What the receipt says. */
  spans(): ReceiptSpan[] {
    return [...this.#spans.values()].flat();
  }

  #answer(
    { kind, stream }: Frame,
    { first, last }: Span,
    told: Pick<ReceiptSpan, 'outcome' | 'code'>,
  ): void {
    const answered = this.#spans.get(stream) ?? [];
    this.#spans.set(stream, answered);
    const before = answered.at(-1);
    const count = last - first + 1;
    const goesOn =
      before?.kind === kind &&
      before.first + before.count === first &&
      before.outcome === told.outcome &&
      before.code === told.code;
    if (!before || !goesOn) answered.push({ kind, stream, first, count, ...told });
    else answered[answered.length - 1] = { ...before, count: before.count + count };
  }
}

function codeOf({ code }: Failure): RefusalCode {
  return refusalCodes.find((known) => known === code) ?? 'intake.bad-fact';
}

function countIn({ first, last }: Span): number {
  return last - first + 1;
}
