// Messages with QoS 1 and 2 that the broker may send again in a session that it kept. Until our acknowledgement has left, a
// packet id stands for one message (MQTT 5, 4.3.2 and 4.3.3, 4.4): what comes again under it is that message, not another.
// It lives as long as its source, over many connections. Ids of QoS 2 lie beside what was told under them, so that they
// are known again after a kill; ids of QoS 1 of a process that ended are gone.
import { crc32 } from 'node:zlib';
import type { IPublishPacket } from 'mqtt';
import type { StepKey } from '../../../wire/tier/facts.ts';

type Known = {
  readonly qos: number;
  readonly print: string;
  /** Resolves when it is durable. */
  readonly heard: Promise<void>;
};

/** Where packet ids are kept with what was told under them. */
export type KeptIds = {
  /** Of durable messages that were not released. */
  readonly before: Iterable<StepKey>;
  /** Resolves when none of them is known any more, over a kill too. */
  forget(keys: readonly string[]): Promise<void>;
};

const prefix = 'qos2/';

export class Inbound {
  readonly #known = new Map<number, Known>();
  /** With QoS 2, durable or about to be. */
  readonly #kept = new Set<number>();
  #ids: KeptIds | undefined;

  /** Taken before and still to be acknowledged, or waiting for PUBREL. */
  get size(): number {
    return this.#known.size;
  }

  /** At the start of the source: what was taken and not released when it ended. */
  keepWith(ids: KeptIds): void {
    if (this.#ids === undefined) {
      for (const [key, print] of ids.before) {
        if (!key.startsWith(prefix)) continue;
        const id = Number(key.slice(prefix.length));
        this.#known.set(id, { qos: 2, print, heard: Promise.resolve() });
        this.#kept.add(id);
      }
    }
    this.#ids = ids;
  }

  /** The broker has forgotten the session: its packet ids mean other messages. */
  async clear(): Promise<void> {
    this.#known.clear();
    await this.#forget([...this.#kept]);
  }

  /**
   * What was heard under this packet id is not heard again; the promise is the one of the first time. `hear` is given the
   * key to keep beside what is told.
   */
  take(
    packet: IPublishPacket,
    topic: string,
    hear: (key: StepKey | undefined) => Promise<void>,
  ): Promise<void> {
    const { messageId = 0, qos, payload, dup } = packet;
    const print = `${crc32(topic)} ${payload.length} ${crc32(payload)}`;
    const known = this.#known.get(messageId);
    // A broker that was set back may use an id again for something else; with QoS 1 it says what it repeats.
    if (known?.qos === qos && (dup || qos === 2) && known.print === print) return known.heard;
    const keeps = qos === 2 && this.#ids !== undefined;
    if (keeps) this.#kept.add(messageId);
    const heard = hear(keeps ? [`${prefix}${messageId}`, print] : undefined);
    this.#known.set(messageId, { qos, print, heard });
    return heard;
  }

  /** It was acknowledged, or could not be kept; unless the id means another message by now. */
  release(messageId: number, heard?: Promise<void>): void {
    if (heard === undefined || this.#known.get(messageId)?.heard === heard)
      this.#known.delete(messageId);
  }

  /** At PUBREL. Resolves when PUBCOMP may leave: the broker may then use the id for another message. */
  complete(messageId: number): Promise<void> {
    this.release(messageId);
    return this.#kept.has(messageId) ? this.#forget([messageId]) : Promise.resolve();
  }

  async #forget(ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#ids?.forget(ids.map((id) => `${prefix}${id}`));
    for (const id of ids) if (!this.#known.has(id)) this.#kept.delete(id);
  }
}
