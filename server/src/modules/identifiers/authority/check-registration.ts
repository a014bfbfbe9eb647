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
  const asked = askedFor(item.handle);
  if (!asked.ok) return refuse(malformed(item.handle, asked.reason));
  const { key, prefix: own, naming } = asked.question;
  const handle = shortened(item.handle);
  if (naming || own !== prefix) {
    return refuse(identifiersFailures['outside-prefix']({ handle, prefix }));
  }
  const bytes = Math.max(Buffer.byteLength(key), Buffer.byteLength(item.handle));
  if (bytes > keyBytesMax) {
    return refuse(identifiersFailures['too-long']({ handle, bytes, bytesMax: keyBytesMax }));
  }
  const failure = checkValues(handle, item.values);
  if (failure !== undefined) return refuse(failure);
  return { ok: true, value: { handle: item.handle, key, values: item.values } };
}

function refuse(failure: Failure): CheckedOutcome {
  return { ok: false, failure };
}

function checkValues(handle: string, values: readonly NewValue[]): Failure | undefined {
  if (values.length === 0) return identifiersFailures['no-values']({ handle });
  if (values.length > valuesMax) {
    const count = values.length;
    return identifiersFailures['too-many-values']({ handle, count, countMax: valuesMax });
  }
  const indexes = new Set<number>([adminIndex]);
  let bytes = 0;
  for (const value of values) {
    const failure = checkValue(handle, value, indexes);
    if (failure !== undefined) return failure;
    indexes.add(value.index);
    bytes += valueOverheadBytes + Buffer.byteLength(value.type) + Buffer.byteLength(value.text);
  }
  if (bytes <= recordBytesMax) return undefined;
  return identifiersFailures['record-too-large']({ handle, bytes, bytesMax: recordBytesMax });
}

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const controlCharacter = /[\u0000-\u001f\u007f]/;

function checkValue(
  handle: string,
  { index, type }: NewValue,
  taken: ReadonlySet<number>,
): Failure | undefined {
  if (!Number.isInteger(index) || index < 1 || index > indexMax) {
    return identifiersFailures['bad-index']({ handle, index });
  }
  if (taken.has(index)) return identifiersFailures['duplicate-index']({ handle, index });
  const bytes = Buffer.byteLength(type);
  if (bytes >= 1 && bytes <= typeBytesMax && !controlCharacter.test(type)) return undefined;
  const shown = shortened(type);
  return identifiersFailures['bad-type']({ handle, index, type: shown, bytesMax: typeBytesMax });
}
