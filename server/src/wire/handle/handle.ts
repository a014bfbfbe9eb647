// The door of the Handle System / DO-IRP codec: bytes to values and back, for protocol versions 2.0 to 2.11 and DO-IRP 3.0
// framing. Pure: no sockets, no clock, no cryptography, nothing imported from outside this folder.

export type {
  CreateResponse,
  HandleRequest,
  ListResponse,
  RemoveRequest,
  SiteInfoResponse,
  ValuesRequest,
} from './bodies/administration.ts';
export type {
  Challenge,
  ChallengeAnswer,
  LoginRequest,
  VerifyRequest,
  VerifyResponse,
} from './bodies/authentication.ts';
export type { ErrorResponse, Referral } from './bodies/failure.ts';
export type { ResolveRequest, ResolveResponse } from './bodies/resolve.ts';
export type {
  SecretKeyData,
  SessionKeyData,
  SessionKeyExchange,
  SessionSetupRequest,
  SessionSetupResponse,
} from './bodies/session.ts';
export {
  decodeSecretKeyData,
  decodeSessionKeyData,
  encodeSecretKeyData,
  encodeSessionKeyData,
  keyExchangeMode,
  sessionCipher,
} from './bodies/session.ts';
export type { Body, BodyKind, EmptyBody, RawBody } from './body.ts';
export { bodyKind } from './body.ts';
export type { ChallengeAnswerOutcome, Digests, Prover } from './client/challenge-answer.ts';
export { answerChallenge, isDigestOf } from './client/challenge-answer.ts';
export type { ClientSessionOptions, OpenedAnswer } from './client/client-session.ts';
export { ClientSession } from './client/client-session.ts';
export type { AnswerBounds, WholeAnswer } from './client/pending-answers.ts';
export { listedHandles, PendingAnswers } from './client/pending-answers.ts';
export type { Request, RequestOptions } from './client/requests.ts';
export { encodeRequest, requests } from './client/requests.ts';
export type { Label, OpName, ResponseName } from './codes.ts';
export { opCode, opLabel, opName, responseCode, responseLabel, responseName } from './codes.ts';
export type { Credential } from './credential.ts';
export { credentialType, signedPrefix } from './credential.ts';
export {
  certificationHash,
  coveredBytes,
  isServerCredential,
  readdressed,
  serverCredential,
  sessionCredential,
  sessionMacName,
  withCredential,
} from './credential-bytes.ts';
export type { ReassemblyBounds, ReassemblyOutcome } from './datagrams.ts';
export { isWholeMessage, Reassembly, splitDatagrams } from './datagrams.ts';
export type { RequestDigest } from './digest.ts';
export { digestAlgorithm, headerAndBody } from './digest.ts';
export type { Envelope, ReceivedEnvelope, VersionOffer } from './envelope.ts';
export {
  answerVersion,
  decodeEnvelope,
  encloseContent,
  envelopeBytes,
  makeEnvelope,
  protocolVersion,
} from './envelope.ts';
export type { FastAnswer } from './fast.ts';
export {
  peekResolve,
  resolveFlags,
  resolveHandle,
  resolveHandleOffset,
  resolveRecursionCount,
  resolveRequestId,
  writeFastAnswer,
} from './fast.ts';
export type { FramerOutcome } from './frames.ts';
export { Framer } from './frames.ts';
export type { HandleValue, Reference } from './handle-value.ts';
export {
  decodeValue,
  decodeValueBlock,
  encodeValue,
  encodeValueBlock,
  ttlType,
  valuePermission,
} from './handle-value.ts';
export type { Header, OpFlagName, ReceivedHeader } from './header.ts';
export {
  decodeHeader,
  flagsOf,
  hasFlag,
  headerBytes,
  opFlag,
  siteInfoSerialUnknown,
} from './header.ts';
export { limits } from './limits.ts';
export type {
  Content,
  DecodedContent,
  DecodedMessage,
  DecodeOptions,
  Message,
  MessageFailure,
} from './message.ts';
export {
  contentOf,
  decodeContent,
  decodeMessage,
  encodeContent,
  encodeMessage,
} from './message.ts';
export type { HandleName, NameReason, SplitName } from './name.ts';
export {
  asHandle,
  canonicalBytes,
  canonicalKey,
  isDerivedFrom,
  isValidName,
  parentPrefix,
  prefixAuthority,
  prefixHandle,
  prefixNamedBy,
  prefixOf,
  rootHandle,
  splitName,
  suffixOf,
} from './name.ts';
export type { Decoded, DecodeFailure, DecodeReason } from './outcome.ts';
export { ReplayWindow, replayWindowCounters } from './replay-window.ts';
export type { Md5 } from './server-choice.ts';
export { chooseServer, handleHash } from './server-choice.ts';
export type { Seal, SessionCrypto } from './session-seal.ts';
export {
  decryptedMessage,
  encryptedMessage,
  isMacRight,
  sealed,
  sessionKeyBytes,
  sessionKeyOf,
} from './session-seal.ts';
export type { Mac, Signature } from './signed-response.ts';
export {
  authenticationType,
  decodeMac,
  decodeSignature,
  encodeMac,
  encodeSignature,
  macAlgorithm,
} from './signed-response.ts';
export { bytesOfText, textOf } from './text.ts';
export { fromBase64Url, toBase64Url } from './trust/base64.ts';
export type { CertificateClaims, KeyJson, SignatureClaims, ValueDigest } from './trust/claims.ts';
export {
  certificateClaims,
  keyJson,
  referenceOf,
  referenceText,
  signatureClaims,
} from './trust/claims.ts';
export type { JsonWebSignature, JwsAlgorithm, JwsReason, ParsedJws } from './trust/jws.ts';
export { bytesToSign, parseJws, serialisedJws } from './trust/jws.ts';
export type { TrustPermission } from './trust/permissions.ts';
export { covers } from './trust/permissions.ts';
export type { JsonObject } from './trust/strict-json.ts';
export { strictObject } from './trust/strict-json.ts';
export type { DigestComparison, Sha256 } from './trust/value-digests.ts';
export { compareDigests, digestsOf, valuesToSign } from './trust/value-digests.ts';
export { addressBytes, addressText } from './values/address.ts';
export { decodeAdminGroup, encodeAdminGroup } from './values/admin-group.ts';
export type { Admin } from './values/admin.ts';
export { adminPermission, decodeAdmin, encodeAdmin } from './values/admin.ts';
export { decodeHandleText, encodeHandleText } from './values/handle-text.ts';
export type { DsaPrivateKey, PrivateKey, RsaPrivateKey } from './values/private-key.ts';
export { decodePrivateKey, encodePrivateKey } from './values/private-key.ts';
export type {
  DiffieHellmanPublicKey,
  DsaPublicKey,
  KeyRecord,
  PublicKey,
  RsaPublicKey,
} from './values/public-key.ts';
export {
  decodeKeyRecord,
  decodePublicKey,
  encodeKeyRecord,
  encodePublicKey,
} from './values/public-key.ts';
export type { Site, SiteAttribute, SiteInterface, SiteServer } from './values/site.ts';
export {
  decodeSite,
  encodeSite,
  hashOption,
  interfaceProtocol,
  interfaceType,
} from './values/site.ts';
export { valueType } from './values/value-types.ts';
