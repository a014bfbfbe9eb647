// What a peer is told whose message does not fit its session. The words do not say whether the key, the MAC
// or the padding was wrong.
import {
  answerVersion,
  decodeEnvelope,
  encodeMessage,
  makeEnvelope,
  responseCode,
  siteInfoSerialUnknown,
  type Header,
} from '../../../wire/handle/handle.ts';
import { answerFlags, expirationSeconds } from '../listeners/reply.ts';

const refusals = {
  unknownSession: {
    code: responseCode.sessionTimeout,
    message: 'Unknown or outdated session id: set up a new session',
  },
  noKeyYet: {
    code: responseCode.badSessionKey,
    message: 'The session has no key yet: exchange one (operation 402)',
  },
  notOfSession: {
    code: responseCode.invalidCredential,
    message: 'The message does not carry the MAC of its session',
  },
  replayed: {
    code: responseCode.messageRejected,
    message: 'The counter of the message was used before, or is too old',
  },
  tooManyToSign: {
    code: responseCode.busy,
    message: 'Too many answers are to be signed: ask again later, or without the flag CT',
  },
} as const;

export type RefusalName = keyof typeof refusals;

export type SessionRefusal = {
  readonly ok: false;
  readonly code: number;
  readonly answer: Uint8Array;
};

/** `header` where the message could be read; otherwise only its envelope is answered to. */
export function refusalIn(
  raw: Uint8Array,
  { name, nowMs, header }: { name: RefusalName; nowMs: number; header?: Header },
): SessionRefusal {
  const { code, message } = refusals[name];
  const received = decodeEnvelope(raw);
  const envelope = received.ok ? received.value : makeEnvelope();
  const { sessionId, requestId } = envelope;
  const answer = encodeMessage({
    envelope: makeEnvelope({ ...answerVersion(envelope), sessionId, requestId }),
    header: {
      op: header?.op ?? 0,
      responseCode: code,
      flags: answerFlags(header?.flags ?? 0, true),
      siteInfoSerial: siteInfoSerialUnknown,
      recursionCount: header?.recursionCount ?? 0,
      expirationSeconds: expirationSeconds(nowMs),
    },
    body: { kind: 'error', message },
  });
  return { ok: false, code, answer };
}
