// Time stamps of SHDR: ISO 8601 in UTC with up to seven decimals (100 ns, as .NET adapters write them),
// optionally followed by `@` and a duration in seconds (MTConnect adapter agent protocol 2.0).
import { epochUsOf, type EpochUs } from '../iso-time.ts';

export type ShdrTime =
  | {
      readonly ok: true;
      /** Absent when the adapter left the stamp to the receiver. */
      readonly timeUs?: EpochUs;
      readonly durationSeconds?: number;
    }
  | { readonly ok: false };

const duration = /^\d{1,12}(?:\.\d{1,12})?$/;
const refused: ShdrTime = { ok: false };
const absent: ShdrTime = { ok: true };

export function parseTimestamp(text: string): ShdrTime {
  const at = text.indexOf('@');
  if (at < 0) return text === '' ? absent : asTime(epochUsOf(text));
  const seconds = text.slice(at + 1);
  if (!duration.test(seconds)) return refused;
  const time = at === 0 ? absent : asTime(epochUsOf(text.slice(0, at)));
  return time.ok ? { ...time, durationSeconds: Number(seconds) } : refused;
}

function asTime(timeUs: EpochUs | undefined): ShdrTime {
  return timeUs === undefined ? refused : { ok: true, timeUs };
}
