// One frame of a gateway: what of it is new is checked and stored, what is known is acknowledged again, what must not be
// stored is refused with its reason. Trouble of our own (a store that is closed) is thrown: nothing is settled then.
import { covers } from '../../kernel/access/rights.ts';
import { Failure } from '../../kernel/failure/failure.ts';
import { toColumns } from '../../stores/series/series.ts';
import { spansWithin, spansWithout, type Span } from '../../stores/series/spans.ts';
import { decodeFacts, decodeGivenUp, decodeLedger, type LedgerRow } from '../../wire/tier/facts.ts';
import type { Frame } from '../../wire/tier/frame.ts';
import { decodeReadings, type TierReadings } from '../../wire/tier/readings.ts';
import type { Telemetry } from '../telemetry/api.ts';
import { checkFacts, type FactTakers } from './facts.ts';
import { intakeFailures } from './failures.ts';
import { serves } from './gateways.ts';
import { cutReadings } from './model/cut-readings.ts';
import { parseStream, type StreamName } from './model/streams.ts';
import type { ParcelWork } from './parcel-work.ts';

export type Takers = FactTakers & { readonly telemetry: Telemetry };
type Taken = {
  readonly frame: Frame;
  readonly name: StreamName;
  readonly fresh: readonly Span[];
  readonly work: ParcelWork;
};

export const noReadings = toColumns([]);
const yearMs = 366 * 86_400_000;
const reasonsMax = 100;

export async function takeFrame(frame: Frame, work: ParcelWork, takers: Takers): Promise<void> {
  const span = { first: frame.first, last: frame.first + frame.count - 1 };
  const { stream } = frame;
  const name = parseStream(stream);
  const failure = refusalOf(frame, name, work);
  const { kind } = frame;
  if (name === undefined || kind === 'keys' || failure !== undefined) {
    const unknown = failure ?? intakeFailures['unknown-stream']({ stream });
    return work.refuse(frame, span, { failure: unknown, isKnown: false });
  }
  const known = await work.known(stream);
  for (const again of spansWithin(span, known.all)) {
    work.settle(frame, again, 'duplicate');
    work.mark('again', stream, again);
  }
  const fresh = spansWithout(span, known.all);
  if (fresh.length === 0 || work.isTooScattered(known, span)) return;
  try {
    await takeBy[kind]({ frame, name, fresh, work }, takers);
  } catch (error) {
    if (!(error instanceof Failure) || !isOfTheSender(error)) throw error;
    for (const part of fresh) work.refuse(frame, part, { failure: error, isKnown: true });
  }
}

function refusalOf(
  frame: Frame,
  name: StreamName | undefined,
  { gateway }: ParcelWork,
): Failure | undefined {
  const { stream, kind } = frame;
  if (name === undefined || (kind !== 'given-up' && kind !== name.kind)) {
    return intakeFailures['unknown-stream']({ stream });
  }
  if (serves(gateway, name.enterprise)) return undefined;
  return intakeFailures['other-enterprise']({ gateway: gateway.gateway, stream });
}

function isOfTheSender({ kind, code }: Failure): boolean {
  return kind === 'invalid' || kind === 'forbidden' || code === 'assets.too-large';
}

type Take = (taken: Taken, takers: Takers) => Promise<void>;

const takeBy: Readonly<Record<Exclude<Frame['kind'], 'keys'>, Take>> = {
  readings: takeReadings,
  facts: takeFacts,
  'given-up': takeGivenUp,
  ledger: takeLedger,
};

async function takeReadings({ frame, name, fresh, work }: Taken, takers: Takers): Promise<void> {
  const { stream } = frame;
  const decoded = decodeReadings(frame.body, frame.count);
  if (!decoded.ok) throw intakeFailures['bad-readings']({ stream, reason: decoded.reason });
  checkSeries(decoded.value, { stream, enterprise: name.enterprise });
  const known = await work.known(stream);
  for (const part of fresh) {
    const columns = cutReadings(
      decoded.value,
      part.first - frame.first,
      part.last - frame.first + 1,
    );
    const expected = work.takeExpected();
    try {
      const has = work.delivery('has', stream, part);
      await takers.telemetry.append(columns, [has, ...expected]);
    } catch (error) {
      work.giveBack(expected);
      if (!(error instanceof Failure) || error.kind !== 'invalid') throw error;
      const failure = intakeFailures['bad-readings']({ stream, reason: error.message }, error);
      work.refuse(frame, part, { failure, isKnown: true });
      continue;
    }
    known.add(part);
    work.settle(frame, part, 'stored');
  }
}

