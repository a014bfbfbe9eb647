// The steps of a segment as they lie on disk. A step is one or more frames that became durable together: one whose end is
// missing was never acknowledged, and is cut away.
import { readFrame, type Frame } from '../../../wire/tier/frame.ts';

export type PlacedFrame = { readonly frame: Frame; readonly from: number; readonly to: number };

export type StepsRead = {
  /** Frames of whole steps. */
  readonly frames: readonly PlacedFrame[];
  readonly stepEnds: readonly number[];
  /** Where the last whole step ends. */
  readonly end: number;
  /** What follows is not just the beginning of a step: the disk has changed what it was given. */
  readonly damaged: boolean;
};

export function readSteps(bytes: Uint8Array): StepsRead {
  const frames: PlacedFrame[] = [];
  const stepEnds: number[] = [];
  let open: PlacedFrame[] = [];
  let at = 0;
  let damaged = false;
  while (at < bytes.length) {
    const read = readFrame(bytes, at);
    if (!read.ok) {
      damaged = read.reason !== 'incomplete';
      break;
    }
    open.push({ frame: read.frame, from: at, to: read.end });
    at = read.end;
    if (read.frame.more) continue;
    for (const placed of open) frames.push(placed);
    open = [];
    stepEnds.push(at);
  }
  return { frames, stepEnds, end: stepEnds.at(-1) ?? 0, damaged };
}
