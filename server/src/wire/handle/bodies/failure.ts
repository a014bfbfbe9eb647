// Answers that are not the result (reference §1.5): an error with its message, and a referral to another service.

import type { HandleValue } from '../handle-value.ts';
import { readValue, valueBytesMin, writeValue } from '../handle-value.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';
import { readIndex, writeIndex } from './resolve.ts';

export type ErrorResponse = {
  readonly kind: 'error';
  /** Text of the answering server, possibly empty. */
  readonly message: string;
  /** The value indexes that the error is about. */
  readonly indexes?: readonly number[];
};

/** Codes 302 and 303. Handle.Net sends an empty handle and the site and service values to follow. */
export type Referral = {
  readonly kind: 'referral';
  readonly handle: string;
  readonly values?: readonly HandleValue[];
};

export function readError(reader: Reader): ErrorResponse {
  const message = reader.text();
  if (reader.remaining === 0) return { kind: 'error', message };
  return { kind: 'error', message, indexes: reader.array(4, readIndex) };
}

export function writeError(writer: Writer, body: ErrorResponse): void {
  writer.text(body.message);
  if (body.indexes !== undefined) writer.array(body.indexes, writeIndex);
}

export function readReferral(reader: Reader): Referral {
  const handle = reader.text();
  if (reader.remaining === 0) return { kind: 'referral', handle };
  return { kind: 'referral', handle, values: reader.array(valueBytesMin, readValue) };
}

export function writeReferral(writer: Writer, body: Referral): void {
  writer.text(body.handle);
  if (body.values !== undefined) writer.array(body.values, writeValue);
}