function checkSeries(
  { series }: TierReadings,
  { stream, enterprise }: { stream: string; enterprise: string },
): void {
  for (const name of series) {
    if (name.includes('/') && covers(enterprise, name)) continue;
    throw intakeFailures['mixed-enterprises']({ stream, identifier: name.slice(0, 200) });
  }
}

/** Each number by itself: one fact that cannot be taken does not keep the others. */
async function takeFacts({ frame, name, fresh, work }: Taken, takers: Takers): Promise<void> {
  const { stream } = frame;
  const decoded = decodeFacts(frame.body, frame.count);
  if (!decoded.ok) throw intakeFailures['bad-fact']({ stream, reason: decoded.reason });
  const facts = checkFacts(decoded.value, { stream, enterprise: name.enterprise });
  for (const part of fresh) {
    for (let number = part.first; number <= part.last; number++) {
      const one = { first: number, last: number };
      const fact = facts[number - frame.first];
      const failure = fact?.ok ? await failureOf(() => fact.take(takers)) : fact?.failure;
      if (failure) work.refuse(frame, one, { failure, isKnown: true });
      else await mark({ frame, name, fresh, work }, [one]);
    }
  }
}

/** Why the sender's fact is refused; other trouble is thrown. */
async function failureOf(take: () => Promise<unknown>): Promise<Failure | undefined> {
  try {
    await take();
    return undefined;
  } catch (error) {
    if (error instanceof Failure && isOfTheSender(error)) return error;
    throw error;
  }
}

async function takeGivenUp(taken: Taken): Promise<void> {
  const { frame, fresh, work } = taken;
  const decoded = decodeGivenUp(frame.body);
  if (!decoded.ok) {
    throw intakeFailures['bad-ledger']({ stream: frame.stream, reason: decoded.reason });
  }
  const { reason } = decoded.value;
  for (const part of fresh) {
    work.mark(`given-up:${reason}`, frame.stream, part);
  }
  await mark(taken, fresh);
}

async function takeLedger(taken: Taken): Promise<void> {
  const { frame, name, fresh, work } = taken;
  const { stream } = frame;
  const decoded = decodeLedger(frame.body, frame.count);
  if (!decoded.ok) throw intakeFailures['bad-ledger']({ stream, reason: decoded.reason });
  for (const row of decoded.value) checkRow(row, { stream, name, nowMs: work.nowMs });
  for (const part of fresh) {
    for (let number = part.first; number <= part.last; number++) {
      const row = decoded.value[number - frame.first];
      if (row === undefined) continue;
      work.ledger.push({ enterprise: name.enterprise, number, row });
      if (row.first === undefined || row.last === undefined) continue;
      const listed = { first: row.first, last: row.last };
      work.mark('listed', row.stream, listed);
    }
  }
  await mark(taken, fresh);
}

function checkRow(
  row: LedgerRow,
  { stream, name, nowMs }: { stream: string; name: StreamName; nowMs: number },
): void {
  const spoken = parseStream(row.stream);
  const isOwn = spoken?.enterprise === name.enterprise && spoken.source === name.source;
  if (!isOwn) throw intakeFailures['mixed-enterprises']({ stream, identifier: row.stream });
  const counts = [row.refused, row.leftOut, row.givenUp].flatMap((one) => Object.keys(one));
  const isSmall =
    counts.length <= reasonsMax &&
    row.clockStepsMs.length <= reasonsMax &&
    counts.every((reason) => reason.length <= reasonsMax);
  if (!isSmall) throw intakeFailures['bad-ledger']({ stream, reason: 'too many reasons' });
  if (row.minuteMs % 60_000 !== 0 || row.minuteMs < 0 || row.minuteMs > nowMs + 100 * yearMs) {
    throw intakeFailures['bad-ledger']({ stream, reason: `the minute ${row.minuteMs}` });
  }
}

/** Dealt with. */
async function mark({ frame, work }: Taken, spans: readonly Span[]): Promise<void> {
  const known = await work.known(frame.stream);
  for (const span of spans) {
    work.mark('has', frame.stream, span);
    known.add(span);
    work.settle(frame, span, 'stored');
  }
}
