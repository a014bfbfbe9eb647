// The bodies of all messages as one union by `kind`, and which kind an operation and response code have (reference §1.5).

import type {
  CreateResponse,
  HandleRequest,
  ListResponse,
  RemoveRequest,
  SiteInfoResponse,
  ValuesRequest,
} from './bodies/administration.ts';
import * as administration from './bodies/administration.ts';
import type {
  Challenge,
  ChallengeAnswer,
  LoginRequest,
  VerifyRequest,
  VerifyResponse,
} from './bodies/authentication.ts';
import * as authentication from './bodies/authentication.ts';
import type { ErrorResponse, Referral } from './bodies/failure.ts';
import * as failure from './bodies/failure.ts';
import type { ResolveRequest, ResolveResponse } from './bodies/resolve.ts';
import * as resolve from './bodies/resolve.ts';
import type {
  SessionKeyExchange,
  SessionSetupRequest,
  SessionSetupResponse,
} from './bodies/session.ts';
import * as session from './bodies/session.ts';
import { opCode, responseCode } from './codes.ts';
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

/** A body without bytes: the answer to a change that was made, or an error that says nothing. */
export type EmptyBody = { readonly kind: 'empty' };

/** The body of an operation that this codec does not know, as it came. */
export type RawBody = { readonly kind: 'raw'; readonly bytes: Uint8Array };

export type Body =
  | ResolveRequest
  | ResolveResponse
  | ValuesRequest
  | RemoveRequest
  | HandleRequest
  | CreateResponse
  | ListResponse
  | SiteInfoResponse
  | ErrorResponse
  | Referral
  | Challenge
  | ChallengeAnswer
  | VerifyRequest
  | VerifyResponse
  | LoginRequest
  | SessionSetupRequest
  | SessionSetupResponse
  | SessionKeyExchange
  | EmptyBody
  | RawBody;

export type BodyKind = Body['kind'];

const requestKinds = new Map<number, BodyKind>([
  [opCode.resolve, 'resolve-request'],
  [opCode.getSiteInfo, 'handle-request'],
  [opCode.create, 'values-request'],
  [opCode.delete, 'handle-request'],
  [opCode.addValues, 'values-request'],
  [opCode.removeValues, 'remove-request'],
  [opCode.modifyValues, 'values-request'],
  [opCode.listHandles, 'handle-request'],
  [opCode.listDerivedPrefixes, 'handle-request'],
  [opCode.challengeAnswer, 'challenge-answer'],
  [opCode.verifyAnswer, 'verify-request'],
  [opCode.homePrefix, 'handle-request'],
  [opCode.unhomePrefix, 'handle-request'],
  [opCode.listHomedPrefixes, 'handle-request'],
  [opCode.sessionSetup, 'session-setup-request'],
  [opCode.sessionEnd, 'handle-request'],
  [opCode.sessionKeyExchange, 'session-key-exchange'],
  [opCode.loginIdSystem, 'login-request'],
]);

const resultKinds = new Map<number, BodyKind>([
  [opCode.resolve, 'resolve-response'],
  [opCode.getSiteInfo, 'site-info-response'],
  [opCode.create, 'create-response'],
  [opCode.listHandles, 'list-response'],
  [opCode.listDerivedPrefixes, 'list-response'],
  [opCode.verifyAnswer, 'verify-response'],
  [opCode.listHomedPrefixes, 'list-response'],
  [opCode.sessionSetup, 'session-setup-response'],
]);

/** The kind of body that a message with these codes has; a response without bytes is `empty` whatever this says. */
export function bodyKind(op: number, code: number): BodyKind {
  if (code === 0) return requestKinds.get(op) ?? 'raw';
  if (code === responseCode.ok)
    return resultKinds.get(op) ?? (requestKinds.has(op) ? 'empty' : 'raw');
  if (code === responseCode.authenticationNeeded) return 'challenge';
  if (code === responseCode.serviceReferral || code === responseCode.prefixReferral)
    return 'referral';
  return 'error';
}

/** Reads a body of a known kind; bytes behind its last field are left to the caller. */
export function readBody(reader: Reader, kind: BodyKind): Body {
  switch (kind) {
    case 'resolve-request':
      return resolve.readResolveRequest(reader);
    case 'resolve-response':
      return resolve.readResolveResponse(reader);
    case 'values-request':
      return administration.readValuesRequest(reader);
    case 'remove-request':
      return administration.readRemoveRequest(reader);
    case 'handle-request':
    case 'create-response':
      return { kind, handle: reader.text() };
    case 'list-response':
      return administration.readListResponse(reader);
    case 'site-info-response':
      return { kind, site: reader.rest() };
    case 'error':
      return failure.readError(reader);
    case 'referral':
      return failure.readReferral(reader);
    case 'challenge':
      return { kind, nonce: reader.counted() };
    case 'challenge-answer':
      return authentication.readChallengeAnswer(reader);
    case 'verify-request':
      return authentication.readVerifyRequest(reader);
    case 'verify-response':
      return authentication.readVerifyResponse(reader);
    case 'login-request':
      return authentication.readLoginRequest(reader);
    case 'session-setup-request':
      return session.readSessionSetupRequest(reader);
    case 'session-setup-response':
      return session.readSessionSetupResponse(reader);
    case 'session-key-exchange':
      return { kind, encryptedKey: reader.counted() };
    case 'empty':
      return { kind };
    case 'raw':
      return { kind, bytes: reader.rest() };
  }
}

export function writeBody(writer: Writer, body: Body): void {
  switch (body.kind) {
    case 'resolve-request':
      return resolve.writeResolveRequest(writer, body);
    case 'resolve-response':
      return resolve.writeResolveResponse(writer, body);
    case 'values-request':
      return administration.writeValuesRequest(writer, body);
    case 'remove-request':
      return administration.writeRemoveRequest(writer, body);
    case 'handle-request':
    case 'create-response':
      return writer.text(body.handle);
    case 'list-response':
      return administration.writeListResponse(writer, body);
    case 'site-info-response':
      return writer.bytes(body.site);
    case 'error':
      return failure.writeError(writer, body);
    case 'referral':
      return failure.writeReferral(writer, body);
    case 'challenge':
      return writer.counted(body.nonce);
    case 'challenge-answer':
      return authentication.writeChallengeAnswer(writer, body);
    case 'verify-request':
      return authentication.writeVerifyRequest(writer, body);
    case 'verify-response':
      return writer.int1(body.valid ? 1 : 0);
    case 'login-request':
      return authentication.writeLoginRequest(writer, body);
    case 'session-setup-request':
      return session.writeSessionSetupRequest(writer, body);
    case 'session-setup-response':
      return session.writeSessionSetupResponse(writer, body);
    case 'session-key-exchange':
      return writer.counted(body.encryptedKey);
    case 'empty':
      return;
    case 'raw':
      return writer.bytes(body.bytes);
  }
}
