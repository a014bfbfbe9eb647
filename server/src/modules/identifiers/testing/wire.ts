// For tests: questions as bytes, answers read back, and a names store in memory.
import {
  decodeMessage,
  encodeRequest,
  Framer,
  opCode,
  opFlag,
  requests,
  type Body,
  type Envelope,
  type Message,
} from '../../../wire/handle/handle.ts';
import { realWorld } from '../../../kernel/world/real/world.ts';
import type { Address } from '../../../kernel/world/network.ts';

export function question(options: {
  handle?: string;
  indexes?: readonly number[];
  types?: readonly string[];
  op?: number;
  flags?: number;
  body?: Body;
  envelope?: Partial<Envelope>;
}): Uint8Array {
  const { handle = '', indexes = [], types = [] } = options;
  const body = options.body ?? requests.resolve(handle, { indexes, types }).body;
  const { flags = opFlag.publicOnly, envelope } = options;
  const ids = { requestId: 7, expirationSeconds: 1_900_000_000 };
  const requestId = envelope?.requestId ?? ids.requestId;
  return encodeRequest(
    { op: options.op ?? opCode.resolve, body },
    { ...ids, requestId, flags, ...(envelope === undefined ? {} : { envelope }) },
  );
}

export function read(answer: Uint8Array | undefined): Message {
  const decoded = decodeMessage(answer ?? new Uint8Array(0));
  if (!decoded.ok) throw new Error(`not a message: ${decoded.reason}`);
  return decoded.value;
}

/** Index and text of each value of an answer. */
export function valuesOf(message: Message): [number, string][] {
  const { body } = message;
  if (body.kind !== 'resolve-response') return [];
  return body.values.map(({ index, data }) => [index, Buffer.from(data).toString()]);
}

/** Writes all the bytes over one connection and collects messages until as many came, or it closes. */
export async function exchange(
  to: Address,
  chunks: readonly Uint8Array[],
  count: number,
): Promise<{ messages: Uint8Array[]; closed: boolean }> {
  const connection = await realWorld.network.connectTcp(to, 1_000);
  const framer = new Framer();
  const messages: Uint8Array[] = [];
  return new Promise((resolve) => {
    const end = (closed: boolean): void => {
      connection.destroy();
      resolve({ messages, closed });
    };
    connection.onClose(() => end(true));
    connection.onData((chunk) => {
      messages.push(...framer.push(chunk).messages);
      if (messages.length >= count) end(false);
    });
    for (const chunk of chunks) connection.write(chunk);
  });
}
