// A question on its way to one node, and how its answer is told from others: it must come under our
// request id and be about our handle.
import {
  canonicalKey,
  decodeMessage,
  opCode,
  responseCode,
  type Message,
} from '../../../wire/handle/handle.ts';

export type SentQuestion = {
  /** The whole message. */
  readonly request: Uint8Array;
  readonly requestId: number;
  /** The canonical handle. */
  readonly key: string;
};

export type Timing = {
  /** The first wait for a datagram; the second is twice as long. */
  readonly retryMs: number;
  /** For connecting, and again for the answer, over TCP. */
  readonly timeoutMs: number;
};

/** The answer to a question in bytes that came under its request id, or undefined. */
export function answerTo(question: SentQuestion, bytes: Uint8Array): Message | undefined {
  const decoded = decodeMessage(bytes);
  if (!decoded.ok) return undefined;
  const { header, body } = decoded.value;
  if (header.op !== opCode.resolve || header.responseCode === 0) return undefined;
  if (header.responseCode !== responseCode.ok) return decoded.value;
  const fits = body.kind === 'resolve-response' && canonicalKey(body.handle) === question.key;
  return fits ? decoded.value : undefined;
}
