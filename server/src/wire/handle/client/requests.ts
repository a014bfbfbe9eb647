// Requests of every operation, as a client makes them (reference §1.3, §1.5): what is asked, then the bytes
// of the whole message with ids, flags and version.

import type { Body } from '../body.ts';
import type { VerifyRequest } from '../bodies/authentication.ts';
import type { SessionKeyExchange, SessionSetupRequest } from '../bodies/session.ts';
import type { HandleValue } from '../handle-value.ts';
import { opCode } from '../codes.ts';
import { makeEnvelope, type Envelope } from '../envelope.ts';
import { siteInfoSerialUnknown } from '../header.ts';
import { encodeMessage } from '../message.ts';

/** An operation and its body, not yet a message. */
export type Request = { readonly op: number; readonly body: Body };

type Values = readonly HandleValue[];

function named(op: number, handle: string): Request {
  return { op, body: { kind: 'handle-request', handle } };
}

function withValues(op: number, handle: string, values: Values): Request {
  return { op, body: { kind: 'values-request', handle, values } };
}

/** One function for each operation. No indexes and no types ask for the whole record. */
export const requests = {
  resolve(handle: string, filter: { indexes?: readonly number[]; types?: readonly string[] } = {}) {
    const { indexes = [], types = [] } = filter;
    const body = { kind: 'resolve-request', handle, indexes, types } as const;
    return { op: opCode.resolve, body };
  },
  siteInfo: (handle = '') => named(opCode.getSiteInfo, handle),
  create: (handle: string, values: Values) => withValues(opCode.create, handle, values),
  delete: (handle: string) => named(opCode.delete, handle),
  addValues: (handle: string, values: Values) => withValues(opCode.addValues, handle, values),
  modifyValues: (handle: string, values: Values) => withValues(opCode.modifyValues, handle, values),
  removeValues(handle: string, indexes: readonly number[]) {
    return { op: opCode.removeValues, body: { kind: 'remove-request', handle, indexes } as const };
  },
  /** `prefix` as `0.NA/88.1`. */
  listHandles: (prefix: string) => named(opCode.listHandles, prefix),
  listDerivedPrefixes: (prefix: string) => named(opCode.listDerivedPrefixes, prefix),
  homePrefix: (prefix: string) => named(opCode.homePrefix, prefix),
  unhomePrefix: (prefix: string) => named(opCode.unhomePrefix, prefix),
  listHomedPrefixes: (handle = '0.NA/0.NA') => named(opCode.listHomedPrefixes, handle),
  verifyAnswer(body: Omit<VerifyRequest, 'kind'>) {
    return { op: opCode.verifyAnswer, body: { kind: 'verify-request', ...body } as const };
  },
  setUpSession(body: Omit<SessionSetupRequest, 'kind'>) {
    return { op: opCode.sessionSetup, body: { kind: 'session-setup-request', ...body } as const };
  },
  exchangeSessionKey(body: Omit<SessionKeyExchange, 'kind'>) {
    return {
      op: opCode.sessionKeyExchange,
      body: { kind: 'session-key-exchange', ...body } as const,
    };
  },
  endSession: () => named(opCode.sessionEnd, '/'),
  logIn(userHandle: string, userIndex: number) {
    return {
      op: opCode.loginIdSystem,
      body: { kind: 'login-request', userHandle, userIndex } as const,
    };
  },
} satisfies Record<string, (...parts: never[]) => Request>;

export type RequestOptions = {
  /** The answer repeats it; unguessable over UDP, positive and not in use. */
  readonly requestId: number;
  /** When the request stops being of interest, in seconds since 1970. */
  readonly expirationSeconds: number;
  /** A sum of `opFlag` values. */
  readonly flags?: number;
  readonly siteInfoSerial?: number;
  /** Version, session id and the like. */
  readonly envelope?: Partial<Envelope>;
};

/** The bytes of a request. */
export function encodeRequest({ op, body }: Request, options: RequestOptions): Uint8Array {
  const { requestId, expirationSeconds, flags = 0, envelope } = options;
  return encodeMessage({
    envelope: makeEnvelope({ ...envelope, requestId }),
    header: {
      op,
      responseCode: 0,
      flags,
      siteInfoSerial: options.siteInfoSerial ?? siteInfoSerialUnknown,
      recursionCount: 0,
      expirationSeconds,
    },
    body,
    ...(body.kind === 'session-setup-request' ? { bodyTrailing: new Uint8Array(2) } : {}),
  });
}
