// Messages with QoS 1 and 2 that the broker may send again in a session that it kept. Until our acknowledgement has left, a
// packet id stands for one message (MQTT 5, 4.3.2 and 4.3.3, 4.4): what comes again under it is that message, not another.
// It lives as long as its source, over many connections; what a process knew that ended is gone.
import { crc32 } from 'node:zlib';
import type { IPublishPacket } from 'mqtt';

type Known = {
  readonly qos: number;
  readonly topic: string;
  readonly bytes: number;
  readonly checksum: number;
  /** Resolves when it is durable. */
  readonly heard: Promise<void>;
};

export class Inbound {
  readonly #known = new Map<number, Known>();

  /** Taken before and still to be acknowledged, or waiting for PUBREL. */
  get size(): number {
    return this.#known.size;
  }

  /** The broker has forgotten the session: its packet ids mean other messages. */
  clear(): void {
    this.#known.clear();
  }

  /** What was heard under this packet id is not heard again; the promise is the one of the first time. */
  take(packet: IPublishPacket, topic: string, hear: () => Promise<void>): Promise<void> {
    const { messageId = 0, qos, payload, dup } = packet;
    const [bytes, checksum] = [payload.length, crc32(payload)];
    const known = this.#known.get(messageId);
    // A broker that was set back may use an id again for something else; with QoS 1 it says what it repeats.
    if (
      known?.qos === qos &&
      (dup || qos === 2) &&
      known.topic === topic &&
      known.bytes === bytes &&
      known.checksum === checksum
    )
      return known.heard;
    const heard = hear();
    this.#known.set(messageId, { qos, topic, bytes, checksum, heard });
    return heard;
  }

  /** It was acknowledged, or could not be kept; unless the id means another message by now. */
  release(messageId: number, heard?: Promise<void>): void {
    if (heard === undefined || this.#known.get(messageId)?.heard === heard)
      this.#known.delete(messageId);
  }
}
