// What a receipt says of frames: a frame is settled when spans of the receipt cover all its numbers, whatever the spans.
import type { Frame, FrameHead } from '../../../wire/tier/frame.ts';
import type { Receipt } from '../../../wire/tier/receipt.ts';
import type { Incarnation } from '../incarnations.ts';
import { Spans } from '../segments/spans.ts';
import { baseOf } from './parcel-choice.ts';

export type ReceiptOutcome = {
  /** Stored, had before, or refused for good. */
  settles(frame: Frame): boolean;
  /** The code, when a part of it is refused for good. */
  refusalOf(frame: Frame): string | undefined;
};

export function outcomeOf(receipt: Receipt, { bases }: Incarnation): ReceiptOutcome {
  const settled = new Map<string, Spans>();
  const refusals = new Map<string, { first: number; end: number; code: string }[]>();
  for (const { kind, stream, first, count, outcome, code } of receipt.spans) {
    const key = `${kind} ${stream}`;
    let spans = settled.get(key);
    if (spans === undefined) settled.set(key, (spans = new Spans()));
    spans.add(first, first + count);
    if (outcome !== 'refused') continue;
    const known = refusals.get(key) ?? [];
    refusals.set(key, [...known, { first, end: first + count, code: code ?? 'unknown' }]);
  }
  const placeOf = ({ kind, stream, first, count }: FrameHead) => {
    const from = first - baseOf(stream, bases);
    return { key: `${kind} ${stream}`, from, to: from + count };
  };
  return {
    settles(frame) {
      const { key, from, to } = placeOf(frame);
      return settled.get(key)?.covers(from, to) ?? false;
    },
    refusalOf(frame) {
      const { key, from, to } = placeOf(frame);
      return refusals.get(key)?.find(({ first, end }) => first < to && from < end)?.code;
    },
  };
}
