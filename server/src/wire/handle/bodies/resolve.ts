// Resolution (reference §1.5): ask for the values of a handle, all or by index and type, and the answer.

import type { HandleValue } from '../handle-value.ts';
import { readValue, valueBytesMin, writeValue } from '../handle-value.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

/** Empty filters ask for everything; together they add up (reference §8.10). A type ending in `.` covers its sub-types. */
export type ResolveRequest = {
  readonly kind: 'resolve-request';
  readonly handle: string;
  readonly indexes: readonly number[];
  readonly types: readonly string[];
};

export type ResolveResponse = {
  readonly kind: 'resolve-response';
  /** In the case in which it was asked. */
  readonly handle: string;
  readonly values: readonly HandleValue[];
};

export function readResolveRequest(reader: Reader): ResolveRequest {
  return {
    kind: 'resolve-request',
    handle: reader.text(),
    indexes: reader.array(4, readIndex),
    types: reader.array(4, readType),
  };
}

export function writeResolveRequest(writer: Writer, body: ResolveRequest): void {
  writer.text(body.handle);
  writer.array(body.indexes, writeIndex);
  writer.array(body.types, writeType);
}

export function readResolveResponse(reader: Reader): ResolveResponse {
  return {
    kind: 'resolve-response',
    handle: reader.text(),
    values: reader.array(valueBytesMin, readValue),
  };
}

export function writeResolveResponse(writer: Writer, body: ResolveResponse): void {
  writer.text(body.handle);
  writer.array(body.values, writeValue);
}

export const readIndex = (reader: Reader): number => reader.int4();
export const writeIndex = (writer: Writer, index: number): void => writer.int4(index);
const readType = (reader: Reader): string => reader.text();
const writeType = (writer: Writer, type: string): void => writer.text(type);
