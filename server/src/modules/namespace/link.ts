// A way to a broker: an MQTT connection, or the broker of this program. Publishers know nothing else of it.
import type { Bilingual } from '../../kernel/schema/bilingual.ts';

export type Outgoing = {
  readonly topic: string;
  readonly payload: Uint8Array | string;
  readonly qos: 0 | 1;
  readonly retain: boolean;
};

export interface BrokerLink {
  /** Resolves when the broker has it, with QoS 0 when it is written. Rejects when the connection is over. */
  publish(message: Outgoing): Promise<void>;
  /** Says goodbye; a will is not published. */
  close(): Promise<void>;
  readonly closed: Promise<Bilingual>;
}

export type LinkAsked = {
  readonly will?: Outgoing;
  /** Subscribed with QoS 1 before the link is handed over. */
  readonly filters: readonly string[];
  readonly hear: (topic: string, payload: Uint8Array) => void;
};

/** Rejects with why the broker cannot be reached. */
export type OpenLink = (asked: LinkAsked) => Promise<BrokerLink>;
