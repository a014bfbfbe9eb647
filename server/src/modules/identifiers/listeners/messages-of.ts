// The parts of a continued answer, which stand one behind the other and are messages of their own.
import { decodeEnvelope, envelopeBytes } from '../../../wire/handle/handle.ts';

export function* messagesOf(answer: Uint8Array): Iterable<Uint8Array> {
  for (let from = 0; from < answer.length;) {
    const envelope = decodeEnvelope(answer.subarray(from));
    const bytes = envelope.ok ? envelopeBytes + envelope.value.messageLength : answer.length;
    yield answer.subarray(from, from + bytes);
    from += bytes;
  }
}
