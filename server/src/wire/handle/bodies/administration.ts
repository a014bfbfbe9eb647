// Changing and listing what is stored (reference §1.5): create, add, modify and remove values; everything that names one
// handle only; the answers to create, list and site-info.

import type { HandleValue } from '../handle-value.ts';
import { readValue, valueBytesMin, writeValue } from '../handle-value.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';
import { readIndex, writeIndex } from './resolve.ts';

/** Create, add values, modify values. */
export type ValuesRequest = {
  readonly kind: 'values-request';
  readonly handle: string;
  readonly values: readonly HandleValue[];
};

export type RemoveRequest = {
  readonly kind: 'remove-request';
  readonly handle: string;
  readonly indexes: readonly number[];
};

/** Delete, site info, list, home, unhome, list homed, list derived, end session: a handle and nothing else. */
export type HandleRequest = { readonly kind: 'handle-request'; readonly handle: string };

/** The handle that was created, minted or as asked. */
export type CreateResponse = { readonly kind: 'create-response'; readonly handle: string };

/** One part of a list; the flag `continuous` tells that more parts follow. */
export type ListResponse = { readonly kind: 'list-response'; readonly handles: readonly string[] };

/** The HS_SITE record of the site that answers; see `decodeSite`. */
export type SiteInfoResponse = { readonly kind: 'site-info-response'; readonly site: Uint8Array };

export function readValuesRequest(reader: Reader): ValuesRequest {
  return {
    kind: 'values-request',
    handle: reader.text(),
    values: reader.array(valueBytesMin, readValue),
  };
}

export function writeValuesRequest(writer: Writer, body: ValuesRequest): void {
  writer.text(body.handle);
  writer.array(body.values, writeValue);
}

export function readRemoveRequest(reader: Reader): RemoveRequest {
  return { kind: 'remove-request', handle: reader.text(), indexes: reader.array(4, readIndex) };
}

export function writeRemoveRequest(writer: Writer, body: RemoveRequest): void {
  writer.text(body.handle);
  writer.array(body.indexes, writeIndex);
}

export function readListResponse(reader: Reader): ListResponse {
  return { kind: 'list-response', handles: reader.array(4, (element) => element.text()) };
}

export function writeListResponse(writer: Writer, body: ListResponse): void {
  writer.array(body.handles, (element, handle) => element.text(handle));
}
