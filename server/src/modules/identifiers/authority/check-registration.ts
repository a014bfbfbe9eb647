// What may be registered: a handle under the enterprise's prefix with values that fit into one answer.
import type { Failure } from '../../../kernel/failure/failure.ts';
import { limits } from '../../../wire/handle/handle.ts';
import type { NewValue, Registration } from '../api.ts';
import { identifiersFailures } from '../failures.ts';
import { askedFor, keyBytesMax, malformed, shortened } from '../model/question.ts';
import { adminIndex } from './new-values.ts';

export type CheckedRegistration = {
  readonly handle: string;
  readonly key: string;
  readonly values: readonly NewValue[];
};

export type CheckedOutcome =
  | { readonly ok: true; readonly value: CheckedRegistration }
  | { readonly ok: false; readonly failure: Failure };

const valuesMax = limits.valuesPerHandleMax - 1;
const typeBytesMax = 256;
const indexMax = 0x7fff_ffff;
/** An answer also carries headers, the handle (and its key in the store) and HS_ADMIN. */
export const recordBytesMax = limits.messageBytesMax - 3 * limits.handleBytesMax;
const valueOverheadBytes = 26;

/** `prefix` is canonical. */
export function checkRegistration(item: Registration, prefix: string): CheckedOutcome {
  const key = usualKey(item.handle, prefix);
  if (key !== undefined) return checked(item, key);
  const asked = askedFor(item.handle);
  if (!asked.ok) return refuse(malformed(item.handle, asked.reason));
  const { question } = asked;
  const handle = shortened(item.handle);
  if (question.naming || question.prefix !== prefix) {
    return refuse(identifiersFailures['outside-prefix']({ handle, prefix }));
  }
  const bytes = Math.max(Buffer.byteLength(question.key), Buffer.byteLength(item.handle));
  if (bytes > keyBytesMax) {
    return refuse(identifiersFailures['too-long']({ handle, bytes, bytesMax: keyBytesMax }));
  }
  return checked(item, question.key);
}

const printableAscii = /^[ -~]+$/;
const usualCharactersMax = 256;

/** The key of a short handle in ASCII under the very prefix, which nothing can be wrong with. */
function usualKey(handle: string, prefix: string): string | undefined {
  const usual =
    handle.length <= usualCharactersMax &&
    handle.startsWith(prefix) &&
    handle.charCodeAt(prefix.length) === slash &&
    printableAscii.test(handle);
  return usual ? handle.toUpperCase() : undefined;
}
const slash = 0x2f;

function checked({ handle, values }: Registration, key: string): CheckedOutcome {
  const failure = checkValues(handle, values);
  if (failure !== undefined) return refuse(failure);
  return { ok: true, value: { handle, key, values } };
}

function refuse(failure: Failure): CheckedOutcome {
  return { ok: false, failure };
}

function checkValues(whole: string, values: readonly NewValue[]): Failure | undefined {
  const handle = shortened(whole);
  if (values.length === 0) return identifiersFailures['no-values']({ handle });
  if (values.length > valuesMax) {
    const count = values.length;
    return identifiersFailures['too-many-values']({ handle, count, countMax: valuesMax });
  }
  const indexes = values.length > fewValues ? new Set<number>([adminIndex]) : undefined;
  let bytes = 0;
  for (let n = 0; n < values.length; n++) {
    const value = values[n] as NewValue;
    const taken = indexes?.has(value.index) ?? isTaken(values, n);
    const failure = checkValue(handle, value, taken);
    if (failure !== undefined) return failure;
    indexes?.add(value.index);
    bytes += valueOverheadBytes + (value.type.length + value.text.length) * 3;
  }
  if (bytes > recordBytesMax) bytes = exactBytes(values);
  if (bytes <= recordBytesMax) return undefined;
  return identifiersFailures['record-too-large']({ handle, bytes, bytesMax: recordBytesMax });
}

/** So many are compared with each other sooner than they are put into a set. */
const fewValues = 8;

function isTaken(values: readonly NewValue[], at: number): boolean {
  const { index } = values[at] as NewValue;
  for (let n = 0; n < at; n++) if (values[n]?.index === index) return true;
  return index === adminIndex;
}

function exactBytes(values: readonly NewValue[]): number {
  const own = ({ type, text }: NewValue): number =>
    Buffer.byteLength(type) + Buffer.byteLength(text);
  return values.reduce((sum, value) => sum + valueOverheadBytes + own(value), 0);
}

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const controlCharacter = /[\u0000-\u001f\u007f]/;

/** Types that were found good; the same few come again and again. */
const goodTypes = new Set<string>();
const goodTypesMax = 500;

function checkValue(
  handle: string,
  { index, type }: NewValue,
  taken: boolean,
): Failure | undefined {
  if (!Number.isInteger(index) || index < 1 || index > indexMax) {
    return identifiersFailures['bad-index']({ handle, index });
  }
  if (taken) return identifiersFailures['duplicate-index']({ handle, index });
  if (goodTypes.has(type)) return undefined;
  const bytes = Buffer.byteLength(type);
  if (bytes >= 1 && bytes <= typeBytesMax && !controlCharacter.test(type)) {
    if (goodTypes.size >= goodTypesMax) goodTypes.clear();
    goodTypes.add(type);
    return undefined;
  }
  const shown = shortened(type);
  return identifiersFailures['bad-type']({ handle, index, type: shown, bytesMax: typeBytesMax });
}
